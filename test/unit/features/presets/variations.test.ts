// Exports of other years: columns that are missing, and new ones. Each is written by hand after the vendor's pages.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { featuresConfig } from '../../../../src/features/config.js';
import { openEventLog } from '../../../../src/features/log/event-log.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'winback-variations-'));
});
afterAll(() => rm(folder, { recursive: true }));

interface Variation {
  readonly name: string;
  readonly preset: string;
  readonly file: 'log.csv' | 'log.jsonl';
  readonly text: string;
  /** What the user writes beside the preset. */
  readonly own?: object;
  readonly users: readonly string[];
  /** Fen of payments and refunds in order of time; null where the row has no amount. */
  readonly money: readonly (readonly [role: string, fen: number | null])[];
  readonly dropped: object;
  readonly firstDay: string;
}

const lines = (...rows: readonly object[]): string => rows.map((row) => JSON.stringify(row)).join('\n');
const table = (...rows: readonly string[]): string => `${rows.join('\n')}\n`;

const segmentRow = (id: string, userId: string | null, event: string, more: object = {}): object => ({
  ...{
    anonymousId: 'a1',
    userId,
    messageId: id,
    type: 'track',
    event,
    timestamp: '2026-01-02T10:00:00.000Z',
  },
  ...more,
});

const charge = (id: string, more: object): object => ({
  ...{ id, object: 'charge', amount: 1250, amount_refunded: 0, currency: 'usd', customer: 'cus_1' },
  ...{ created: 1767348000, captured: true, livemode: true, paid: true },
  ...more,
});

