// A store of events that a process was killed at, or whose disk is full, is as it was before or as it is after.
import { execFile, spawnSync } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { featuresConfig } from '../../src/features/config.js';
import { appendEvents } from '../../src/features/day-store/append.js';

const fixture = fileURLToPath(new URL('fixtures/append-events.ts', import.meta.url));
let work = '';
beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'winback-append-'));
  await writeLog('base.csv', 300, ['2025-01-01', '2025-01-02', '2025-01-03']);
  await writeLog('day.csv', 300, ['2025-01-04']);
  await writeLog('again.csv', 301, ['2025-01-04']);
  expect(await append('base', 'base.csv')).toBeGreaterThan(0);
  await cp(join(work, 'base'), join(work, 'two'), { recursive: true });
  expect(await append('two', 'day.csv')).toBeGreaterThan(0);
});
afterAll(() => rm(work, { recursive: true, force: true }));

async function writeLog(name: string, users: number, days: readonly string[]): Promise<void> {
  const rows = days.flatMap((day) => Array.from({ length: users }, (_, i) => `u${i},${day} 10:00:00,open`));
  await writeFile(join(work, name), `user,time,event\n${rows.join('\n')}\n`);
}

const argsOf = (store: string, file: string, last: number): string[] => [
  ...['--import', 'tsx', fixture, join(work, store), join(work, file), String(last)],
];

/** @returns the steps made, or null when killed before step `last` */
function append(store: string, file: string, last = Number.MAX_SAFE_INTEGER): Promise<number | null> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, argsOf(store, file, last), (error, stdout, stderr) => {
      if (error === null) resolve(Number(stdout));
      else if (error.signal === 'SIGKILL') resolve(null);
      else reject(new Error(stderr));
    });
  });
}

/** The events of every run that belongs to the store, and whether its files are there. */
async function eventsIn(store: string): Promise<readonly number[]> {
  const folder = join(work, store);
  const manifest = JSON.parse(await readFile(join(folder, 'store.json'), 'utf8')) as {
    readonly runs: readonly { readonly file: string; readonly events: number }[];
  };
  const names = await readdir(folder);
  for (const { file } of manifest.runs) expect(names).toContain(file);
  return manifest.runs.map(({ events }) => events);
}

test('killed before any step of adding or replacing a day', async () => {
  const steps = (await append('two', 'again.csv'))!;
  expect(await eventsIn('two')).toEqual([900, 301]);
  expect(steps).toBeGreaterThan(5);
  const columns = { user: 'user', time: 'time', event: 'event' };
  const events = { source: join(work, 'day.csv'), columns, roles: { login: 'open' } };
  const config = featuresConfig({ events, engine: { threads: 1 } }, 'config');
  // The steps in front of the manifest are alike: every second of them is enough.
  for (let last = 1; last < steps; last += 2) {
    const store = `killed-${last}`;
    await cp(join(work, 'base'), join(work, store), { recursive: true });
    expect(await append(store, 'day.csv', last)).toBeNull();
    expect([[900], [900, 300]]).toContainEqual(await eventsIn(store));
    await appendEvents(join(work, store), config);
    expect(await eventsIn(store)).toEqual([900, 300]);
    expect((await readdir(join(work, store))).filter((name) => name.endsWith('.events'))).toHaveLength(2);
  }
});

// A limit on the size of a file makes the system refuse a write, as a full disk does.
test('a full disk is one clear error, and nothing is left behind', async () => {
  await cp(join(work, 'base'), join(work, 'full'), { recursive: true });
  const before = (await readdir(join(work, 'full'))).sort();
  const command = [process.execPath, ...argsOf('full', 'day.csv', 1e6)].map((part) => `'${part}'`).join(' ');
  const { status, stderr } = spawnSync('sh', ['-c', `ulimit -f 8; exec ${command}`], { encoding: 'utf8' });
  expect(status).not.toBe(0);
  expect(stderr).toMatch(/cannot write .*run-1\.events: File too large/);
  expect(await eventsIn('full')).toEqual([900]);
  expect((await readdir(join(work, 'full'))).sort()).toEqual(before);
});
