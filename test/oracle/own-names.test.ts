// The queries over the user's own table, on DuckDB and on a real ClickHouse (chDB), against what winback builds.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { DuckDb } from '../../src/data/sources/duckdb.js';
import { experimentConfig } from '../../src/experiment/config/config.js';
import { buildSnapshot } from '../../src/features/build.js';
import { featuresConfig } from '../../src/features/config.js';
import { openEventLog } from '../../src/features/log/event-log.js';
import { matureSnapshot } from '../../src/features/splits.js';
import { attributesSql, experimentSql, snapshotSql } from '../../src/pipeline/sql/queries.js';
import { type Chdb, chdbPackages } from '../support/clickhouse/chdb.js';
import { toyConfig, toyEvents, writeToyCsv } from '../unit/features/toy-log.js';

const packages = chdbPackages();
const day = '2025-03-20';
const zones = ['UTC', 'Asia/Shanghai', 'America/New_York', '+08:00'];

type Row = Readonly<Record<string, unknown>>;

const sorted = (rows: readonly Row[]): readonly Row[] =>
  [...rows].sort((a, b) => (String(a['user_id']) < String(b['user_id']) ? -1 : 1));

const plain = (value: unknown): unknown =>
  typeof value === 'bigint'
    ? Number(value)
    : typeof value === 'number'
      ? Number(value.toPrecision(12))
      : value;

const comparable = (rows: readonly Row[]): readonly Row[] =>
  sorted(rows).map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [name, name === 'snapshot_date' ? day : plain(value)]),
    ),
  );

/** Cells that differ, the first ten. */
function differences(given: readonly Row[], wanted: readonly Row[]): readonly unknown[] {
  expect(given.length).toBe(wanted.length);
  const [ours, theirs] = [comparable(given), comparable(wanted)];
  expect(Object.keys(ours[0]!)).toEqual(Object.keys(theirs[0]!));
  return ours
    .flatMap((row, i) =>
      Object.entries(row).flatMap(([name, value]) =>
        Object.is(value, theirs[i]![name]) ? [] : [[row['user_id'], name, value, theirs[i]![name]]],
      ),
    )
    .slice(0, 10);
}

const named = { table: 'events', language: 'en' } as const;

const statements = (sql: string): readonly string[] =>
  sql
    .trim()
    .split(/;\n?/)
    .filter((one) => one.trim() !== '');