const variations: readonly Variation[] = [
  {
    name: 'PostHog: JSON lines of a file download with a column of tomorrow',
    preset: 'posthog',
    file: 'log.jsonl',
    text: lines(
      ...['e1', 'e1', 'e2'].map((uuid) => ({
        ...{
          uuid,
          event: 'paid',
          distinct_id: 'd1',
          person_id: 'p1',
          timestamp: '2026-01-02T23:30:00.000000Z',
        },
        ...{ properties: { amount: '12.50' }, elements_chain: '', created_at: null, person_mode: 'full' },
      })),
    ),
    own: { roles: { payment: 'paid' }, columns: { amount: 'properties.amount' } },
    users: ['p1'],
    money: [
      ['payment', 1250],
      ['payment', 1250],
    ],
    dropped: { duplicateId: 1, missingUser: 0 },
    firstDay: '2026-01-02',
  },
  {
    name: 'Segment: raw events of an old library, with revenue alone',
    preset: 'segment',
    file: 'log.jsonl',
    text: lines(
      segmentRow('m1', 'u1', 'Signed In', { properties: {}, version: 1, writeKey: 'k' }),
      segmentRow('m2', 'u1', 'Order Completed', { properties: { revenue: 20.5, orderId: 'o1' } }),
      segmentRow('m2', 'u1', 'Order Completed', { properties: { revenue: 20.5, orderId: 'o1' } }),
      segmentRow('m3', null, 'Signed In', { properties: {} }),
      { ...segmentRow('m4', 'u1', ''), type: 'identify', traits: { plan: 'pro' } },
    ),
    users: ['u1'],
    money: [['payment', 2050]],
    dropped: { duplicateId: 1, missingUser: 1, unmapped: 1 },
    firstDay: '2026-01-02',
  },
  {
    name: 'RudderStack: the table of tracks in a warehouse, times without a zone',
    preset: 'segment',
    file: 'log.csv',
    text: table(
      'id,anonymous_id,user_id,event,event_text,received_at,sent_at,original_timestamp,timestamp,total,revenue,uuid_ts',
      '1,a,u1,order_completed,Order Completed,2026-01-02 23:31:00,,2026-01-02 23:30:00,2026-01-02 23:30:00,12.5,10,',
      '2,a,u1,order_refunded,Order Refunded,2026-01-03 23:31:00,,2026-01-03 23:30:00,2026-01-03 23:30:00,12.5,,',
      '3,a,,order_completed,Order Completed,2026-01-03 23:31:00,,2026-01-03 23:30:00,2026-01-03 23:30:00,1,1,',
      '4,a,u2,signed_in,,2026-01-03 23:31:00,,2026-01-03 23:30:00,2026-01-03 23:30:00,,,',
    ),
    own: { timeZone: 'Asia/Shanghai' },
    users: ['u1', 'u2'],
    money: [
      ['payment', 1250],
      ['refund', 1250],
    ],
    dropped: { missingUser: 1 },
    firstDay: '2026-01-03',
  },
  {
    name: 'GA4: JSON lines, no refund value yet',
    preset: 'ga4',
    file: 'log.jsonl',
    text: lines(
      ...[
        ['session_start', {}],
        ['purchase', { purchase_revenue: 30.25, transaction_id: 'T1' }],
        ['first_visit', {}],
      ].map(([event_name, ecommerce], i) => ({
        ...{ event_date: '20260102', event_timestamp: String(1767348000000000 + i), event_name, ecommerce },
        ...{ user_pseudo_id: '1.2', platform: 'WEB', event_params: [], is_active_user: true },
      })),
    ),
    users: ['1.2'],
    money: [['payment', 3025]],
    dropped: { unmapped: 1 },
    firstDay: '2026-01-02',
  },
  {
    name: 'GA4: an export of before e-commerce columns, in which the shop sets user_id',
    preset: 'ga4',
    file: 'log.csv',
    text: table(
      'event_date,event_timestamp,event_name,user_id,user_pseudo_id,stream_id,platform',
      '20260102,1767348000000000,login,member-1,7.8,1,ANDROID',
      '20260102,1767348000000001,session_start,,7.9,1,ANDROID',
    ),
    own: { columns: { user: 'user_id' } },
    users: ['member-1'],
    money: [],
    dropped: { missingUser: 1 },
    firstDay: '2026-01-02',
  },
  {
    name: '神策: 2.1 的原始数据，没有 login_id',
    preset: 'sensorsdata',
    file: 'log.jsonl',
    text: lines(
      {
        distinct_id: '123456',
        time: 1767348000000,
        type: 'track',
        event: '$AppStart',
        properties: { $wifi: true },
      },
      {
        distinct_id: '123456',
        time: 1767348060000,
        type: 'track',
        event: '付款',
        properties: { 金额: '¥8' },
      },
      { distinct_id: '123456', time: 1767348060000, type: 'profile_set', properties: { 等级: '黄金' } },
    ),
    users: ['123456'],
    money: [],
    dropped: { unmapped: 2, missingUser: 0 },
    firstDay: '2026-01-02',
  },
  {
    name: '神策: 事件表，属性各成一列',
    preset: 'sensorsdata',
    file: 'log.csv',
    text: table(
      'event,user_id,distinct_id,date,time,$lib,$os,$identity_login_id,order_amount',
      'PayOrder,-7208912946796615309,d1,2026-01-02,2026-01-02 23:30:00.123,iOS,iOS,u1,99.5',
      '$AppStart,-7208912946796615309,d2,2026-01-02,2026-01-02 23:00:00.000,iOS,iOS,,',
    ),
    own: { roles: { payment: 'PayOrder' }, columns: { amount: 'order_amount' }, timeZone: 'Asia/Shanghai' },
    users: ['-7208912946796615309'],
    money: [['payment', 9950]],
    dropped: {},
    firstDay: '2026-01-02',
  },
  {
    name: 'Amplitude: an export without uuid, with revenue events',
    preset: 'amplitude',
    file: 'log.jsonl',
    text: lines(
      ...['i1', 'i1', 'i2'].map(($insert_id) => ({
        ...{ $insert_id, amplitude_id: 9, user_id: 'u1', device_id: 'd', event_type: 'revenue_amount' },
        ...{ event_time: '2026-01-02 10:00:00.000001', event_properties: { $price: 2.5, $quantity: 3 } },
      })),
      {
        amplitude_id: 10,
        user_id: null,
        event_type: 'session_start',
        event_time: '2026-01-03 10:00:00.000001',
      },
    ),
    users: ['u1'],
    money: [
      ['payment', 750],
      ['payment', 750],
    ],
    dropped: { duplicateId: 1, missingUser: 1 },
    firstDay: '2026-01-02',
  },
  {
    name: 'Amplitude: rows without user_id are known by its own number',
    preset: 'amplitude',
    file: 'log.jsonl',
    text: lines({
      amplitude_id: 10,
      uuid: 'x',
      event_type: 'session_start',
      event_time: '2026-01-03 23:59:59.9',
    }),
    own: { timeZone: 'Asia/Tokyo' },
    users: ['10'],
    money: [],
    dropped: {},
    firstDay: '2026-01-04',
  },
  {
    name: 'Mixpanel: an old project without $insert_id',
    preset: 'mixpanel',
    file: 'log.jsonl',
    text: lines(
      { event: 'Paid', properties: { time: 1767348000, distinct_id: 'u1', Amount: 3 } },
      { event: 'Paid', properties: { time: 1767348000, distinct_id: '', Amount: 3 } },
    ),
    own: { roles: { payment: 'Paid' }, columns: { amount: 'properties.Amount' } },
    users: ['u1'],
    money: [['payment', 300]],
    dropped: { missingUser: 1 },
    firstDay: '2026-01-02',
  },
  {
    name: 'Mixpanel: times in milliseconds, more keys',
    preset: 'mixpanel',
    file: 'log.jsonl',
    text: lines(
      ...['a', 'a', 'b'].map(($insert_id) => ({
        event: 'In',
        properties: { time: 1767348000123, distinct_id: '$device:9', $insert_id, $mp_api_endpoint: 'x' },
        more: 1,
      })),
    ),
    own: { roles: { login: 'In' } },
    users: ['$device:9'],
    money: [],
    dropped: { duplicateId: 1 },
    firstDay: '2026-01-02',
  },
  {
    name: 'Shopify: CSV of before the column of refunds; a refunded order is no payment',
    preset: 'shopify',
    file: 'log.csv',
    text: table(
      'Name,Email,Financial Status,Paid at,Currency,Subtotal,Total,Created at,Lineitem quantity,Lineitem name',
      '#1,a@example.test,paid,2012-01-01 11:13:25 -0500,USD,15.00,15.00,2012-01-01 23:13:13 -0500,1,Mug',
      '#1,a@example.test,,,,,,2012-01-01 23:13:13 -0500,2,Cup',
      '#2,a@example.test,refunded,2012-01-02 11:13:25 -0500,USD,15.00,15.00,2012-01-02 11:13:13 -0500,1,Mug',
      '#3,,paid,2012-01-02 11:13:25 -0500,USD,15.00,15.00,2012-01-02 11:13:13 -0500,1,Mug',
    ),
    users: ['a@example.test'],
    money: [['payment', 1500]],
    dropped: { unmapped: 2, missingUser: 1 },
    firstDay: '2012-01-02',
  },
  {
    name: 'Shopify: orders of the Admin API',
    preset: 'shopify',
    file: 'log.jsonl',
    text: lines(
      ...[
        { id: 1, financial_status: 'paid', current_total_price: '199.00', customer: { id: 77 } },
        { id: 1, financial_status: 'paid', current_total_price: '199.00', customer: { id: 77 } },
        { id: 2, financial_status: 'partially_refunded', current_total_price: '10.00', customer: { id: 77 } },
        { id: 3, financial_status: 'voided', current_total_price: '0.00', customer: { id: 78 } },
        { id: 4, financial_status: 'paid', current_total_price: '5.00', customer: null },
      ].map((order) => ({
        ...order,
        total_price: '199.00',
        created_at: `2026-01-0${order.id}T10:00:00+08:00`,
      })),
    ),
    users: ['77'],
    money: [
      ['payment', 19_900],
      ['payment', 1000],
    ],
    dropped: { duplicateId: 1, unmapped: 1, missingUser: 1 },
    firstDay: '2026-01-01',
  },
  {
    name: 'Stripe: the dashboard of some years ago, columns chosen by hand',
    preset: 'stripe',
    file: 'log.csv',
    text: table(
      'id,Description,Created (UTC),Amount,Amount Refunded,Currency,Status,Customer Email',
      'ch_1,x,2021-01-02 15:04,49.00,0.00,usd,Paid,jo@example.test',
      'ch_2,x,2021-01-03 15:04,49.00,49.00,usd,Refunded,jo@example.test',
      'ch_3,x,2021-01-04 15:04,49.00,0.00,usd,Failed,jo@example.test',
    ),
    users: ['jo@example.test'],
    money: [
      ['payment', 4900],
      ['payment', 0],
    ],
    dropped: { unmapped: 1 },
    firstDay: '2021-01-02',
  },
  {
    name: 'Stripe: charges of the API, in the smallest unit, old ones without a status',
    preset: 'stripe',
    file: 'log.jsonl',
    text: lines(
      charge('ch_1', {}),
      charge('ch_2', { created: 1767348001, amount_refunded: 250 }),
      charge('ch_3', { created: 1767348002, currency: 'jpy' }),
      charge('ch_4', { created: 1767348003, paid: false }),
      charge('ch_5', { created: 1767348004, customer: null }),
    ),
    users: ['cus_1'],
    money: [
      ['payment', 1250],
      ['payment', 1000],
      ['payment', 125_000],
    ],
    dropped: { unmapped: 1, missingUser: 1 },
    firstDay: '2026-01-02',
  },
];

it.each(variations)('$name', async ({ preset, file, text, own = {}, users, money, dropped, firstDay }) => {
  await writeFile(join(folder, file), text);
  const { events, engine } = featuresConfig(
    { events: { source: file, preset, ...own }, engine: { features: 'sql' } },
    'config',
  );
  const log = await openEventLog(events, engine, { root: folder });
  const known = await log.engine.rows('SELECT user_id FROM users ORDER BY user_id');
  const paid = await log.engine.rows(
    `SELECT role::VARCHAR AS role, amount FROM events WHERE role IN ('payment', 'refund') ORDER BY "at", amount DESC`,
  );
  log.close();
  expect(known.map((row) => row['user_id'])).toEqual(users);
  expect(paid.map((row) => [row['role'], row['amount'] === null ? null : Number(row['amount'])])).toEqual(
    money,
  );
  expect(log.record.dropped).toMatchObject(dropped);
  expect(log.record.firstDay).toBe(firstDay);
  expect(log.record.reading.neverSeen).toEqual([]);
});
