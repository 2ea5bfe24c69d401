// A Shopify export of orders: a row for each item, the order's own columns on its first row only.
import { Random } from '../../../src/base/random.js';
import { type Act, lives, type World } from './lives.js';
import { csvText, distinct, type Log, missing, secondTime, textLog } from './log.js';

const world: World = {
  seed: 107,
  users: 420,
  days: 300,
  from: '2025-06-01',
  zoneHours: 8,
  pace: 5,
  pays: 0.9,
};
const header = [
  ...[
    'Name',
    'Email',
    'Financial Status',
    'Paid at',
    'Fulfillment Status',
    'Fulfilled at',
    'Accepts Marketing',
  ],
  ...[
    'Currency',
    'Subtotal',
    'Shipping',
    'Taxes',
    'Total',
    'Discount Code',
    'Discount Amount',
    'Shipping Method',
  ],
  ...['Created at', 'Lineitem quantity', 'Lineitem name', 'Lineitem price', 'Lineitem sku', 'Billing Name'],
  ...[
    'Cancelled at',
    'Payment Method',
    'Refunded Amount',
    'Vendor',
    'Id',
    'Tags',
    'Risk Level',
    'Source',
    'Phone',
  ],
];
const items = ['Tea towel', 'Clay mug', 'Linen apron', 'Oak board', '茶壶'];

const clock = (at: number): string => `${secondTime(at + world.zoneHours * 3_600_000)} +0800`;
const money = (cents: number): string => (cents / 100).toFixed(2);

/** Whole, in part, or not at all: what came back of an order. */
function refundedOf(random: Random, total: number): number {
  if (random.chance(0.04)) return total;
  return random.chance(0.03) ? Math.round(total / 3) : 0;
}

function statusOf(random: Random, total: number, refunded: number): string {
  if (refunded === total) return 'refunded';
  if (refunded > 0) return 'partially_refunded';
  if (random.chance(0.02)) return 'voided';
  return random.chance(0.02) ? 'pending' : 'paid';
}

function orderRows(random: Random, { user, at, cents, order }: Act) {
  const total = cents! + 450;
  const refunded = refundedOf(random, total);
  const status = statusOf(random, total, refunded);
  const email = random.chance(0.01) ? null : `buyer${user}@mail.example.test`;
  const paid = ['voided', 'pending'].includes(status) ? null : clock(at + 30_000);
  const item = (n: number) => [
    1 + random.below(2),
    items[(order! + n) % items.length]!,
    money(cents!),
    `SKU-${n}`,
  ];
  const name = `#${1001 + order!}`;
  const first = [
    ...[name, email, status, paid, 'fulfilled', clock(at + 90_000_000), 'yes'],
    ...['SGD', money(cents!), '4.50', '0.00', money(total), null, '0.00', 'Standard'],
    ...[clock(at), ...item(0), `Buyer ${user}`],
    ...[
      null,
      'Shopify Payments',
      money(refunded),
      'Kiln & Co',
      5_400_000_000 + order!,
      null,
      'Low',
      'web',
      null,
    ],
  ];
  const nothing = (n: number) => Array.from({ length: n }, () => null);
  const more = Array.from({ length: random.poisson(0.6) }, (_, n) => [
    ...[name, email, ...nothing(13), clock(at), ...item(n + 1)],
    ...nothing(10),
  ]);
  return [first, ...more];
}

const random = new Random(world.seed, 4_000_000);
const made = lives(world)
  .filter(({ kind }) => kind === 'payment')
  .flatMap((act) => orderRows(random, act));
const emails = made.map((row) => row[1] as string | null);

export const shopifyLog: Log = textLog(
  'shopify',
  'orders_export_1.csv',
  {
    preset: 'shopify',
    columns: {
      user: ['Email'],
      time: ['Created at'],
      event: ['Financial Status'],
      id: ['Id', 'Name'],
      order: ['Name', 'Id'],
      amount: [{ minus: ['Total', 'Refunded Amount'] }],
      currency: ['Currency'],
    },
    roles: {
      paid: ['payment'],
      partially_refunded: ['payment'],
      refunded: ['payment'],
      voided: [null],
      pending: [null],
    },
    timeZones: ['UTC', 'Asia/Singapore', 'Asia/Shanghai', '+08:00'],
    rows: made.length,
    users: distinct(emails),
    missingUser: missing(emails),
  },
  () => csvText(header, made),
);
