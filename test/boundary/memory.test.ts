// Memory that is taken away, moved or changed while native code reads it: never more than a coded error.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { expect, test } from 'vitest';

import { addon } from '../../src/native/load.js';
import { nodeBinaries } from '../support/node-versions.js';

const fixture = fileURLToPath(new URL('./fixtures/taken-memory.mjs', import.meta.url));
const ways = ['clone', 'transfer(0)', 'transfer(larger)', 'transferToFixedLength()', 'message', 'garbage'];
const expected = [
  ...[...ways, 'memory.grow'].map((way) => `score, ${way}: right`),
  ...['moments', 'bootstrap', 'permutation', 'train'].flatMap((name) => [
    `${name}, transfer(0): right`,
    `${name}, memory.grow: right`,
  ]),
  // Explanations prepare the forest first, then find the buffer gone.
  'shap, transfer(0): BAD_INPUT',
  'shap, memory.grow: BAD_INPUT',
  // Loads its model first, then finds the buffer gone.
  'predict, transfer(0): BAD_INPUT',
  'predict, memory.grow: BAD_INPUT',
  'detached before: BAD_INPUT, BAD_INPUT',
  'resizable: BAD_INPUT',
  'resizable: BAD_INPUT',
  'shared, changing: right',
  'row, transfer(0): true',
  'row: right',
  'row, closed: CLOSED',
].sort();

const runs = nodeBinaries().map(([version, binary]) => [version, 'held', binary] as const);

test.each([...runs, [process.versions.node, 'copies', process.execPath] as const])(
  'buffers taken away on Node %s, %s',
  (_, mode, binary) => {
    const run = spawnSync(binary, ['--expose-gc', fixture, mode], { encoding: 'utf8', timeout: 100_000 });
    expect({ status: run.status, signal: run.signal, stderr: run.stderr }).toEqual({
      status: 0,
      signal: null,
      stderr: '',
    });
    expect(run.stdout.trim().split('\n').sort()).toEqual(expected);
  },
);

test('row scorers that nobody holds give their memory back', () => {
  const rows = fileURLToPath(new URL('./fixtures/many-rows.mjs', import.meta.url));
  const run = spawnSync(process.execPath, ['--expose-gc', rows], { encoding: 'utf8', timeout: 100_000 });
  expect(run.stderr).toBe('');
  // 60,000 of them held took 147 MB.
  expect(Number(run.stdout)).toBeLessThan(60);
});

test('this runtime lets memory be held, so that no column is copied', () => {
  expect(addon().buffersShared()).toBe(true);
});
