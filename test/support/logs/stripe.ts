// Payments as Stripe's dashboard exports them: amounts in the main unit, a refund beside its payment.
import { Random } from '../../../src/base/random.js';
import { type Act, lives, type World } from './lives.js';
import { csvText, distinct, type Log, missing, secondTime, textLog } from './log.js';

const world: World = {
  seed: 108,
  users: 380,
  days: 260,
  from: '2025-07-01',
  zoneHours: -8,
  pace: 4,
  pays: 0.85,
};
const header = [
  ...['id', 'Created date (UTC)', 'Amount', 'Amount Refunded', 'Currency', 'Captured', 'Converted Amount'],
  ...[
    'Converted Amount Refunded',
    'Converted Currency',
    'Decline Reason',
    'Description',
    'Fee',
    'Refunded date (UTC)',
  ],
  ...['Statement Descriptor', 'Status', 'Seller Message', 'Taxes On Fee', 'Card ID', 'Customer ID'],
  ...['Customer Description', 'Customer Email', 'Invoice ID', 'Transfer'],
];

const money = (cents: number): string => (cents / 100).toFixed(2);
const key = (prefix: string, n: number): string =>
  `${prefix}_${(n * 2_654_435_761).toString(36).padStart(14, 'A')}`;

function rowOf(random: Random, { user, at, cents, order }: Act) {
  const failed = random.chance(0.05);
  const refunded = failed || !random.chance(0.05) ? 0 : random.chance(0.7) ? cents! : Math.round(cents! / 2);
  const status = failed ? 'Failed' : refunded === cents ? 'Refunded' : 'Paid';
  const guest = random.chance(0.02);
  return [
    ...[
      key('ch', order! + 1),
      secondTime(at),
      money(cents!),
      money(refunded),
      'usd',
      failed ? 'false' : 'true',
    ],
    ...[money(cents!), money(refunded), 'usd', failed ? 'card_declined' : null, 'Subscription update'],
    ...[money(Math.round(cents! * 0.029) + 30), refunded === 0 ? null : secondTime(at + 86_400_000)],
    ...[
      'ACME TOOLS',
      status,
      failed ? 'The bank declined.' : 'Payment complete.',
      '0.00',
      key('card', user + 7),
    ],
    ...[guest ? null : key('cus', user + 3), null, `payer${user}@mail.example.test`, key('in', order! + 9)],
    key('po', Math.floor(order! / 40) + 5),
  ];
}

const random = new Random(world.seed, 4_000_000);
// The newest stand first, as in the dashboard.
const made = lives(world)
  .filter(({ kind }) => kind === 'payment')
  .map((act) => rowOf(random, act))
  .reverse();
const users = made.map((row) => row[18] as string | null);

export const stripeLog: Log = textLog(
  'stripe',
  'unified_payments.csv',
  {
    preset: 'stripe',
    columns: {
      user: ['Customer ID'],
      time: ['Created date (UTC)'],
      event: ['Status'],
      id: ['id'],
      amount: [
        { minus: ['Converted Amount', 'Converted Amount Refunded'] },
        { minus: ['Amount', 'Amount Refunded'] },
      ],
      currency: ['Currency', 'Converted Currency'],
    },
    roles: { Paid: ['payment'], Refunded: ['payment'], Failed: [null] },
    timeZones: ['UTC', 'America/Los_Angeles', '-08:00'],
    rows: made.length,
    users: distinct(users),
    missingUser: missing(users),
  },
  () => csvText(header, made),
);
