import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { DuckDb } from '../../../src/data/sources/duckdb.js';
import { featuresConfig } from '../../../src/features/config.js';
import { appendEvents } from '../../../src/features/day-store/append.js';
import { openEventLog } from '../../../src/features/log/event-log.js';

const events = 4_000_000;
let folder: string;
let path: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'winback-memory-'));
  path = join(folder, 'log.parquet');
  const engine = await DuckDb.open();
  await engine.run(
    `COPY (SELECT 'user ' || (range % 100000) AS id, TIMESTAMP '2025-01-01' + to_seconds(range) AS at FROM range(${events}))
     TO '${path}' (FORMAT parquet)`,
  );
  engine.close();
});
afterAll(() => rm(folder, { recursive: true }));

function configOf(memoryLimitMb: number | undefined): ReturnType<typeof featuresConfig> {
  const given = { source: path, columns: { user: 'id', time: 'at' }, everyRow: 'activity' };
  return featuresConfig({ events: given, engine: { memoryLimitMb, threads: 1 } }, 'config');
}

describe('engine.memoryLimitMb', () => {
  it('holds for the events in memory: a log that does not fit is refused with the remedy', async () => {
    const { events: given, engine } = configOf(256);
    const refused = openEventLog(given, engine);
    await expect(refused).rejects.toMatchObject({ code: 'OUT_OF_MEMORY' });
    await expect(refused).rejects.toThrow(
      'engine.memoryLimitMb: 256 MiB do not hold this log: raise it, or keep the events in files with winback features --store DIR',
    );
  });

  it('lets the same log pass where it fits, and through a store under the limit', async () => {
    const { events: given, engine } = configOf(1024);
    const log = await openEventLog(given, engine);
    expect(log.record).toMatchObject({ events, users: 100_000 });
    log.close();
    const stored = await appendEvents(join(folder, 'store'), configOf(256));
    expect(stored.log).toMatchObject({ events, users: 100_000 });
  });
});
