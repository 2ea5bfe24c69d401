// Raw Segment events as JSON lines (an Amazon S3 or webhook destination): a shop whose visitors log in late.
import { Random } from '../../../src/base/random.js';
import { type Act, late, lives, repeated, type World } from './lives.js';
import { distinct, isoTime, jsonLines, type Log, missing, textLog, uuid } from './log.js';

const world: World = { seed: 102, users: 140, days: 160, from: '2025-09-01', zoneHours: -5 };
const names = {
  login: 'Signed In',
  view: 'Product Viewed',
  feature: 'Wishlist Updated',
  payment: 'Order Completed',
  refund: 'Order Refunded',
} as const;

function propertiesOf({ kind, cents, feature, order, user }: Act): object {
  if (kind === 'view') return { product_id: `sku-${user % 40}`, price: 19.9 };
  if (kind === 'feature') return { list: `list ${feature}` };
  if (cents === null) return { method: 'email' };
  const total = cents / 100;
  const base = { order_id: `SO-${5000 + order!}`, total, currency: 'USD' };
  return kind === 'refund' ? base : { ...base, revenue: Math.round(cents * 0.9) / 100, shipping: 4.5 };
}

function lineOf(random: Random, act: Act, i: number) {
  const anonymous = act.kind === 'view' && random.chance(0.15);
  return {
    anonymousId: uuid(3, act.user * 2 + random.below(2)),
    userId: anonymous ? null : `usr_${act.user + 300}`,
    messageId: `ajs-${uuid(4, i)}`,
    type: 'track' as const,
    event: names[act.kind] as string | undefined,
    properties: propertiesOf(act),
    context: { library: { name: 'analytics.js', version: '2.1.0' }, locale: 'en-US' },
    channel: 'client',
    originalTimestamp: isoTime(act.at + 120),
    sentAt: isoTime(act.at + 400),
    receivedAt: isoTime(act.at + 700),
    timestamp: isoTime(act.at),
  };
}

function rows() {
  const random = new Random(world.seed, 4_000_000);
  const lines = lives(world).map((act, i) => lineOf(random, act, i));
  // An identify call after each fortieth login: it has no event name.
  const all = lines.flatMap((line, i) => {
    if (line.event !== names.login || i % 40 !== 0) return [line];
    const { event: _, properties: traits, ...rest } = line;
    return [line, { ...rest, type: 'identify', messageId: `ajs-${uuid(5, i)}`, traits }];
  });
  return late(repeated(all, 0.005, world.seed), 0.02, world.seed);
}

const made = rows();

export const segmentLog: Log = textLog(
  'segment',
  'segment-events.jsonl',
  {
    preset: 'segment',
    columns: {
      user: ['userId'],
      time: ['timestamp'],
      event: ['event'],
      id: ['messageId'],
      amount: [{ firstOf: ['properties.total', 'properties.revenue'] }, 'properties.total'],
      currency: ['properties.currency'],
      order: ['properties.order_id'],
      feature: ['properties.list'],
    },
    roles: {
      'Signed In': ['login'],
      'Product Viewed': ['activity'],
      'Wishlist Updated': ['activity', 'feature_used'],
      'Order Completed': ['payment'],
      'Order Refunded': ['refund'],
    },
    timeZones: ['UTC', 'America/New_York', '-05:00'],
    rows: made.length,
    users: distinct(made.map(({ userId }) => userId)),
    missingUser: missing(made.map(({ userId }) => userId)),
  },
  () => jsonLines(made),
);
