// An Amplitude export (Export API): one JSON object a line, times in UTC without a zone.
import { Random } from '../../../src/base/random.js';
import { type Act, late, lives, repeated, type World } from './lives.js';
import { distinct, jsonLines, type Log, missing, sqlTime, textLog, uuid } from './log.js';

const world: World = { seed: 105, users: 130, days: 150, from: '2025-11-01', zoneHours: 9 };
const features = ['playlist', 'lyrics', 'offline', 'radio', 'karaoke'];
const names = {
  login: 'session_start',
  view: 'Song Played',
  feature: 'Feature Opened',
  payment: 'Subscription Purchased',
  refund: 'Purchase Refunded',
} as const;

function propertiesOf({ kind, cents, feature, user }: Act): object {
  if (kind === 'view') return { song_id: `song${user % 90}`, genre: 'pop' };
  if (kind === 'feature') return { feature: features[feature!] };
  return cents === null ? {} : { price: cents / 100, currency: 'JPY', plan: 'monthly' };
}

function rowOf(random: Random, act: Act, i: number) {
  const time = `${sqlTime(act.at)}000`;
  const known = !random.chance(0.04);
  return {
    $insert_id: uuid(7, i),
    $schema: null,
    amplitude_id: 700_000_000_000 + act.user,
    app: 4242,
    city: 'Osaka',
    client_event_time: time,
    country: 'Japan',
    data: { path: '/2/httpapi' },
    device_id: uuid(8, act.user),
    event_id: i % 5000,
    event_properties: propertiesOf(act),
    event_time: time,
    event_type: names[act.kind],
    groups: {},
    library: 'amplitude-ts/2.1.0',
    os_name: 'iOS',
    platform: 'iOS',
    processed_time: `${sqlTime(act.at + 3_600_000)}000`,
    server_received_time: `${sqlTime(act.at + 2_000)}000`,
    server_upload_time: `${sqlTime(act.at + 3_000)}000`,
    session_id: act.at - (act.at % 1_800_000),
    user_id: known ? `listener-${act.user}@mail.example.test` : null,
    user_properties: { tier: act.user % 4 === 0 ? 'premium' : 'free' },
    uuid: uuid(9, i),
    version_name: '8.1.0',
  };
}

const random = new Random(world.seed, 4_000_000);
const made = late(
  repeated(
    lives(world).map((act, i) => rowOf(random, act, i)),
    0.004,
    world.seed,
  ),
  0.03,
  world.seed,
);

export const amplitudeLog: Log = textLog(
  'amplitude',
  'amplitude-export.json',
  {
    preset: 'amplitude',
    columns: {
      user: ['user_id'],
      time: ['event_time'],
      event: ['event_type'],
      id: ['uuid', '$insert_id'],
      amount: ['event_properties.price'],
      currency: ['event_properties.currency'],
      feature: ['event_properties.feature'],
    },
    roles: {
      session_start: ['activity', 'login'],
      'Song Played': ['activity', 'feature_used'],
      'Feature Opened': ['feature_used', 'activity'],
      'Subscription Purchased': ['payment'],
      'Purchase Refunded': ['refund'],
    },
    timeZones: ['UTC', 'Asia/Tokyo', '+09:00'],
    rows: made.length,
    users: distinct(made.map((row) => row.user_id)),
    missingUser: missing(made.map((row) => row.user_id)),
  },
  () => jsonLines(made),
);
