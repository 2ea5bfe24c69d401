// What features of the user's own, new users, arrivals and times of other centuries give where ClickHouse (chDB, over HTTP)
// computes them, against the same events in a file.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { buildSnapshots } from '../../src/features/build.js';
import { featuresConfig } from '../../src/features/config.js';
import { chdbPackages } from '../support/clickhouse/chdb.js';
import { type ClickHouseServer, clickHouseServer } from '../support/clickhouse/server.js';
import { featureValues } from '../support/feature-values.js';
import { uniform } from '../support/random.js';
import { type ToyEvent, toyConfig, toyEvents } from '../unit/features/toy-log.js';

const packages = chdbPackages();
const columns = 'id,who,when,got,what,amount,ms,feature,used,total,score,kind';
const hostile = ['1961-05-01', '2160-01-01', '2220-06-01', '2290-12-31'];

const text = (at: Date): string => at.toISOString().replace('T', ' ').replace('Z', '');

/** A fifth of the events arrive up to 40 days late, some long after, some before they happened or at no known time. */
function lines(events: readonly ToyEvent[]): readonly string[] {
  const random = uniform(7);
  return events.map((e, i) => {
    const draw = random();
    const days = draw < 0.2 ? random() * 40 : draw < 0.22 ? 300 : draw < 0.25 ? -2 : 0;
    const got = draw > 0.98 ? '' : text(new Date(e.at.getTime() + days * 864e5));
    const score = i % 11 === 0 ? '' : (i % 53) / 4 - 3;
    const own = [e.id, e.user, text(e.at), got, e.event, e.amount, e.ms, e.feature, e.used, e.total];
    return [...own, score, i % 13 === 0 ? '' : `k${i % 5}`].join(',');
  });
}

const features = [
  { name: 'opened', over: ['login', 'event:noise'], aggregate: 'count', window: 20 },
  { name: 'scored', over: 'active', aggregate: 'sum', column: 'score', window: 30 },
  { name: 'best', over: 'noise', aggregate: 'quantile', column: 'score', level: 0.5, window: 'all' },
  { name: 'kinds', over: ['noise', 'paid'], aggregate: 'variety', column: 'kind', window: 40 },
  { name: 'rhythm', over: 'noise', aggregate: 'dayGap', window: 'all', rank: 'descending' },
  { name: 'back', over: 'noise', aggregate: 'return', among: ['login'], window: 30 },
  { name: 'quiet', over: 'noise', aggregate: 'share', among: ['active', 'noise'], window: 30, when: 'night' },
];
const withNoise = { ...toyConfig.roles, activity: ['noise'] };

describe.skipIf(packages === undefined)('what users add to their features', { timeout: 120_000 }, () => {
  let server: ClickHouseServer;
  beforeAll(async () => {
    server = await clickHouseServer(packages!, async (folder) => {
      // Of each day there is somebody whose first event it is.
      const events = toyEvents(35, 110, 33).map((event, i) =>
        i < 110
          ? { ...event, event: 'open_app', user: `new${i}`, at: new Date(Date.UTC(2025, 0, 1 + i, i % 24)) }
          : event,
      );
      const once = lines(events);
      const rows = [...once, ...once.slice(0, 150)];
      // Days that a Date of ClickHouse cannot hold, of users who have others.
      const far = hostile.map((day, i) => `far-${i},u${i},${day} 10:00:00,,paid,9999,,,,,,`);
      const write = (name: string, all: readonly string[]) =>
        writeFile(join(folder, name), `${columns}\n${all.join('\n')}\n`);
      await write('events.csv', rows);
      await write('far.csv', [...rows, ...far]);
      const table = (name: string, when: string) => [
        `CREATE TABLE shop.${name} (id String, who String, when ${when}, got Nullable(DateTime64(3, 'UTC')), what LowCardinality(String),
           amount Nullable(Decimal(18, 2)), ms Nullable(Int64), feature Nullable(String), used Nullable(UInt8), total Nullable(Float64),
           score Nullable(Float64), kind String) ENGINE = MergeTree ORDER BY who`,
        `INSERT INTO shop.${name} SELECT * REPLACE (toDateTime64OrNull(nullIf(got, ''), 3, 'UTC') AS got, ${when === 'String' ? 'when' : `toDateTime64(when, 3, 'UTC')`} AS when)
           FROM file('${join(folder, `${name}.csv`)}', CSVWithNames, 'id String, who String, when String, got String, what String, amount Nullable(Decimal(18, 2)), ms Nullable(Int64), feature Nullable(String), used Nullable(UInt8), total Nullable(Float64), score Nullable(Float64), kind String')`,
      ];
      return ['CREATE DATABASE shop', ...table('events', `DateTime64(3, 'UTC')`), ...table('far', 'String')];
    });
  });
  afterAll(() => server.close());

  const built = (name: 'events' | 'far', events: object, more: object, isPushed: boolean) => {
    const source = isPushed
      ? { source: server.url('shop'), table: name }
      : { source: join(server.folder, `${name}.csv`) };
    const given = {
      events: { ...toyConfig, timestampsIn: 'UTC', ...source, ...events },
      snapshots: {
        train: 1,
        calibration: 1,
        test: 1,
        folds: 0,
        ...(more as { snapshots?: object }).snapshots,
      },
      ...(isPushed ? { engine: 'pushdown' } : {}),
    };
    return buildSnapshots(featuresConfig(given, 'config'));
  };

  const withoutId = { ...toyConfig.columns, id: undefined };
  const arrived = { ...toyConfig.columns, receivedAt: 'got' };
  const active = ['login', 'task_created', 'refund'];
  const cases: readonly (readonly [string, 'events' | 'far', object, object])[] = [
    [
      "features of the user's own, and times of arrival",
      'events',
      { columns: arrived, roles: withNoise, features },
      {},
    ],
    ['users after their first days', 'events', {}, { snapshots: { afterFirstDays: 7 } }],
    [
      'all of them at once, in a zone that changes its clocks',
      'events',
      { columns: { ...arrived, id: undefined }, roles: withNoise, features, timeZone: 'Europe/Berlin' },
      { snapshots: { afterFirstDays: 14 } },
    ],
    ['refunds as activity and payments not', 'events', { columns: withoutId, active }, {}],
    ['days of other centuries as texts', 'far', { columns: withoutId }, {}],
  ];
  test.each(cases)('%s', async (_, name, events, more) => {
    const [file, pushed] = [await built(name, events, more, false), await built(name, events, more, true)];
    expect(featureValues(pushed)).toEqual(featureValues(file));
    const { reading: readOfFile, ...recordOfFile } = file.report.log;
    const { reading, ...record } = pushed.report.log;
    expect(record).toEqual(recordOfFile);
    expect({ ...reading, files: null }).toEqual({ ...readOfFile, files: null });
    expect(pushed.snapshots.reduce((sum, { table }) => sum + table.numRows, 0)).toBeGreaterThan(3);
  });
});
