// The SQL path against brute force over the same events in TypeScript.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DuckDb } from '../../../src/data/sources/duckdb.js';
import { renderQuery } from '../../../src/data/sql/render.js';
import { analyzeExperiment } from '../../../src/experiment/analyze.js';
import { experimentConfig } from '../../../src/experiment/config/config.js';
import type { ExposureConfig, OutcomeConfig } from '../../../src/experiment/config/events-config.js';
import { userQuery } from '../../../src/experiment/sources/events-sql.js';
import { dataFromEvents } from '../../../src/experiment/sources/from-events.js';
import { loadExperiment } from '../../../src/experiment/sources/load.js';
import { momentsFromEvents } from '../../../src/experiment/sources/push-down.js';
import { quantileInterval } from '../../../src/stats/quantile/quantile.js';
import { uniform } from '../../support/random.js';

interface Event {
  readonly user: string;
  readonly event: string;
  readonly micros: number;
  readonly variant: string | null;
  readonly amount: number | null;
}

const day = 86_400_000_000;
const start = Date.parse('2026-03-01T00:00:00Z') * 1000;
const asOf = '2026-03-31T00:00:00Z';

const random = uniform(7);

function makeEvents(): Event[] {
  const out: Event[] = [];
  for (let u = 0; u < 3000; u++) {
    const user = `u${u}`;
    const variant = random() < 0.5 ? 'control' : 'treatment';
    const first = start + Math.floor(random() * 29 * day);
    const expose = (micros: number, v: string): void => {
      out.push({ user, event: 'experiment_exposure', micros, variant: v, amount: null });
    };
    expose(first, variant);
    if (random() < 0.4) expose(first + Math.floor(random() * 3 * day), variant);
    if (u % 100 === 0) expose(first + day, variant === 'control' ? 'treatment' : 'control');
    // Purchases from ten days before to ten days after, the day of exposure included.
    for (let k = 0; k < 4; k++) {
      const micros = first + Math.floor((random() * 20 - 10) * day);
      out.push({
        user,
        event: 'purchase_success',
        micros,
        variant: null,
        amount: 1e6 + Math.round(random() * 1e4) / 100,
      });
    }
  }
  // A user without any exposure belongs to nobody.
  out.push({ user: 'ghost', event: 'purchase_success', micros: start + day, variant: null, amount: 5 });
  return out;
}

const events = makeEvents();
const mapping: ExposureConfig = {
  user: 'distinct_id',
  event: 'event',
  time: 'timestamp',
  variant: 'variant',
  experiment: 'experiment',
  properties: undefined,
  exposure: 'experiment_exposure',
  experimentValue: 'coupon',
  outcomes: [
    { name: 'bought', event: 'purchase_success', count: 'any', value: undefined, daysBefore: undefined },
    { name: 'gmv', event: 'purchase_success', count: 'sum', value: 'amount', daysBefore: undefined },
    { name: 'pre', event: 'purchase_success', count: 'sum', value: 'amount', daysBefore: 7 },
    { name: 'orders', event: 'purchase_success', count: 'count', value: undefined, daysBefore: undefined },
    { name: 'pre orders', event: 'purchase_success', count: 'count', value: undefined, daysBefore: 10 },
  ],
  windowDays: 7,
  asOf,
};
const plainConfig = {
  name: 'coupon',
  data: {},
  control: 'control',
  treatments: ['treatment'],
  metrics: [
    { name: 'bought', kind: 'proportion', role: 'primary', column: 'bought' },
    { name: 'gmv', kind: 'mean', column: 'gmv', covariates: ['pre'] },
    { name: 'gmv per buyer', kind: 'ratio', column: 'gmv', per: 'bought' },
  ],
};
const config = experimentConfig(plainConfig);

