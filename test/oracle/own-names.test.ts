// The queries over the user's own table, on DuckDB, MariaDB and a real ClickHouse (chDB), against what winback builds.
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { addDays } from '../../src/base/days.js';
import { DuckDb } from '../../src/data/sources/duckdb.js';
import { experimentConfig } from '../../src/experiment/config/config.js';
import { featuresConfig } from '../../src/features/config.js';
import { attributesSql, experimentSql, snapshotSql } from '../../src/pipeline/sql/queries.js';
import { type Chdb, chdbPackages } from '../support/clickhouse/chdb.js';
import { differences, ownTable, type Row, split, statements } from '../support/own-names.js';
import { fillTable, rowsOf } from '../support/servers/fill.js';
import { noMariadb, startMariadb, type TestMariadb } from '../support/servers/mariadb.js';
import { toyConfig, toyEvents, writeToyCsv } from '../unit/features/toy-log.js';

const packages = chdbPackages();
if (noMariadb !== null) console.info(`skipped: ${noMariadb}`);
const day = '2025-03-20';
const zones = ['UTC', 'Asia/Shanghai', 'America/New_York', '+08:00'];

const named = { table: 'events', language: 'en' } as const;

/** The toy log in a MariaDB that knows the zones of these tests, and compares texts without regard to case. */
async function filledMariadb(csv: string): Promise<TestMariadb> {
  const server = await startMariadb();
  await server.admin(
    'USE shop',
    `CREATE TABLE shop.events (id VARCHAR(20), who VARCHAR(20), \`when\` DATETIME(3), what VARCHAR(20), amount DECIMAL(18, 2),
       ms BIGINT, feature VARCHAR(20), used INT, total DOUBLE) CHARACTER SET latin1`,
  );
  await fillTable(server, 'shop.events', await rowsOf(csv), '`');
  for (const zone of zones.filter((name) => name.includes('/'))) {
    const sql = execFileSync('mariadb-tzinfo-to-sql', [`/usr/share/zoneinfo/${zone}`, zone], {
      encoding: 'utf8',
    });
    await server.admin('USE mysql', ...statements(sql));
  }
  return server;
}

