// Features that a real ClickHouse (chDB, over HTTP) computes where the events are, against those of the same events in a file.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { buildSnapshots } from '../../src/features/build.js';
import { featuresConfig } from '../../src/features/config.js';
import { type Bridge, bridgeOver } from '../support/clickhouse/bridge.js';
import { type Chdb, chdbPackages } from '../support/clickhouse/chdb.js';
import { featureValues as values } from '../support/feature-values.js';
import { toyConfig, toyEvents, writeToyCsv } from '../unit/features/toy-log.js';

const packages = chdbPackages();
const memory = 'Code: 241. DB::Exception: (total) memory limit exceeded. (MEMORY_LIMIT_EXCEEDED)';

/** Users of the toy log and others: a city that may be missing, and a plan that changes on the way. */
const people = (): string =>
  [
    'who,since,plan,city',
    ...Array.from(
      { length: 70 },
      (_, i) => `u${i},2025-01-01,${i % 3 ? 'free' : 'pro'},${['', 'Ulm', 'Köln'][i % 3]}`,
    ),
    ...Array.from({ length: 20 }, (_, i) => `u${2 * i},2025-03-${10 + (i % 15)},gold,Bonn`),
  ].join('\n');

describe.skipIf(packages === undefined)('features where the events are', { timeout: 120_000 }, () => {
  let folder = '';
  let chdb: Chdb;
  let bridge: Bridge;
  let csv = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'winback-chdb-'));
    csv = join(folder, 'events.csv');
    const events = toyEvents(60, 110, 21);
    await writeToyCsv(csv, [...events, ...events.slice(0, 200)]);
    await writeFile(join(folder, 'people.csv'), people());
    chdb = new packages!.Session(join(folder, 'data'));
    bridge = await bridgeOver(chdb);
    for (const sql of [
      'CREATE DATABASE shop',
      `CREATE TABLE shop.events (id String, who LowCardinality(String), when DateTime64(3, 'Asia/Tokyo'), what String,
         amount Nullable(Decimal(18, 2)), ms Nullable(Int64), feature Nullable(String), used Nullable(UInt8),
         total Nullable(Float64)) ENGINE = MergeTree ORDER BY (who, when)`,
      `INSERT INTO shop.events SELECT id, who, toDateTime64(when, 3, 'UTC'), what, toDecimal64(amount, 2), ms, feature, used, total
         FROM file('${csv}', CSVWithNames, 'id String, who String, when String, what String, amount Nullable(String), ms Nullable(Int64), feature Nullable(String), used Nullable(UInt8), total Nullable(Float64)')`,
      'CREATE TABLE shop.people (who String, city Nullable(String)) ENGINE = MergeTree ORDER BY who',
      `INSERT INTO shop.people SELECT who, city FROM file('${join(folder, 'people.csv')}', CSVWithNames, 'who String, since String, plan String, city Nullable(String)') WHERE since < '2025-02-01'`,
    ])
      chdb.query(sql);
  });
  afterAll(async () => {
    await bridge.close();
    chdb.cleanup();
    await rm(folder, { recursive: true, force: true });
  });

  const given = (events: object, more: object = {}): Parameters<typeof featuresConfig>[0] => ({
    events: { ...toyConfig, timestampsIn: 'UTC', ...events },
    snapshots: { train: 1, calibration: 1, test: 1, folds: 0 },
    ...more,
  });
  const url = (): string => `clickhouse://reader@127.0.0.1:${bridge.port}/shop`;
  const ofFile = (events: object = {}, more: object = {}) =>
    buildSnapshots(featuresConfig(given({ source: csv, ...events }, more), 'config'));
  const ofServer = (events: object = {}, more: object = {}) =>
    buildSnapshots(
      featuresConfig(
        given({ source: url(), table: 'events', ...events }, { engine: 'pushdown', ...more }),
        'config',
      ),
    );

  const dated = () => ({
    ...{ source: join(folder, 'people.csv'), user: 'who', validFrom: 'since', fields: ['plan', 'city'] },
  });
  const cases: readonly (readonly [string, object, () => object])[] = [
    [
      'every column, with repeated ids, and attributes that change',
      {},
      () => ({ windows: { historyDays: 'all', trends: true }, attributes: dated() }),
    ],
    [
      'a zone that changes its clocks, attributes in the same server',
      { timeZone: 'America/New_York' },
      () => ({ attributes: { source: url(), table: 'people', user: 'who', fields: ['city'] } }),
    ],
  ];
  test.each(cases)('%s', async (_, events, more) => {
    const [file, server] = [await ofFile(events, more()), await ofServer(events, more())];
    expect(values(server)).toEqual(values(file));
    const { reading: readOfFile, ...recordOfFile } = file.report.log;
    const { reading, ...record } = server.report.log;
    expect(record).toEqual(recordOfFile);
    expect({ ...reading, files: null }).toEqual({ ...readOfFile, files: null });
    expect(server.report.attributes).toEqual(file.report.attributes);
    expect(server.encodings).toEqual(file.encodings);
    expect(server.encodings.flatMap(({ categories }) => categories)).not.toEqual([]);
    expect(server.snapshots.reduce((sum, { table }) => sum + table.numRows, 0)).toBeGreaterThan(60);
  });

  test('a table that changes meanwhile is refused; late events of the open day are not', async () => {
    const insert = (when: string): void => {
      chdb.query(
        `INSERT INTO shop.events (id, who, when, what) VALUES ('late-${when}', 'u1', '${when}', 'paid')`,
      );
    };
    const during = (when: string) =>
      buildSnapshots(
        featuresConfig(given({ source: url(), table: 'events' }, { engine: 'pushdown' }), 'config'),
        {
          onProgress: ({ stage, done }) => {
            if (stage === 'features' && done === 1) insert(when);
          },
        },
      );
    const before = await ofFile();
    expect(values(await during(`${before.report.log.lastDay} 23:59:59`))).toEqual(values(before));
    await expect(during('2025-03-01 12:00:00')).rejects.toThrow(
      /the table changed while it was read: \d+ events up to/,
    );
    chdb.query("ALTER TABLE shop.events DELETE WHERE startsWith(id, 'late-') SETTINGS mutations_sync = 1");
  });

  test('what cannot be pushed down is refused by name', async () => {
    await expect(ofFile({}, { engine: 'pushdown' })).rejects.toThrow('is for events in ClickHouse');
    await expect(ofServer({ columns: { ...toyConfig.columns, time: 'ms' } })).rejects.toThrow(
      'holds Nullable(Int64)',
    );
    await expect(ofServer({ columns: { ...toyConfig.columns, receivedAt: 'used' } })).rejects.toThrow(
      'columns.receivedAt: the column "used" holds Nullable(UInt8)',
    );
    await expect(ofServer({ columns: { ...toyConfig.columns, user: 'whom' } })).rejects.toThrow(
      '(did you mean "who"?)',
    );
    await expect(ofServer({ timeUnit: 'ms' })).rejects.toThrow(
      'events.timeUnit is settled while rows are read',
    );
    expect(() => featuresConfig(given({ source: csv }, { engine: 'cluster' }), 'config')).toThrow(
      'config.engine',
    );
  });

  test('a server with too little memory computes the users in parts; the numbers stay', async () => {
    // Without ids, days outside the windows are not read.
    const columns = { ...toyConfig.columns, id: undefined };
    const attributes = dated();
    bridge.asked.length = 0;
    bridge.fault = {
      on: /^(?![\s\S]*% 4\) = )[\s\S]*"winback_events"/,
      how: { kind: 'refuse', message: memory },
    };
    try {
      const parts = await ofServer({ columns }, { attributes });
      expect(values(parts)).toEqual(values(await ofFile({ columns }, { attributes })));
    } finally {
      bridge.fault = undefined;
    }
    expect(bridge.asked.some(({ query }) => /% 4\) = 3/.test(query))).toBe(true);
  });
});
