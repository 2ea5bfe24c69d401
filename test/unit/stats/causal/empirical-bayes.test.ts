// Python with scipy's brentq (test/golden/causal/empirical-bayes.py).
import { expect, test } from 'vitest';

import { Random } from '../../../../src/base/random.js';
import { shrinkCells } from '../../../../src/stats/causal/empirical-bayes.js';
import { readGolden } from '../../../support/golden.js';
import { relative } from '../../../support/near.js';

interface Case {
  readonly d: readonly number[];
  readonly v: readonly number[];
  readonly along: readonly number[] | null;
  readonly posterior: readonly number[];
  readonly variance: readonly number[];
  readonly mean: readonly number[];
  readonly tau2: number;
}

const golden = readGolden<Readonly<Record<string, Case>>>('causal/empirical-bayes.json');

test.each(Object.entries(golden))(
  '%s: posterior means, variances and spread are those of scipy',
  (_, one) => {
    const got = shrinkCells({ estimates: one.d, variances: one.v, along: one.along ?? undefined });
    expect(relative(got.spread, one.tau2)).toBeLessThan(1e-10);
    got.cells.forEach((cell, i) => {
      expect(relative(cell.value, one.posterior[i]!)).toBeLessThan(1e-10);
      expect(relative(cell.variance, one.variance[i]!)).toBeLessThan(1e-10);
      expect(relative(cell.common, one.mean[i]!)).toBeLessThan(1e-10);
    });
  },
);

test('the published case of eight cells', () => {
  const { d, v } = golden['eight']!;
  const { cells, spread } = shrinkCells({ estimates: d, variances: v });
  expect(spread).toBeCloseTo(0.000335475483207452, 14);
  expect(cells[0]!.common).toBeCloseTo(0.02968321051129355, 12);
  const values = [
    0.03078401, 0.0472126, 0.01421758, 0.0420111, 0.02804236, 0.00237754, 0.05275061, 0.02022254,
  ];
  cells.forEach(({ value }, i) => {
    expect(value).toBeCloseTo(values[i]!, 8);
  });
});

test('the largest of noisy cells is not too large on average, and closer to the truth', () => {
  const sums = { raw: 0, shrunk: 0, rawMiss: 0, shrunkMiss: 0 };
  for (let run = 0; run < 300; run++) {
    const random = new Random(5, run);
    const truth = Array.from({ length: 12 }, () => 0.03 + 0.01 * random.normal());
    const estimates = truth.map((value) => value + 0.03 * random.normal());
    const { cells } = shrinkCells({ estimates, variances: estimates.map(() => 0.03 ** 2) });
    const best = estimates.indexOf(Math.max(...estimates));
    sums.raw += estimates[best]! - truth[best]!;
    sums.shrunk += cells[best]!.value - truth[best]!;
    truth.forEach((value, i) => {
      sums.rawMiss += (estimates[i]! - value) ** 2;
      sums.shrunkMiss += (cells[i]!.value - value) ** 2;
    });
  }
  expect(sums.raw / 300).toBeGreaterThan(0.03);
  expect(Math.abs(sums.shrunk)).toBeLessThan(sums.raw / 2);
  expect(sums.shrunkMiss).toBeLessThan(0.5 * sums.rawMiss);
});

test('too few cells and variances without meaning are refused', () => {
  const three = { estimates: [1, 2, 3], variances: [1, 1, 1] };
  expect(() => shrinkCells(three)).toThrow(/at least 4 cells, got 3/);
  const four = { estimates: [1, 2, 3, 4], variances: [1, 1, 1, 1] };
  expect(() => shrinkCells({ ...four, along: [1, 2, 3, 4] })).toThrow(/at least 5 cells, got 4/);
  expect(() => shrinkCells({ ...four, variances: [1, 1, 0, 1] })).toThrow(
    /variances\[2\] must be a number > 0/,
  );
  expect(() => shrinkCells({ ...four, variances: [1, 1] })).toThrow(/2 entries for 4 rows/);
});
