import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { sqlStore } from '../../../src/stores/open-store.js';
import { noMariadb, startMariadb, type TestMariadb } from '../../support/servers/mariadb.js';
import { startProxy } from '../../support/servers/proxy.js';
import { allRows, batchesOf, failure, password, readerOf, scoresRun } from './cases.js';

if (noMariadb !== null) console.warn(`${noMariadb}: tests of MySQL skipped`);

describe.skipIf(noMariadb !== null)('MySQL and MariaDB', { timeout: 300_000 }, () => {
  let server: TestMariadb;
  const url = (user = 'reader', port = server.port): string => `mysql://${user}@127.0.0.1:${port}/shop`;

  beforeAll(async () => {
    server = await startMariadb();
    await server.admin(
      'USE shop',
      `CREATE TABLE dim_user (user_id BIGINT UNSIGNED PRIMARY KEY, small TINYINT, amount DECIMAL(18,4), score DOUBLE,
         day DATE, at DATETIME(6), seen TIMESTAMP NULL, name VARCHAR(40), props JSON, raw VARBINARY(8), y YEAR)`,
      `INSERT INTO dim_user VALUES
         (18446744073709551614, -1, 12345678901234.5678, 0.1, '2024-02-29', '2024-01-01 08:00:00.123456', NULL, '张三', '{"a": 1}', 'x', 2024),
         (18446744073709551615, NULL, NULL, NULL, '0000-00-00', '2024-00-10 00:00:00', '0000-00-00 00:00:00', '', NULL, NULL, NULL),
         (1, 127, -0.0001, 1e300, NULL, NULL, NULL, NULL, NULL, NULL, NULL)`,
      'CREATE TABLE numbers (n INT PRIMARY KEY) AS SELECT seq AS n FROM seq_1_to_300000',
      `CREATE USER reader@'%' IDENTIFIED BY '${password}'`,
      "GRANT SELECT ON shop.dim_user TO reader@'%'",
      "GRANT SELECT ON shop.numbers TO reader@'%'",
      `CREATE USER writer@'%' IDENTIFIED BY '${password}'`,
      "GRANT ALL ON shop.* TO writer@'%'",
    );
  });
  afterAll(() => server?.stop());

  test('every value comes as the server holds it, dates that are none as null and counted', async () => {
    const names = 'user_id, small, amount, score, day, at, seen, name, props, y';
    const query = `SELECT ${names} FROM dim_user ORDER BY user_id DESC;`;
    const { types, rows, zeroDates } = await allRows(await readerOf(url()), { query });
    expect(types).toEqual({
      ...{ user_id: 'UBIGINT', small: 'BIGINT', amount: 'DECIMAL(18,4)', score: 'DOUBLE', day: 'DATE' },
      ...{
        at: 'TIMESTAMP',
        seen: 'TIMESTAMP WITH TIME ZONE',
        name: 'VARCHAR',
        props: 'VARCHAR',
        y: 'INTEGER',
      },
    });
    const [first, second, third] = [...rows].sort(
      (a, b) => b[0]!.length - a[0]!.length || (a[0]! < b[0]! ? -1 : 1),
    );
    expect(first).toEqual([
      ...[
        '18446744073709551614',
        '-1',
        '12345678901234.5678',
        '0.1',
        '2024-02-29',
        '2024-01-01 08:00:00.123456',
      ],
      ...[null, '张三', '{"a": 1}', '2024'],
    ]);
    expect(second).toEqual(['18446744073709551615', null, null, null, null, null, null, '', null, null]);
    expect(third!.slice(0, 4)).toEqual(['1', '127', '-0.0001', '1e300']);
    expect(Object.fromEntries(zeroDates)).toEqual({ day: 1, at: 1, seen: 1 });
  });

  test('TIMESTAMP is an instant in UTC, whatever zone the server is set to', async () => {
    await server.admin(
      "SET GLOBAL time_zone = '+08:00'",
      "SET time_zone = '+08:00'",
      "UPDATE shop.dim_user SET seen = '2024-01-01 16:00:00' WHERE user_id = 1",
    );
    const { rows } = await allRows(await readerOf(url()), {
      query: 'SELECT seen FROM dim_user WHERE user_id = 1',
    });
    expect(rows).toEqual([['2024-01-01 08:00:00']]);
  });

  test('columns of bytes say so', async () => {
    const columns = await (await readerOf(url())).columns({ table: 'shop.dim_user' }, undefined);
    expect(columns.filter(({ unreadable }) => unreadable !== null).map(({ name }) => name)).toEqual(['raw']);
  });

  test('a wrong password, database, table, right and query are told apart, with place and remedy', async () => {
    const wrong = await sqlStore(url(), { passwordFrom: { env: 'P' } }, 'x', { environment: { P: 'wrong' } });
    expect(await failure(allRows(wrong, { table: 'dim_user' }))).toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringMatching(/reader@127\.0\.0\.1:\d+\/shop.*passwordFrom/),
    });
    const of = async (relation: Parameters<typeof allRows>[1], to = url()): Promise<unknown> =>
      failure(allRows(await readerOf(to), relation));
    expect(await of({ table: 'dim_user' }, url().replace('/shop', '/shup'))).toMatchObject({
      message: expect.stringMatching(/shup.*(no such database|may not use)/),
    });
    expect(await of({ table: 'mysql.user' })).toMatchObject({ message: expect.stringContaining('GRANT') });
    expect(await of({ query: 'SELEC 1' })).toMatchObject({ code: 'BAD_INPUT' });
    expect(await of({ query: 'SELECT 1; DROP TABLE dim_user' })).toMatchObject({ code: 'BAD_INPUT' });
    expect(await of({ table: 'dim_user' }, url('reader', 1))).toMatchObject({
      code: 'IO',
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });

  test('TLS is verified: another authority and another host are refused, before the password is sent', async () => {
    const over = async (tls: object): Promise<unknown> => {
      const store = await readerOf(url(), { tls });
      return allRows(store, { query: "SHOW STATUS LIKE 'Ssl_version'" }).catch(() =>
        allRows(store, {
          query:
            "SELECT VARIABLE_VALUE AS v FROM information_schema.SESSION_STATUS WHERE VARIABLE_NAME = 'Ssl_version'",
        }),
      );
    };
    const good = { ca: server.ca, serverName: 'db.winback.test' };
    expect(await over(good)).toMatchObject({ rows: [[expect.stringContaining('TLSv1')]] });
    expect(await failure(over({ ...good, serverName: 'db2.winback.test' }))).toMatchObject({
      code: 'IO',
      message: expect.stringContaining('another host'),
    });
    expect(await failure(over({ serverName: 'db.winback.test' }))).toMatchObject({
      code: 'IO',
      message: expect.stringContaining('tls: { ca'),
    });
    expect(await failure(over({ ca: server.ca }))).toMatchObject({
      message: expect.stringContaining('serverName'),
    });
  });

  test.each(['break', 'silent'] as const)('a connection that is cut is noticed (%s)', async (end) => {
    const proxy = await startProxy(server.port, 600_000, end);
    const store = await readerOf(url('reader', proxy.port), { timeoutSeconds: 1 });
    const { code } = await failure(allRows(store, { table: 'numbers' }));
    proxy.close();
    expect(code).toBe('IO');
  });

  test('a stop reaches the server', async () => {
    const store = await readerOf(url());
    const stop = new AbortController();
    const query = 'SELECT a.n FROM numbers a, numbers b WHERE a.n + b.n < 0';
    const work = allRows(store, { query }, stop.signal);
    const running = (): Promise<readonly unknown[]> =>
      server.admin(
        "SELECT id FROM information_schema.processlist WHERE user = 'reader' AND command = 'Query'",
      );
    await expect.poll(running, { timeout: 20_000 }).toHaveLength(1);
    stop.abort();
    expect((await failure(work)).code).toBe('ABORTED');
    await expect.poll(running, { timeout: 20_000 }).toHaveLength(0);
  });

  test('a stop that the server does not take is told, with the statement that ends the query', async () => {
    const store = await readerOf(url());
    const stop = new AbortController();
    const query = 'SELECT a.n FROM numbers a, numbers b WHERE a.n + b.n < 0';
    const work = allRows(store, { query }, stop.signal);
    const running = (): Promise<readonly unknown[]> =>
      server.admin(
        "SELECT id FROM information_schema.processlist WHERE user = 'reader' AND command = 'Query'",
      );
    await expect.poll(running, { timeout: 20_000 }).toHaveLength(1);
    await server.admin("ALTER USER reader@'%' ACCOUNT LOCK");
    stop.abort();
    const told = await failure(work);
    expect(told.code).toBe('ABORTED');
    const [statement] = /(?<=may go on with it.*)KILL \d+/.exec(told.message)!;
    await server.admin("ALTER USER reader@'%' ACCOUNT UNLOCK");
    await server.admin(statement);
    await expect.poll(running, { timeout: 20_000 }).toHaveLength(0);
  });

  test('rows are fetched as they are read: memory stays flat, and a reader may leave', async () => {
    const store = await readerOf(url());
    const query = 'SELECT a.n, repeat("x", 200) AS t FROM numbers a, (SELECT n FROM numbers LIMIT 4) b';
    const columns = await store.columns({ query }, undefined);
    let rows = 0;
    let peak = 0;
    const before = process.memoryUsage().rss;
    for await (const batch of store.rows({ query }, columns, undefined).batches) {
      rows += batch.length;
      peak = Math.max(peak, process.memoryUsage().rss - before);
    }
    expect(rows).toBe(1_200_000);
    expect(peak).toBeLessThan(200e6);
    for await (const batch of store.rows({ query }, columns, undefined).batches) {
      expect(batch.length).toBeGreaterThan(0);
      break;
    }
  });

  test('a run is written whole, and the same run again leaves the same rows', async () => {
    const store = await readerOf(url('writer'));
    const count = (): Promise<readonly Record<string, unknown>[]> =>
      server.admin(
        'SELECT run, count(*) AS n, sum(churn_prob) AS p FROM shop.scores GROUP BY run ORDER BY run',
      );
    await expect(
      store.write([{ run: scoresRun('a', false), batches: batchesOf('a', 10) }], undefined),
    ).rejects.toThrow('create: true');
    expect(await store.write([{ run: scoresRun('a'), batches: batchesOf('a', 4000) }], undefined)).toEqual([
      4000,
    ]);
    await store.write([{ run: scoresRun('b'), batches: batchesOf('b', 3) }], undefined);
    // Of two tables the second fails: the first keeps its rows as well.
    const second = { ...scoresRun('b'), table: 'second' };
    const both = store.write(
      [
        { run: scoresRun('b'), batches: batchesOf('b', 9) },
        { run: second, batches: batchesOf('b', 3000, { fail: true }) },
      ],
      undefined,
    );
    await expect(both).rejects.toThrow();
    const kept = await server.admin("SELECT count(*) AS n FROM shop.scores WHERE run = 'b'");
    expect(Number(kept[0]!['n'])).toBe(3);
    const once = await count();
    expect(once).toMatchObject([
      { run: 'a', n: 4000 },
      { run: 'b', n: 3, p: 1 },
    ]);
    await store.write([{ run: scoresRun('a'), batches: batchesOf('a', 4000) }], undefined);
    expect(await count()).toEqual(once);
    const [row] = await server.admin("SELECT * FROM shop.scores WHERE run = 'a' AND `rank` = 7");
    expect(row).toEqual({ run: 'a', user_id: `用户'"\\7`, churn_prob: 7 / 3, rank: 7, tier: 'high' });
    // Half a run is seen by nobody, and the run before it stays.
    await expect(
      store.write([{ run: scoresRun('a'), batches: batchesOf('a', 3000, { fail: true }) }], undefined),
    ).rejects.toThrow();
    expect(await count()).toEqual(once);
  });

  test('a table without transactions is refused', async () => {
    const columns = 'run VARCHAR(9), user_id VARCHAR(99), churn_prob DOUBLE, `rank` BIGINT, tier VARCHAR(9)';
    await server.admin(`CREATE TABLE shop.old (${columns}) ENGINE = MyISAM`);
    const store = await readerOf(url('writer'));
    const work = store.write(
      [{ run: { ...scoresRun('a', false), table: 'old' }, batches: batchesOf('a', 1) }],
      undefined,
    );
    expect((await failure(work)).message).toContain('MyISAM');
  });
});
