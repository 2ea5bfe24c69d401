import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { DuckDb } from '../../../src/data/sources/duckdb.js';
import { eventsCheck } from '../../../src/features/config.js';
import { openEventLog } from '../../../src/features/log/event-log.js';

const long = 'SELECT count(*) AS n FROM range(300000000) t(i) WHERE hash(i) % 3 = 1';
const many = 'SELECT i, hash(i) AS h FROM range(30000000) t(i)';

/** Codes of what each call came to. */
async function outcomes(calls: readonly Promise<unknown>[]): Promise<readonly string[]> {
  const settled = await Promise.allSettled(calls);
  return settled.map((one) => (one.status === 'fulfilled' ? 'done' : (one.reason as { code: string }).code));
}

async function drained(engine: DuckDb): Promise<number> {
  let rows = 0;
  for await (const table of engine.batches(many, { batchRows: 1 })) rows += table.numRows;
  return rows;
}

describe('DuckDb.close() beside its queries', () => {
  it('rejects every call in flight with CLOSED and those that come later', async () => {
    const engine = await DuckDb.open({ threads: 2 });
    const calls = [
      engine.rows(long),
      engine.run(long),
      engine.query(many),
      drained(engine),
      engine.rows(long),
    ];
    engine.close();
    engine.close();
    expect(await outcomes(calls)).toEqual(['CLOSED', 'CLOSED', 'CLOSED', 'CLOSED', 'CLOSED']);
    expect(await outcomes([engine.rows('SELECT 1'), engine.connect()])).toEqual(['CLOSED', 'CLOSED']);
  });

  it('ends a stream whose consumer waits between two tables', async () => {
    const engine = await DuckDb.open({ threads: 1 });
    const tables = engine.batches(many, { batchRows: 2048 });
    expect((await tables.next()).value?.numRows).toBe(2048);
    engine.close();
    await expect(tables.next()).rejects.toMatchObject({ code: 'CLOSED' });
  });

  it('interrupts what runs on a connection it gave away, and waits for its close', async () => {
    const engine = await DuckDb.open({ threads: 1 });
    const connection = await engine.connect();
    const running = connection.run(long);
    engine.close();
    await expect(running).rejects.toMatchObject({ code: 'CLOSED' });
    await expect(connection.run('SELECT 1')).rejects.toMatchObject({ code: 'CLOSED' });
    connection.closeSync();
    connection.closeSync();
  });

  it('keeps a connection until its own calls have ended', async () => {
    const engine = await DuckDb.open({ threads: 1 });
    const connection = await engine.connect();
    const running = connection.run(long);
    connection.closeSync();
    expect(await outcomes([running])).toEqual(['CLOSED']);
    expect(await engine.rows('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    engine.close();
  });

  it('of an event log is the same', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'winback-close-'));
    const lines = Array.from({ length: 60 }, (_, i) => `u${i % 3},2026-01-0${1 + (i % 9)},login`);
    await writeFile(join(folder, 'log.csv'), `u,t,e\n${lines.join('\n')}\n`);
    const columns = { user: 'u', time: 't', event: 'e' };
    const config = { source: join(folder, 'log.csv'), columns, roles: { login: ['login'] } };
    const log = await openEventLog(eventsCheck(config, 'events'), {
      memoryLimitMb: undefined,
      threads: 1,
      tempDirectory: undefined,
    });
    const running = log.engine.rows(long);
    log.close();
    expect(await outcomes([running, log.engine.rows('SELECT 1')])).toEqual(['CLOSED', 'CLOSED']);
    await rm(folder, { recursive: true });
  });

  it('stands a storm of engines closed at any moment', async () => {
    const one = async (i: number): Promise<readonly string[]> => {
      const engine = await DuckDb.open({ threads: 1 + (i % 2) });
      const calls = [
        i % 3 === 0 ? engine.rows(long) : drained(engine),
        i % 2 === 0 ? engine.run(long) : engine.connect(),
      ];
      const settled = outcomes(calls);
      if (i % 4 > 0) await new Promise((resolve) => setTimeout(resolve, (i * 7) % 30));
      engine.close();
      return settled;
    };
    const found = (await Promise.all(Array.from({ length: 40 }, (_, i) => one(i)))).flat();
    expect(found.every((outcome) => outcome === 'done' || outcome === 'CLOSED')).toBe(true);
    expect(found.filter((outcome) => outcome === 'CLOSED').length).toBeGreaterThan(40);
  });

  it('is ABORTED by a signal even when the statement has not begun', async () => {
    const engine = await DuckDb.open({ threads: 1 });
    const controller = new AbortController();
    const calls = [
      engine.rows(long, { signal: controller.signal }),
      engine.query(many, { signal: controller.signal }),
      engine.run(long, { signal: controller.signal }),
    ];
    controller.abort();
    expect(await outcomes(calls)).toEqual(['ABORTED', 'ABORTED', 'ABORTED']);
    expect(await engine.rows('SELECT 2 AS two')).toEqual([{ two: 2 }]);
    engine.close();
  });
});
