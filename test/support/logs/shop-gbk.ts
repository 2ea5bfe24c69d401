// 订单表: what a Chinese shop saves from its back office with Excel, CSV in GBK.
import { Random } from '../../../src/base/random.js';
import { gbkBytes } from './gbk.js';
import { type Act, lives, type World } from './lives.js';
import { csvText, distinct, type Log, missing, textLog } from './log.js';

const world: World = {
  seed: 109,
  users: 400,
  days: 280,
  from: '2025-07-01',
  zoneHours: 8,
  pace: 4,
  pays: 0.85,
};
const goods = ['龙井茶叶 250克', '手工陶瓷杯', '真丝围巾', '竹编篮子', '桂花糕礼盒'];
const cities = ['杭州市', '成都市', '广州市', '北京市', '长沙市'];
const header = [
  '订单编号',
  '会员编号',
  '下单时间',
  '商品名称',
  '数量',
  '实付金额',
  '交易类型',
  '支付方式',
  '收货城市',
  '手机号',
];

const two = (n: number): string => String(n).padStart(2, '0');

function clock(at: number): string {
  const t = new Date(at + world.zoneHours * 3_600_000);
  const day = `${t.getUTCFullYear()}年${two(t.getUTCMonth() + 1)}月${two(t.getUTCDate())}日`;
  return `${day} ${two(t.getUTCHours())}:${two(t.getUTCMinutes())}:${two(t.getUTCSeconds())}`;
}

const yuan = (cents: number): string =>
  `￥${(cents / 100).toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;

function rowOf(random: Random, { user, at, cents, kind, order }: Act) {
  const guest = random.chance(0.015);
  const cancelled = kind === 'payment' && random.chance(0.03);
  // Some orders are of a company, beyond a thousand yuan.
  const paid = user % 25 === 0 ? cents! * 30 : cents!;
  return [
    `DD2025${String(100_000 + order!)}`,
    guest ? null : `VIP${String(user).padStart(6, '0')}`,
    clock(at),
    goods[order! % goods.length]!,
    1 + random.below(3),
    yuan(paid),
    kind === 'refund' ? '退款' : cancelled ? '已取消' : '付款',
    order! % 3 === 0 ? '支付宝' : '微信支付',
    cities[user % cities.length]!,
    `139${String(10_000_000 + user * 7919).slice(0, 8)}`,
  ];
}

const random = new Random(world.seed, 4_000_000);
const made = lives(world)
  .filter(({ kind }) => kind === 'payment' || kind === 'refund')
  .map((act) => rowOf(random, act));
const users = made.map((row) => row[1] as string | null);

export const shopGbkLog: Log = textLog(
  'shop-gbk',
  '订单表.csv',
  {
    columns: {
      user: ['会员编号'],
      time: ['下单时间'],
      event: ['交易类型'],
      order: ['订单编号'],
      amount: ['实付金额'],
      feature: ['商品名称'],
    },
    roles: { 付款: ['payment'], 退款: ['refund'], 已取消: [null] },
    timeZones: ['UTC', 'Asia/Shanghai', '+08:00'],
    rows: made.length,
    users: distinct(users),
    missingUser: missing(users),
  },
  () => gbkBytes(csvText(header, made)),
);
