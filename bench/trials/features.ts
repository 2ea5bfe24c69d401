import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { DuckDb } from '../../src/data/sources/duckdb.js';
import { buildSnapshot } from '../../src/features/build.js';
import { type FeaturesConfig, featuresConfig } from '../../src/features/config.js';
import { openEventLog } from '../../src/features/log/event-log.js';
import { matureSnapshot } from '../../src/features/splits.js';
import { type BenchOptions, type BenchRow, row, type Trial } from '../harness.js';

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

function configOf(path: string, tempDirectory: string): FeaturesConfig {
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
      engine: { memoryLimitMb, tempDirectory },
    },
    'bench',
  );
}

/** Largest resident size while `work` runs, sampled, MB. */
async function withPeak<T>(work: () => Promise<T>): Promise<{ readonly value: T; readonly peakMb: number }> {
  let peak = 0;
  const sample = (): void => {
    peak = Math.max(peak, process.memoryUsage.rss());
  };
  const timer = setInterval(sample, 20);
  try {
    const value = await work();
    sample();
    return { value, peakMb: peak / 1e6 };
  } finally {
    clearInterval(timer);
  }
}

async function measured(config: FeaturesConfig, size: string): Promise<readonly BenchRow[]> {
  let start = performance.now();
  const opened = await withPeak(() => openEventLog(config.events, config.engine));
  const openSeconds = (performance.now() - start) / 1e3;
  const log = opened.value;
  start = performance.now();
  const snapshot = matureSnapshot('2025-02-10', 14, log.record.lastCompleteDay);
  const built = await withPeak(() => buildSnapshot(log, config, snapshot, []));
  const buildSeconds = (performance.now() - start) / 1e3;
  const { table } = built.value;
  log.close();
  return [
    row(
      `read ${size}; limit ${memoryLimitMb} MB; peak ${Math.round(opened.peakMb)} MB`,
      's',
      openSeconds,
      'none',
      null,
      null,
    ),
    row(
      `one snapshot, ${table.numRows} users x ${table.numCols} columns; peak ${Math.round(built.peakMb)} MB`,
      's',
      buildSeconds,
      'none',
      null,
      null,
    ),
  ];
}

async function run({ quick }: BenchOptions): Promise<readonly BenchRow[]> {
  const [events, users] = quick ? [2_000_000, 100_000] : [20_000_000, 1_000_000];
  const folder = await mkdtemp(join(tmpdir(), 'winback-bench-features-'));
  try {
    const path = join(folder, 'events.parquet');
    const spill = join(folder, 'spill');
    await mkdir(spill);
    await writeEvents(path, events, users);
    const megabytes = Math.round((await stat(path)).size / 1e6);
    return await measured(
      configOf(path, spill),
      `${events / 1e6}M events, ${users / 1e6}M users; ${megabytes} MB Parquet`,
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}

export const trial: Trial = {
  about: 'How long do events take to become features, and how much memory?',
  run,
};
