// Oracles: two passes in exact rational steps (bigint) for stability, plain loops for everything else.
import { Bool, Float32, Int32, Table, vectorFromArray } from 'apache-arrow';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import {
  allocateColumn,
  type ColumnArray,
  type ColumnArrayConstructor,
} from '../../../src/base/large-arrays.js';
import { viewColumn } from '../../../src/data/columns.js';
import { availableCovariance, availableMoments } from '../../../src/stats/available-moments.js';
import type { NumberColumn } from '../../../src/stats/column-input.js';
import { covariance, type GroupMoments, mergeMoments, moments } from '../../../src/stats/moments.js';

/** Two-pass moments of rows that have every value. */
function twoPass(rows: readonly (readonly number[])[], k: number): { means: number[]; comoments: number[] } {
  const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
  const means = Array.from({ length: k }, (_, i) => (rows.length ? mean(rows.map((row) => row[i]!)) : 0));
  const comoments = Array.from({ length: k * k }, (_, at) =>
    rows.reduce((sum, row) => {
      const i = Math.floor(at / k);
      return sum + (row[i]! - means[i]!) * (row[at % k]! - means[at % k]!);
    }, 0),
  );
  return { means, comoments };
}

function expectClose(got: GroupMoments, rows: readonly (readonly number[])[], k: number): void {
  const expected = twoPass(rows, k);
  expect(got.rows).toBe(rows.length);
  if (rows.length === 0) return;
  got.means.forEach((mean, i) => {
    expect(mean).toBeCloseTo(expected.means[i]!, 9);
  });
  got.comoments.forEach((value, at) => {
    const scale = Math.sqrt(
      expected.comoments[Math.floor(at / k) * (k + 1)]! * expected.comoments[(at % k) * (k + 1)]!,
    );
    expect(Math.abs(value - expected.comoments[at]!)).toBeLessThanOrEqual(1e-11 * Math.max(1e-3, scale));
  });
}

const maybe = fc.option(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { nil: null, freq: 8 });
const rowsOfThree = fc.array(
  fc.tuple(maybe, maybe, maybe, fc.option(fc.integer({ min: 0, max: 4 }), { nil: null, freq: 9 })),
  {
    minLength: 1,
    maxLength: 120,
  },
);

test('Arrow columns of any type with nulls agree with two passes over the complete rows', async () => {
  await fc.assert(
    fc.asyncProperty(rowsOfThree, fc.nat(40), async (rows, cut) => {
      const whole = new Table({
        a: vectorFromArray(rows.map((row) => row[0])),
        b: vectorFromArray(
          rows.map((row) => (row[1] === null ? null : Math.fround(row[1]))),
          new Float32(),
        ),
        c: vectorFromArray(
          rows.map((row) => (row[2] === null ? null : row[2] > 0)),
          new Bool(),
        ),
        g: vectorFromArray(
          rows.map((row) => row[3]),
          new Int32(),
        ),
      });
      const table = cut === 0 || cut >= rows.length ? whole : whole.slice(0, cut).concat(whole.slice(cut));
      const columns = ['a', 'b', 'c'].map((name) => viewColumn(table, name));
      const got = await moments(columns, { group: viewColumn(table, 'g'), groups: 5 });
      const complete = rows.filter((row) => row.every((value) => value !== null));
      for (let g = 0; g < 5; g++) {
        const mine = complete.filter((row) => row[3] === g);
        expectClose(
          got.groups[g]!,
          mine.map((row) => [row[0]!, Math.fround(row[1]!), Number(row[2]! > 0)]),
          3,
        );
        expect(got.groups[g]!.skipped).toBe(rows.filter((row) => row[3] === g).length - mine.length);
      }
      expect(got.ungrouped).toBe(rows.filter((row) => row[3] === null).length);
    }),
    { numRuns: 60 },
  );
});

/** A deterministic sequence in [0, 1) with no pattern that matters here. */
const weyl = (i: number, step: number): number => (i * step) % 1;

