// A mobile operator: the user is a phone number, times are written in Chinese.
import { Random } from '../../../../src/base/random.js';
import { type Act, lives, type World } from '../lives.js';
import { csvText, distinct, type Log, missing, secondTime, textLog } from '../log.js';

const world: World = {
  seed: 204,
  users: 60,
  days: 130,
  from: '2025-12-01',
  zoneHours: 8,
  pace: 3,
  pays: 0.2,
};
const packs = ['日包', '月包', '闲时包', '定向包', '国际包'];
const names = {
  login: '登录掌厅',
  view: '查询话费',
  feature: '订购流量包',
  payment: '充值缴费',
  refund: '缴费冲正',
} as const;
const header = [
  '流水号',
  '手机号码',
  '归属地',
  '业务时间',
  '业务类型',
  '缴费金额',
  '流量包',
  '套餐档位',
  '渠道',
];

function clock(at: number): string {
  const [day, time] = secondTime(at + 8 * 3_600_000).split(' ');
  const [year, month, date] = day!.split('-').map(Number);
  return `${year}年${month}月${date}日 ${time}`;
}

function rowOf(random: Random, { user, at, kind, cents, feature }: Act, i: number) {
  return [
    `YW${20_260_000_000 + i}`,
    random.chance(0.01) ? null : `1${38 + (user % 3)}${String(20_000_000 + user * 7_919).slice(0, 8)}`,
    user % 2 ? '浙江' : '江苏',
    clock(at),
    names[kind],
    cents === null ? null : `${Math.round(cents / 100)}.00元`,
    feature === null ? null : packs[feature]!,
    [19, 39, 59, 129][user % 4]!,
    random.chance(0.7) ? 'APP' : '网厅',
  ];
}

const random = new Random(world.seed, 4_000_000);
const made = lives(world).map((act, i) => rowOf(random, act, i));
const users = made.map((row) => row[1]!);

export const mobileLog: Log = textLog(
  'mobile',
  '业务日志.csv',
  {
    columns: {
      user: ['手机号码'],
      time: ['业务时间'],
      event: ['业务类型'],
      id: ['流水号'],
      amount: ['缴费金额'],
      feature: ['流量包'],
    },
    roles: {
      登录掌厅: ['login'],
      查询话费: ['activity', 'feature_used', 'task_succeeded'],
      订购流量包: ['feature_used', 'activity', 'task_succeeded'],
      充值缴费: ['payment'],
      缴费冲正: ['refund'],
    },
    // The times are written without a zone: their days are those of the log.
    timeZones: ['UTC', 'Asia/Shanghai'],
    rows: made.length,
    users: distinct(users),
    missingUser: missing(users),
  },
  () => csvText(header, made),
);