function bruteForce() {
  const exposures = new Map<string, Event[]>();
  for (const e of events.filter((e) => e.event === 'experiment_exposure'))
    exposures.set(e.user, [...(exposures.get(e.user) ?? []), e]);
  const end = Date.parse(asOf) * 1000;
  const rows = new Map<string, { variant: string; bought: number; gmv: number; pre: number }>();
  let [several, immature] = [0, 0];
  for (const [user, list] of exposures) {
    const first = list.reduce((a, b) => (b.micros < a.micros ? b : a));
    if (new Set(list.map((e) => e.variant)).size > 1) {
      several++;
      continue;
    }
    if (first.micros + 7 * day > end) {
      immature++;
      continue;
    }
    const bought = events.filter((e) => e.user === user && e.event === 'purchase_success');
    const sum = (from: number, to: number): number =>
      bought
        .filter((e) => e.micros - first.micros >= from * day && e.micros - first.micros < to * day)
        .reduce((s, e) => s + e.amount!, 0);
    rows.set(user, {
      variant: first.variant!,
      bought: sum(0, 7) > 0 ? 1 : 0,
      gmv: sum(0, 7),
      pre: sum(-7, 0),
    });
  }
  return { rows, several, immature };
}

let db: DuckDb;
const truth = bruteForce();

beforeAll(async () => {
  db = await DuckDb.open();
  const rows = events.map(
    (e) =>
      `('${e.user}', '${e.event}', make_timestamp(${e.micros}), ${e.variant === null ? 'NULL' : `'${e.variant}'`}, ` +
      `${e.variant === null ? 'NULL' : "'coupon'"}, ${e.amount ?? 'NULL'})`,
  );
  await db.run(
    `CREATE TABLE events AS SELECT * FROM (VALUES ${rows.join(',')}) t(distinct_id, event, timestamp, variant, experiment, amount)`,
  );
  await db.run(`CREATE TABLE posthog AS SELECT distinct_id, event, timestamp,
    to_json({variant: variant, experiment: experiment, amount: amount})::VARCHAR AS properties FROM events`);
});
afterAll(() => db.close());

test('one row per mature single-variant user with outcomes counted from the exposure on', async () => {
  const rows = await db.rows(renderQuery(userQuery(mapping, 'events'), 'duckdb'));
  expect(rows.length).toBe(truth.rows.size);
  expect(truth.several).toBe(30);
  for (const row of rows) {
    const expected = truth.rows.get(row['user'] as string)!;
    expect(row['variant']).toBe(expected.variant);
    expect(row['bought']).toBe(expected.bought);
    expect(Number(row['gmv'])).toBeCloseTo(expected.gmv, 6);
    expect(Number(row['pre'])).toBeCloseTo(expected.pre, 6);
  }
});

test('statistics computed in SQL equal the row path to 1e-12', async () => {
  const fromRows = await dataFromEvents(db, 'events', mapping, config);
  const fromSql = await momentsFromEvents(db, 'events', mapping, config);
  expect(fromSql.columns).toEqual(fromRows.columns);
  expect(fromSql.counts).toMatchObject({ multiVariant: truth.several, immature: truth.immature });
  expect(fromRows.counts).toMatchObject({ multiVariant: truth.several, immature: truth.immature });
  fromRows.cells.forEach(([row], arm) => {
    const sql = fromSql.cells[arm]![0]!;
    expect(sql.n).toBe(row!.n);
    row!.mean.forEach((m, i) => {
      expect(Math.abs(sql.mean[i]! - m)).toBeLessThanOrEqual(1e-12 * Math.abs(m));
    });
    row!.cross.forEach((c, i) => {
      expect(Math.abs(sql.cross[i]! / c - 1)).toBeLessThan(1e-12);
    });
  });
});