describe('a large sample', () => {
  const n = 300_003;
  const x = Float64Array.from({ length: n }, (_, i) => weyl(i, 0.754877666) * 3);
  const y = Float64Array.from({ length: n }, (_, i) => x[i]! * 0.7 + weyl(i, 0.569840291));
  const g = Uint8Array.from({ length: n }, (_, i) => Number(weyl(i, 0.61803398875) < 0.5));

  test.each([
    [[x, y], g],
    [[x, y], undefined],
    [[x], g],
    [[x], undefined],
    [[x, y], Int32Array.from(g)],
    [[Float32Array.from(x), y], g],
    [[x, y, x], g],
  ])(
    'case %#: fused and buffered paths agree with two passes for any thread count',
    async (columns, group) => {
      const options = { group };
      const one = await moments(columns, { ...options, threads: 1 });
      expect(await moments(columns, { ...options, threads: 3 })).toEqual(one);
      one.groups.forEach((got, code) => {
        const rows: number[][] = [];
        for (let i = 0; i < n; i++) {
          if (group === undefined || group[i] === code) rows.push(columns.map((column) => column[i]!));
        }
        expectClose(got, rows, columns.length);
      });
    },
  );

  test('a single NaN takes the buffered path and changes its row alone', async () => {
    const holed = Float64Array.from(y);
    holed[1234] = Number.NaN;
    const got = await moments([x, holed], { group: g });
    const all = await moments([x, y], { group: g });
    const code = g[1234]!;
    expect(got.groups[code]!.skipped).toBe(1);
    expect(got.groups[code]!.rows).toBe(all.groups[code]!.rows - 1);
    expect(got.groups[1 - code]).toEqual(all.groups[1 - code]);
  });

  test('merging two parts gives the whole', async () => {
    const whole = await moments([x, y]);
    const [a, b] = await Promise.all(
      [
        [0, 100_001],
        [100_001, n],
      ].map(([from, to]) => moments([x.subarray(from, to), y.subarray(from, to)])),
    );
    const merged = mergeMoments(a!.groups[0]!, b!.groups[0]!);
    expect(merged.rows).toBe(n);
    merged.comoments.forEach((value, at) => {
      expect(value / whole.groups[0]!.comoments[at]!).toBeCloseTo(1, 12);
    });
  });
});

test.each([1, 2])('mean 1.7e9 and deviation 1 keep nine digits of the variance (%i columns)', async (k) => {
  const n = 200_000;
  const unit = Float64Array.from({ length: n }, (_, i) => Math.round(weyl(i, 0.754877666) * 4096) / 1024);
  // The shift and the values are multiples of 2^-10 below 2^53: adding them is exact, so are the sums.
  const shifted = unit.map((value) => value + 1.7e9);
  let sum = 0n;
  let squares = 0n;
  for (const value of unit) {
    const whole = BigInt(value * 1024);
    sum += whole;
    squares += whole * whole;
  }
  const exact = Number(squares * BigInt(n) - sum * sum) / (n * (n - 1)) / 1024 ** 2;
  const got = await moments(k === 1 ? [shifted] : [shifted, shifted]);
  expect(Math.abs(covariance(got.groups[0]!, 0, k - 1) / exact - 1)).toBeLessThan(1e-9);
  expect(got.groups[0]!.means[0]! - 1.7e9).toBeCloseTo(Number(sum) / n / 1024, 6);
});

test('a group far away from the others, and a trend over the rows, stay stable', async () => {
  const n = 50_000;
  const values = Float64Array.from({ length: n }, (_, i) => (i < 2000 ? 0 : 1e9) + weyl(i, 0.754877666));
  const group = Uint8Array.from({ length: n }, (_, i) => Number(i >= 2000));
  const got = await moments([values], { group });
  const far = Float64Array.from({ length: n - 2000 }, (_, i) => values[i + 2000]! - 1e9);
  const oracle = await moments([far]);
  expect(covariance(got.groups[1]!, 0, 0) / covariance(oracle.groups[0]!, 0, 0)).toBeCloseTo(1, 9);
});

