// Meals that are brought to the door: tabs between the columns, a zone in the times, a red packet beside the payment.
import { Random } from '../../../../src/base/random.js';
import { type Act, lives, type World } from '../lives.js';
import { csvText, distinct, type Log, missing, secondTime, textLog } from '../log.js';

const world: World = {
  seed: 208,
  users: 60,
  days: 100,
  from: '2026-01-10',
  zoneHours: 8,
  pace: 2,
  pays: 0.3,
};
const names = {
  login: '进入小程序',
  view: '浏览商家',
  feature: '加入购物车',
  payment: '支付成功',
  refund: '退款完成',
} as const;
const header = ['顾客编号', '发生时刻', '行为', '订单号', '实付金额', '红包抵扣', '骑手编号', '商圈'];

function rowOf(random: Random, { user, at, kind, cents, order }: Act) {
  return [
    random.chance(0.01) ? null : 30_000 + user * 3,
    `${secondTime(at + 8 * 3_600_000)} +0800`,
    names[kind],
    order === null ? null : `WM${500_000 + order}`,
    cents === null ? null : (cents / 100).toFixed(2),
    kind === 'payment' ? (random.chance(0.4) ? '5.00' : '0.00') : null,
    kind === 'payment' ? `QS${random.below(40)}` : null,
    `商圈${user % 7}`,
  ];
}

const random = new Random(world.seed, 4_000_000);
const made = lives(world).map((act) => rowOf(random, act));
const users = made.map(([user]) => user!);

export const deliveryLog: Log = textLog(
  'delivery',
  '外卖.tsv',
  {
    columns: {
      user: ['顾客编号'],
      time: ['发生时刻'],
      event: ['行为'],
      order: ['订单号'],
      amount: ['实付金额'],
      couponAmount: ['红包抵扣'],
    },
    roles: {
      进入小程序: ['login'],
      浏览商家: ['activity'],
      加入购物车: ['feature_used', 'activity', 'task_succeeded'],
      支付成功: ['payment'],
      退款完成: ['refund'],
    },
    timeZones: ['Asia/Shanghai', '+08:00'],
    rows: made.length,
    users: distinct(users),
    missingUser: missing(users),
  },
  () => csvText(header, made, '\t'),
);
