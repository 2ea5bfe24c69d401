// A GA4 export to BigQuery, saved as Parquet: a shop that does not set user_id.
import { type Act, bot, lives, type World } from './lives.js';
import { distinct, type Log, parquetLog } from './log.js';

const world: World = { seed: 103, users: 150, days: 140, from: '2026-02-01', zoneHours: 1 };
const names = {
  login: 'session_start',
  view: 'page_view',
  feature: 'add_to_cart',
  payment: 'purchase',
  refund: 'refund',
} as const;

const value = (text: string | null, int: number | null) => ({
  string_value: text,
  int_value: int,
  float_value: null,
  double_value: null,
});

const nothing = {
  total_item_quantity: null,
  purchase_revenue: null,
  refund_value: null,
  transaction_id: null,
};

function ecommerceOf({ kind, cents, order }: Act) {
  if (cents === null) return nothing;
  const money = cents / 100;
  const id = { ...nothing, transaction_id: `T${order}` };
  return kind === 'payment'
    ? { ...id, total_item_quantity: 1, purchase_revenue: money }
    : { ...id, refund_value: money };
}

function rowOf(act: Act) {
  const session = Math.floor(act.at / 86_400_000);
  return {
    event_date: new Date(act.at + world.zoneHours * 3_600_000).toISOString().slice(0, 10).replaceAll('-', ''),
    event_timestamp: act.at * 1000,
    event_name: names[act.kind],
    event_params: [
      { key: 'ga_session_id', value: value(null, session) },
      { key: 'page_location', value: value('https://shop.example.test/', null) },
    ],
    event_bundle_sequence_id: act.at % 100_000,
    user_id: null,
    user_pseudo_id: `${100_000 + act.user * 7919}.${1_760_000_000 + act.user}`,
    user_first_touch_timestamp: Date.parse(world.from) * 1000,
    device: { category: act.user % 3 === 0 ? 'mobile' : 'desktop', language: 'de-de' },
    geo: { country: 'Germany', city: 'Berlin' },
    traffic_source: { source: 'google', medium: 'organic', name: '(organic)' },
    stream_id: '12345',
    platform: 'WEB',
    ecommerce: ecommerceOf(act),
    items:
      act.cents === null ? [] : [{ item_id: `SKU${act.order! % 30}`, price: act.cents / 100, quantity: 1 }],
  };
}

const made = [...lives(world), ...bot(world, world.users, 60)].sort((a, b) => a.at - b.at).map(rowOf);
const param = 'STRUCT(string_value VARCHAR, int_value BIGINT, float_value DOUBLE, double_value DOUBLE)';

export const ga4Log: Log = parquetLog(
  'ga4',
  'ga4-events.parquet',
  {
    preset: 'ga4',
    columns: {
      user: ['user_pseudo_id'],
      time: ['event_timestamp'],
      event: ['event_name'],
      amount: [{ firstOf: ['ecommerce.purchase_revenue', 'ecommerce.refund_value'] }],
      order: ['ecommerce.transaction_id'],
    },
    roles: {
      session_start: ['activity', 'login'],
      page_view: ['activity'],
      add_to_cart: ['activity', 'feature_used'],
      purchase: ['payment'],
      refund: ['refund'],
    },
    timeZones: ['UTC', 'Europe/Berlin', '+01:00'],
    rows: made.length,
    users: distinct(made.map((row) => row.user_pseudo_id)),
    missingUser: 0,
  },
  {
    event_date: 'VARCHAR',
    event_timestamp: 'BIGINT',
    event_name: 'VARCHAR',
    event_params: `STRUCT("key" VARCHAR, "value" ${param})[]`,
    event_bundle_sequence_id: 'BIGINT',
    user_id: 'VARCHAR',
    user_pseudo_id: 'VARCHAR',
    user_first_touch_timestamp: 'BIGINT',
    device: 'STRUCT(category VARCHAR, "language" VARCHAR)',
    geo: 'STRUCT(country VARCHAR, city VARCHAR)',
    traffic_source: 'STRUCT(source VARCHAR, medium VARCHAR, "name" VARCHAR)',
    stream_id: 'VARCHAR',
    platform: 'VARCHAR',
    ecommerce:
      'STRUCT(total_item_quantity BIGINT, purchase_revenue DOUBLE, refund_value DOUBLE, transaction_id VARCHAR)',
    items: 'STRUCT(item_id VARCHAR, price DOUBLE, quantity BIGINT)[]',
  },
  () => made,
);
