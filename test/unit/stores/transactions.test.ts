// What SQLite and PostgreSQL are asked alike: both are held to the same answers.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { openPostgresTransactions } from '../../../src/stores/postgres/transactions.js';
import type { Cell } from '../../../src/stores/sql/store.js';
import type { Transactions } from '../../../src/stores/sql/transactions.js';
import { copySqlite, openSqlite } from '../../../src/stores/sqlite/sqlite.js';
import { noPostgres, startPostgres, type TestPostgres } from '../../support/servers/postgres.js';
import { failure } from './cases.js';

if (noPostgres !== null) console.warn(`${noPostgres}: tests of PostgreSQL skipped`);

const folder = mkdtempSync(path.join(os.tmpdir(), 'winback-transactions-'));
let server: TestPostgres | undefined;
afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** A second connection to the same database is made by a second call. */
const openers: Record<string, () => Promise<Transactions>> = {
  SQLite: () => openSqlite(path.join(folder, 'deep', 'state.db'), { busySeconds: 1 }),
  ...(noPostgres === null && {
    PostgreSQL: () =>
      openPostgresTransactions(`postgres://postgres@127.0.0.1:${server!.port}/shop`, {}, 'state', {}),
  }),
};

describe.each(Object.keys(openers))('%s', { timeout: 60_000 }, (name) => {
  let database: Transactions;
  const text = name === 'SQLite' ? 'TEXT' : 'TEXT COLLATE "C"';
  const types = name === 'SQLite' ? ['INTEGER', 'REAL'] : ['BIGINT', 'DOUBLE PRECISION'];

  beforeAll(async () => {
    if (name === 'PostgreSQL') server = await startPostgres();
    database = await openers[name]!();
    return () => database.close();
  }, 120_000);
  beforeEach(async () => {
    await database.write([
      { sql: 'DROP TABLE IF EXISTS t' },
      { sql: `CREATE TABLE t ("key" ${text} PRIMARY KEY, i ${types[0]}, x ${types[1]}, s ${text})` },
    ]);
  });

  const insert = (...rows: readonly (readonly Cell[])[]) => ({
    sql: 'INSERT INTO t VALUES (?, ?, ?, ?)',
    rows,
  });
  const all = async (from = database) =>
    (await from.read([{ sql: 'SELECT * FROM t ORDER BY "key"' }]))[0]!.rows;

  test('cells come back as they were given', async () => {
    const rows: readonly (readonly Cell[])[] = [
      ['a', 9007199254740991, 0.1, '张三 ? "it\'s"'],
      ['b', 9223372036854775807n, 1e300, ''],
      ['c', -9223372036854775808n, -0.5, 'a\nb'],
      ['d', null, null, null],
      ['e', 0, 3, '\u{1F600}'],
    ];
    const [written] = await database.write([insert(...rows)]);
    expect(written).toEqual({ rows: [], changes: 5 });
    expect((await all()).map((row) => Object.values(row))).toEqual(rows);
  });

  test('a sum of integers is an integer', async () => {
    await database.write([insert(['a', 2, 0.5, ''], ['b', 3, 0.25, ''])]);
    const [sums] = await database.read([{ sql: 'SELECT sum(i) AS i, sum(x) AS x, count(*) AS n FROM t' }]);
    expect(sums!.rows).toEqual([{ i: 5, x: 0.75, n: 2 }]);
  });

  test('a transaction is kept whole or not at all', async () => {
    const wrong = database.write([insert(['a', 1, 1, '']), insert(['a', 2, 2, ''])]);
    expect((await failure(wrong)).code).toBe('BAD_INPUT');
    expect(await all()).toEqual([]);
    await database.write([insert(['a', 3, 3, ''])]);
    expect(await all()).toHaveLength(1);
  });

  test('RETURNING gives rows, and changes count rows', async () => {
    await database.write([insert(['a', 1, 1, ''], ['b', 2, 2, ''])]);
    const sql = 'UPDATE t SET i = i + ? WHERE i >= ? RETURNING "key", i';
    const [updated] = await database.write([
      {
        sql,
        rows: [
          [10, 2],
          [100, 12],
        ],
      },
    ]);
    expect(updated).toEqual({
      rows: [
        { key: 'b', i: 12 },
        { key: 'b', i: 112 },
      ],
      changes: 2,
    });
  });

  test('calls made at once are done in their order, and writers of other connections wait', async () => {
    const other = await openers[name]!();
    await database.write([insert(['n', 0, 0, ''])]);
    const add = { sql: 'UPDATE t SET i = i + 1, s = s || ?', rows: [['.']] };
    await Promise.all(Array.from({ length: 60 }, (_, i) => (i % 2 ? database : other).write([add, add])));
    expect(await all(other)).toEqual([{ key: 'n', i: 120, x: 0, s: '.'.repeat(120) }]);
    await other.close();
  });

  test('reads do not wait for a writer and do not see what is not committed', async () => {
    await database.write([insert(['a', 1, 1, ''])]);
    const endless = `WITH RECURSIVE n (v) AS (SELECT 1 UNION ALL SELECT v + 1 FROM n WHERE v < 2000000000)
      SELECT count(*) FROM n`;
    const stop = new AbortController();
    const long = failure(database.write([insert(['b', 2, 2, '']), { sql: endless }], stop.signal));
    const other = await openers[name]!();
    expect(await all(other)).toHaveLength(1);
    expect(await all()).toHaveLength(1);
    stop.abort();
    expect((await long).code).toBe('ABORTED');
    expect(await all()).toHaveLength(1);
    // The lock of the writer is free again.
    await other.write([insert(['c', 3, 3, ''])]);
    expect(await all()).toHaveLength(2);
    await other.close();
  });

  test('a snapshot sees one moment over many reads', async () => {
    await database.write([insert(['a', 1, 1, ''])]);
    const snapshot = await database.snapshot();
    await database.write([insert(['b', 2, 2, ''])]);
    const count = { sql: 'SELECT count(*) AS n FROM t' };
    expect((await snapshot.read(count)).rows).toEqual([{ n: 1 }]);
    await snapshot.close();
    await snapshot.close();
    expect((await failure(snapshot.read(count))).code).toBe('CLOSED');
    expect((await database.read([count]))[0]!.rows).toEqual([{ n: 2 }]);
  });

  test('reading cannot write', async () => {
    expect((await failure(database.read([insert(['a', 1, 1, ''])]))).code).not.toBe('INTERNAL');
    expect(await all()).toEqual([]);
  });

  test('wrong statements name what is wrong', async () => {
    expect((await failure(database.read([{ sql: 'SELECT nothing FROM t' }]))).message).toContain('nothing');
    expect((await failure(database.write([insert(['a'])]))).code).toBe('BAD_INPUT');
    expect(await all()).toEqual([]);
  });

  test('a closed database refuses calls', async () => {
    const other = await openers[name]!();
    await other.close();
    await other.close();
    expect((await failure(other.read([{ sql: 'SELECT 1' }]))).code).toBe('CLOSED');
  });
});

