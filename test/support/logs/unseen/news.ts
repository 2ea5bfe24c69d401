// A news app: lines of JSON with short keys, records in them, and seconds since 1970.
import { Random } from '../../../../src/base/random.js';
import { type Act, late, lives, type World } from '../lives.js';
import { distinct, jsonLines, type Log, missing, textLog } from '../log.js';

const world: World = {
  seed: 203,
  users: 60,
  days: 100,
  from: '2026-02-01',
  zoneHours: 8,
  pace: 1.8,
  pays: 0.08,
};
const channels = ['要闻', '体育', '财经', '娱乐', '科技'];
const names = {
  login: 'app_start',
  view: 'article_read',
  feature: 'channel_follow',
  payment: 'vip_buy',
  refund: 'vip_refund',
} as const;

function rowOf(random: Random, { user, at, kind, cents, feature, ms }: Act) {
  return {
    did: random.chance(0.01) ? null : 7_000_000 + user * 37,
    ts: Math.floor(at / 1000),
    act: names[kind],
    ctx: { ch: feature === null ? null : channels[feature]!, cost_ms: ms, net: user % 2 ? 'wifi' : '5g' },
    pay: cents === null ? null : { yuan: cents / 100 },
    ver: '8.1.0',
  };
}

const random = new Random(world.seed, 4_000_000);
const made = late(
  lives(world).map((act) => rowOf(random, act)),
  0.03,
  world.seed,
);
const users = made.map(({ did }) => did);

export const newsLog: Log = textLog(
  'news',
  'news.jsonl',
  {
    columns: {
      user: ['did'],
      time: ['ts'],
      event: ['act'],
      amount: ['pay.yuan'],
      duration: ['ctx.cost_ms'],
      feature: ['ctx.ch'],
    },
    roles: {
      app_start: ['login'],
      article_read: ['activity'],
      channel_follow: ['feature_used', 'activity', 'task_succeeded'],
      vip_buy: ['payment'],
      vip_refund: ['refund'],
    },
    timeZones: ['UTC', 'Asia/Shanghai'],
    rows: made.length,
    users: distinct(users),
    missingUser: missing(users),
  },
  () => jsonLines(made),
);
