// Every function of the addon, called with what it does not take.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { expect, onTestFinished, test } from 'vitest';

import { addon } from '../../../src/native/load.js';

test('wrong handles and arguments at the boundary are errors', () => {
  // Locking the file 'x' is a right call: not in the working tree.
  const before = process.cwd();
  const folder = mkdtempSync(path.join(tmpdir(), 'winback-hostile-'));
  onTestFinished(() => {
    process.chdir(before);
    rmSync(folder, { recursive: true });
  });
  process.chdir(folder);
  const native = addon() as unknown as Record<string, (...args: unknown[]) => unknown>;
  let refused = 0;
  for (const name of Object.keys(native)) {
    for (const args of [[], [null], [{}], ['x', 1], [native['stopNew']!(), null, undefined, 1, {}, []]]) {
      try {
        const result = native[name]!(...args);
        if (result instanceof Promise) result.catch(() => refused++);
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
        refused++;
      }
    }
  }
  expect(refused).toBeGreaterThan(Object.keys(native).length * 2);
});
