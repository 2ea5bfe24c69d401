// Events and attributes from databases give the numbers of the files they came from.
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { buildSnapshots, type FeatureSet } from '../../../src/features/build.js';
import { featuresConfig } from '../../../src/features/config.js';
import { readingFacts } from '../../../src/report/reading-facts.js';
import { textsFor } from '../../../src/report/texts/index.js';
import { generateEvents } from '../../../src/simulate/generate-events.js';
import { fillTable, rowsOf } from '../../support/servers/fill.js';
import { noMariadb, startMariadb, type TestMariadb } from '../../support/servers/mariadb.js';
import { noPostgres, startPostgres, type TestPostgres } from '../../support/servers/postgres.js';

const missing = noMariadb ?? noPostgres;
if (missing !== null) console.warn(`${missing}: tests of events and attributes from databases skipped`);

type Section = Readonly<Record<string, unknown>>;

describe.skipIf(missing !== null)('events and attributes from databases', { timeout: 300_000 }, () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'winback-databases-'));
  let postgres: TestPostgres;
  let mariadb: TestMariadb;
  let config: { readonly events: Section; readonly attributes: Section };
  let files: FeatureSet;
  const environment = { READER: 'hunter2' };
  const passwordFrom = { env: 'READER' };

  const built = (given: { events?: Section; attributes?: Section }): Promise<FeatureSet> =>
    buildSnapshots(
      featuresConfig({ ...config, ...given, snapshots: { train: 1, calibration: 1, test: 1 } }, 'config'),
      { root: folder, environment },
    );
  const valuesOf = (set: FeatureSet): unknown =>
    set.snapshots.map(({ day, table }) => [day, table.toArray().map((row) => row.toJSON() as unknown)]);

  beforeAll(async () => {
    [postgres, mariadb] = await Promise.all([startPostgres(), startMariadb()]);
    config = (await generateEvents(folder, { users: 150, days: 120 })).config as unknown as typeof config;
    files = await built({});
    const source = (section: Section): string => String([section['source']].flat()[0]);
    await postgres.admin(
      `CREATE TABLE events (user_id text, "timestamp" timestamp, event text, amount numeric(12,2), processing_ms float8,
         function_name text, quota_used int, quota_total int)`,
      'CREATE TABLE dim_user (user_id text, valid_from date, channel text, device text, region text)',
      "CREATE USER reader PASSWORD 'hunter2'",
      'GRANT SELECT ON events, dim_user TO reader',
    );
    await mariadb.admin(
      'USE shop',
      'CREATE TABLE dim_user (user_id VARCHAR(20), valid_from DATE, channel TEXT, device TEXT, region TEXT)',
      "CREATE USER reader@'%' IDENTIFIED BY 'hunter2'",
      "GRANT SELECT ON shop.* TO reader@'%'",
    );
    await fillTable(postgres, 'events', await rowsOf(source(config.events)), '"');
    await fillTable(postgres, 'dim_user', await rowsOf(source(config.attributes)), '"');
    await fillTable(mariadb, 'shop.dim_user', await rowsOf(source(config.attributes)), '`');
  });
  afterAll(async () => {
    await Promise.all([postgres?.stop(), mariadb?.stop()]);
    rmSync(folder, { recursive: true, force: true });
  });

  const postgresUrl = (): string => `postgres://reader@127.0.0.1:${postgres.port}/shop`;
  const mysqlUrl = (): string => `mysql://reader@127.0.0.1:${mariadb.port}/shop`;

  test('events and attributes from PostgreSQL, and attributes from MySQL', async () => {
    const events = { ...config.events, source: postgresUrl(), table: 'events', passwordFrom };
    const attributes = {
      ...config.attributes,
      source: postgresUrl(),
      table: 'public.dim_user',
      passwordFrom,
    };
    const set = await built({ events, attributes });
    expect(valuesOf(set)).toEqual(valuesOf(files));
    const { files: _, ...reading } = files.report.log.reading;
    expect(set.report.log).toEqual({ ...files.report.log, reading });
    const query = 'SELECT * FROM dim_user WHERE 1 = 1';
    const mixed = await built({
      events,
      attributes: { ...config.attributes, source: mysqlUrl(), query, passwordFrom },
    });
    expect(valuesOf(mixed)).toEqual(valuesOf(files));
    expect(JSON.stringify([set.report, mixed.report])).not.toContain('hunter2');
  });

  test("ids of 64 bits stay apart, dates that are none are missing and counted, and today's values are told", async () => {
    const ids = [
      ...new Set((await rowsOf(String([config.events['source']].flat()[0]))).map((row) => row['user_id'])),
    ];
    const big = (i: number): string => String(18446744073709551615n - BigInt(i));
    await mariadb.admin(
      'USE shop',
      'CREATE TABLE big (user_id BIGINT UNSIGNED, valid_from DATETIME, channel VARCHAR(9))',
      `INSERT INTO big VALUES ${ids.map((_, i) => `(${big(i)}, ${i < 7 ? "'0000-00-00'" : "'2024-01-01'"}, 'c${i % 3}')`).join(', ')}`,
    );
    await postgres.admin(
      `CREATE TABLE renamed (name text, number numeric(20))`,
      `INSERT INTO renamed VALUES ${ids.map((id, i) => `('${id}', ${big(i)})`).join(', ')}`,
      'GRANT SELECT ON renamed TO reader',
    );
    const query = 'SELECT events.*, number FROM events JOIN renamed ON name = user_id';
    const columns = { ...(config.events['columns'] as Section), user: 'number' };
    const events = { ...config.events, columns, source: postgresUrl(), query, passwordFrom };
    const attributes = {
      source: mysqlUrl(),
      table: 'big',
      user: 'user_id',
      fields: ['channel'],
      passwordFrom,
    };
    const set = await built({ events, attributes });
    expect(set.report.log.users).toBe(ids.length);
    expect(set.report.attributes).toMatchObject({
      rows: ids.length,
      usersWithoutEvents: 0,
      usersWithoutAttributes: 0,
    });
    const facts = readingFacts({ log: set.report.log, attributes: set.report.attributes }, textsFor('en'));
    expect(facts.find(({ what }) => what.includes("today's values"))).toMatchObject({
      count: ids.length,
      fault: true,
    });
    const dated = await built({ events, attributes: { ...attributes, validFrom: 'valid_from' } });
    expect(dated.report.attributes?.database?.zeroDates).toEqual([{ name: 'valid_from', rows: 7 }]);
    expect(dated.report.attributes?.validFrom).toMatchObject({ given: ids.length - 7, unusable: 0 });
  });

  test('what cannot be read is refused, with section, place and remedy', async () => {
    const attributes = { ...config.attributes, source: mysqlUrl(), table: 'dim_user', passwordFrom };
    const of = (given: Section): Promise<unknown> => built({ attributes: { ...attributes, ...given } });
    await expect(of({ user: 'user_idd' })).rejects.toThrow(
      /attributes: reader@.* no column "user_idd".*user_id/,
    );
    await expect(of({ passwordFrom: { env: 'NOPE' } })).rejects.toThrow('NOPE');
    await expect(of({ timeoutSeconds: 5, table: 'none' })).rejects.toThrow('no such table');
    await expect(of({ passwordFrom: undefined })).rejects.toThrow('passwordFrom');
  });

  test.each([
    [{ source: 'mysql://u:hunter2@db/shop' }, /password/],
    [{ source: 'mysql://u@db/shop', table: undefined }, /table or query/],
    [{ source: 'mysql://u@db/shop', query: 'SELECT 1' }, /table or query/],
    [{ source: ['mysql://u@db/shop', 'a.csv'] }, /no files beside it/],
    [{ source: 'mysql://u@db/shop', passwordFrom: 'hunter2' }, /passwordFrom/],
    [{ source: 'a.csv', table: undefined, tls: false }, /no database/],
  ])('a section that cannot be meant: %o', (given, message) => {
    let said = '';
    try {
      featuresConfig(
        { ...config, attributes: { user: 'u', fields: ['f'], table: 'dim_user', ...given } },
        'config',
      );
    } catch (error) {
      said = (error as Error).message;
    }
    expect(said).toMatch(message);
    expect(said).toContain('config.attributes');
    expect(said).not.toContain('hunter2');
  });
});
