// The queries of docs/how-to/queries.md on a real ClickHouse (chDB): in both languages the same, and right on a log small
// enough to be counted by hand.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { chdbPackages } from '../support/clickhouse/chdb.js';

const packages = chdbPackages();

const queriesOf = (page: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...readFileSync(page, 'utf8').matchAll(/```sql (\w+)\n([\s\S]*?)```/g)].map(([, name, sql]) => [
      name!,
      sql!,
    ]),
  );
const queries = queriesOf('docs/how-to/queries.md');

test('both languages have the same queries', () => {
  expect(Object.keys(queries)).toEqual(['features', 'labels', 'exposure']);
  expect(queriesOf('docs/zh/how-to/queries.md')).toEqual(queries);
});

// Times are of UTC; Shanghai is eight hours ahead.
const events: readonly (readonly [string, string, string, object])[] = [
  ['a', 'login', '2026-03-27 20:00:00', {}],
  ['a', 'login', '2026-03-28 20:00:00', {}],
  ['a', 'task_success', '2026-03-30 02:00:00', { processing_ms: 100 }],
  ['a', 'task_success', '2026-03-30 03:00:00', { processing_ms: '300' }],
  ['a', 'task_failed', '2026-03-30 04:00:00', {}],
  ['a', 'payment_success', '2026-01-15 04:00:00', { amount: 7 }],
  ['a', 'payment_success', '2026-03-21 04:00:00', { amount: 12.35 }],
  ['a', 'payment_success', '2026-03-21 05:00:00', {}],
  // Already April in Shanghai.
  ['a', 'login', '2026-03-31 16:30:00', {}],
  ['b', 'login', '2026-02-27 01:00:00', {}],
  ['b', 'login', '2026-03-10 01:00:00', {}],
  // Not active by 31 March: a payment alone.
  ['c', 'payment_success', '2026-03-20 00:00:00', { amount: 1 }],
  ['d', 'login', '2026-02-20 00:00:00', {}],
  ...(['x', 'y', 'z', 'late'] as const).map(
    (user) =>
      [
        user,
        'experiment_exposure',
        user === 'late' ? '2026-03-27 00:00:00' : '2026-03-10 00:00:00',
        { experiment: 'new_user_coupon', variant: user === 'y' ? 'off' : 'on' },
      ] as const,
  ),
  ['z', 'experiment_exposure', '2026-03-11 00:00:00', { experiment: 'new_user_coupon', variant: 'off' }],
  ['x', 'experiment_exposure', '2026-03-12 00:00:00', { experiment: 'another', variant: 'off' }],
  ['x', 'purchase_success', '2026-03-09 23:59:59', { amount: 99 }],
  ['x', 'purchase_success', '2026-03-10 00:00:00', { amount: 2.5 }],
  ['x', 'purchase_success', '2026-03-16 23:59:59', { amount: '0.5' }],
  ['x', 'purchase_success', '2026-03-17 00:00:00', { amount: 99 }],
];

test.skipIf(packages === undefined)('they run, and count what a person counts', () => {
  const folder = mkdtempSync(join(tmpdir(), 'winback-queries-'));
  const chdb = new packages!.Session(folder);
  try {
    chdb.query('CREATE DATABASE shop');
    chdb.query('USE shop');
    chdb.query(
      "CREATE TABLE events (user_id String, event String, timestamp DateTime64(6, 'UTC'), properties String) ENGINE = MergeTree ORDER BY (user_id, timestamp)",
    );
    const values = events.map(
      ([user, event, at, properties]) => `('${user}', '${event}', '${at}', '${JSON.stringify(properties)}')`,
    );
    chdb.query(`INSERT INTO events VALUES ${values.join(', ')}`);
    const rows = (name: string): Record<string, unknown>[] =>
      chdb
        .query(queries[name]!, 'JSONEachRow')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>);
    const features = rows('features');
    expect(features.map(({ user_id }) => user_id)).toEqual(['a', 'b']);
    expect(features[0]).toMatchObject({
      ...{ active_days_30: 3, login_cnt_30: 2, tasks_created_30: 0, avg_proc_ms: 200, p95_proc_ms: 290 },
      ...{ pay_cnt_30: 2, pay_amt_30: 12.35, last_pay_gap: 10, weekend_share: 0.5, night_share: 0.5 },
      ...{ avg_session_gap_h: 24, quota_use_ratio: null },
    });
    expect(Number(features[0]!['fail_rate'])).toBeCloseTo(1 / 3, 12);
    const labels = rows('labels').map(({ user_id, snapshot_date, label_churn_14d }) => [
      user_id,
      snapshot_date,
      label_churn_14d,
    ]);
    expect(labels).toEqual([
      ['b', '2026-02-28', 0],
      ['b', '2026-03-07', 0],
      ['b', '2026-03-14', 1],
      ['d', '2026-02-28', 1],
      ['d', '2026-03-07', 1],
      ['d', '2026-03-14', 1],
    ]);
    expect(rows('exposure')).toEqual([
      { variant: 'off', users: 1, purchasers: 0, gmv_sum: 0, gmv_squares: 0 },
      { variant: 'on', users: 1, purchasers: 1, gmv_sum: 3, gmv_squares: 9 },
    ]);
  } finally {
    chdb.cleanup();
    rmSync(folder, { recursive: true, force: true });
  }
});
