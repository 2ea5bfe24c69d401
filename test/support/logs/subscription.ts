// A subscription service from somebody's warehouse: Parquet with column names that nobody would choose.
import { Random } from '../../../src/base/random.js';
import { type Act, lives, repeated, type World } from './lives.js';
import { distinct, type Log, missing, parquetLog } from './log.js';

const world: World = { seed: 112, users: 145, days: 170, from: '2025-10-01', zoneHours: 0, pays: 0.1 };
const shelves = ['Drama', 'News', 'Kids', 'Sport', 'Music'];
const names = {
  login: 'signed in',
  view: 'watched video',
  feature: 'opened shelf',
  payment: 'subscription renewed',
  refund: 'money back',
} as const;

function rowOf(random: Random, { user, at, kind, cents, feature, ms }: Act, i: number) {
  return {
    ' seq ': i + 1,
    'Kunden-Nr.': random.chance(0.01) ? null : `K${String(user).padStart(5, '0')}`,
    't (UTC)': new Date(at).toISOString().replace('T', ' ').slice(0, 19),
    'what happened?': names[kind],
    '€ paid': cents === null ? null : cents / 100,
    'shelf/title': feature === null ? null : shelves[feature]!,
    'wait "ms"': ms,
    'plan.tier': user % 3 === 0 ? 'family' : 'single',
  };
}

const random = new Random(world.seed, 4_000_000);
const made = repeated(
  lives(world).map((act, i) => rowOf(random, act, i)),
  0.005,
  world.seed,
);
const users = made.map((row) => row['Kunden-Nr.']);

export const subscriptionLog: Log = parquetLog(
  'subscription',
  'dump.parquet',
  {
    columns: {
      user: ['Kunden-Nr.'],
      time: ['t (UTC)'],
      event: ['what happened?'],
      id: [' seq '],
      amount: ['€ paid'],
      duration: ['wait "ms"'],
      feature: ['shelf/title'],
    },
    roles: {
      'signed in': ['login'],
      'watched video': ['activity'],
      'opened shelf': ['feature_used', 'activity', 'task_succeeded'],
      'subscription renewed': ['payment'],
      'money back': ['refund'],
    },
    timeZones: ['UTC', 'Europe/Berlin'],
    rows: made.length,
    users: distinct(users),
    missingUser: missing(users),
  },
  {
    ' seq ': 'BIGINT',
    'Kunden-Nr.': 'VARCHAR',
    't (UTC)': 'TIMESTAMP',
    'what happened?': 'VARCHAR',
    '€ paid': 'DECIMAL(10,2)',
    'shelf/title': 'VARCHAR',
    'wait "ms"': 'INTEGER',
    'plan.tier': 'VARCHAR',
  },
  () => made,
);