describe('queries in the names of the user', () => {
  let folder = '';
  let csv = '';
  let chdb: Chdb | undefined;
  let duck: DuckDb;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'winback-own-'));
    csv = join(folder, 'events.csv');
    const events = toyEvents(150, 140, 21);
    await writeToyCsv(csv, [...events, ...events.slice(0, 300)]);
    duck = await DuckDb.open();
    await duck.run(`CREATE TABLE events AS FROM read_csv('${csv}')`);
    if (packages === undefined) return;
    chdb = new packages.Session(join(folder, 'data'));
    chdb.query('CREATE DATABASE shop');
    chdb.query('USE shop');
    chdb.query(`CREATE TABLE shop.events (id String, who LowCardinality(String), when DateTime64(3, 'UTC'), what String,
      amount Nullable(Decimal(18, 2)), ms Nullable(Int64), feature Nullable(String), used Nullable(UInt8), total Nullable(Float64))
      ENGINE = MergeTree ORDER BY (who, when)`);
    chdb.query(`INSERT INTO shop.events SELECT * FROM file('${csv}', CSVWithNames)`);
  });
  afterAll(async () => {
    chdb?.cleanup();
    duck.close();
    await rm(folder, { recursive: true, force: true });
  });

  const built = async (timeZone: string) => {
    const windows = { historyDays: 'all', furtherDays: [7, 90], trends: true };
    const given = { events: { source: csv, ...toyConfig, timeZone, timestampsIn: 'UTC' }, windows };
    const config = featuresConfig(given, 'config');
    const log = await openEventLog(config.events, config.engine);
    const { table: values } = await buildSnapshot(
      log,
      config,
      matureSnapshot(day, 14, log.record.lastCompleteDay),
      [],
    );
    log.close();
    const rows = values.toArray().map((row) => ({ ...(row as { toJSON(): Row }).toJSON() }));
    return { config, rows };
  };

  const split = (rows: readonly Row[], kind: 'features' | 'labels'): readonly Row[] =>
    rows.map((row) =>
      Object.fromEntries(
        Object.entries(row).filter(
          ([name]) =>
            ['user_id', 'snapshot_date'].includes(name) || name.startsWith('label_') === (kind === 'labels'),
        ),
      ),
    );

  test.each(zones)('DuckDB gives the features and labels of winback, days of %s', async (zone) => {
    const { config, rows } = await built(zone);
    expect(rows.length).toBeGreaterThan(60);
    for (const kind of ['features', 'labels'] as const) {
      const [zoned, query] = statements(snapshotSql(config, kind, [day], { ...named, dialect: 'duckdb' }));
      await duck.run(zoned!);
      expect(differences(await duck.rows(query!), split(rows, kind))).toEqual([]);
    }
  });

  test.each(zones)('ClickHouse gives the features and labels of winback, days of %s', async (zone) => {
    if (chdb === undefined) return;
    const { config, rows } = await built(zone);
    for (const kind of ['features', 'labels'] as const) {
      const [query] = statements(snapshotSql(config, kind, [day], { ...named, dialect: 'clickhouse' }));
      const theirs = chdb
        .query(query!, 'JSONEachRow')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Row);
      expect(differences(theirs, split(rows, kind))).toEqual([]);
    }
  });

  test('several days are several queries', async () => {
    const { config } = await built('UTC');
    const sql = snapshotSql(config, 'features', [day, '2025-03-27'], { ...named, dialect: 'duckdb' });
    expect(statements(sql).length).toBe(3);
    expect(sql).toContain('-- Features of the users active in the 30 days to 2025-03-27');
    await duck.run(sql);
  });

  test('attributes and the users of an experiment', async () => {
    await duck.run(
      "CREATE TABLE people AS SELECT 7 AS uid, TIMESTAMP '2025-01-02 03:04:05' AS since, 'web' AS channel",
    );
    const attributes = { source: 'x.csv', user: 'uid', validFrom: 'since', fields: ['channel'] };
    const config = featuresConfig({ events: { source: csv, ...toyConfig }, attributes }, 'config');
    const options = { table: 'people', dialect: 'duckdb', language: 'zh' } as const;
    expect(await duck.rows(attributesSql(config, options))).toEqual([
      { user_id: '7', valid_from: '2025-01-02', channel: 'web' },
    ]);
    await duck.run(`CREATE TABLE log AS SELECT * FROM (VALUES ('a', 'seen', TIMESTAMP '2025-01-01', 'on', NULL),
      ('a', 'paid', TIMESTAMP '2025-01-02', NULL, 12.5), ('b', 'seen', TIMESTAMP '2025-01-01', 'off', NULL)) t(u, e, t, arm, amount)`);
    const experiment = experimentConfig({
      ...{ name: 'coupon', control: 'off', treatments: ['on'], windowDays: 7, asOf: '2025-02-01' },
      metrics: [{ name: 'gmv', kind: 'mean', role: 'primary', column: 'gmv' }],
      data: {
        events: {
          ...{ file: 'x.csv', user: 'u', event: 'e', time: 't', variant: 'arm', exposure: 'seen' },
          outcomes: [{ name: 'gmv', event: 'paid', count: 'sum', value: 'amount' }],
        },
      },
    });
    const rows = await duck.rows(experimentSql(experiment, { ...options, table: 'log' }));
    expect(rows.map(({ user, variant, gmv }) => [user, variant, gmv]).sort()).toEqual([
      ['a', 'on', 12.5],
      ['b', 'off', 0],
    ]);
  });

  test('what SQL over the table cannot do is refused by name', async () => {
    const { config } = await built('UTC');
    const asked = (events: object) => () =>
      snapshotSql({ ...config, events: { ...config.events, ...events } }, 'features', [day], {
        ...named,
        dialect: 'duckdb',
      });
    expect(asked({ timeUnit: 'ms' })).toThrow('events.timeUnit is settled while rows are read');
    expect(asked({ columns: { ...config.events.columns, amount: { firstOf: ['a'] } } })).toThrow(
      'events.columns.amount: firstOf, minus and cases',
    );
    expect(asked({ timeZone: '+05:30', timestampsIn: undefined })).toThrow('no name for the zone +05:30');
    expect(() => snapshotSql(config, 'labels', [], { ...named, dialect: 'duckdb' })).toThrow('--as-of');
    expect(() => snapshotSql(config, 'labels', ['x'], { ...named, dialect: 'duckdb' })).toThrow();
    expect(() =>
      snapshotSql(config, 'labels', [day], { ...named, table: undefined, dialect: 'duckdb' }),
    ).toThrow('--table');
  });
});