test('many groups keep their own rows', async () => {
  const n = 30_000;
  const values = Float64Array.from({ length: n }, (_, i) => i % 1000);
  const group = Uint32Array.from({ length: n }, (_, i) => i % 1000);
  const got = await moments([values], { group });
  expect(got.groups.length).toBe(1000);
  got.groups.forEach((moment, g) => {
    expect([moment.rows, moment.means[0], moment.comoments[0]]).toEqual([30, g, 0]);
  });
});

test('available cases leave each missing value out of its own column and pairs', async () => {
  await fc.assert(
    fc.asyncProperty(rowsOfThree, async (rows) => {
      const column = (i: 0 | 1 | 2) => Float64Array.from(rows, (row) => row[i] ?? Number.NaN);
      const columns = [column(0), column(1), column(2)];
      const group = Float64Array.from(rows, (row) => row[3] ?? Number.NaN);
      const got = await availableMoments(columns, { group, groups: 5 });
      expect(got.ungrouped).toBe(rows.filter((row) => row[3] === null).length);
      got.groups.forEach((moment, g) => {
        const mine = rows.filter((row) => row[3] === g);
        for (const i of [0, 1, 2] as const) {
          for (const j of [0, 1, 2] as const) {
            const pairs = mine.flatMap(({ [i]: a, [j]: b }) => (a === null || b === null ? [] : [[a, b]]));
            const expected = twoPass(pairs, 2);
            const scale = Math.max(1e-3, Math.sqrt(expected.comoments[0]! * expected.comoments[3]!));
            expect(moment.counts[3 * i + j]).toBe(pairs.length);
            expect(Math.abs(moment.comoments[3 * i + j]! - expected.comoments[1]!)).toBeLessThan(
              1e-10 * scale,
            );
            if (i === j && pairs.length === 0) expect(moment.means[i]).toBeNaN();
            else if (i === j) expect(moment.means[i]).toBeCloseTo(expected.means[0]!, 9);
            const covariances = availableCovariance(moment, i, j);
            if (pairs.length < 2) expect(covariances).toBeNaN();
            else expect(covariances).toBeCloseTo(expected.comoments[1]! / (pairs.length - 1), 7);
          }
        }
      });
    }),
    { numRuns: 40 },
  );
});

test.each([
  ['an infinite value', () => moments([[1, Number.POSITIVE_INFINITY]]), /"columns\[0\]", row 2 is infinite/],
  ['a code beyond the groups', () => moments([[1, 2]], { group: [0, 2], groups: 2 }), /"group", row 2/],
  ['a negative code', () => moments([[1, 2]], { group: [0, -1] }), /row 2 is not a group code/],
  ['lengths that differ', () => moments([[1, 2], [1]]), /1 rows/],
  ['no column', () => moments([]), /at least one column/],
])('%s is BAD_INPUT', async (_, call, message) => {
  await expect(call()).rejects.toMatchObject({ code: 'BAD_INPUT', message: expect.stringMatching(message) });
});

test('pages of 2 MiB change no bit of a result, for any number of threads', async () => {
  const rows = 1_200_007;
  const sample = (
    make: <T extends ColumnArray>(Constructor: ColumnArrayConstructor<T>) => T,
  ): NumberColumn[] => {
    const [y, x, group] = [make(Float64Array), make(Float64Array), make(Uint8Array)];
    for (let i = 0; i < rows; i++) {
      group[i] = Math.imul(i, 3266489917) >>> 31;
      x[i] = (Math.imul(i, 2654435761) >>> 0) / 4294967296;
      y[i] = 1.7e9 + x[i]! + (i % 1000 === 0 ? Number.NaN : 0);
    }
    return [y, x, group];
  };
  const kinds = [
    sample((Constructor) => allocateColumn(Constructor, rows)),
    sample((Constructor) => new Constructor(rows)),
  ];
  const results = await Promise.all(
    kinds.flatMap(([y, x, group]) =>
      [1, 2, 3].map((threads) => moments([y!, x!], { group: group!, groups: 2, threads })),
    ),
  );
  for (const result of results) expect(result).toEqual(results[0]);
});

test('an aborted call stops', async () => {
  await expect(moments([[1]], { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'ABORTED' });
});
