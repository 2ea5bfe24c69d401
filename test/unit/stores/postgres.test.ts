import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { sqlStore } from '../../../src/stores/open-store.js';
import { noPostgres, startPostgres, type TestPostgres } from '../../support/servers/postgres.js';
import { startProxy } from '../../support/servers/proxy.js';
import { allRows, batchesOf, failure, password, readerOf, scoresRun } from './cases.js';

if (noPostgres !== null) console.warn(`${noPostgres}: tests of PostgreSQL skipped`);

describe.skipIf(noPostgres !== null)('PostgreSQL', { timeout: 300_000 }, () => {
  let server: TestPostgres;
  const url = (user = 'reader', port = server.port): string => `postgres://${user}@127.0.0.1:${port}/shop`;

  beforeAll(async () => {
    server = await startPostgres();
    await server.admin(
      `CREATE TABLE dim_user (user_id numeric(20) PRIMARY KEY, big int8, amount numeric(18,4), free numeric, score float8,
         day date, at timestamp, seen timestamptz, name text, props jsonb, raw bytea, ok boolean, id uuid)`,
      `INSERT INTO dim_user VALUES
         (18446744073709551614, 9223372036854775807, 12345678901234.5678, 0.1234567890123456789, 0.1, '2024-02-29',
          '2024-01-01 08:00:00.123456', '2024-01-01 16:00:00+08', '张三', '{"a": 1}', 'x', true, '00000000-0000-0000-0000-000000000001'),
         (18446744073709551615, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '', NULL, NULL, NULL, NULL)`,
      'CREATE TABLE numbers AS SELECT generate_series(1, 300000) AS n',
      `CREATE USER reader PASSWORD '${password}'`,
      'GRANT SELECT ON dim_user, numbers TO reader',
      "ALTER USER reader SET timezone = 'Asia/Shanghai'",
      "ALTER USER reader SET datestyle = 'German'",
      `CREATE USER writer PASSWORD '${password}'`,
      'GRANT CREATE ON SCHEMA public TO writer',
    );
  });
  afterAll(() => server?.stop());

  test('every value comes as the server holds it', async () => {
    const names = 'user_id, big, amount, free, score, day, at, seen, name, props, ok, id';
    const query = `SELECT ${names} FROM dim_user ORDER BY user_id;`;
    const { types, rows } = await allRows(await readerOf(url()), { query });
    expect(types).toEqual({
      ...{
        user_id: 'DECIMAL(20,0)',
        big: 'BIGINT',
        amount: 'DECIMAL(18,4)',
        free: 'VARCHAR',
        score: 'DOUBLE',
      },
      ...{
        day: 'DATE',
        at: 'TIMESTAMP',
        seen: 'TIMESTAMP WITH TIME ZONE',
        name: 'VARCHAR',
        props: 'VARCHAR',
      },
      ...{ ok: 'BOOLEAN', id: 'VARCHAR' },
    });
    expect(rows).toEqual([
      [
        ...[
          '18446744073709551614',
          '9223372036854775807',
          '12345678901234.5678',
          '0.1234567890123456789',
          '0.1',
        ],
        ...['2024-02-29', '2024-01-01 08:00:00.123456', '2024-01-01 08:00:00+00', '张三', '{"a": 1}', 't'],
        '00000000-0000-0000-0000-000000000001',
      ],
      ['18446744073709551615', null, null, null, null, null, null, null, '', null, null, null],
    ]);
  });

  test('columns of bytes say so', async () => {
    const columns = await (await readerOf(url())).columns({ table: 'public.dim_user' }, undefined);
    expect(columns.filter(({ unreadable }) => unreadable !== null).map(({ name }) => name)).toEqual(['raw']);
  });

  test('a wrong password, database, table, right and query are told apart, with place and remedy', async () => {
    const wrong = await sqlStore(url(), { passwordFrom: { env: 'P' } }, 'x', { environment: { P: 'wrong' } });
    expect(await failure(allRows(wrong, { table: 'dim_user' }))).toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringMatching(/reader@127\.0\.0\.1:\d+\/shop.*passwordFrom/),
    });
    const none = await sqlStore(url(), {}, 'x', {});
    expect(await failure(allRows(none, { table: 'dim_user' }))).toMatchObject({
      message: expect.stringContaining('passwordFrom'),
    });
    const of = async (relation: Parameters<typeof allRows>[1], to = url()): Promise<unknown> =>
      failure(allRows(await readerOf(to), relation));
    expect(await of({ table: 'dim_user' }, url().replace('/shop', '/shup'))).toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(await of({ table: 'dim_usr' })).toMatchObject({ code: 'NOT_FOUND' });
    expect(await of({ table: 'pg_authid' })).toMatchObject({ message: expect.stringContaining('GRANT') });
    expect(await of({ query: 'SELEC 1' })).toMatchObject({ code: 'BAD_INPUT' });
    expect(await of({ query: 'SELECT 1) AS x; DROP TABLE dim_user; SELECT (1' })).toMatchObject({
      code: 'BAD_INPUT',
    });
    expect(await of({ table: 'dim_user' }, url('reader', 1))).toMatchObject({ code: 'IO' });
  });

  test('TLS is verified: another authority and another host are refused', async () => {
    const over = async (tls: object): Promise<unknown> =>
      allRows(await readerOf(url(), { tls }), {
        query: 'SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid()',
      });
    const good = { ca: server.ca, serverName: 'db.winback.test' };
    expect(await over(good)).toMatchObject({ rows: [[expect.stringContaining('TLSv1')]] });
    for (const serverName of ['db2.winback.test', undefined])
      expect(await failure(over({ ...good, serverName }))).toMatchObject({
        code: 'IO',
        message: expect.stringContaining('another host'),
      });
    expect(await failure(over({ serverName: 'db.winback.test' }))).toMatchObject({
      code: 'IO',
      message: expect.stringContaining('tls: { ca'),
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
      server.admin("SELECT pid FROM pg_stat_activity WHERE usename = 'reader' AND state = 'active'");
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
      server.admin("SELECT pid FROM pg_stat_activity WHERE usename = 'reader' AND state = 'active'");
    await expect.poll(running, { timeout: 20_000 }).toHaveLength(1);
    await server.admin('ALTER USER reader NOLOGIN');
    stop.abort();
    const told = await failure(work);
    expect(told.code).toBe('ABORTED');
    const [statement] = /(?<=may go on with it.*)SELECT pg_terminate_backend\(\d+\)/.exec(told.message)!;
    await server.admin('ALTER USER reader LOGIN');
    await server.admin(statement);
    await expect.poll(running, { timeout: 20_000 }).toHaveLength(0);
  });

  test('rows are fetched as they are read: memory stays flat, and a reader may leave', async () => {
    const store = await readerOf(url());
    const query = "SELECT a.n, repeat('x', 200) AS t FROM numbers a, (SELECT n FROM numbers LIMIT 4) b";
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
        'SELECT run, count(*)::int AS n, sum(churn_prob) AS p FROM scores GROUP BY run ORDER BY run',
      );
    await expect(
      store.write([{ run: scoresRun('a', false), batches: batchesOf('a', 10) }], undefined),
    ).rejects.toThrow('there is no table scores; write create: true to have it made');
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
    const kept = await server.admin("SELECT count(*) AS n FROM scores WHERE run = 'b'");
    expect(Number(kept[0]!['n'])).toBe(3);
    const once = await count();
    expect(once).toMatchObject([
      { run: 'a', n: 4000 },
      { run: 'b', n: 3, p: 1 },
    ]);
    await store.write([{ run: scoresRun('a'), batches: batchesOf('a', 4000) }], undefined);
    expect((await count()).map(({ n }) => n)).toEqual([4000, 3]);
    const [row] = await server.admin("SELECT * FROM scores WHERE run = 'a' AND rank = 7");
    expect(row).toEqual({ run: 'a', user_id: `用户'"\\7`, churn_prob: 7 / 3, rank: '7', tier: 'high' });
    // Half a run is seen by nobody, and the run before it stays.
    await expect(
      store.write([{ run: scoresRun('a'), batches: batchesOf('a', 3000, { fail: true }) }], undefined),
    ).rejects.toThrow();
    expect((await count()).map(({ n }) => n)).toEqual([4000, 3]);
  });
});
