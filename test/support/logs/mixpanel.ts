// A Mixpanel raw export: JSON lines with everything but the name under `properties`, seconds since 1970.
import { Random } from '../../../src/base/random.js';
import { type Act, bot, late, lives, repeated, type World } from './lives.js';
import { distinct, jsonLines, type Log, textLog, uuid } from './log.js';

const world: World = { seed: 106, users: 140, days: 130, from: '2026-03-01', zoneHours: 0, pace: 2.2 };
const tools = ['Editor', 'Timeline', 'Board', 'Calendar', 'Inbox'];
const names = {
  login: 'Logged In',
  view: '$mp_web_page_view',
  feature: 'Tool Used',
  payment: 'Plan Purchased',
  refund: 'Charge Refunded',
} as const;

function valuesOf({ kind, cents, feature, ms }: Act): object {
  if (kind === 'view') return { current_url: 'https://work.example.test/' };
  if (kind === 'feature') return { Tool: tools[feature!], 'Duration ms': ms };
  return cents === null ? { Method: 'SSO' } : { Amount: cents / 100, Currency: 'GBP', Plan: 'Team' };
}

function rowOf(random: Random, act: Act, i: number) {
  const device = uuid(10, act.user);
  const user = `member_${act.user + 50}`;
  const anonymous = act.kind === 'view' && random.chance(0.05);
  return {
    event: names[act.kind],
    properties: {
      time: Math.floor(act.at / 1000),
      distinct_id: anonymous ? `$device:${device}` : user,
      $device_id: device,
      ...(anonymous ? {} : { $user_id: user }),
      $insert_id: `${i.toString(36)}${uuid(11, i).slice(0, 12)}`,
      $lib_version: '2.55.0',
      mp_lib: 'web',
      mp_processing_time_ms: act.at + 1500,
      ...valuesOf(act),
    },
  };
}

const random = new Random(world.seed, 4_000_000);
const acts = [...lives(world), ...bot(world, world.users, 50)].sort((a, b) => a.at - b.at);
const made = late(
  repeated(
    acts.map((act, i) => rowOf(random, act, i)),
    0.004,
    world.seed,
  ),
  0.02,
  world.seed,
);

export const mixpanelLog: Log = textLog(
  'mixpanel',
  'mixpanel-export.jsonl',
  {
    preset: 'mixpanel',
    columns: {
      user: ['properties.distinct_id'],
      time: ['properties.time'],
      event: ['event'],
      id: ['properties.$insert_id'],
      amount: ['properties.Amount'],
      currency: ['properties.Currency'],
      duration: ['properties.Duration ms'],
      feature: ['properties.Tool'],
    },
    roles: {
      'Logged In': ['login'],
      $mp_web_page_view: ['activity', null],
      'Tool Used': ['feature_used', 'activity', 'task_succeeded'],
      'Plan Purchased': ['payment'],
      'Charge Refunded': ['refund'],
    },
    timeZones: ['UTC', 'Europe/London'],
    rows: made.length,
    users: distinct(made.map(({ properties }) => properties.distinct_id)),
    missingUser: 0,
  },
  () => jsonLines(made),
);
