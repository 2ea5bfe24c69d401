// 神策分析 (Sensors Analytics) raw data, one JSON object a line: an app with Chinese property values.
import { Random } from '../../../src/base/random.js';
import { type Act, late, lives, repeated, type World } from './lives.js';
import { distinct, jsonLines, type Log, missing, textLog, uuid } from './log.js';

const world: World = { seed: 104, users: 150, days: 150, from: '2026-01-01', zoneHours: 8, pays: 0.15 };
const functions = ['导出报表', '智能抠图', '批量改名', '云端备份', '去水印'];
const provinces = ['广东', '浙江', '四川', '北京', '湖南'];
const names = {
  login: 'UserLogin',
  view: '$AppViewScreen',
  feature: 'UseFunction',
  payment: 'PayOrder',
  refund: 'RefundOrder',
} as const;

function propertiesOf({ kind, cents, feature, ms, order, user }: Act): object {
  const preset = {
    $app_version: '5.2.1',
    $os: user % 2 === 0 ? 'iOS' : 'Android',
    $province: provinces[user % 5],
  };
  if (kind === 'feature')
    return { ...preset, function_name: functions[feature!], event_duration: ms! / 1000 };
  if (kind === 'view') return { ...preset, $screen_name: '首页' };
  if (cents === null) return { ...preset, login_method: '手机号' };
  return { ...preset, order_id: `D${20260000 + order!}`, order_amount: cents / 100, pay_method: '微信支付' };
}

function lineOf(random: Random, act: Act) {
  const anonymous = uuid(6, act.user);
  const unknown = act.kind === 'view' && random.chance(0.12);
  const id = unknown ? anonymous : String(80_000_000 + act.user * 13);
  return {
    distinct_id: id,
    ...(unknown ? {} : { login_id: id }),
    anonymous_id: anonymous,
    time: act.at,
    type: 'track',
    event: names[act.kind] as string | undefined,
    project: 'production',
    _track_id: random.bits(),
    lib: { $lib: act.user % 2 === 0 ? 'iOS' : 'Android', $lib_version: '4.5.0' },
    properties: propertiesOf(act),
  };
}

function rows() {
  const random = new Random(world.seed, 4_000_000);
  const all = lives(world).flatMap((act) => {
    const line = lineOf(random, act);
    if (act.kind !== 'login' || !random.chance(0.03)) return [line];
    const { event: _, ...profile } = line;
    return [line, { ...profile, type: 'profile_set', properties: { 会员等级: '黄金' } }];
  });
  return late(repeated(all, 0.003, world.seed), 0.02, world.seed);
}

const made = rows();
const users = made.map((row) => ('login_id' in row ? (row.login_id as string) : null));

export const sensorsdataLog: Log = textLog(
  'sensorsdata',
  'sensors-events.jsonl',
  {
    preset: 'sensorsdata',
    columns: {
      user: ['login_id'],
      time: ['time'],
      event: ['event'],
      amount: ['properties.order_amount'],
      order: ['properties.order_id'],
      id: ['_track_id'],
      feature: ['properties.function_name'],
    },
    roles: {
      UserLogin: ['login'],
      $AppViewScreen: ['activity', null],
      UseFunction: ['feature_used', 'activity'],
      PayOrder: ['payment'],
      RefundOrder: ['refund'],
    },
    timeZones: ['UTC', 'Asia/Shanghai', '+08:00'],
    rows: made.length,
    users: distinct(users),
    missingUser: missing(users),
  },
  () => jsonLines(made),
);
