// A process or worker that ends while native work runs ends at once. Each kind of work would go on for longer than
// the time a child is given here.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { expect, test } from 'vitest';

import { nodeBinaries } from '../support/node-versions.js';

const fixture = fileURLToPath(new URL('./fixtures/busy.mjs', import.meta.url));
const kinds = ['permutation', 'bootstrap', 'halves', 'importance', 'shap'];

function run(binary: string, args: readonly string[]) {
  const child = spawnSync(binary, [fixture, ...args], { encoding: 'utf8', timeout: 60_000 });
  return { status: child.status, signal: child.signal, stderr: child.stderr };
}

test.each(kinds)('process.exit() during %s ends the process', (kind) => {
  expect(run(process.execPath, [kind])).toEqual({ status: 7, signal: null, stderr: '' });
});

test('an AbortSignal ends every kind of work that takes one', () => {
  expect(run(process.execPath, ['abort'])).toEqual({ status: 0, signal: null, stderr: '' });
});

for (const [version, binary] of nodeBinaries()) {
  test(`workers terminated at all kinds of work, on Node ${version}, leave the process alive`, () => {
    expect(run(binary, ['storm'])).toEqual({ status: 0, signal: null, stderr: '' });
    expect(run(binary, ['permutation'])).toEqual({ status: 7, signal: null, stderr: '' });
  });
}
