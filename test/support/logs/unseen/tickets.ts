// Cinema tickets: an old system's columns in capitals, milliseconds since 1970, a device beside the user.
import { Random } from '../../../../src/base/random.js';
import { type Act, lives, repeated, type World } from '../lives.js';
import { csvText, distinct, type Log, missing, textLog } from '../log.js';

const world: World = {
  seed: 207,
  users: 60,
  days: 110,
  from: '2026-01-01',
  zoneHours: 8,
  pace: 2.5,
  pays: 0.25,
};
const names = {
  login: 'LOGIN',
  view: 'SEARCH',
  feature: 'SEAT_LOCK',
  payment: 'TICKET_ISSUED',
  refund: 'TICKET_RETURNED',
} as const;
const header = [
  'SEQ_ID',
  'UID',
  'DEVICE_ID',
  'OPT_TIME',
  'OPT_CODE',
  'TICKET_NO',
  'TICKET_PRICE',
  'LATENCY_MS',
  'CINEMA',
];

function rowOf(random: Random, { user, at, kind, cents, ms, order }: Act, i: number) {
  return [
    900_000 + i,
    random.chance(0.01) ? null : `U${1_000 + user}`,
    `D${5_000 + user * 2 + (random.chance(0.1) ? 1 : 0)}`,
    at,
    names[kind],
    order === null ? null : `T${order}`,
    cents === null ? null : cents / 100,
    ms,
    `影城${user % 9}`,
  ];
}

const random = new Random(world.seed, 4_000_000);
const made = repeated(
  lives(world).map((act, i) => rowOf(random, act, i)),
  0.004,
  world.seed,
);
const users = made.map((row) => row[1]!);

export const ticketsLog: Log = textLog(
  'tickets',
  'OPT_LOG.csv',
  {
    columns: {
      user: ['UID'],
      time: ['OPT_TIME'],
      event: ['OPT_CODE'],
      id: ['SEQ_ID'],
      order: ['TICKET_NO'],
      amount: ['TICKET_PRICE'],
      duration: ['LATENCY_MS'],
    },
    roles: {
      LOGIN: ['login'],
      SEARCH: ['activity'],
      SEAT_LOCK: ['feature_used', 'activity', 'task_succeeded'],
      TICKET_ISSUED: ['payment'],
      TICKET_RETURNED: ['refund'],
    },
    timeZones: ['UTC', 'Asia/Shanghai'],
    rows: made.length,
    users: distinct(users),
    missingUser: missing(users),
  },
  () => csvText(header, made),
);