test('caps and several covariates in SQL: moments, caps, ledger and CUPED as from rows, to 1e-12', async () => {
  const capped = experimentConfig({
    ...plainConfig,
    metrics: [
      { name: 'bought', kind: 'proportion', role: 'primary', column: 'bought', covariates: ['pre orders'] },
      {
        ...{ name: 'gmv', kind: 'mean', column: 'gmv', covariates: ['pre', 'pre orders'] },
        winsorise: { upper: 0.93, lower: 0.02 },
      },
      { name: 'gmv fixed', kind: 'mean', column: 'gmv', winsorise: { max: 1.5e6, min: 0 } },
      { name: 'per order', kind: 'ratio', column: 'gmv', per: 'orders', winsorise: { upper: 0.9 } },
    ],
  });
  const fromRows = await dataFromEvents(db, 'events', mapping, capped);
  const fromSql = await momentsFromEvents(db, 'events', mapping, capped);
  expect(fromSql.columns).toEqual(fromRows.columns);
  for (const metric of capped.metrics)
    expect(fromSql.facts.get(metric.name)!.winsorised?.users).toBe(
      fromRows.facts.get(metric.name)!.winsorised?.users,
    );
  expect(fromSql.ledger).toEqual(fromRows.ledger);
  fromRows.cells.forEach(([row], arm) => {
    const sql = fromSql.cells[arm]![0]!;
    row!.cross.forEach((c, i) => {
      expect(Math.abs(sql.cross[i]! / c - 1)).toBeLessThan(1e-12);
    });
  });
  const rows = (await analyzeExperiment(fromRows, capped)).metrics;
  const pushed = (await analyzeExperiment(fromSql, capped)).metrics;
  pushed.forEach((m, i) => {
    // Users' own ratios lie within 1e-6 of each other here: their spread is what is left of moments 1e12 times as large.
    const digits = m.kind === 'ratio' ? 1e-5 : 1e-12;
    expect(Math.abs(m.standardError / rows[i]!.standardError - 1)).toBeLessThan(digits);
    expect(Math.abs(m.difference - rows[i]!.difference)).toBeLessThan(1e-12 * rows[i]!.control);
    m.cuped?.theta.forEach((theta, k) => {
      expect(Math.abs(theta / rows[i]!.cuped!.theta[k]! - 1)).toBeLessThan(1e-11);
    });
    expect(m.cuped?.covariates).toEqual(rows[i]!.cuped?.covariates);
  });
  expect(pushed[1]!.cuped!.covariates).toEqual(['pre', 'pre orders']);
  expect(pushed[1]!.winsorised!.users).toBeGreaterThan(0);
});

test('every single value of an event, for a quantile clustered by user', async () => {
  const each: OutcomeConfig = {
    name: 'basket',
    event: 'purchase_success',
    count: 'each',
    value: 'amount',
    daysBefore: undefined,
  };
  const withEach = { ...mapping, outcomes: [...mapping.outcomes, each] };
  const baskets = experimentConfig({
    ...plainConfig,
    metrics: [
      { name: 'bought', kind: 'proportion', role: 'primary', column: 'bought' },
      { name: 'median basket', kind: 'quantile', quantile: 0.5, column: 'basket' },
    ],
  });
  const data = await dataFromEvents(db, 'events', withEach, baskets);
  const m = (await analyzeExperiment(data, baskets)).metrics[1]!;
  const users = new Map([...truth.rows.keys()].map((user, i) => [user, i]));
  const end = Date.parse(asOf) * 1000;
  const first = new Map<string, number>();
  for (const e of events)
    if (e.event === 'experiment_exposure')
      first.set(e.user, Math.min(e.micros, first.get(e.user) ?? Number.POSITIVE_INFINITY));
  const inWindow = events.filter(
    (e) =>
      e.event === 'purchase_success' &&
      users.has(e.user) &&
      e.micros >= first.get(e.user)! &&
      e.micros < first.get(e.user)! + 7 * day &&
      first.get(e.user)! + 7 * day <= end,
  );
  for (const [variant, value] of [
    ['control', m.control],
    ['treatment', m.treatment],
  ] as const) {
    const own = inWindow.filter((e) => truth.rows.get(e.user)!.variant === variant);
    const clusters = Int32Array.from(own, (e) => users.get(e.user)!);
    const want = await quantileInterval(
      own.map((e) => e.amount!),
      0.5,
      { clusters },
    );
    expect(value).toBe(want.value);
    expect([m.controlArm, m.treatmentArm].find((a) => a.variant === variant)!.users).toBe(want.clusters);
  }
  expect(m.method).toBe('quantile-clustered');
  const mean = experimentConfig({
    ...plainConfig,
    metrics: [{ name: 'basket', kind: 'mean', role: 'primary', column: 'basket' }],
  });
  await expect(dataFromEvents(db, 'events', withEach, mean)).rejects.toThrow(/count: each is for quantiles/);
  await expect(momentsFromEvents(db, 'events', withEach, mean)).rejects.toThrow(/has no "basket"/);
  const pushed = await momentsFromEvents(db, 'events', withEach, config);
  expect(pushed.cells[0]![0]!.n).toBe(
    (await momentsFromEvents(db, 'events', mapping, config)).cells[0]![0]!.n,
  );
});

