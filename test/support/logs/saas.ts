// The event stream of a product for teams: nested JSON lines, nothing of a vendor.
import { Random } from '../../../src/base/random.js';
import { type Act, bot, late, lives, repeated, type World } from './lives.js';
import { distinct, isoTime, jsonLines, type Log, missing, textLog, uuid } from './log.js';

const world: World = { seed: 110, users: 150, days: 150, from: '2025-12-01', zoneHours: -6, pays: 0.08 };
const tools = ['board', 'gantt', 'timesheet', 'wiki', 'chat'];
const names = {
  login: 'session.started',
  view: 'page.viewed',
  feature: 'feature.used',
  payment: 'invoice.paid',
  refund: 'invoice.refunded',
} as const;

function payloadOf({ kind, cents, feature, ms, order }: Act): object {
  if (kind === 'feature') return { feature: tools[feature!], took_ms: ms };
  if (kind === 'view') return { path: '/projects' };
  if (cents === null) return { method: 'sso' };
  return { invoice: { number: `INV-${order! + 1}`, total: cents / 100, currency: 'USD' } };
}

function rowOf(random: Random, act: Act, i: number) {
  const unknown = act.kind === 'view' && random.chance(0.03);
  return {
    event_id: uuid(12, i),
    ts: isoTime(act.at),
    action: { name: names[act.kind], version: 2 },
    actor: {
      id: unknown ? null : `m${act.user + 1000}`,
      email: unknown ? null : `member${act.user}@corp.example.test`,
      org: { id: `org${Math.floor(act.user / 6)}`, plan: act.user % 12 < 6 ? 'team' : 'business' },
    },
    payload: payloadOf(act),
    request: { ip: `203.0.113.${act.user % 250}`, agent: 'Mozilla/5.0' },
  };
}

const random = new Random(world.seed, 4_000_000);
const acts = [...lives(world), ...bot(world, world.users, 40)].sort((a, b) => a.at - b.at);
const made = late(
  repeated(
    acts.map((act, i) => rowOf(random, act, i)),
    0.004,
    world.seed,
  ),
  0.02,
  world.seed,
);
const users = made.map(({ actor }) => actor.id);

export const saasLog: Log = textLog(
  'saas',
  'stream.jsonl',
  {
    columns: {
      user: ['actor.id'],
      time: ['ts'],
      event: ['action.name'],
      id: ['event_id'],
      order: ['payload.invoice.number'],
      amount: ['payload.invoice.total'],
      currency: ['payload.invoice.currency'],
      duration: ['payload.took_ms'],
      feature: ['payload.feature'],
    },
    roles: {
      'session.started': ['login', 'activity'],
      'page.viewed': ['activity'],
      'feature.used': ['feature_used', 'activity', 'task_succeeded'],
      'invoice.paid': ['payment'],
      'invoice.refunded': ['refund'],
    },
    timeZones: ['UTC', 'America/Chicago', '-06:00'],
    rows: made.length,
    users: distinct(users),
    missingUser: missing(users),
  },
  () => jsonLines(made),
);
