// The client against a real ClickHouse (chDB): plugged into the official client, and over HTTP with faults.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { clickHouseTable } from '../../src/data/sources/clickhouse-arrow.js';
import { ClickHouse } from '../../src/stores/clickhouse/client.js';
import { endpointOf } from '../../src/stores/clickhouse/endpoint.js';
import { type Bridge, bridgeOver, type Fault } from '../support/clickhouse/bridge.js';
import { type Chdb, chdbClient, chdbPackages } from '../support/clickhouse/chdb.js';

const packages = chdbPackages();
const sql = 'SELECT number AS n, toString(number) AS t, number / 4 AS f FROM numbers(200000)';

describe.skipIf(packages === undefined)('a ClickHouse', () => {
  let folder = '';
  let chdb: Chdb;
  let bridge: Bridge;
  let server: ClickHouse;
  const opened = async (): Promise<ClickHouse> => {
    const url = `clickhouse://reader@127.0.0.1:${bridge.port}/default`;
    const places = { environment: { P: 'hunter2' } };
    return ClickHouse.open(await endpointOf({ url, passwordFrom: { env: 'P' } }, 'source', places));
  };
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'winback-chdb-'));
    chdb = new packages!.Session(join(folder, 'data'));
    bridge = await bridgeOver(chdb);
    server = await opened();
  });
  afterAll(async () => {
    await server.close();
    await bridge.close();
    chdb.cleanup();
    await rm(folder, { recursive: true, force: true });
  });

  test('plugged into the official client it answers as over HTTP', async () => {
    const inside = ClickHouse.over(await chdbClient(packages!, join(folder, 'data')), 'chdb');
    for (const one of [inside, server]) {
      const table = await clickHouseTable(one, sql, { order: ['n'] });
      expect(table.schema.fields.map(({ name }) => name)).toEqual(['n', 't', 'f']);
      expect(table.numRows).toBe(200_000);
      expect(table.getChild('t')!.get(199_999)).toBe('199999');
      expect(table.getChild('f')!.get(3)).toBe(0.75);
    }
    await inside.close();
  });

  test('rows, values with quotes and backslashes, and integers beyond 2^53', async () => {
    const values = { a: `it's \\ "x"`, b: '18446744073709551615' };
    const [row] = await server.rows('SELECT {a:String} AS a, toString({b:UInt64}) AS b, 1 AS c', { values });
    expect(row).toEqual({ a: values.a, b: values.b, c: 1 });
  });

  test('no rows are an answer', async () => {
    const table = await clickHouseTable(server, `${sql} WHERE n < 0`);
    expect(table.numRows).toBe(0);
    expect(table.schema.fields.map(({ name }) => name)).toEqual(['n', 't', 'f']);
  });

  const faults: readonly (readonly [string, Fault])[] = [
    ['before the first byte', { kind: 'cut', share: 0 }],
    ['in the head', { kind: 'cutChunks', after: 100 }],
    ['in the middle', { kind: 'cut', share: 0.5 }],
    ['before the end marker', { kind: 'cutBeforeEnd', bytes: 8 }],
    ['in the last bytes', { kind: 'cutBeforeEnd', bytes: 1 }],
    ['by an error in the data', { kind: 'errorInData' }],
  ];
  test.each(faults)('an answer that is cut %s is refused', async (_, how) => {
    bridge.fault = { on: /winback_rows|numbers\(200000\)/, how };
    try {
      await expect(clickHouseTable(server, sql)).rejects.toMatchObject({ code: 'IO' });
      await expect(server.rows(sql)).rejects.toMatchObject({ code: 'IO' });
    } finally {
      bridge.fault = undefined;
    }
    expect((await clickHouseTable(server, sql)).numRows).toBe(200_000);
  });

  test('a file is written whole', async () => {
    const path = join(folder, 'x.parquet');
    await server.toFile(sql, 'Parquet', path);
    expect((await readFile(path)).subarray(-4).toString()).toBe('PAR1');
  });

  test('settings are sent where the user may, and none to a read-only user', async () => {
    const sent = (): boolean => bridge.asked.at(-1)!.parameters.has('http_write_exception_in_output_format');
    await server.rows('SELECT 1 AS one');
    expect(sent()).toBe(true);
    bridge.readonly = true;
    const reader = await opened();
    expect(await reader.rows('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect((await clickHouseTable(reader, sql)).numRows).toBe(200_000);
    expect(sent()).toBe(false);
    await reader.close();
    bridge.readonly = false;
  });

  test('a stop reaches the server', async () => {
    bridge.fault = { on: /SELECT 77/, how: { kind: 'slow', ms: 2000 } };
    const stop = new AbortController();
    const work = server.rows('SELECT 77 AS n', { signal: stop.signal });
    await expect.poll(() => bridge.asked.some(({ query }) => /SELECT 77/.test(query))).toBe(true);
    stop.abort();
    await expect(work).rejects.toMatchObject({ code: 'ABORTED' });
    const id = bridge.asked.find(({ query }) => /SELECT 77/.test(query))!.parameters.get('query_id');
    await expect.poll(() => bridge.asked.at(-1)!.query, { timeout: 5000 }).toContain(`query_id = '${id}'`);
    bridge.fault = undefined;
    await expect(server.rows('SELECT 1', { signal: stop.signal })).rejects.toMatchObject({ code: 'ABORTED' });
  });

  test('a stop that the server refuses says so, with the statement that ends the query', async () => {
    const denied = 'Code: 497. DB::Exception: reader: Not enough privileges. (ACCESS_DENIED)';
    bridge.refuseKill = denied;
    bridge.fault = { on: /SELECT 78/, how: { kind: 'slow', ms: 300 } };
    const stop = new AbortController();
    const work = server.rows('SELECT 78 AS n', { signal: stop.signal });
    await expect.poll(() => bridge.asked.some(({ query }) => /SELECT 78/.test(query))).toBe(true);
    stop.abort();
    const told =
      /reader@.*may go on with it.*KILL QUERY WHERE query_id = '[0-9a-f-]{36}' \(.*Not enough privileges/;
    await expect(work).rejects.toMatchObject({ code: 'ABORTED', message: expect.stringMatching(told) });
    bridge.fault = undefined;
    bridge.refuseKill = undefined;
  });

  test('errors name server and remedy, never the password', async () => {
    await expect(server.rows('SELECT hunter2 FROM system.one')).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringMatching(/reader@127\.0\.0\.1:\d+\/default: check the names of columns.*47/),
    });
    await expect(server.rows('SELECT hunter2 FROM system.one')).rejects.not.toThrow('hunter2');
    await expect(server.rows('SELECT 1 FROM nowhere')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const large = 'SELECT uniqExact(number) AS n FROM numbers(5000000) SETTINGS max_memory_usage = 10000000';
    await expect(server.rows(large)).rejects.toMatchObject({ code: 'OUT_OF_MEMORY' });
    const nobody = await ClickHouse.open(
      await endpointOf({ url: 'clickhouse://reader@127.0.0.1:1/shop' }, 'source', {}),
    );
    await expect(nobody.rows('SELECT 1')).rejects.toMatchObject({
      code: 'IO',
      message: expect.stringContaining('reader@127.0.0.1:1/shop'),
    });
    await nobody.close();
  });
});
