// A chain of hotels in China: the log of its app, as the hotels' own department exported it.
import { Random } from '../../../../src/base/random.js';
import { type Act, lives, repeated, type World } from '../lives.js';
import { csvText, distinct, type Log, missing, secondTime, textLog } from '../log.js';

const world: World = { seed: 201, users: 60, days: 120, from: '2025-11-01', zoneHours: 8, pace: 3 };
const rooms = ['标准间', '大床房', '亲子房', '行政套房'];
const names = {
  login: '打开APP',
  view: '浏览酒店',
  feature: '查看房型',
  payment: '预订成功',
  refund: '退订',
} as const;
const header = ['会员号', '姓名', '操作时间', '动作', '订单编号', '房费', '币种', '房型', '门店'];

function rowOf(random: Random, { user, at, kind, cents, feature, order }: Act) {
  const clock = secondTime(at + 8 * 3_600_000).replaceAll('-', '/');
  return [
    random.chance(0.01) ? null : `HZ${80_000 + user}`,
    `客人${user % 40}`,
    clock.slice(0, 16),
    names[kind],
    order === null ? null : `BK2026${String(order).padStart(6, '0')}`,
    cents === null ? null : `¥${((cents * 10) / 100).toLocaleString('en', { minimumFractionDigits: 2 })}`,
    cents === null ? null : 'CNY',
    feature === null ? null : rooms[feature % 4]!,
    `门店${random.below(12)}`,
  ];
}

const random = new Random(world.seed, 4_000_000);
const made = repeated(
  lives(world).map((act) => rowOf(random, act)),
  0.003,
  world.seed,
);
const users = made.map(([user]) => user);

export const hotelLog: Log = textLog(
  'hotel',
  '酒店日志.csv',
  {
    columns: {
      user: ['会员号'],
      time: ['操作时间'],
      event: ['动作'],
      order: ['订单编号'],
      amount: ['房费'],
      currency: ['币种'],
      feature: ['房型'],
    },
    roles: {
      打开APP: ['login'],
      浏览酒店: ['activity'],
      查看房型: ['feature_used', 'activity', 'task_succeeded'],
      预订成功: ['payment'],
      退订: ['refund'],
    },
    // The times are written without a zone: their days are those of the log.
    timeZones: ['UTC', 'Asia/Shanghai'],
    rows: made.length,
    users: distinct(users),
    missingUser: missing(users),
  },
  () => csvText(header, made),
);
