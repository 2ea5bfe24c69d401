// An experiment on PostHog's feature flag, read from its ClickHouse (chDB, over HTTP) and from its export, gives what the plain
// log gives of which somebody knows who is whom.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { analyzeExperiment } from '../../src/experiment/analyze.js';
import { experimentConfig } from '../../src/experiment/config/config.js';
import { firstExposure } from '../../src/experiment/sources/first-exposure.js';
import { loadExperiment } from '../../src/experiment/sources/load.js';
import { chdbPackages } from '../support/clickhouse/chdb.js';
import { type ClickHouseServer, clickHouseServer } from '../support/clickhouse/server.js';
import { posthogFolder } from '../support/logs/posthog-folder.js';
import { clickHouseSql, flag, plainExperiment, team } from '../support/logs/posthog-tables.js';

const packages = chdbPackages();
let folder = '';
beforeAll(async () => {
  folder = await posthogFolder(plainExperiment());
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const outcomes = [
  { name: 'paid', event: 'paid' },
  { name: 'amount', event: 'paid', count: 'sum', value: 'amount' },
  { name: 'before', event: 'opened', count: 'count', daysBefore: 14 },
];
const metrics = [
  { name: 'paid', kind: 'proportion', role: 'primary', column: 'paid' },
  { name: 'amount', kind: 'mean', column: 'amount', covariates: ['before'] },
];
const config = (events: object, more: object = {}) =>
  experimentConfig({
    ...{
      name: flag.key,
      control: flag.control,
      treatments: [flag.treatment],
      windowDays: 14,
      asOf: '2026-05-01',
    },
    ...{ metrics, data: { events: { outcomes, ...events } }, ...more },
  });
const plain = (more: object = {}) =>
  config({
    file: 'plain.csv',
    user: 'who',
    time: 'at',
    event: 'what',
    exposure: '$feature_flag_called',
    ...more,
  });
const exported = { preset: 'posthog', file: '*.parquet.zst' };
const resolvePath = (file: string): string => join(folder, file);

/** Twelve digits: rows in another order are added up in another order. */
const rounded = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_, one) => (typeof one === 'number' ? Number(one.toPrecision(12)) : one)),
  );

async function loaded(given: ReturnType<typeof config>) {
  const data = await loadExperiment(given, { resolvePath });
  const { users, arm } = data.rows!;
  const arms = Array.from(arm, (a, row) => `${users!.labels[users!.codes[row]!]} ${a}`).sort();
  const { multiVariant, immature, days } = data.counts;
  return { data, same: { moments: rounded(data.cells), arms, multiVariant, immature, days } };
}

let once: ReturnType<typeof loaded> | undefined;
const known = () => {
  once ??= loaded(plain());
  return once;
};

describe.skipIf(packages === undefined)('in its ClickHouse', () => {
  let server: ClickHouseServer;
  beforeAll(async () => {
    server = await clickHouseServer(packages!, () => clickHouseSql('posthog'));
  });
  afterAll(() => server.close());
  const source = (): string => server.url('posthog');

  test('a person counts once, in the variant of the first exposure', async () => {
    server.bridge.asked.length = 0;
    const { same } = await loaded(config({ preset: 'posthog', source: source(), teamId: team }));
    expect(same).toEqual((await known()).same);
    expect(same.arms.length).toBeGreaterThan(30);
    // Other events stay where they are.
    expect(server.bridge.asked.map(({ query }) => query).join()).toContain(
      `"event" IN ('$feature_flag_called', 'paid', 'opened')`,
    );
  });

  test('the rows of any other table are read as well', async () => {
    server.chdb.query(`CREATE TABLE posthog.plain (who String, at DateTime64(3, 'UTC'), what String, variant String, amount Nullable(Float64))
      ENGINE = MergeTree ORDER BY at`);
    server.chdb.query(`INSERT INTO posthog.plain SELECT who, toDateTime64(at, 3, 'UTC'), what, variant, amount
      FROM file('${join(folder, 'plain.csv')}', CSVWithNames, 'who String, at String, what String, variant String, amount Nullable(Float64)')`);
    const given = { source: source(), table: 'plain', file: undefined };
    expect((await loaded(plain(given))).same).toEqual((await known()).same);
    const wrong = loadExperiment(plain({ ...given, variant: 'arm' }));
    await expect(wrong).rejects.toThrow('data.events.variant: the table plain has no column "arm"');
  });

  test('an answer that is cut is refused', async () => {
    server.bridge.fault = { on: /FROM "events"[\s\S]*Parquet/, how: { kind: 'cut', share: 0.7 } };
    const work = loadExperiment(config({ preset: 'posthog', source: source(), teamId: team }));
    await expect(work).rejects.toMatchObject({ code: 'IO' });
    server.bridge.fault = undefined;
  });
});

test('the export with its persons gives the same, and says what was left out', async () => {
  const given = config({ ...exported, persons: 'persons.parquet' });
  const files = await loaded(given);
  const { same, data } = await known();
  expect(files.same).toEqual(same);
  const { ledger } = await analyzeExperiment(files.data, given);
  const said = Object.fromEntries(ledger.map(({ code, values }) => [code, values]));
  expect(said).toMatchObject({
    ...{ 'repeated-events': { events: expect.any(Number) }, 'no-json': { events: expect.any(Number) } },
    ...{ 'other-variants': { events: expect.any(Number) }, persons: { unknown: 0 } },
    'multi-variant': { users: data.counts.multiVariant },
  });
  expect(data.counts.multiVariant).toBeGreaterThan(3);
  expect(await firstExposure(given, { resolvePath })).toBe(await firstExposure(plain(), { resolvePath }));
});

test('users of several variants count for the first one where that is asked for', async () => {
  const given = config({ ...exported, persons: 'persons.parquet', multiple: 'first' });
  const first = await loaded(given);
  expect(first.same).toEqual((await loaded(plain({ multiple: 'first' }))).same);
  const excluded = await known();
  expect(first.same.arms.length - excluded.same.arms.length).toBe(excluded.same.multiVariant);
  const { checks } = await analyzeExperiment(first.data, given);
  const check = checks.find(({ code }) => code === 'multi-variant');
  expect(check).toMatchObject({ status: 'warning', values: { first: true } });
});

test('without persons the analysis says so', async () => {
  const { data } = await loaded(config(exported));
  expect(data.ledger.map(({ code }) => code)).toContain('persons-then');
  expect(data.counts.multiVariant).toBe(0);
});

test('what does not go together is said before anything is read', () => {
  const source = 'clickhouse://me@127.0.0.1/posthog';
  expect(() => config({ file: 'x.csv', flag: 'a' })).toThrow('flag: goes with preset: posthog');
  expect(() => config({ ...exported, pushDown: true })).toThrow('leave pushDown out');
  expect(() => config({ ...exported, user: 'distinct_id' })).toThrow('counts persons');
  expect(() => config({ ...exported, exposure: 'seen' })).toThrow('flag is missing');
  expect(() => config({ ...exported, teamId: 2 })).toThrow('it chooses among the persons');
  expect(() => config({ preset: 'posthog', source, persons: ['a', 'b'] })).toThrow(
    'one table of the ClickHouse',
  );
  expect(config({ ...exported, exposure: 'seen', flag: 'coupon' }).data.events?.variant).toBe(
    '$feature/coupon',
  );
  expect(config({ preset: 'posthog', source }).data.events).toMatchObject({
    table: 'events',
    user: 'person_id',
  });
});
