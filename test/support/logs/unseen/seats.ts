// Software that is paid by seats, from a warehouse: two ids of different size, and a quota.
import { Random } from '../../../../src/base/random.js';
import { type Act, lives, type World } from '../lives.js';
import { distinct, isoTime, type Log, missing, parquetLog } from '../log.js';

const world: World = { seed: 206, users: 70, days: 120, from: '2026-01-01', zoneHours: 0, pace: 2 };
const modules = ['board', 'wiki', 'chat', 'forms', 'reports'];
const names = {
  login: 'session.started',
  view: 'board.viewed',
  feature: 'module.used',
  payment: 'invoice.paid',
  refund: 'invoice.refunded',
} as const;

function rowOf(random: Random, { user, at, kind, cents, feature, ms, order }: Act) {
  return {
    workspace_id: 100 + (user % 12),
    member_id: random.chance(0.01) ? null : 50_000 + user,
    happened_at: isoTime(at),
    action: names[kind],
    module: feature === null ? null : modules[feature]!,
    took_ms: ms,
    seats_used: 3 + (user % 5),
    seats_total: 10 * (1 + (user % 3)),
    invoice_no: order === null ? null : `INV-${order}`,
    charged_usd: cents === null ? null : cents / 100,
    is_trial: user % 10 === 0,
  };
}

const random = new Random(world.seed, 4_000_000);
const made = lives(world).map((act) => rowOf(random, act));
const users = made.map(({ member_id }) => member_id);

export const seatsLog: Log = parquetLog(
  'seats',
  'seats.parquet',
  {
    columns: {
      user: ['member_id'],
      time: ['happened_at'],
      event: ['action'],
      order: ['invoice_no'],
      amount: ['charged_usd'],
      duration: ['took_ms'],
      feature: ['module'],
      quotaUsed: ['seats_used'],
      quotaTotal: ['seats_total'],
    },
    roles: {
      'session.started': ['login'],
      'board.viewed': ['activity'],
      'module.used': ['feature_used', 'activity', 'task_succeeded'],
      'invoice.paid': ['payment'],
      'invoice.refunded': ['refund'],
    },
    timeZones: ['UTC'],
    rows: made.length,
    users: distinct(users),
    missingUser: missing(users),
  },
  {
    workspace_id: 'INTEGER',
    member_id: 'BIGINT',
    happened_at: 'TIMESTAMPTZ',
    action: 'VARCHAR',
    module: 'VARCHAR',
    took_ms: 'INTEGER',
    seats_used: 'INTEGER',
    seats_total: 'INTEGER',
    invoice_no: 'VARCHAR',
    charged_usd: 'DOUBLE',
    is_trial: 'BOOLEAN',
  },
  () => made,
);
