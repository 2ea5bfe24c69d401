import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Table } from 'apache-arrow';
import { addDays } from '../../src/base/days.js';
import { DuckDb } from '../../src/data/sources/duckdb.js';
import { loadArrow } from '../../src/data/tables/build.js';
import { available } from '../../src/features/available.js';
import { buildSnapshots } from '../../src/features/build.js';
import { type FeaturesConfig, featuresConfig } from '../../src/features/config.js';
import { type EventLog, openEventLog } from '../../src/features/log/event-log.js';
import { snapshotTables } from '../../src/features/snapshot-tables.js';
import { matureSnapshot } from '../../src/features/splits.js';
import { generateEvents } from '../../src/simulate/generate-events.js';
import { type BenchOptions, type BenchRow, row, type Trial } from '../harness.js';
import { collect, timed, withPeak } from '../measures.js';
import { pushdownRow } from '../pushdown-row.js';
import { folderRows, storeRows } from '../store-rows.js';

/** Memory the engine may take, MiB. */
const memoryLimitMb = 2000;

async function writeEvents(path: string, events: number, users: number): Promise<void> {
  const engine = await DuckDb.open();
  // Pareto-like users over 60 days; ten event names, payments and durations on theirs.
  await engine.run(
    `COPY (
       SELECT 'u' || lpad((floor(${users} * power(u1, 1.5)))::BIGINT::VARCHAR, 8, '0') AS user_id,
         TIMESTAMP '2025-01-01' + to_microseconds((u2 * 60 * 86400e6)::BIGINT) AS ts,
         ['login', 'task_created', 'task_success', 'task_failed', 'payment_success', 'coupon_redeemed',
          'feature_used', 'quota_snapshot', 'login', 'task_success'][kind] AS event,
         if(kind IN (5, 6), round(50 * u3, 2), NULL) AS amount,
         if(kind IN (3, 10), (4000 * u3)::INTEGER, NULL) AS ms,
         if(kind = 7, 'f' || (12 * u3)::INTEGER, NULL) AS feature,
         if(kind = 8, (120 * u3)::INTEGER, NULL) AS used, if(kind = 8, 100, NULL) AS total
       FROM (SELECT (hash(i) % 1000003) / 1000003.0 AS u1, (hash(i + 1e12) % 1000033) / 1000033.0 AS u2,
               (hash(i + 2e12) % 1000037) / 1000037.0 AS u3, 1 + (hash(i + 3e12) % 10)::INTEGER AS kind
             FROM range(${events}) t(i))
     ) TO '${path}' (FORMAT parquet)`,
  );
  engine.close();
}

type Engine = 'native' | 'sql';

function configOf(path: string | readonly string[], tempDirectory: string, features: Engine): FeaturesConfig {
  return featuresConfig(
    {
      events: {
        source: path,
        columns: {
          user: 'user_id',
          time: 'ts',
          event: 'event',
          amount: 'amount',
          duration: 'ms',
          feature: 'feature',
          quotaUsed: 'used',
          quotaTotal: 'total',
        },
        roles: {
          login: 'login',
          task_created: 'task_created',
          task_succeeded: 'task_success',
          task_failed: 'task_failed',
          payment: 'payment_success',
          coupon: 'coupon_redeemed',
          feature_used: 'feature_used',
          quota: 'quota_snapshot',
        },
      },
      engine: { memoryLimitMb, tempDirectory, features },
    },
    'bench',
  );
}

/** The last day with a label of 14 days, and every second day before it: all of them have users. */
const lastDay = '2025-02-10';
const daysOf = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, i) => addDays(lastDay, -2 * (count - 1 - i)));
const allSnapshots = 13;

interface Measured {
  readonly read: number;
  /** Processor seconds of all snapshots. */
  readonly snapshots: number;
  readonly count: number;
  readonly peakMb: number;
  readonly rows: number;
}

/**
 * Reads the log and makes the tables of the last `count` days; each is let go. Nothing looks at their values here: the boxed
 * values of a look would be most of the peak.
 */
async function measured(config: FeaturesConfig, count: number): Promise<Measured> {
  collect();
  const { value, peakMb } = await withPeak(async () => {
    const { value: log, seconds: read } = await timed(() => openEventLog(config.events, config.engine));
    let rows = 0;
    const { seconds: snapshots } = await timed(async () => {
      for await (const table of tablesOf(log, config, count)) rows += table.numRows;
    });
    log.close();
    return { read, snapshots, count, rows };
  });
  return { ...value, peakMb };
}

async function* tablesOf(log: EventLog, config: FeaturesConfig, count: number): AsyncGenerator<Table> {
  const content = { config, definitions: available(log.record, config).definitions, encodings: [] };
  const days = daysOf(count).map((day) => matureSnapshot(day, 14, log.record.lastCompleteDay));
  for await (const { table } of snapshotTables(log, content, days, { signal: undefined })) yield table;
}

/** A hash of all values of each of the last `count` tables, in a run of its own that is not measured. */
async function hashesOf(config: FeaturesConfig, count: number): Promise<readonly number[]> {
  const log = await openEventLog(config.events, config.engine);
  const hashes: number[] = [];
  for await (const table of tablesOf(log, config, count)) {
    hashes.push(hashOf(table));
    collect();
  }
  log.close();
  return hashes;
}

