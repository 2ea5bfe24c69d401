// The native kernel against the SQL path: every column, every row, every bit.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { DuckDb } from '../../../src/data/sources/duckdb.js';
import { buildSnapshot, buildSnapshots, type SnapshotTable } from '../../../src/features/build.js';
import { type FeaturesConfig, featuresConfig } from '../../../src/features/config.js';
import { openEventLog } from '../../../src/features/log/event-log.js';
import { matureSnapshot } from '../../../src/features/splits.js';
import { compareSnapshots } from '../../support/same-tables.js';
import { toyConfig, toyEvents, writeToyCsv } from './toy-log.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'winback-same-bits-'));
});
afterAll(() => rm(folder, { recursive: true }));

const byEngine = (config: object, features: 'native' | 'sql'): FeaturesConfig =>
  featuresConfig({ ...config, engine: { threads: 2, features } }, 'config');

async function compareSets(config: object): Promise<number> {
  const native = await buildSnapshots(byEngine(config, 'native'), { root: folder });
  const sql = await buildSnapshots(byEngine(config, 'sql'), { root: folder });
  expect(native.report).toEqual(sql.report);
  expect(native.encodings).toEqual(sql.encodings);
  return compareSnapshots(native.snapshots, sql.snapshots);
}

describe('whole sets', () => {
  it('agree on a log with every role, ids that come twice and noise', async () => {
    await writeToyCsv(join(folder, 'toy.csv'), toyEvents(150, 170, 3));
    expect(await compareSets({ events: { source: 'toy.csv', ...toyConfig } })).toBeGreaterThan(20_000);
  });

  it('agree in a zone whose clocks are changed, with windows longer than a mask of days', async () => {
    await writeToyCsv(join(folder, 'zone.csv'), toyEvents(60, 330, 4));
    const events = { source: 'zone.csv', ...toyConfig, timeZone: 'Europe/Berlin', timestampsIn: 'UTC' };
    const lengths = { observationDays: 70, valueDays: 200, horizonDays: 10 };
    const windows = { ...lengths, historyDays: 'all', furtherDays: [7, 30, 90, 180, 365], trends: true };
    expect(await compareSets({ events, windows })).toBeGreaterThan(5000);
  });

  it('agree on attributes that change, are missing, or have rare values', async () => {
    await writeToyCsv(join(folder, 'users.csv'), toyEvents(80, 170, 5));
    const rows = Array.from({ length: 70 }, (_, i) =>
      [
        `u${i},2024-06-01,${['a', 'b', 'c', ''][i % 4]},p${i % 11}`,
        ...(i % 3 === 0 ? [`u${i},2025-04-01,z,p1`] : []),
      ].join('\n'),
    );
    await writeFile(
      join(folder, 'attributes.csv'),
      `who,since,plan,place\n${rows.join('\n')}\nstranger,2025-01-01,a,p1\n`,
    );
    const attributes = {
      source: 'attributes.csv',
      user: 'who',
      validFrom: 'since',
      fields: ['plan', 'place'],
      topK: 3,
    };
    const events = { source: 'users.csv', ...toyConfig };
    expect(await compareSets({ events, attributes })).toBeGreaterThan(5000);
  });

  it('agree on orders of several rows, refunds that are not subtracted, and few active roles', async () => {
    const events = toyEvents(80, 170, 6);
    const lines = events.map(
      (e, i) => `${e.user},${e.at.toISOString()},${e.event},${e.amount ?? ''},o${i % 9 === 0 ? i - 1 : i}`,
    );
    await writeFile(join(folder, 'orders.csv'), `who,when,what,amount,bill\n${lines.join('\n')}\n`);
    const config = {
      source: 'orders.csv',
      columns: { user: 'who', time: 'when', event: 'what', amount: 'amount', order: 'bill' },
      roles: { payment: 'paid', refund: 'refunded', login: 'open_app', activity: 'use_feature' },
      active: ['payment', 'activity'],
      subtractRefunds: false,
    };
    expect(await compareSets({ events: config })).toBeGreaterThan(5000);
  });
});

