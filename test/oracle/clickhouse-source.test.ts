// Events of a real ClickHouse (chDB, over HTTP) give what the same events give from a file.
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { buildSnapshots, type FeatureSet } from '../../src/features/build.js';
import { featuresConfig } from '../../src/features/config.js';
import { openEventLog } from '../../src/features/log/event-log.js';
import { type Bridge, bridgeOver } from '../support/clickhouse/bridge.js';
import { type Chdb, chdbPackages } from '../support/clickhouse/chdb.js';
import { toyConfig, toyEvents, writeToyCsv } from '../unit/features/toy-log.js';

const packages = chdbPackages();

const snapshots = { train: 2, calibration: 1, test: 1, folds: 0 };
const given = (events: object): Parameters<typeof featuresConfig>[0] => ({
  events: { ...toyConfig, ...events },
  snapshots,
});

const values = ({ snapshots: built }: FeatureSet): unknown =>
  built.map(({ day, table }) => ({
    day,
    columns: table.schema.fields.map(({ name }) => [name, [...table.getChild(name)!]] as const),
  }));

describe.skipIf(packages === undefined)('events in ClickHouse', () => {
  let folder = '';
  let chdb: Chdb;
  let bridge: Bridge;
  let csv = '';
  const url = (database = 'shop'): string => `clickhouse://reader@127.0.0.1:${bridge.port}/${database}`;
  const temporary = async (): Promise<readonly string[]> =>
    (await readdir(join(folder, 'temp'))).filter((name) => name.startsWith('winback-clickhouse-'));
  const environment = { P: 'hunter2' };
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'winback-chdb-'));
    csv = join(folder, 'events.csv');
    await writeToyCsv(csv, toyEvents(150, 140, 21));
    chdb = new packages!.Session(join(folder, 'data'));
    bridge = await bridgeOver(chdb);
    const engine = 'ENGINE = MergeTree ORDER BY (who, when)';
    for (const sql of [
      'CREATE DATABASE shop',
      `CREATE TABLE shop.events (id String, who LowCardinality(String), when DateTime64(3, 'Asia/Tokyo'),
         what Enum8('open_app' = 1, 'new_task' = 2, 'task_ok' = 3, 'task_bad' = 4, 'paid' = 5, 'refunded' = 6,
           'coupon' = 7, 'use_feature' = 8, 'quota' = 9, 'noise' = 10),
         amount Nullable(Decimal(18, 2)), ms Nullable(Int128), feature Nullable(String),
         used Nullable(UInt8), total Nullable(Float64), "other \\\\ "" column" String) ${engine}`,
      `INSERT INTO shop.events SELECT id, who, toDateTime64(when, 3, 'UTC'), what, toDecimal64(amount, 2), ms, feature, used, total, ''
         FROM file('${csv}', CSVWithNames, 'id String, who String, when String, what String, amount Nullable(String), ms Nullable(Int64), feature Nullable(String), used Nullable(UInt8), total Nullable(Float64)')`,
    ])
      chdb.query(sql);
  });
  afterAll(async () => {
    await bridge.close();
    chdb.cleanup();
    await rm(folder, { recursive: true, force: true });
  });

  const fromServer = (more: object = {}) => ({
    ...(given({ source: url(), table: 'events', passwordFrom: { env: 'P' }, ...more }) as object),
    engine: { tempDirectory: join(folder, 'temp') },
  });

  test('every snapshot and every count is the one of the file', async () => {
    const file = await buildSnapshots(featuresConfig(given({ source: csv }), 'config'));
    const server = await buildSnapshots(featuresConfig(fromServer(), 'config'), { environment });
    expect(values(server)).toEqual(values(file));
    expect(server.snapshots.reduce((sum, { table }) => sum + table.numRows, 0)).toBeGreaterThan(200);
    const { reading: ofFile, ...recordOfFile } = file.report.log;
    const { reading, ...record } = server.report.log;
    expect(record).toEqual(recordOfFile);
    expect({ ...reading, files: null, columns: null }).toEqual({ ...ofFile, files: null, columns: null });
    expect(await temporary()).toEqual([]);
    expect(JSON.stringify(server.report)).not.toContain('hunter2');
  });

  test('a server with too little memory gives the users in parts', async () => {
    const memory = 'Code: 241. DB::Exception: (total) memory limit exceeded. (MEMORY_LIMIT_EXCEEDED)';
    bridge.asked.length = 0;
    bridge.fault = { on: /Parquet(?<!% 16 = [\s\S]*)/, how: { kind: 'refuse', message: memory } };
    const log = await openEventLog(featuresConfig(fromServer(), 'config').events, {} as never, {
      environment,
    });
    bridge.fault = undefined;
    const parts = bridge.asked.filter(({ query }) => /Parquet/.test(query)).map(({ query }) => query);
    // All at once, the first of 4, and 16.
    expect(parts.length).toBe(18);
    expect(parts.at(-1)).toMatch(/cityHash64\(.*\) % 16 = 15\s+AND "when" <= '2025-/);
    const plain = await openEventLog(featuresConfig(given({ source: csv }), 'c').events, {} as never);
    expect(log.record.events).toBe(plain.record.events);
    expect(log.record.users).toBe(plain.record.users);
    log.close();
    plain.close();
  });

  test('rows that come between two parts are refused, but for those of the last 24 hours', async () => {
    const memory = 'Code: 241. DB::Exception: (total) memory limit exceeded. (MEMORY_LIMIT_EXCEEDED)';
    const during = async (when: string) => {
      const late = `INSERT INTO shop.events (id, who, when, what) VALUES ('late', 'u1', toDateTime64('${when}', 3, 'UTC'), 'paid')`;
      let parts = 0;
      bridge.fault = {
        on: {
          test: (query: string) => {
            const isPart = /FORMAT Parquet/.test(query);
            if (/% 4 = 2[\s\S]*FORMAT Parquet/.test(query) && parts++ === 0) chdb.query(late);
            return isPart && !/% 4 = /.test(query);
          },
        } as RegExp,
        how: { kind: 'refuse', message: memory },
      };
      const log = await openEventLog(featuresConfig(fromServer(), 'config').events, {} as never, {
        environment,
      });
      const { events } = log.record;
      log.close();
      return { events, parts };
    };
    const plain = await openEventLog(featuresConfig(given({ source: csv }), 'c').events, {} as never);
    const { lastDay, events } = plain.record;
    plain.close();
    await expect(during('2025-02-01 12:00:00')).rejects.toThrow(
      /the table events changed while it was read in parts: (\d+) rows at first, (\d+) at the end/,
    );
    const open = await during(`${lastDay} 00:00:01`);
    expect(open.parts).toBe(1);
    expect(open.events - events).toBeLessThanOrEqual(2);
    bridge.fault = undefined;
    chdb.query("ALTER TABLE shop.events DELETE WHERE id = 'late' SETTINGS mutations_sync = 1");
  });

  test.each([0, 0.4, 0.9, 0.999])('a copy that is cut at %d is refused and leaves nothing', async (share) => {
    bridge.fault = { on: /FORMAT Parquet/, how: { kind: 'cut', share } };
    const work = buildSnapshots(featuresConfig(fromServer(), 'config'), { environment });
    await expect(work).rejects.toMatchObject({ code: 'IO' });
    bridge.fault = undefined;
    expect(await temporary()).toEqual([]);
  });

  test('an error that is written into the data is noticed', async () => {
    bridge.fault = { on: /FORMAT Parquet/, how: { kind: 'errorInData' } };
    const work = buildSnapshots(featuresConfig(fromServer(), 'config'), { environment });
    await expect(work).rejects.toThrow('a Parquet file without its end');
    bridge.fault = undefined;
  });

  test('what is missing is named', async () => {
    const open = (more: object) =>
      openEventLog(featuresConfig(fromServer(more), 'config').events, {} as never, { environment });
    await expect(open({ table: 'event' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(open({ columns: { ...toyConfig.columns, user: 'whom' } })).rejects.toThrow(
      'columns.user: the event log has no column "whom" (did you mean "who"?)',
    );
    const none = openEventLog(featuresConfig(fromServer(), 'config').events, {} as never);
    await expect(none).rejects.toThrow('the environment variable P is not set');
  });
});

test('what a configuration of a server must not hold is said before anything is asked', () => {
  const check = (events: object) => () => featuresConfig(given(events), 'config');
  const source = 'clickhouse://me@db.example.com/shop';
  expect(check({ source })).toThrow('events.table is missing');
  expect(check({ source: 'clickhouse://me:hunter2@host/shop', table: 'e' })).toThrow(
    'must not hold a password',
  );
  expect(check({ source: [source, 'x.csv'], table: 'e' })).toThrow('one ClickHouse server is read at a time');
  expect(check({ source: 'x.csv', passwordFrom: { env: 'P' } })).toThrow('the source is no server');
  expect(check({ source, table: 'e', passwordFrom: 'hunter2' })).toThrow('never the secret itself');
});
