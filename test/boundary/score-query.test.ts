// Scoring inside DuckDB at the boundary: refusals, teardown, sharing.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { DuckDb } from '../../src/data/sources/duckdb.js';
import { CompiledForest } from '../../src/model/compiled-forest.js';
import type { StopHandle } from '../../src/native/binding.js';
import { addon } from '../../src/native/load.js';
import type { NativeScoreQuery } from '../../src/native/score-query-binding.js';

const fixture = (name: string): string => fileURLToPath(new URL(`./fixtures/${name}`, import.meta.url));
const folder = mkdtempSync(path.join(os.tmpdir(), 'winback-query-'));
let forest: CompiledForest;

beforeAll(async () => {
  forest = await CompiledForest.fromText(readFileSync(fixture('tiny-model.txt'), 'utf8'));
  (await DuckDb.open()).close();
});
afterAll(() => {
  forest.close();
  rmSync(folder, { recursive: true });
});

const copyTo = (name: string): string =>
  `COPY (SELECT f(i) AS p FROM range(5000) r(i)) TO '${path.join(folder, name)}' (FORMAT csv)`;

const good: NativeScoreQuery = {
  settings: [['threads', '2']],
  function: 'f',
  sql: copyTo('p.csv'),
  categories: [null],
  calibration: { method: 'none' },
};

const run = (
  change: Readonly<Record<string, unknown>> = {},
  onRows: ((rows: number) => void) | null = null,
  stop: StopHandle | null = null,
) => addon().scoreQueryRun(forest.handle(), { ...good, ...change } as NativeScoreQuery, onRows, stop);

/** A call the binding refuses at once throws; one that fails later rejects. */
const refusal = async (change: Readonly<Record<string, unknown>>): Promise<unknown> => {
  try {
    return await run(change);
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
};

// The one feature of the fixture is a number: no texts are counted.
const all = { rows: 5000, columns: [{ any: true, texts: 0, unseen: 0 }], failure: null };

test('rows are counted and reported', async () => {
  const heard: number[] = [];
  expect(await run({}, (rows) => heard.push(rows))).toEqual(all);
  await new Promise((resolve) => setImmediate(resolve));
  expect(heard.at(-1)).toBe(5000);
});

test.each([
  ['no categories', { categories: [] }],
  ['too many categories', { categories: [null, null] }],
  ['categories that are numbers', { categories: [[1, 2]] }],
  ['no calibration', { calibration: undefined }],
  ['an unknown calibration', { calibration: { method: 'wish' } }],
  ['a curve without corners', { calibration: { method: 'isotonic', x: [], y: [], low: 0, high: 1 } }],
  ['a lopsided curve', { calibration: { method: 'isotonic', x: [0.1, 0.2], y: [1], low: 0, high: 1 } }],
  ['sql that is no text', { sql: 7 }],
  ['a setting that is no pair', { settings: [['threads']] }],
])('%s is refused', async (_, change) => {
  expect(await refusal(change)).toBe('BAD_INPUT');
});

test.each([
  ['a setting nobody knows', { settings: [['no_such_setting', '1']] }, /no_such_setting/],
  ['a setting out of range', { settings: [['threads', '-3']] }, /threads/],
  ['broken SQL', { sql: 'COPY (SELECT' }, /syntax error/],
  ['an unknown function', { sql: 'CREATE TABLE t AS SELECT g(1)' }, /does not exist/],
  ['a text for a number', { sql: "CREATE TABLE t AS SELECT f('many'::VARCHAR)" }, /many/],
  ['two arguments too many', { sql: 'CREATE TABLE t AS SELECT f(1, 2, 3)' }, /f\(/],
  ['an empty name', { function: '' }, /./],
  ['a failure on the way', { sql: "COPY (SELECT f(i) FROM range(9) r(i)) TO '/no/such/folder/x'" }, /folder/],
])("%s is DuckDB's message", async (_, change, message) => {
  const outcome = await run(change).catch((error: { code: string }) => ({ failure: error.code }));
  expect(outcome.failure).toMatch(message);
});

test('a model of several outputs is refused', async () => {
  const text = readFileSync(fixture('tiny-multiclass.txt'), 'utf8');
  const several = await CompiledForest.fromText(text);
  const call = addon().scoreQueryRun(several.handle(), good, null, null);
  await expect(call).rejects.toMatchObject({ code: 'BAD_INPUT' });
  several.close();
});

test('a stop ends a query that would run for hours; a callback that throws too', async () => {
  const endless = { sql: 'CREATE TABLE t AS SELECT sum(f(i)) FROM range(1000000000000) r(i)' };
  const stop = addon().stopNew();
  const stopped = run(endless, () => addon().stopRequest(stop), stop);
  await expect(stopped).rejects.toMatchObject({ code: 'ABORTED' });
  const thrown = run(endless, () => {
    throw new RangeError('mine');
  });
  await expect(thrown).rejects.toMatchObject({ message: 'mine' });
  const idle = addon().stopNew();
  addon().stopRequest(idle);
  await expect(run(endless, null, idle)).rejects.toMatchObject({ code: 'ABORTED' });
});

test('queries beside each other, and a forest that is closed meanwhile', async () => {
  const own = await CompiledForest.fromText(readFileSync(fixture('tiny-model.txt'), 'utf8'));
  const calls = ['a', 'b', 'c', 'd'].map((name) =>
    addon().scoreQueryRun(own.handle(), { ...good, sql: copyTo(name) }, null, null),
  );
  own.close();
  for (const outcome of await Promise.all(calls)) expect(outcome).toEqual(all);
});

test('a process that has not loaded DuckDB says so, and may load it later', () => {
  const alone = spawnSync(process.execPath, [fixture('score-query-alone.mjs')], { encoding: 'utf8' });
  expect(alone.stderr).toBe('');
  expect(alone.stdout.trim().split('\n')).toEqual(['[false,"INTERNAL"]', 'true']);
});

test('workers terminated while they score do not crash the process', () => {
  const storm = spawnSync(process.execPath, [fixture('score-query-storm.mjs'), '12'], {
    encoding: 'utf8',
    timeout: 100_000,
  });
  const { status, signal, stderr } = storm;
  expect({ status, signal, stderr }).toEqual({ status: 0, signal: null, stderr: '' });
});

test('workers whose DuckDB work was aborted and awaited can be terminated', () => {
  const run = spawnSync(process.execPath, [fixture('duckdb-abort.mjs')], {
    encoding: 'utf8',
    timeout: 100_000,
  });
  expect({ status: run.status, signal: run.signal, stderr: run.stderr }).toEqual({
    status: 0,
    signal: null,
    stderr: '',
  });
});
