// A run that is killed at any step leaves a folder that the next reader or run finds whole: the old set or the new one.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { inspectFolder } from '../../src/registry/artefact-files.js';
import { lockFolder, unlockFolder } from '../../src/registry/folder-lock.js';
import { journalFile } from '../../src/registry/folder-move.js';
import { settleFolder, writeOutputs, writeWhole } from '../../src/registry/output-folder.js';

const fixture = fileURLToPath(new URL('fixtures/write-output.ts', import.meta.url));
const names = ['summary.json', 'scores.csv', 'report.md', 'data/events.csv'];
let work: string;

beforeAll(async () => {
  work = await mkdtemp(path.join(os.tmpdir(), 'winback-output-'));
});
afterAll(() => rm(work, { recursive: true, force: true }));

/** Writes a generation into `folder`; killed before step `last`. @returns the steps made, or null when killed */
function write(folder: string, generation: string, last = Number.MAX_SAFE_INTEGER): Promise<number | null> {
  const args = ['--import', 'tsx', fixture, folder, generation, String(last)];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, (error, stdout, stderr) => {
      if (error === null) resolve(Number(stdout));
      else if (error.signal === 'SIGKILL') resolve(null);
      else reject(new Error(stderr));
    });
  });
}

async function modelName(folder: string): Promise<string> {
  const { manifest, findings } = await inspectFolder(path.join(folder, 'model'));
  expect(findings).toEqual([]);
  return manifest.name;
}

/** The generation that every file of the folder belongs to. */
async function generationOf(folder: string): Promise<string> {
  const generation = await modelName(folder);
  for (const name of names)
    expect(await readFile(path.join(folder, name), 'utf8')).toBe(`${name} ${generation}`);
  return generation;
}

const leftovers = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder)).filter((name) => name.startsWith('.') || name.includes('partial'));

test('killed before any step of writing over an old folder: whole at any time after', async () => {
  const old = path.join(work, 'old');
  await write(old, 'one');
  const seen = new Set<string>();
  const whole = path.join(work, 'whole');
  await cp(old, whole, { recursive: true });
  const steps = await write(whole, 'two');
  expect(await generationOf(whole)).toBe('two');
  expect(steps).toBeGreaterThan(20);
  for (let step = 0; step < steps!; step++) {
    const folder = path.join(work, `killed-${step}`);
    await cp(old, folder, { recursive: true });
    expect(await write(folder, 'two', step), `step ${step}`).toBe(null);
    // A scorer that asks nobody finds a whole model, and a summary only beside a whole set.
    await modelName(folder);
    const moving = existsSync(path.join(folder, journalFile));
    if (!moving) expect(await generationOf(folder), `step ${step}`).toBeDefined();
    const reader = path.join(work, 'reader');
    await cp(folder, reader, { recursive: true });
    await settleFolder(reader);
    seen.add(await generationOf(reader));
    await rm(reader, { recursive: true });
    // The next run starts from whatever was left, and leaves nothing of it.
    await writeOutputs(folder, new Map([['report.md', 'three']]));
    expect(await leftovers(folder), `step ${step}`).toEqual([]);
    await rm(folder, { recursive: true });
  }
  expect([...seen].sort()).toEqual(['one', 'two']);
});

test('two runs into one folder: the second is refused at once and the first ends whole', async () => {
  const folder = path.join(work, 'two-runs');
  const first = writeWhole(folder, undefined, async (staging) => {
    await writeFile(path.join(staging, 'a.txt'), 'first');
    await expect(writeOutputs(folder, new Map([['a.txt', 'second']]))).rejects.toMatchObject({
      code: 'LOCKED',
      message: expect.stringContaining(`(process ${process.pid}) is writing to ${folder}`),
    });
  });
  await first;
  expect(await readFile(path.join(folder, 'a.txt'), 'utf8')).toBe('first');
  expect(await leftovers(folder)).toEqual([]);
});

test('a killed holder holds no lock, and a reader beside a living one waits for nothing', async () => {
  const folder = path.join(work, 'holder');
  await write(folder, 'one');
  // Killed while it filled its staging folder: its lock file stays behind.
  expect(await write(folder, 'two', 3)).toBe(null);
  const lock = await lockFolder(folder);
  await writeFile(path.join(folder, journalFile), '{}');
  await settleFolder(folder);
  unlockFolder(lock);
  await rm(path.join(folder, journalFile));
  expect(await generationOf(folder)).toBe('one');
});

test('an error leaves the folder as it was, and none where there was none', async () => {
  const folder = path.join(work, 'not', 'there');
  const fails = writeWhole(folder, undefined, async () => Promise.reject(new Error('no')));
  await expect(fails).rejects.toThrow('no');
  expect(existsSync(path.join(work, 'not'))).toBe(false);
});

test.each([['{"staging":"../../elsewhere","models":{}}'], ['{"staging":'], ['null']])(
  'a journal that is not ours moves nothing: %s',
  async (text) => {
    const folder = await mkdtemp(path.join(work, 'foreign-'));
    await writeFile(path.join(folder, journalFile), text);
    await expect(settleFolder(folder)).rejects.toMatchObject({ code: 'IO' });
    await expect(writeOutputs(folder, new Map([['a.txt', 'x']]))).rejects.toMatchObject({ code: 'IO' });
    expect(await readdir(folder)).toEqual([journalFile]);
  },
);

test('a folder behind a link is written through the link; files of others stay', async () => {
  const real = path.join(work, 'real');
  await mkdir(real);
  await writeFile(path.join(real, 'mine.txt'), 'mine');
  await symlink(real, path.join(work, 'link'));
  await writeOutputs(path.join(work, 'link'), new Map([['a.txt', 'x']]));
  expect((await readdir(real)).sort()).toEqual(['a.txt', 'mine.txt']);
});