describe('queries in the names of the user', { timeout: 60_000 }, () => {
  let folder = '';
  let csv = '';
  let chdb: Chdb | undefined;
  let mariadb: TestMariadb | undefined;
  let duck: DuckDb;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'winback-own-'));
    csv = join(folder, 'events.csv');
    const events = toyEvents(150, 140, 21);
    await writeToyCsv(csv, [...events, ...events.slice(0, 300)]);
    duck = await DuckDb.open();
    await duck.run(`CREATE TABLE events AS FROM read_csv('${csv}')`);
    if (noMariadb === null) mariadb = await filledMariadb(csv);
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
    await mariadb?.stop();
    duck.close();
    await rm(folder, { recursive: true, force: true });
  });

  const known = new Map<string, ReturnType<typeof make>>();
  /** Each zone is built once. */
  const built = (timeZone: string): ReturnType<typeof make> => {
    const made = known.get(timeZone) ?? make(timeZone);
    known.set(timeZone, made);
    return made;
  };
  const make = async (timeZone: string) => {
    const windows = { historyDays: 'all', furtherDays: [7, 90], trends: true };
    const features = [
      { name: 'nights', over: 'event:open_app', aggregate: 'count', window: 'all', when: 'night' },
      { name: 'paid_90', over: ['paid', 'coupon'], aggregate: 'sum', column: 'amount', window: 90 },
      { name: 'slow', over: 'task_succeeded', aggregate: 'quantile', column: 'ms', window: 60, level: 0.9 },
      { name: 'kinds', over: 'active', aggregate: 'variety', column: 'feature', window: 60 },
      { name: 'overdue', over: ['open_app', 'payment'], aggregate: 'overdue', window: 'all' },
      { name: 'task_share', over: 'task_ok', aggregate: 'share', among: 'active', window: 30 },
      {
        name: 'paid_rank',
        over: 'paid',
        aggregate: 'mean',
        column: 'amount',
        window: 90,
        rank: 'descending',
      },
    ];
    const events = { source: csv, ...toyConfig, timeZone, timestampsIn: 'UTC', features };
    const given = { events, windows };
    const config = featuresConfig(given, 'config');
    return { config, rows: await ownTable(config, day) };
  };

  test.each(zones)('DuckDB gives the features and labels of winback, days of %s', async (zone) => {
    const { config, rows } = await built(zone);
    expect(rows.length).toBeGreaterThan(60);
    for (const kind of ['features', 'labels'] as const) {
      const [zoned, query] = statements(snapshotSql(config, kind, [day], { ...named, dialect: 'duckdb' }));
      await duck.run(zoned!);
      expect(differences(await duck.rows(query!), split(rows, kind), day)).toEqual([]);
    }
  });

  test.each(zones)('ClickHouse gives the features and labels of winback, days of %s', async (zone) => {
    if (chdb === undefined) return;
    const { config, rows } = await built(zone);
    for (const kind of ['features', 'labels'] as const) {
      const [query] = statements(snapshotSql(config, kind, [day], { ...named, dialect: 'clickhouse' }));
      expect(differences(onClickHouse(query!), split(rows, kind), day)).toEqual([]);
    }
  });

  test.skipIf(noMariadb !== null).each(['America/New_York', '+08:00'])(
    'MariaDB gives the features and labels of winback, days of %s',
    async (zone) => {
      const { config, rows } = await built(zone);
      for (const kind of ['features', 'labels'] as const) {
        const sql = snapshotSql(config, kind, [day], { ...named, table: 'shop.events', dialect: 'mysql' });
        expect(differences(await mariadb!.admin(...statements(sql)), split(rows, kind), day)).toEqual([]);
      }
    },
  );

  const onClickHouse = (sql: string): Row[] =>
    chdb!
      .query(sql, 'JSONEachRow')
      .trim()
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Row);

  test('every engine gives the features and labels of new users', async () => {
    const [most] = await duck.rows(
      `SELECT first_day::VARCHAR AS day, count(*) AS n FROM (SELECT min("when"::DATE) AS first_day FROM events
         WHERE what IN ('open_app', 'paid', 'task_ok') GROUP BY who) WHERE first_day > DATE '2025-01-01'
       GROUP BY first_day ORDER BY n DESC, day LIMIT 1`,
    );
    const afterFirstDays = 5;
    const asOf = addDays(String(most!['day']), afterFirstDays - 1);
    const events = { source: csv, ...toyConfig, timeZone: 'UTC', timestampsIn: 'UTC' };
    const config = featuresConfig({ events, snapshots: { afterFirstDays } }, 'config');
    const rows = await ownTable(config, asOf);
    expect(rows.length).toBeGreaterThan(0);
    for (const kind of ['features', 'labels'] as const) {
      const wanted = split(rows, kind);
      const sql = (dialect: 'duckdb' | 'clickhouse' | 'mysql', table = 'events') =>
        statements(snapshotSql(config, kind, [asOf], { ...named, table, dialect }));
      const [zone, query] = sql('duckdb');
      await duck.run(zone!);
      expect(differences(await duck.rows(query!), wanted, asOf)).toEqual([]);
      if (chdb !== undefined)
        expect(differences(onClickHouse(sql('clickhouse')[0]!), wanted, asOf)).toEqual([]);
      if (mariadb !== undefined)
        expect(differences(await mariadb.admin(...sql('mysql', 'shop.events')), wanted, asOf)).toEqual([]);
    }
  });

  test.skipIf(noMariadb !== null)('MariaDB gives the users of an experiment, letter by letter', async () => {
    const rows = [
      ['a', 'seen', '2025-01-01 00:00:00', '{"arm": "on"}'],
      ['a', 'seen', '2025-01-02 00:00:00', '{"arm": "on"}'],
      ['A', 'seen', '2025-01-01 00:00:00.5', '{"arm": "off", "x": null}'],
      ['a', 'Paid', '2025-01-02 00:00:00', '{"amount": 99}'],
      ['a', 'paid', '2025-01-02 00:00:00', '{"amount": 12.5}'],
      ['a', 'paid', '2025-01-08 00:00:00', '{"amount": "1"}'],
      ['b', 'seen', '2025-01-03 00:00:00', '{"arm": "on"}'],
      ['b', 'seen', '2025-01-02 00:00:00', '{"arm": "off"}'],
      ['c', 'seen', '2025-01-02 00:00:00', '{"arm": "off"}'],
    ].map(([u, e, t, p]) => ({ u: u!, e: e!, t: t!, p: p! }));
    const values = rows.map(({ u, e, t, p }) => `('${u}', '${e}', '${t}', '${p}')`).join(', ');
    await duck.run(
      `CREATE TABLE log2 AS SELECT u, e, t::TIMESTAMP AS t, p FROM (VALUES ${values}) v(u, e, t, p)`,
    );
    await mariadb!.admin(
      'CREATE TABLE shop.log2 (u VARCHAR(20), e VARCHAR(20), t DATETIME(6), p JSON)',
      `INSERT INTO shop.log2 VALUES ${values}`,
    );
    const experiment = experimentConfig({
      ...{ name: 'coupon', control: 'off', treatments: ['on'], windowDays: 7, asOf: '2025-02-01' },
      metrics: [{ name: 'gmv', kind: 'mean', role: 'primary', column: 'gmv' }],
      data: {
        events: {
          ...{
            file: 'x.csv',
            user: 'u',
            event: 'e',
            time: 't',
            variant: 'arm',
            exposure: 'seen',
            properties: 'p',
          },
          outcomes: [{ name: 'gmv', event: 'paid', count: 'sum', value: 'amount' }],
        },
      },
    });
    const asked = (table: string, dialect: 'duckdb' | 'mysql') =>
      statements(experimentSql(experiment, { table, dialect, language: 'en' }));
    const seen = (found: readonly Row[]) =>
      found.map(({ user, variant, exposed_day, gmv }) => [user, variant, exposed_day, gmv]).sort();
    const theirs = seen(await mariadb!.admin(...asked('shop.log2', 'mysql')));
    expect(theirs).toEqual(seen(await duck.rows(asked('log2', 'duckdb')[0]!)));
    expect(theirs.map(([user, variant, , gmv]) => [user, variant, gmv])).toEqual([
      ['A', 'off', 0],
      ['a', 'on', 12.5],
      ['c', 'off', 0],
    ]);
  });

  test.skipIf(noMariadb !== null)('MariaDB stops at times that it would misread', async () => {
    const { config } = await built('UTC');
    for (const time of ['1767225600', '2026-01-01T00:00:00+08:00', '2026-01-01T00:00:00Z']) {
      await mariadb!.admin(
        'CREATE OR REPLACE TABLE shop.odd LIKE shop.events',
        'ALTER TABLE shop.odd MODIFY `when` VARCHAR(40)',
        `INSERT INTO shop.odd (id, who, \`when\`, what) VALUES ('1', 'a', '${time}', 'paid')`,
      );
      const sql = snapshotSql(config, 'features', [day], { ...named, table: 'shop.odd', dialect: 'mysql' });
      await expect(mariadb!.admin(...statements(sql))).rejects.toThrow('more than 1 row');
    }
    const lost = snapshotSql(
      { ...config, events: { ...config.events, timeZone: 'Europe/Paris' } },
      'features',
      [day],
      { ...named, dialect: 'mysql' },
    );
    await expect(mariadb!.admin(...statements(lost))).rejects.toThrow('Europe/Paris');
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
    const person = [{ user_id: '7', valid_from: '2025-01-02', channel: 'web' }];
    expect(await duck.rows(attributesSql(config, options))).toEqual(person);
    const people = '(uid INTEGER, since DATETIME, channel VARCHAR(9))';
    const row = "VALUES (7, '2025-01-02 03:04:05', 'web')";
    if (chdb !== undefined) {
      chdb.query(`CREATE TABLE shop.people ${people} ENGINE = MergeTree ORDER BY uid`);
      chdb.query(`INSERT INTO shop.people ${row}`);
      const [sql] = statements(attributesSql(config, { ...options, dialect: 'clickhouse' }));
      expect(onClickHouse(sql!)).toEqual(person);
    }
    if (mariadb !== undefined) {
      await mariadb.admin(`CREATE TABLE shop.people ${people}`, `INSERT INTO shop.people ${row}`);
      const mysql = { ...options, table: 'shop.people', dialect: 'mysql' } as const;
      const [sql] = statements(attributesSql(config, mysql));
      // The client of the test makes a Date of a date.
      const asText = `SELECT user_id, CAST(valid_from AS CHAR) AS valid_from, channel FROM (\n${sql}\n) p`;
      expect(await mariadb.admin(asText)).toEqual(person);
    }
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
