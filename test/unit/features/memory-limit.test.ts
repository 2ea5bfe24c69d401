import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { tableToIPC } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { DuckDb } from '../../../src/data/sources/duckdb.js';
import { available } from '../../../src/features/available.js';
import { featuresConfig } from '../../../src/features/config.js';
import { appendEvents } from '../../../src/features/day-store/append.js';
import { openEventLog } from '../../../src/features/log/event-log.js';
import { snapshotTables } from '../../../src/features/snapshot-tables.js';
import { matureSnapshot } from '../../../src/features/splits.js';

const events = 4_000_000;
let folder: string;
let path: string;
let manyUsers: string;
const roles = { login: 'login', payment: 'pay' };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'winback-memory-'));
  path = join(folder, 'log.parquet');
  manyUsers = join(folder, 'many-users.parquet');
  const engine = await DuckDb.open();
  await engine.run(
    `COPY (SELECT 'user ' || (hash(range) % 100000) AS id, TIMESTAMP '2025-01-01' + to_seconds(range) AS at,
         if(range % 7 = 0, 'pay', 'login') AS name, if(range % 7 = 0, (hash(range + 1) % 9999) / 100, NULL) AS amount
       FROM range(${events}))
     TO '${path}' (FORMAT parquet)`,
  );
  await engine.run(
    `COPY (SELECT 'user ' || range AS id, TIMESTAMP '2025-01-01' AS at, 'login' AS name, NULL::DOUBLE AS amount
       FROM range(1500000))
     TO '${manyUsers}' (FORMAT parquet)`,
  );
  engine.close();
});
afterAll(() => rm(folder, { recursive: true }));

function configOf(
  source: string,
  memoryLimitMb: number | undefined,
  tempDirectory?: string,
): ReturnType<typeof featuresConfig> {
  const given = { source, columns: { user: 'id', time: 'at', amount: 'amount', event: 'name' }, roles };
  const engine = { memoryLimitMb, threads: 2, tempDirectory };
  return featuresConfig({ events: given, engine }, 'config');
}

/** Bytes of every column of every table. */
async function bytesOf(
  memoryLimitMb: number | undefined,
  tempDirectory?: string,
): Promise<{
  readonly record: unknown;
  readonly spilledBytes: number;
  readonly files: readonly string[];
  readonly bytes: readonly string[];
}> {
  const config = configOf(path, memoryLimitMb, tempDirectory);
  const log = await openEventLog(config.events, config.engine);
  try {
    const files = tempDirectory === undefined ? [] : await readdir(tempDirectory);
    const content = { config, definitions: available(log.record, config).definitions, encodings: [] };
    const days = ['2025-01-30', '2025-02-07'].map((day) =>
      matureSnapshot(day, 7, log.record.lastCompleteDay),
    );
    const bytes: string[] = [];
    for await (const { table } of snapshotTables(log, content, days, { signal: undefined })) {
      bytes.push(createHash('sha256').update(tableToIPC(table)).digest('hex'));
    }
    const { spilledBytes = 0, ...reading } = log.record.reading;
    return { record: { ...log.record, reading }, spilledBytes, files, bytes };
  } finally {
    log.close();
  }
}

describe('engine.memoryLimitMb', () => {
  it('holds for the events in memory: those beyond it go to a file without a name, and every bit is the same', async () => {
    const temporary = join(folder, 'temporary');
    const spilled = await bytesOf(256, temporary);
    const held = await bytesOf(undefined);
    expect(spilled.spilledBytes).toBeGreaterThan(50e6);
    expect(spilled.files).toEqual([]);
    expect(held.spilledBytes).toBe(0);
    expect(spilled.bytes).toEqual(held.bytes);
    expect(spilled.record).toEqual(held.record);
    expect(held.record).toMatchObject({ events, users: 100_000 });
  });

  it('is said where the work goes on in a file, and the file needs a folder', async () => {
    const said: (string | undefined)[] = [];
    const { events: given, engine } = configOf(path, 256);
    const log = await openEventLog(given, engine, { onProgress: ({ detail }) => said.push(detail) });
    log.close();
    expect(said).toContain('sorting events by user in a temporary file');
    const blocked = configOf(path, 256, join(path, 'folder'));
    await expect(openEventLog(blocked.events, blocked.engine)).rejects.toMatchObject({
      code: 'IO',
      message: expect.stringMatching(/^engine\.tempDirectory: cannot make .*folder/),
    });
  });

  it('refuses a log whose ids alone do not fit, with the remedy', async () => {
    const { events: given, engine } = configOf(manyUsers, 256);
    const refused = openEventLog(given, engine);
    await expect(refused).rejects.toMatchObject({ code: 'OUT_OF_MEMORY' });
    await expect(refused).rejects.toThrow(
      'engine.memoryLimitMb: 256 MiB do not hold this log: raise it, or keep the events in files with winback features --store DIR',
    );
  });

  it('lets the same log pass through a store', async () => {
    const stored = await appendEvents(join(folder, 'store'), configOf(path, 256));
    expect(stored.log).toMatchObject({ events, users: 100_000 });
  });
});
