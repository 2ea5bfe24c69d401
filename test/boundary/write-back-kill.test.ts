// Writers that are killed in the middle of a run, and two of one run at once: the place holds one whole run, each row once.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { readTable } from '../../src/data/tables/read.js';
import { writeRun } from '../../src/pipeline/write-back.js';
import { writeBackCheck } from '../../src/pipeline/write-back-config.js';
import { type Bridge, bridgeOver } from '../support/clickhouse/bridge.js';
import { type Chdb, chdbPackages } from '../support/clickhouse/chdb.js';
import { noMariadb, startMariadb, type TestMariadb } from '../support/servers/mariadb.js';
import { motoKeys, noMoto, startMoto, type TestMoto } from '../support/servers/moto.js';
import { noPostgres, startPostgres, type TestPostgres } from '../support/servers/postgres.js';
import { runRows, runTables } from './run-tables.js';

const packages = chdbPackages();
const missing = noMariadb ?? noPostgres ?? noMoto ?? (packages === undefined ? 'no chDB' : null);
if (missing !== null) console.warn(`${missing}: tests of writers that are killed skipped`);

const fixture = fileURLToPath(new URL('./fixtures/write-run.ts', import.meta.url));
const environment = { ...motoKeys, WRITER: 'hunter2' };

/** How often each value stands in a place, by users. */
type Found = readonly { readonly value: unknown; readonly rows: unknown; readonly users: unknown }[];
const whole = (value: number): Found => [{ value, rows: runRows, users: runRows }];
const countSql = (table: string): string =>
  `SELECT value, count(*) AS n, count(DISTINCT user_id) AS users FROM ${table} GROUP BY value ORDER BY value`;
const numbers = (rows: readonly Record<string, unknown>[]): Found =>
  rows.map(({ value, n, users }) => ({ value: Number(value), rows: Number(n), users: Number(users) }));

describe.skipIf(missing !== null)('writing a run', { timeout: 120_000 }, () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'winback-killed-write-'));
  let postgres: TestPostgres;
  let mariadb: TestMariadb;
  let moto: TestMoto;
  let chdb: Chdb;
  let bridge: Bridge;
  beforeAll(async () => {
    [postgres, mariadb, moto] = await Promise.all([startPostgres(), startMariadb(), startMoto()]);
    await postgres.admin("CREATE USER writer PASSWORD 'hunter2'", 'GRANT CREATE ON SCHEMA public TO writer');
    await mariadb.admin(
      "CREATE USER writer@'%' IDENTIFIED BY 'hunter2'",
      "GRANT ALL ON shop.* TO writer@'%'",
    );
    await moto.bucket('lake');
    chdb = new packages!.Session(path.join(folder, 'chdb'));
    chdb.query('CREATE DATABASE shop');
    bridge = await bridgeOver(chdb);
  }, 120_000);
  afterAll(async () => {
    await bridge?.close();
    chdb?.cleanup();
    await Promise.all([postgres?.stop(), mariadb?.stop(), moto?.stop()]);
    rmSync(folder, { recursive: true, force: true });
  });

  const lines = (sql: string): Record<string, unknown>[] =>
    chdb
      .query(sql, 'JSONEachRow')
      .trim()
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  const database = { passwordFrom: { env: 'WRITER' }, create: true };
  const places = {
    PostgreSQL: {
      section: () => ({ ...database, to: `postgres://writer@127.0.0.1:${postgres.port}/shop` }),
      found: async () => numbers(await postgres.admin(countSql('winback_scores'))),
    },
    MySQL: {
      section: () => ({ ...database, to: `mysql://writer@127.0.0.1:${mariadb.port}/shop` }),
      found: async () => numbers(await mariadb.admin(countSql('shop.winback_scores'))),
    },
    ClickHouse: {
      section: () => ({ ...database, to: `clickhouse://writer@127.0.0.1:${bridge.port}/shop` }),
      found: async () => numbers(lines(countSql('shop.winback_scores'))),
    },
    'Parquet on S3': {
      section: () => ({ to: `s3://lake/crm?endpoint=${moto.url}` }),
      found: async () => {
        const table = await readTable(`s3://lake/crm/winback_scores/day.parquet?endpoint=${moto.url}`, {
          environment,
        });
        const values = [...table.getChild('value')!] as number[];
        const users = new Set<unknown>(table.getChild('user_id')!);
        return [...new Set(values)].map((value) => ({ value, rows: values.length, users: users.size }));
      },
    },
  };
  const names = Object.keys(places) as (keyof typeof places)[];

  const written = (section: object, value: number): Promise<unknown> => {
    const checked = writeBackCheck({ ...section, run: 'day' }, 'writeBack');
    return writeRun(checked, 'day', [{ name: checked.scores, tables: runTables(value) }], { environment });
  };

  /** Kills a writer that has written one part and more. */
  const killed = (section: object): Promise<string | null> => {
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', fixture, JSON.stringify({ ...section, run: 'day' })],
      { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ...environment } },
    );
    child.stdout.on('data', () => child.kill('SIGKILL'));
    return new Promise((resolve) => {
      child.on('close', (_, signal) => resolve(signal));
    });
  };

  test.each(names)('%s: a kill leaves the rows of before; the run again gives its own', async (name) => {
    const { section, found } = places[name];
    await written(section(), 1);
    expect(await found()).toEqual(whole(1));
    expect(await killed(section())).toBe('SIGKILL');
    expect(await found()).toEqual(whole(1));
    await written(section(), 3);
    expect(await found()).toEqual(whole(3));
    // Of two at once one is the later: all rows are its.
    await Promise.all([written(section(), 4), written(section(), 5)]);
    const [last, ...others] = await found();
    expect(others).toEqual([]);
    expect([whole(4)[0], whole(5)[0]]).toContainEqual(last);
  });

  test('the table that a killed writer left is named by the run', async () => {
    const left = (): unknown[] =>
      lines("SELECT name FROM system.tables WHERE database = 'shop'").map((row) => row['name']);
    expect(left()).toEqual([
      'winback_scores',
      expect.stringMatching(/^winback_scores_[0-9a-f]{12}_[0-9a-f]{8}$/),
    ]);
  });

  test.each(['PostgreSQL', 'MySQL', 'ClickHouse'] as const)(
    '%s: a table of another shape and one that is missing are refused',
    async (name) => {
      const section = { ...places[name].section(), create: false };
      const sql = 'CREATE TABLE TABLENAME (run VARCHAR(20), user_id VARCHAR(20), score INTEGER)';
      if (name === 'PostgreSQL')
        await postgres.admin(sql.replace('TABLENAME', 'other'), 'GRANT ALL ON other TO writer');
      else if (name === 'MySQL') await mariadb.admin(sql.replace('TABLENAME', 'shop.other'));
      else chdb.query(`${sql.replace('TABLENAME', 'shop.other')} ENGINE = MergeTree ORDER BY user_id`);
      await expect(written({ ...section, scores: 'other' }, 1)).rejects.toThrow(
        'the table other is of another shape: it has no column value; it has run, user_id, score: name another table',
      );
      await expect(written({ ...section, scores: 'nowhere' }, 1)).rejects.toThrow(
        /there is no table nowhere; write create: true to have it made, or make it: CREATE TABLE IF NOT EXISTS .nowhere. \(.run. /,
      );
    },
  );
});
