// winback run daily on simulated days: the same bytes again, nobody twice, whatever is killed when; one run at a time.
import {
  appendFileSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { addDays } from '../../src/base/days.js';
import { folderDigest } from '../../src/pipeline/daily/step-folder.js';
import { tryLockFolder, unlockFolder } from '../../src/registry/folder-lock.js';
import { exportLines } from '../../src/state/export.js';
import { openState } from '../../src/state/open.js';
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

type Line = { readonly kind: string; readonly record: Readonly<Record<string, unknown>> };

const times = new Set([
  ...['at', 'startedAt', 'endedAt', 'firstAt', 'lastAt', 'createdAt', 'updatedAt', 'notifiedAt'],
  ...['due', 'notAfter'],
]);

/** Every record of the state, without the times at which it was written. */
async function records(root: string): Promise<Line[]> {
  const state = await openState(path.join(root, 'winback.db'), { create: false });
  const timeless = (key: string, value: unknown) => (times.has(key) && value !== null ? 0 : value);
  const lines: Line[] = [];
  for await (const line of exportLines(state)) lines.push(JSON.parse(line, timeless) as Line);
  await state.close();
  return lines.slice(1, -1);
}

const lastRun = (lines: readonly Line[]) =>
  lines.find(({ kind, record }) => kind === 'run' && record['date'] === lastDay)?.record;

beforeAll(async () => {
  base = mkdtempSync(path.join(tmpdir(), 'wb-daily-'));
  const {
    code,
    stdout: out,
    stderr: err,
  } = await run(['demo', '--days', '2', '--users', '800', '--out', base, '--json', '--quiet']);
  expect(err.split('\n').filter((line) => line.startsWith('winback:'))).toEqual([]);
  expect(code).toBe(0);
  const summary = JSON.parse(out) as {
    days: number;
    runs: { date: string }[];
    models: { reason: string }[];
    messages: Record<string, number>;
  };
  expect(summary).toMatchObject({ days: 2, models: [{ reason: 'first' }] });
  days = path.join(base, 'days');
  const queued = (await records(days)).filter(({ kind }) => kind === 'message');
  expect(queued.length).toBeGreaterThan(0);
  expect(queued.map(({ record }) => record['state'])).toEqual(queued.map(() => 'accepted'));
  expect(summary.messages).toEqual({
    ...{ planned: queued.length, sent: queued.length },
    ...{ suppressed: 0, unknown: 0, waiting: 0, notSent: 0 },
  });
  lastDay = summary.runs.at(-1)!.date;
}, 300_000);

afterAll(() => rmSync(base, { recursive: true, force: true }));

test('a day that was run is not run again', async () => {
  const folder = path.join(days, 'daily', lastDay);
  const before = await folderDigest(folder);
  const kept = await records(days);
  const { code, stdout: out } = await runDaily(days, ['--json', '--quiet']);
  expect(code).toBe(0);
  const { days: runs } = JSON.parse(out) as { days: { steps: { name: string; state: string }[] }[] };
  const done = runs[0]!.steps.filter(({ state }) => state !== 'skipped').map(({ name }) => name);
  expect(done).toEqual([]);
  expect(await folderDigest(folder)).toBe(before);
  expect(await records(days)).toEqual(kept);
}, 120_000);

test('the state tells each day: its run and steps, its model, data, figures, drift, plan and contacts', async () => {
  const lines = await records(days);
  const kinds = new Set(lines.map(({ kind }) => kind));
  for (const kind of [
    'run',
    'step',
    'data',
    'metric',
    'drift',
    'model',
    'decision',
    'campaign',
    'contact',
    'message',
  ])
    expect(kinds).toContain(kind);
  const model = lines.find(({ kind }) => kind === 'model')!.record;
  expect(lastRun(lines)).toMatchObject({ state: 'done', modelDigest: model['digest'], endedAt: 0 });
  const steps = lines.filter(({ kind, record }) => kind === 'step' && record['date'] === lastDay);
  const rows = Object.fromEntries(steps.map(({ record }) => [record['name'], record['rows']]));
  expect(rows).toMatchObject({
    features: lastRun(lines)!['rows'],
    score: lastRun(lines)!['rows'],
    publish: null,
  });
  const auc = { name: 'auc', low: expect.any(Number), high: expect.any(Number), n: expect.any(Number) };
  expect(model).toMatchObject({ reason: 'first', by: 'winback run daily', retiredAt: null, parent: null });
  expect(model['metrics']).toContainEqual(expect.objectContaining(auc));
  expect(Date.parse(model['trainedTo'] as string)).toBeLessThan(Date.parse(lastDay));
  const drifts = lines.filter(({ kind, record }) => kind === 'drift' && record['date'] === lastDay);
  const judged = drifts.filter(({ record }) => record['ks'] !== null && record['logR'] !== null);
  // Columns that move by the calendar are excluded from the verdict: they gather no evidence.
  expect(judged.length).toBeGreaterThan(drifts.length / 2);
  const places = lines
    .filter(({ kind }) => kind === 'holding')
    .map(({ record }) => record['place'] as string);
  const ofDay = ['features', 'score', 'monitor', 'plan'].map((step) => `daily/${lastDay}/${step}`);
  const sources = ['data/events/*.parquet', 'data/users.csv'];
  for (const place of [...sources, 'daily/first-model', 'daily/handover', ...ofDay])
    expect(places).toContain(place);
}, 60_000);

test('killed at any step, the day ends with the same files, and nobody is contacted twice', async () => {
  const copy = path.join(base, 'killed');
  // The times of the data's files are among what a step depends on.
  cpSync(days, copy, { recursive: true, preserveTimestamps: true });
  const folder = path.join(copy, 'daily', lastDay);
  const before = await folderDigest(folder);
  const contacts = handedOver(copy);
  const kept = await records(copy);
  expect(contacts.length).toBeGreaterThan(0);
  rmSync(folder, { recursive: true });
  for (const stage of ['checking data', 'monitoring', 'delivering', 'deciding about the model'])
    expect((await runDaily(copy, [], stage)).code, stage).toBe(-1);
  expect(lastRun(await records(copy))).toMatchObject({ state: 'running', endedAt: null });
  const { code, stderr: err } = await runDaily(copy);
  expect(code, err).toBe(0);
  expect(await folderDigest(folder)).toBe(before);
  expect(handedOver(copy)).toEqual(contacts);
  expect(await records(copy)).toEqual(kept);
}, 300_000);

test('an experiment is looked at daily, and its registration in the folder of the days is taken over', async () => {
  const copy = path.join(base, 'experiments');
  cpSync(days, copy, { recursive: true });
  const paid = { off: { users: 1000, successes: 80 }, on: { users: 1010, successes: 120 } };
  writeFileSync(path.join(copy, 'counts.json'), JSON.stringify({ metrics: { paid } }));
  const metrics = [{ name: 'paid', kind: 'proportion', role: 'primary', column: 'paid' }];
  const arms = { control: 'off', treatments: ['on'], minimumDays: 14 };
  const config = { name: 'coupon', ...arms, metrics, data: { aggregates: 'counts.json' } };
  const file = path.join(copy, 'coupon.json');
  writeFileSync(file, JSON.stringify(config));
  appendFileSync(path.join(copy, 'winback.yaml'), '  experiments: [coupon.json]\n');
  const looked = async () => {
    expect(await runDaily(copy, ['--quiet'])).toMatchObject({ code: 0 });
    const lines = await records(copy);
    return lines.filter(({ kind }) => kind === 'experiment' || kind === 'look').map(({ record }) => record);
  };
  const before = await looked();
  expect(before).toMatchObject([
    { name: 'coupon', version: '1', registeredAt: null, state: 'running' },
    { experiment: 'coupon', date: lastDay, look: 0, users: { off: 1000, on: 1010 }, decision: 'hold' },
  ]);
  const difference = 120 / 1010 - 0.08;
  expect(before[1]!['metrics']).toMatchObject([
    { name: 'paid', difference: expect.closeTo(difference, 12), significant: true },
  ]);
  const register = path.join(copy, 'daily/experiments');
  const late = ['--late', '--by', 'ana', '--quiet'];
  expect(
    await run(['experiment', 'register', '--config', file, '--register', register, ...late]),
  ).toMatchObject({
    code: 0,
  });
  expect(await looked()).toMatchObject([{ by: 'ana', late: true, registeredAt: expect.any(Number) }, {}]);
}, 120_000);

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
    stderr: expect.stringContaining('a later day is run, or has contacted users'),
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

test('a state restored from an older copy hands nothing over beside the contacts that it does not know', async () => {
  const copy = path.join(base, 'restored');
  cpSync(days, copy, { recursive: true });
  for (const name of ['daily', 'winback.db']) rmSync(path.join(copy, name), { recursive: true });
  const dayBefore = addDays(lastDay, -1);
  const run = (date: string) => runDaily(copy, ['--date', date, '--quiet']);
  expect(await run(addDays(lastDay, -2))).toMatchObject({ code: 0 });
  // What another run handed over on the day before: this state knows nothing of it.
  const ofDay = `daily/handover/demo/daily%20${dayBefore}`;
  cpSync(path.join(days, ofDay), path.join(copy, ofDay), { recursive: true });
  const contacts = handedOver(copy);
  expect(await run(lastDay)).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(
      new RegExp(`holds contacts of ${dayBefore}, and the state .* or run the day ${dayBefore} again first`),
    ),
  });
  expect(await run(dayBefore)).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/users who are not in the plan of that day now/),
  });
  expect(handedOver(copy)).toEqual(contacts);
}, 120_000);

test('a file of attributes that is gone is named', async () => {
  const copy = path.join(base, 'gone');
  cpSync(days, copy, { recursive: true });
  rmSync(path.join(copy, 'data/users.csv'));
  const { code, stderr: err } = await runDaily(copy, ['--quiet']);
  expect(code).toBe(2);
  expect(err).toMatch(/NOT_FOUND: no file fits .*users\.csv/);
  expect(lastRun(await records(copy))).toMatchObject({ state: 'failed', reason: 'begin: NOT_FOUND' });
}, 60_000);

test('days that go backwards, and a day that is none, are refused', async () => {
  const backwards = await runDaily(days, ['--until', '2020-01-01', '--quiet']);
  expect(backwards).toMatchObject({ code: 2, stderr: expect.stringContaining('2020-01-01 is before') });
  const none = await run(['run', 'daily', '--config', path.join(days, 'winback.yaml'), '--date', 'today']);
  expect(none.code).toBe(2);
}, 60_000);