test('a proportion pushed down still has to be 0 or 1', async () => {
  const counted = experimentConfig({
    ...plainConfig,
    metrics: [{ name: 'orders', kind: 'proportion', role: 'primary', column: 'orders' }],
  });
  await expect(momentsFromEvents(db, 'events', mapping, counted)).rejects.toThrow(/needs 0 or 1/);
});

test("PostHog's schema: the same rows from JSON properties", async () => {
  const posthog = { ...mapping, properties: 'properties' };
  const key = (row: Record<string, unknown>): string => JSON.stringify(row);
  const plain = (await db.rows(renderQuery(userQuery(mapping, 'events'), 'duckdb'))).map(key).sort();
  const json = (await db.rows(renderQuery(userQuery(posthog, 'posthog'), 'duckdb'))).map(key).sort();
  expect(json).toEqual(plain);
});

test('an event file named by the config, with and without push-down', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'winback-events-'));
  const file = path.join(folder, 'log.parquet');
  await db.run(`COPY events TO '${file}' (FORMAT parquet)`);
  const load = (pushDown: boolean) => {
    const { outcomes, user, event, time, variant, experiment, exposure } = mapping;
    const log = { file: 'log.parquet', pushDown, outcomes, user, event, time, variant, experiment, exposure };
    const given = { ...plainConfig, data: { events: log }, windowDays: 7, asOf };
    return loadExperiment(experimentConfig(given), { resolvePath: (name) => path.join(folder, name) });
  };
  const [rows, pushed] = [await load(false), await load(true)];
  expect(pushed.rows).toBeNull();
  expect(rows.cells.map(([cell]) => cell!.n)).toEqual(pushed.cells.map(([cell]) => cell!.n));
  const own = experimentConfig({ ...plainConfig, cuped: 'within' });
  const [a, b] = [await analyzeExperiment(rows, own), await analyzeExperiment(pushed, own)];
  b.metrics.forEach((m, i) => {
    expect(Math.abs(m.difference / a.metrics[i]!.difference - 1)).toBeLessThan(1e-10);
    expect(Math.abs(m.p - a.metrics[i]!.p)).toBeLessThan(1e-10);
  });
  expect(a.novelty.length).toBe(1);
  await rm(folder, { recursive: true });
});

test('the ClickHouse text asks the same questions', () => {
  const sql = renderQuery(userQuery({ ...mapping, properties: 'properties' }, 'events'), 'clickhouse');
  expect(sql).toContain('JSONExtractString("e"."properties", \'variant\')');
  expect(sql).toContain('toUnixTimestamp64Micro');
  expect(sql).not.toContain('toDate(');
});

test('what needs rows is refused', async () => {
  const quantile = experimentConfig({
    ...{ name: 'q', data: {}, control: 'control', treatments: ['treatment'] },
    metrics: [{ name: 'p90', kind: 'quantile', quantile: 0.9, role: 'primary', column: 'gmv' }],
  });
  await expect(momentsFromEvents(db, 'events', mapping, quantile)).rejects.toThrow(/needs rows/);
});
