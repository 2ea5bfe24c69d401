import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, expect, test, vi } from 'vitest';

import { adviseLargeArrays, allocateColumn, type ColumnArray } from '../../../src/base/large-arrays.js';

const mebibyte = 1 << 20;

afterEach(() => {
  vi.doUnmock('../../../src/base/package-root.js');
  vi.resetModules();
});

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}

/** The flags of the mapping that holds an address, of /proc/self/smaps. */
function flagsAt(address: bigint): readonly string[] {
  let inside = false;
  for (const line of readFileSync('/proc/self/smaps', 'utf8').split('\n')) {
    const range = /^([0-9a-f]+)-([0-9a-f]+) /.exec(line);
    if (range) inside = address >= BigInt(`0x${range[1]}`) && address < BigInt(`0x${range[2]}`);
    else if (inside && line.startsWith('VmFlags:')) return line.split(/\s+/).slice(1);
  }
  return [];
}

test('arrays are of the type and length asked for, and zero, with no addon in sight', () => {
  for (const length of [0, 1, 1000, 3 * mebibyte + 1]) {
    for (const Constructor of [Uint8Array, Int32Array, Float64Array]) {
      const array: ColumnArray = allocateColumn<ColumnArray>(Constructor, length);
      expect(array).toBeInstanceOf(Constructor);
      expect(array.length).toBe(length);
      expect(array.byteOffset).toBe(0);
      expect(array.buffer.byteLength).toBe(array.byteLength);
      expect((array as Float64Array).some((value) => value !== 0)).toBe(false);
    }
  }
  expect(allocateColumn(BigInt64Array, 2)).toEqual(new BigInt64Array(2));
});

test('other lengths are refused', () => {
  for (const length of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, '8' as never, undefined as never])
    expect(() => allocateColumn(Float64Array, length)).toThrow(/length must be a whole number from 0/);
});

test('arrays from 4 MiB on, and no others, are shown to the addon while they are untouched', () => {
  const shown: ColumnArray[] = [];
  adviseLargeArrays((array) => {
    shown.push(array);
  });
  const large = [
    allocateColumn(Uint8Array, 4 * mebibyte),
    allocateColumn(Float64Array, mebibyte / 2),
    allocateColumn(Int32Array, mebibyte),
  ];
  allocateColumn(Uint8Array, 4 * mebibyte - 1);
  allocateColumn(Float64Array, mebibyte / 2 - 1);
  adviseLargeArrays(() => {});
  expect(shown.map((array) => large.findIndex((one) => one === array))).toEqual([0, 1, 2]);
});

test.runIf(process.platform === 'linux')('on Linux their pages are advised to be huge', async () => {
  const { addon } = await import('../../../src/native/load.js');
  const { allocateColumn: allocate } = await import('../../../src/base/large-arrays.js');
  const array = allocate(Float64Array, 8 * mebibyte);
  const middle = addon().buffersArrayAddress(array) + BigInt(32 * mebibyte);
  expect(addon().buffersAdvise(array) % (2 * mebibyte)).toBe(0);
  expect(addon().buffersAdvise(new Float64Array(1000))).toBe(0);
  expect(() => addon().buffersAdvise({} as never)).toThrow(/expected a typed array/);
  // A kernel built without them knows no flag.
  if (addon().buffersAdvise(array) > 0) expect(flagsAt(middle)).toContain('hg');
});

test('where the addon cannot be loaded large arrays are plain ones', async () => {
  // A package of its own without an addon: the checkout has one.
  const folder = mkdtempSync(path.join(tmpdir(), 'winback-no-addon-'));
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ name: 'winback', version: '0.0.0' }));
  vi.doMock('../../../src/base/package-root.js', () => ({ packageRoot: () => folder }));
  vi.resetModules();
  const { addon } = await import('../../../src/native/load.js');
  const { allocateColumn: allocate } = await import('../../../src/base/large-arrays.js');
  expect(() => addon()).toThrow(/could not be loaded/);
  for (let i = 0; i < 2; i++) expect(allocate(Float64Array, mebibyte)[mebibyte - 1]).toBe(0);
  rmSync(folder, { recursive: true });
});

test('memory lives as long as anything views it and is given back after', async () => {
  await import('../../../src/native/load.js');
  const { allocateColumn: allocate } = await import('../../../src/base/large-arrays.js');
  const kept = allocate(Float64Array, 4 * mebibyte)
    .fill(7)
    .subarray(mebibyte, mebibyte + 3);
  collectGarbage();
  const before = process.memoryUsage().rss;
  for (let i = 0; i < 12; i++) {
    allocate(Float64Array, 8 * mebibyte).fill(i);
    collectGarbage();
  }
  expect([...kept]).toEqual([7, 7, 7]);
  expect(process.memoryUsage().rss - before).toBeLessThan(4 * 64 * mebibyte);
});
