// Rides of a taxi app: a row for each state of a ride, with more than one sum of money in it.
import { Random } from '../../../../src/base/random.js';
import { type Act, lives, type World } from '../lives.js';
import { csvText, distinct, isoTime, type Log, missing, textLog } from '../log.js';

const world: World = { seed: 202, users: 60, days: 110, from: '2026-01-05', zoneHours: 0, pace: 2 };
const names = {
  login: 'app_opened',
  view: 'fare_estimated',
  feature: 'driver_rated',
  payment: 'ride_completed',
  refund: 'fare_refunded',
} as const;
const header = [
  'row',
  'ride_ref',
  'rider',
  'driver',
  'requested_at',
  'state',
  'fare',
  'tip',
  'surge',
  'pickup_zone',
];

function rowOf(random: Random, { user, at, kind, cents, order }: Act, i: number) {
  return [
    i + 1,
    order === null ? null : `R-${10_000 + order}`,
    random.chance(0.01) ? null : `rd_${(user * 7919 + 13).toString(36)}`,
    cents === null ? null : `dr_${random.below(25)}`,
    isoTime(at),
    names[kind],
    cents === null ? null : cents / 100,
    kind === 'payment' ? random.below(4) / 2 : null,
    kind === 'view' ? 1 + random.below(6) / 4 : null,
    `Z${random.below(30)}`,
  ];
}

const random = new Random(world.seed, 4_000_000);
const made = lives(world).map((act, i) => rowOf(random, act, i));
const users = made.map((row) => row[2]!);

export const taxiLog: Log = textLog(
  'taxi',
  'rides.csv',
  {
    columns: {
      user: ['rider'],
      time: ['requested_at'],
      event: ['state'],
      id: ['row'],
      order: ['ride_ref'],
      amount: ['fare'],
    },
    roles: {
      app_opened: ['login'],
      fare_estimated: ['activity'],
      driver_rated: ['feature_used', 'activity', 'task_succeeded'],
      ride_completed: ['payment'],
      fare_refunded: ['refund'],
    },
    timeZones: ['UTC'],
    rows: made.length,
    users: distinct(users),
    missingUser: missing(users),
  },
  () => csvText(header, made, ';'),
);