it('takes the same characters for spaces around ids', async () => {
  const letters = Array.from({ length: 0x3100 }, (_, i) => String.fromCodePoint(i)).filter(
    (letter) => !/[\0"\r\n]/.test(letter),
  );
  const path = join(folder, 'letters.csv');
  const lines = letters.map((c, i) => `"${c}${c}u${i % 50}${c}",2025-01-01 10:00:00`);
  await writeFile(path, `user,time,event\n${lines.map((line) => `${line},open`).join('\n')}\n`);
  const source = await parquetOf(path);
  const events = {
    source,
    columns: { user: 'user', time: 'time', event: 'event' },
    roles: { login: 'open' },
  };
  const usersOf = async (features: 'native' | 'sql'): Promise<unknown> => {
    const config = byEngine({ events }, features);
    const log = await openEventLog(config.events, config.engine);
    const { table } = await buildSnapshot(log, config, { day: '2025-01-01' }, []);
    log.close();
    return [...table.getChild('user_id')!];
  };
  const users = await usersOf('native');
  expect(users).toEqual(await usersOf('sql'));
  expect((users as unknown[]).length).toBeGreaterThan(12_000);
});

/** An event of a random log: the third user is a whale, amounts reach beyond what a double holds. */
const oneEvent = fc.record({
  user: fc.constantFrom(
    'u1',
    'u10',
    'u2',
    ' u2 ',
    '\u00a0ü',
    'a user of many letters',
    ' ',
    'whale',
    'whale',
    'whale',
  ),
  minutes: fc.integer({ min: -3 * 1440, max: 100 * 1440 }),
  event: fc.constantFrom(
    ' open',
    'open',
    'made',
    'ok',
    'bad',
    'paid',
    'back',
    'cut',
    'used',
    'room',
    'other',
  ),
  amount: fc.oneof(
    fc.integer({ min: -100_000, max: 100_000 }).map((fen) => (fen / 100).toFixed(2)),
    fc.constantFrom('', '0', '9000000000000000', '-9000000000000000', '5000000000000001', 'nonsense'),
  ),
  ms: fc.oneof(fc.integer({ min: 0, max: 10_000 }).map(String), fc.constantFrom('', '0.5', '123456789')),
  thing: fc.constantFrom('', 'f1', 'f2', 'f3', 'ƒ'),
  used: fc.constantFrom('', '0', '3', '10', '11', '1e9', '-1'),
  total: fc.constantFrom('', '10', '0', '7'),
});

const zones = ['UTC', 'Asia/Shanghai', 'Europe/Berlin', 'America/Sao_Paulo', '+05:45'] as const;

const randomLog = fc.record({
  events: fc.array(oneEvent, { minLength: 1, maxLength: 120 }),
  zone: fc.constantFrom(...zones),
  windows: fc.record({
    observationDays: fc.constantFrom(1, 7, 20, 61, 62, 63, 90),
    valueDays: fc.constantFrom(1, 7, 30, 90),
    horizonDays: fc.constantFrom(1, 7, 14),
    historyDays: fc.constantFrom(undefined, 'all', 45, 400),
    furtherDays: fc.constantFrom(undefined, [1, 63, 365]),
    trends: fc.boolean(),
  }),
  days: fc.uniqueArray(fc.integer({ min: 0, max: 110 }), { minLength: 1, maxLength: 4 }),
  asParquet: fc.boolean(),
});

const msPerDay = 864e5;
// Clocks of Berlin change on 2024-10-27, in the middle of the events.
const start = Date.UTC(2024, 8, 20);
const dayText = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

const roles = {
  login: 'open',
  task_created: 'made',
  task_succeeded: 'ok',
  task_failed: 'bad',
  payment: 'paid',
  refund: 'back',
  coupon: 'cut',
  feature_used: 'used',
  quota: 'room',
  activity: 'other',
};

const columns = {
  user: 'user',
  time: 'time',
  event: 'event',
  amount: 'amount',
  duration: 'ms',
  feature: 'thing',
  quotaUsed: 'used',
  quotaTotal: 'total',
};

interface RandomLog {
  readonly events: readonly {
    readonly user: string;
    readonly minutes: number;
    readonly event: string;
    readonly amount: string;
    readonly ms: string;
    readonly thing: string;
    readonly used: string;
    readonly total: string;
  }[];
  readonly zone: string;
  readonly windows: {
    readonly observationDays: number;
    readonly valueDays: number;
    readonly horizonDays: number;
    readonly historyDays: number | string | undefined;
    readonly furtherDays: readonly number[] | undefined;
    readonly trends: boolean;
  };
  readonly days: readonly number[];
  readonly asParquet: boolean;
}

async function writeLog({ events, asParquet }: RandomLog): Promise<string> {
  const path = join(folder, `random-${written++}.csv`);
  const line = (e: RandomLog['events'][number]): string => {
    const time = new Date(start + e.minutes * 60_000).toISOString();
    return [e.user, time, e.event, e.amount, e.ms, e.thing, e.used, e.total].join(',');
  };
  await writeFile(path, `user,time,event,amount,ms,thing,used,total\n${events.map(line).join('\n')}\n`);
  return asParquet ? parquetOf(path) : path;
}

/** The same rows as Parquet with columns of text and times: they are read in place, not parsed into a table first. */
async function parquetOf(path: string): Promise<string> {
  const engine = await DuckDb.open({ threads: 1 });
  await engine.run(
    `COPY (SELECT * REPLACE (time::TIMESTAMPTZ AS time) FROM read_csv('${path}', all_varchar = true))
     TO '${path}.parquet' (FORMAT parquet)`,
  );
  engine.close();
  await rm(path);
  return `${path}.parquet`;
}
let written = 0;

async function tablesOf(path: string, given: RandomLog, engine: 'native' | 'sql'): Promise<unknown> {
  const { zone, windows, days } = given;
  const events = { source: path, columns, roles, timeZone: zone };
  const config = byEngine({ events, windows }, engine);
  let log: Awaited<ReturnType<typeof openEventLog>>;
  try {
    log = await openEventLog(config.events, config.engine);
  } catch (error) {
    return (error as Error).message;
  }
  const tables: SnapshotTable[] = [];
  for (const day of days.map((at) => dayText(start + at * msPerDay))) {
    if (day < log.record.firstDay) continue;
    const snapshot = matureSnapshot(day, windows.horizonDays, '2099-01-01');
    tables.push(
      await buildSnapshot(log, config, snapshot, []),
      await buildSnapshot(log, config, { day }, []),
    );
  }
  log.close();
  return { record: log.record, tables };
}

type Built = { readonly record: unknown; readonly tables: readonly SnapshotTable[] };

/** So many take a few seconds; before a release of the kernel: WINBACK_RANDOM_LOGS=200. */
const logs = Number(process.env['WINBACK_RANDOM_LOGS'] ?? 40);
/** Milliseconds; a busy machine takes several seconds a log. */
const patience = Math.max(600_000, logs * 30_000);

it(
  'agrees on random logs: zones, ties, whales, negative and huge amounts, missing values',
  async () => {
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(randomLog, async (given) => {
        const path = await writeLog(given);
        const native = await tablesOf(path, given, 'native');
        const sql = await tablesOf(path, given, 'sql');
        await rm(path);
        if (typeof sql === 'string') {
          expect(native).toBe(sql);
          return;
        }
        expect((native as Built).record).toEqual((sql as Built).record);
        compared += compareSnapshots((native as Built).tables, (sql as Built).tables);
      }),
      { numRuns: logs, seed: 13 },
    );
    expect(compared).toBeGreaterThan(logs * 75);
  },
  patience,
);
