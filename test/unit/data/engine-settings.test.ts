// What is asked of DuckDB reaches it: the engine itself is asked.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { DuckDb } from '../../../src/data/sources/duckdb.js';
import { featuresConfig } from '../../../src/features/config.js';
import { openEventLog } from '../../../src/features/log/event-log.js';
import { memoryShares } from '../../../src/features/memory-share.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'winback-settings-'));
});
afterAll(() => rm(folder, { recursive: true }));

const names = ['memory_limit', 'threads', 'temp_directory', 'lock_configuration'];

async function settingsOf(engine: DuckDb): Promise<unknown[]> {
  const asked = names.map((name) => `current_setting('${name}')::VARCHAR AS ${name}`);
  const [row] = await engine.rows(`SELECT ${asked.join(', ')}`);
  return names.map((name) => row![name]);
}

test('memory, threads and folder are those of the options, and a locked engine stays so', async () => {
  const engine = await DuckDb.open({ memoryLimitMb: 256, threads: 2, tempDirectory: folder, locked: true });
  try {
    expect(await settingsOf(engine)).toEqual(['256.0 MiB', '2', folder, 'true']);
    await expect(engine.run('SET threads = 1')).rejects.toMatchObject({ code: 'BAD_INPUT' });
    expect(await settingsOf(engine)).toEqual(['256.0 MiB', '2', folder, 'true']);
  } finally {
    engine.close();
  }
});

test('the engine section of a configuration is that of the engine that reads the log', async () => {
  await writeFile(
    path.join(folder, 'log.csv'),
    'u,t,e\na,2026-01-01 08:00:00,in\nb,2026-01-02 08:00:00,in\n',
  );
  const { events, engine } = featuresConfig(
    {
      events: {
        source: 'log.csv',
        columns: { user: 'u', time: 't', event: 'e' },
        roles: { login: 'in' },
      },
      engine: { memoryLimitMb: 512, threads: 1, tempDirectory: folder },
    },
    'config',
  );
  const log = await openEventLog(events, engine, { root: folder });
  try {
    // The limit holds for the process: DuckDB gets its share, beside the events and what Node.js takes.
    const { engineMb } = memoryShares(512);
    expect((await settingsOf(log.engine)).slice(0, 3)).toEqual([`${engineMb}.0 MiB`, '1', folder]);
    expect(engineMb).toBeLessThan(512);
  } finally {
    log.close();
  }
});
