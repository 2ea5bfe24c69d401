// Looks near each other, at any information times. Right values: test/golden/sequential/make_near.py (mpmath at 25 digits,
// a dense grid in numpy, multivariate normal rectangles by scipy).
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { boundaries, exitProbabilities } from '../../../src/stats/sequential/boundaries.js';
import { sequentialP } from '../../../src/stats/sequential/sequential-p.js';
import type { Spending } from '../../../src/stats/sequential/spending.js';
import { readGolden } from '../../support/golden.js';

interface Plan {
  readonly times: number[];
  readonly spending: Spending;
  readonly alpha: number;
  readonly oneSided?: boolean;
  readonly z: number[];
}

const golden = readGolden('sequential/near.json') as {
  readonly exact: readonly Plan[];
  readonly dense: readonly Plan[];
  readonly normal: readonly { times: number[]; z: number[]; drift: number; inside: number }[];
};

const farthest = (a: readonly number[], b: readonly number[]) =>
  Math.max(...a.map((value, k) => Math.abs(value - b[k]!)));

test('two and three looks with gaps from .05 to 1e-7: mpmath at 25 digits', () => {
  expect(golden.exact.length).toBeGreaterThanOrEqual(40);
  for (const { times, spending, alpha, oneSided = false, z } of golden.exact) {
    const found = boundaries({ times, spending, alpha, oneSided }).z;
    expect(farthest(found, z), `${times} ${spending} ${alpha} ${oneSided}`).toBeLessThan(1e-11);
  }
});

test('20 to 200 looks, near each other in pairs, in a rush and at random: a dense grid', () => {
  expect(golden.dense.length).toBeGreaterThanOrEqual(4);
  for (const { times, spending, alpha, z } of golden.dense)
    expect(farthest(boundaries({ times, spending, alpha }).z, z), `${times.length}`).toBeLessThan(1e-9);
});

test('the chance to stay inside given bounds is a multivariate normal rectangle', () => {
  expect(golden.normal.length).toBeGreaterThanOrEqual(6);
  for (const { times, z, drift, inside } of golden.normal) {
    const { above, below } = exitProbabilities(
      times,
      z.map((bound) => -bound),
      z,
      drift,
    );
    const left = 1 - [...above, ...below].reduce((a, b) => a + b, 0);
    expect(Math.abs(left - inside), `${times} ${drift}`).toBeLessThan(3e-6);
  }
});

test('a sequential p does not jump where two looks come together', () => {
  const at = (gap: number) => sequentialP({ times: [0.5, 1 - gap, 1], z: [0.57, 1.87, 1.95] });
  // Known before for gaps from .0013 on, and without the middle look.
  expect(at(0.0013)).toBeCloseTo(0.0585, 4);
  const without = sequentialP({ times: [0.5, 1], z: [0.57, 1.95] });
  expect(without).toBeCloseTo(0.0523, 4);
  const gaps = [0.0013, 0.0012, 0.001, 5e-4, 1e-4, 1e-5, 1e-6, 1e-8, 1e-10, 1e-12, 1e-14];
  const p = gaps.map(at);
  p.forEach((value, i) => {
    if (i > 0) expect(value).toBeLessThanOrEqual(p[i - 1]! * (1 + 1e-9));
    expect(value).toBeGreaterThan(without * (1 - 1e-9));
  });
  expect(p.at(-1)).toBeCloseTo(without, 6);
});

test('any times: the boundaries spend alpha, no bound is lost, and a look next to another hardly matters', () => {
  const steps = fc.array(
    fc.oneof(
      { weight: 3, arbitrary: fc.double({ min: 0.01, max: 1, noNaN: true }) },
      {
        weight: 1,
        arbitrary: fc.constantFrom(1e-3, 1e-5, 1e-7, 1e-9),
      },
    ),
    { minLength: 1, maxLength: 8 },
  );
  fc.assert(
    fc.property(
      steps,
      fc.constantFrom('obrien-fleming' as const, 'pocock' as const),
      fc.boolean(),
      (drawn, spending, oneSided) => {
        const ends = drawn.map((_, k) => 0.05 + drawn.slice(0, k + 1).reduce((a, b) => a + b, 0));
        const times = ends.map((end) => end / ends.at(-1)!);
        const plan = boundaries({ times, spending, oneSided });
        expect(plan.alphaSpent.at(-1)).toBeCloseTo(0.05, 10);
        expect(plan.z.every((bound) => bound > 0)).toBe(true);
        // The same plan without its next-to-last look spends the same in all.
        const fewer = boundaries({ times: [...times.slice(0, -2), 1], spending, oneSided });
        expect(fewer.alphaSpent.at(-1)).toBeCloseTo(0.05, 10);
      },
    ),
    { numRuns: 60, seed: 31 },
  );
});

test.each([1, 2, 50, 200])('%d looks, all in the last tenth of the plan', (looks) => {
  const times = Array.from({ length: looks }, (_, k) => 0.9 + (0.1 * (k + 1)) / looks);
  const plan = boundaries({ times });
  expect(plan.alphaSpent.at(-1)).toBeCloseTo(0.05, 10);
});