describe('SQLite alone', () => {
  const fresh = () => mkdtempSync(path.join(folder, 'alone-'));

  test('NaN, integers beyond 64 bits and other things are refused', async () => {
    const database = await openSqlite(path.join(fresh(), 'state.db'));
    for (const cell of [Number.NaN, 2n ** 63n, undefined, true, {}])
      expect((await failure(database.read([{ sql: 'SELECT ?', rows: [[cell as Cell]] }]))).code).toBe(
        'BAD_INPUT',
      );
    expect((await failure(database.read([{ sql: 'SELECT 1; SELECT 2' }]))).message).toMatch(/one statement/);
    await database.close();
  });

  test('a file that is none, a folder, a missing one and a busy one are told apart', async () => {
    const text = path.join(fresh(), 'text.db');
    writeFileSync(text, 'this is no database, whatever its name says. '.repeat(40));
    expect(await failure(openSqlite(text))).toEqual({
      code: 'BAD_INPUT',
      message: `${text} is no SQLite database: name another file`,
    });
    expect((await failure(openSqlite(folder))).message).toMatch(/no regular file/);
    expect((await failure(openSqlite(path.join(folder, 'none.db'), { create: false }))).code).toBe(
      'NOT_FOUND',
    );
  });

  test('a copy is what the file holds, also what only its log holds yet', async () => {
    const file = path.join(fresh(), 'state.db');
    const database = await openSqlite(file);
    await database.write([
      { sql: 'CREATE TABLE t (i)' },
      { sql: 'INSERT INTO t VALUES (?)', rows: [[1], [2]] },
    ]);
    const copy = `${file}.copy`;
    await copySqlite(file, copy);
    expect((await failure(copySqlite(file, copy))).code).toBe('BAD_INPUT');
    await database.close();
    const copied = await openSqlite(copy, { create: false });
    expect((await copied.read([{ sql: 'SELECT sum(i) AS i FROM t' }]))[0]!.rows).toEqual([{ i: 3 }]);
    await copied.close();
  });
});
