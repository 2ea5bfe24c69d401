// winback run daily on simulated days: the same bytes again, nobody twice, whatever is killed when; one run at a time.
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { addDays } from '../../src/base/days.js';
import { folderDigest } from '../../src/pipeline/daily/step-folder.js';
import { tryLockFolder, unlockFolder } from '../../src/registry/folder-lock.js';
import { type Ended, winback } from './run.js';

let base: string;
let days: string;
let lastDay: string;

/** Runs winback; `killAt` kills it as soon as its progress names that stage. */
function run(args: readonly string[], killAt?: string): Promise<Ended> {
  return winback([...args, '--lang', 'en'], (child) => {
    let seen = '';
    child.stderr!.on('data', (text: string) => {
      seen += text;
      if (killAt !== undefined && seen.includes(killAt)) child.kill('SIGKILL');
    });
  });
}

const runDaily = (root: string, more: readonly string[] = [], killAt?: string): Promise<Ended> =>
  run(['run', 'daily', '--config', path.join(root, 'winback.yaml'), '--date', lastDay, ...more], killAt);

/** Every user that was handed over, with the campaign, from the files of the hand-over. */
function handedOver(root: string): string[] {
  const folder = path.join(root, 'daily/handover');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.jsonl'),
  );
  const lines = files.flatMap((name) => readFileSync(path.join(folder, name), 'utf8').trim().split('\n'));
  return lines.map((line) => (JSON.parse(line) as { key: string }).key).sort();
}

beforeAll(async () => {
  base = mkdtempSync(path.join(tmpdir(), 'wb-daily-'));
  const {
    code,
    stdout: out,
    stderr: err,
  } = await run(['demo', '--days', '2', '--users', '800', '--out', base, '--json', '--quiet']);
  expect(err.split('\n').filter((line) => line.startsWith('winback:'))).toEqual([]);
  expect(code).toBe(0);
  const summary = JSON.parse(out) as { days: number; runs: { date: string }[]; models: { reason: string }[] };
  expect(summary).toMatchObject({ days: 2, models: [{ reason: 'first' }] });
  days = path.join(base, 'days');
  lastDay = summary.runs.at(-1)!.date;
}, 300_000);

afterAll(() => rmSync(base, { recursive: true, force: true }));

test('a day that was run is not run again', async () => {
  const folder = path.join(days, 'daily', lastDay);
  const before = await folderDigest(folder);
  const { code, stdout: out } = await runDaily(days, ['--json', '--quiet']);
  expect(code).toBe(0);
  const { days: runs } = JSON.parse(out) as { days: { steps: { name: string; state: string }[] }[] };
  const done = runs[0]!.steps.filter(({ state }) => state !== 'skipped').map(({ name }) => name);
  expect(done).toEqual([]);
  expect(await folderDigest(folder)).toBe(before);
}, 120_000);

test('killed at any step, the day ends with the same files, and nobody is contacted twice', async () => {
  const copy = path.join(base, 'killed');
  cpSync(days, copy, { recursive: true });
  const folder = path.join(copy, 'daily', lastDay);
  const before = await folderDigest(folder);
  const contacts = handedOver(copy);
  expect(contacts.length).toBeGreaterThan(0);
  rmSync(folder, { recursive: true });
  for (const stage of ['checking data', 'monitoring', 'delivering', 'deciding about the model'])
    expect((await runDaily(copy, [], stage)).code, stage).toBe(-1);
  const { code, stderr: err } = await runDaily(copy);
  expect(code, err).toBe(0);
  expect(await folderDigest(folder)).toBe(before);
  expect(handedOver(copy)).toEqual(contacts);
}, 300_000);

test('days of an old log know the contacts of each other, and a day before the newest contacts nobody', async () => {
  const copy = path.join(base, 'later');
  cpSync(days, copy, { recursive: true });
  for (const name of ['daily', 'winback.db']) rmSync(path.join(copy, name), { recursive: true });
  const dayBefore = (count: number) => runDaily(copy, ['--date', addDays(lastDay, -count), '--quiet']);
  // Now is months after these days: contacts count for the day of their plan.
  for (const count of [1, 0]) expect(await dayBefore(count)).toMatchObject({ code: 0 });
  const contacts = handedOver(copy);
  const users = contacts.map((key) => key.split(':')[2]);
  expect(new Set(contacts.map((key) => key.split(':')[1])).size).toBe(2);
  expect(new Set(users).size).toBe(users.length);
  expect(await dayBefore(2)).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('not-the-newest-day'),
  });
  expect(handedOver(copy)).toEqual(contacts);
}, 120_000);

test('while a run is at work, another one says so and ends with the code to try later', async () => {
  const lock = await tryLockFolder(path.join(days, 'daily'));
  const { code, stderr: err } = await runDaily(days, ['--quiet']);
  unlockFolder(lock!);
  expect(code).toBe(75);
  expect(err).toContain('another daily run is at work');
}, 60_000);

test('a lost state hands nothing over beside the contacts of earlier days', async () => {
  const copy = path.join(base, 'lost');
  cpSync(days, copy, { recursive: true });
  rmSync(path.join(copy, 'winback.db'));
  const contacts = handedOver(copy);
  const { code, stderr: err } = await runDaily(copy, ['--quiet']);
  expect(code).toBe(2);
  expect(err).toMatch(
    /handover.demo holds contacts of earlier days, and the state winback\.db knows none of demo/,
  );
  expect(handedOver(copy)).toEqual(contacts);
}, 60_000);

test('a file of attributes that is gone is named', async () => {
  const copy = path.join(base, 'gone');
  cpSync(days, copy, { recursive: true });
  rmSync(path.join(copy, 'data/users.csv'));
  const { code, stderr: err } = await runDaily(copy, ['--quiet']);
  expect(code).toBe(2);
  expect(err).toMatch(/NOT_FOUND: no file fits .*users\.csv/);
}, 60_000);

test('days that go backwards, and a day that is none, are refused', async () => {
  const backwards = await runDaily(days, ['--until', '2020-01-01', '--quiet']);
  expect(backwards).toMatchObject({ code: 2, stderr: expect.stringContaining('2020-01-01 is before') });
  const none = await run(['run', 'daily', '--config', path.join(days, 'winback.yaml'), '--date', 'today']);
  expect(none.code).toBe(2);
}, 60_000);
