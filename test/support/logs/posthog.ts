// A PostHog batch export of the model `events`: a small web product with two devices a person.
import { Random } from '../../../src/base/random.js';
import { type Act, bot, late, lives, repeated, type World } from './lives.js';
import { distinct, isoTime, type Log, parquetLog, uuid } from './log.js';

const world: World = { seed: 101, users: 130, days: 150, from: '2026-01-01', zoneHours: 0 };
const features = ['export_pdf', 'share_link', 'comment', 'import_csv', 'api_token'];
const names = {
  login: 'user_logged_in',
  view: '$pageview',
  feature: 'feature used',
  payment: 'purchase_success',
  refund: 'order_refunded',
} as const;

function propertiesOf({ kind, cents, feature, ms, order }: Act): object {
  if (kind === 'feature') return { feature_name: features[feature!], duration_ms: ms, $lib: 'web' };
  if (kind === 'view') return { $current_url: 'https://app.example.test/home', $lib: 'web' };
  if (cents === null) return { $lib: 'web', method: 'password' };
  return { amount: cents / 100, currency: 'USD', order_id: `o-${order}`, $lib: 'web' };
}

function rows() {
  const random = new Random(world.seed, 4_000_000);
  const acts = [...lives(world), ...bot(world, world.users, 70)].sort((a, b) => a.at - b.at);
  const made = acts.map((act, i) => ({
    uuid: uuid(1, i),
    event: names[act.kind],
    distinct_id: random.chance(0.2) ? `device-${act.user}` : `acct_${1000 + act.user}`,
    person_id: uuid(2, act.user),
    properties: JSON.stringify(propertiesOf(act)),
    person_properties: JSON.stringify({ plan: act.user % 3 === 0 ? 'pro' : 'free' }),
    elements_chain: '',
    timestamp: isoTime(act.at),
    created_at: isoTime(act.at + 1000),
    _inserted_at: isoTime(act.at + 300_000),
  }));
  return late(repeated(made, 0.004, world.seed), 0.02, world.seed);
}

const made = rows();

export const posthogLog: Log = parquetLog(
  'posthog',
  'posthog-events.parquet',
  {
    preset: 'posthog',
    columns: {
      user: ['person_id'],
      time: ['timestamp'],
      event: ['event'],
      id: ['uuid'],
      amount: ['properties.amount'],
      currency: ['properties.currency'],
      order: ['properties.order_id'],
      duration: ['properties.duration_ms'],
      feature: ['properties.feature_name'],
    },
    roles: {
      user_logged_in: ['login'],
      $pageview: ['activity', null],
      'feature used': ['feature_used', 'task_succeeded', 'activity'],
      purchase_success: ['payment'],
      order_refunded: ['refund'],
    },
    timeZones: ['UTC'],
    rows: made.length,
    users: distinct(made.map((row) => row.person_id)),
    missingUser: 0,
  },
  {
    uuid: 'VARCHAR',
    event: 'VARCHAR',
    distinct_id: 'VARCHAR',
    person_id: 'VARCHAR',
    properties: 'VARCHAR',
    person_properties: 'VARCHAR',
    elements_chain: 'VARCHAR',
    timestamp: 'TIMESTAMPTZ',
    created_at: 'TIMESTAMPTZ',
    _inserted_at: 'TIMESTAMPTZ',
  },
  () => made,
);
