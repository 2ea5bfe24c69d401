// The tills of a chain of pharmacies: every row is one product that was sold, with a count and a price of one.
import { Random } from '../../../../src/base/random.js';
import { lives, type World } from '../lives.js';
import { csvText, distinct, type Log, missing, secondTime, textLog } from '../log.js';

const world: World = {
  seed: 205,
  users: 120,
  days: 220,
  from: '2025-06-02',
  zoneHours: 0,
  pace: 4,
  pays: 0.9,
};
const header = [
  'Rx #',
  'Patient ID',
  'Filled On',
  'NDC',
  'Product',
  'Qty',
  'Unit Price',
  'Store',
  'Pharmacist',
];

function clock(at: number): string {
  const [day, time] = secondTime(at).split(' ');
  const [year, month, date] = day!.split('-');
  const hour = Number(time!.slice(0, 2));
  return `${Number(month)}/${Number(date)}/${year} ${hour % 12 || 12}:${time!.slice(3, 5)} ${hour < 12 ? 'AM' : 'PM'}`;
}

const random = new Random(world.seed, 4_000_000);
const made = lives(world)
  .filter(({ kind }) => kind === 'payment')
  .flatMap(({ user, at, cents, order }) =>
    Array.from({ length: 1 + random.below(3) }, () => [
      `RX${700_000 + order!}`,
      user % 50 === 49 ? null : `P-${3_000 + user}`,
      clock(at),
      `${10_000 + random.below(400)}-${random.below(90) + 10}`,
      `Tablets ${random.below(60)}`,
      1 + random.below(3),
      (cents! / 100).toFixed(2),
      `S${random.below(9)}`,
      `Dr. ${'ABCDEF'[random.below(6)]}`,
    ]),
  );
const users = made.map((row) => row[1]!);

export const pharmacyLog: Log = textLog(
  'pharmacy',
  'dispensed.csv',
  {
    columns: {
      user: ['Patient ID'],
      time: ['Filled On'],
      order: ['Rx #'],
      amount: [{ multiply: ['Qty', 'Unit Price'] }],
    },
    roles: {},
    everyRow: 'payment',
    timeZones: ['UTC'],
    rows: made.length,
    users: distinct(users),
    missingUser: missing(users),
  },
  () => csvText(header, made),
);