/** FNV-1a over the values of a table, row by row and column by column, whatever their layout. */
function hashOf(table: Table): number {
  const bytes = new DataView(new ArrayBuffer(8));
  let hash = 0x811c9dc5;
  const add = (word: number): void => {
    hash = Math.imul(hash ^ word, 0x01000193);
  };
  for (const { name } of table.schema.fields.slice(1)) {
    const column = table.getChild(name)!;
    const isSparse = column.nullCount > 0;
    for (let i = 0; i < table.numRows; i++) {
      const value = isSparse && !column.isValid(i) ? Number.NaN : Number(column.get(i));
      bytes.setFloat64(0, value);
      add(bytes.getInt32(0));
      add(bytes.getInt32(4));
    }
  }
  return hash;
}

async function rawAggregate(path: string): Promise<number> {
  const engine = await DuckDb.open({ memoryLimitMb });
  const { seconds } = await timed(() =>
    engine.rows(
      `SELECT count(*) FROM (SELECT user_id, count(*), max(ts), sum(amount), count(*) FILTER (event = 'login')
         FROM read_parquet('${path}') GROUP BY user_id)`,
    ),
  );
  engine.close();
  return seconds;
}

async function logRows(
  path: string,
  spill: string,
  size: string,
  quick: boolean,
): Promise<readonly BenchRow[]> {
  const native = await measured(configOf(path, spill, 'native'), allSnapshots);
  // All 13 by SQL take minutes on the large log: 2 of them are measured, and 13 are 6.5 times as many.
  const sqlCount = quick ? allSnapshots : 2;
  const sql = await measured(configOf(path, spill, 'sql'), sqlCount);
  const [own, theirs] = [
    await hashesOf(configOf(path, spill, 'native'), sqlCount),
    await hashesOf(configOf(path, spill, 'sql'), sqlCount),
  ];
  const equal = own.join() === theirs.join();
  const [each, sqlEach] = [native.snapshots / native.count, sql.snapshots / sql.count];
  const whole = native.read + native.snapshots;
  const sqlWhole = sql.read + allSnapshots * sqlEach;
  const peer = quick ? 'SQL path' : `SQL path (${sqlCount} measured)`;
  const peaks = `peak ${Math.round(native.peakMb)} MB, SQL ${Math.round(sql.peakMb)} MB`;
  return [
    row(`processor time: ${allSnapshots} snapshots, ${size}; ${peaks}`, 's', whole, peer, sqlWhole, equal),
    row(`processor time: read until ready, ${size}`, 's', native.read, 'SQL path', sql.read, equal),
    row(
      `processor time: each further snapshot, ${Math.round(native.rows / native.count)} users`,
      's',
      each,
      'SQL path',
      sqlEach,
      equal,
    ),
    row(
      'processor time: read until ready against a plain GROUP BY user_id of the file',
      's',
      native.read,
      'DuckDB, 4 aggregates',
      await rawAggregate(path),
      null,
    ),
  ];
}

/** The feature stage of `winback demo`. */
async function demoRow(folder: string, quick: boolean): Promise<BenchRow> {
  const users = quick ? 3000 : 30_000;
  const { config } = await generateEvents(folder, { users, seed: 42 });
  const snapshots = { everyDays: 14, train: 3, calibration: 1, test: 1 };
  const stage = async (features: Engine): Promise<{ seconds: number; hashes: readonly number[] }> => {
    const sections = featuresConfig({ ...config, snapshots, engine: { features } }, 'demo');
    const { value, seconds } = await timed(() => buildSnapshots(sections));
    return { seconds, hashes: value.snapshots.map(({ table }) => hashOf(table)) };
  };
  const native = await stage('native');
  const sql = await stage('sql');
  return row(
    `processor time: features of the demo, ${users} users, 6 snapshots`,
    's',
    native.seconds,
    'SQL path',
    sql.seconds,
    native.hashes.join() === sql.hashes.join(),
  );
}

async function run({ quick }: BenchOptions): Promise<readonly BenchRow[]> {
  const [events, users] = quick ? [500_000, 25_000] : [20_000_000, 1_000_000];
  // A folder of Parquet files with the columns of writeEvents: they alone are measured, through a store.
  const given = process.env['WINBACK_BENCH_EVENTS'];
  const folder = await mkdtemp(join(tmpdir(), 'winback-bench-features-'));
  try {
    const path = join(folder, 'events.parquet');
    const spill = join(folder, 'spill');
    await mkdir(spill);
    await loadArrow();
    const ofFiles = (source: readonly string[]): FeaturesConfig => configOf(source, spill, 'native');
    if (given !== undefined) return await folderRows(given, folder, ofFiles);
    await writeEvents(path, events, users);
    const megabytes = Math.round((await stat(path)).size / 1e6);
    const size = `${events / 1e6}M events, ${users / 1e6}M users; ${megabytes} MB Parquet`;
    const pushdown = await pushdownRow(
      path,
      join(folder, 'chdb'),
      configOf(path, spill, 'native'),
      quick ? 3 : 5,
    );
    const log = await logRows(path, spill, size, quick);
    return [...log, ...(await storeRows(path, folder, ofFiles)), await demoRow(folder, quick), pushdown];
  } finally {
    await rm(folder, { recursive: true });
  }
}

export const trial: Trial = {
  about:
    'How much processor time do events take to become features, in native code and in SQL, and how much memory?',
  run,
};
