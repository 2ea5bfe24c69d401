// scipy, densities on narrow Gauss-Legendre panels (test/golden/stats/best-arm.py).
import fc from 'fast-check';
import { expect, test } from 'vitest';

import { bestArm, betaArm, normalArm } from '../../../src/stats/posterior/best-arm.js';
import { compareBetas } from '../../../src/stats/posterior/beta-posterior.js';
import { readGolden } from '../../support/golden.js';

interface Case {
  readonly kind: 'beta' | 'normal';
  readonly arms: readonly (readonly [number, number])[];
  readonly direction: 'increase' | 'decrease';
  readonly best: readonly { readonly probability: number; readonly expectedLoss: number }[];
}

test.each(readGolden<{ readonly cases: readonly Case[] }>('stats/best-arm.json').cases)(
  'the best of $arms.length $kind arms, $direction',
  ({ kind, arms, direction, best }) => {
    const got = bestArm(
      arms.map(([a, b]) => (kind === 'beta' ? betaArm(a, b) : normalArm(a, b))),
      direction,
    );
    best.forEach((want, i) => {
      expect(Math.abs(got[i]!.probability - want.probability)).toBeLessThan(1e-11);
      expect(Math.abs(got[i]!.expectedLoss - want.expectedLoss)).toBeLessThan(1e-11);
    });
    expect(got.reduce((sum, arm) => sum + arm.probability, 0)).toBeCloseTo(1, 11);
  },
);

test('two arms are the pair comparison', async () => {
  const pair = await compareBetas({ a: 118, b: 2097 }, { a: 151, b: 2064 });
  const [a, b] = bestArm([betaArm(118, 2097), betaArm(151, 2064)]);
  expect(b!.probability).toBeCloseTo(pair.probability, 11);
  expect(a!.expectedLoss).toBeCloseTo(pair.lossA, 11);
  expect(b!.expectedLoss).toBeCloseTo(pair.lossB, 11);
});

test('one arm has no rival', () => {
  expect(() => bestArm([normalArm(0, 1)])).toThrow(/two or more arms/);
  expect(() => normalArm(0, 0)).toThrow(/the error of an arm must be a number > 0/);
});

// mpmath 1.3 at 25 digits: the integral of one density times the others' distribution functions.
test.each([
  [[1001, 1, 991, 11], 0.999525019347302],
  [[101, 1, 99, 3], 0.876865671641791],
  [[5001, 1, 4991, 11], 0.9995143991977467],
  [[41, 1, 21, 21], 0.999999985318095],
  [[1, 1001, 11, 991], 0.000474980652698045],
] as const)('Beta arms at the ends of the range: %j', async ([a1, b1, a2, b2], want) => {
  const [first, second] = bestArm([betaArm(a1, b1), betaArm(a2, b2)]);
  expect(first!.probability).toBeCloseTo(want, 10);
  expect(first!.probability + second!.probability).toBeCloseTo(1, 14);
  const pair = await compareBetas({ a: a1, b: b1 }, { a: a2, b: b2 });
  expect(1 - pair.probability).toBeCloseTo(want, 10);
  const [down] = bestArm([betaArm(b1, a1), betaArm(b2, a2)], 'decrease');
  expect(down!.probability).toBeCloseTo(want, 10);
});

test.each([
  [
    [
      [101, 1],
      [99, 3],
      [101, 1],
    ],
    [0.4818485841896, 0.03630283162087, 0.4818485841896],
  ],
  [
    [
      [1001, 1],
      [991, 11],
      [996, 6],
    ],
    [0.9842934381634, 0.000259784166752, 0.01544677766983],
  ],
] as const)('three arms at an end: %j', (arms, want) => {
  const got = bestArm(arms.map(([a, b]) => betaArm(a, b)));
  want.forEach((p, i) => {
    expect(got[i]!.probability).toBeCloseTo(p, 10);
  });
});

test('needles are points: against a wide arm by its distribution, ties shared', () => {
  const wide = normalArm(5, 1);
  const [a, b] = bestArm([normalArm(6, 1e-200), wide]);
  expect(a!.probability).toBeCloseTo(0.8413447460685429, 12); // scipy.stats.norm.cdf(1)
  expect(b!.expectedLoss).toBeCloseTo(1 + 0.0833154705876863, 11); // 1 + phi(1) - sf(1)
  const tied = bestArm([normalArm(6, 1e-200), normalArm(6, 1e-90), normalArm(5, 1e-200)]);
  expect(tied.map((arm) => arm.probability)).toEqual([0.5, 0.5, 0]);
  expect(tied[2]!.expectedLoss).toBe(1);
  expect(bestArm([normalArm(0, 1e-200), normalArm(1e-200, 1e-200)])[1]!.probability).toBeCloseTo(
    0.7602499389065233, // scipy.stats.norm.cdf(1 / sqrt 2)
    10,
  );
});

test('whatever the arms, probabilities add up to 1 and losses are finite', () => {
  const shape = fc.oneof(
    fc.constantFrom(0.5, 1, 2, 1e8, 1e10, 1e12),
    fc.double({ min: 0.5, max: 1e6, noNaN: true }),
  );
  const arm = fc.oneof(
    fc.tuple(shape, shape).map(([a, b]) => betaArm(a, b)),
    fc
      .tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(1e-300, 1e-20, 1e-9, 0.01, 1, 1e9))
      .map(([mean, error]) => normalArm(mean, error)),
  );
  fc.assert(
    fc.property(fc.array(arm, { minLength: 2, maxLength: 5 }), fc.boolean(), (arms, up) => {
      const got = bestArm(arms, up ? 'increase' : 'decrease');
      expect(got.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 12);
      for (const { probability, expectedLoss } of got) {
        expect(probability).toBeGreaterThanOrEqual(0);
        expect(Number.isFinite(expectedLoss)).toBe(true);
      }
    }),
    { numRuns: 60, seed: 7 },
  );
});

// P(B > A) of two normals: posteriors of 1.2e9 and 1e12 users are normal to 1e-5.
test.each([1.2e9, 9e11])('%f users an arm', async (users) => {
  const shape = (rate: number) => ({ a: 1 + rate * users, b: 1 + (1 - rate) * users });
  const step = Math.sqrt((2 * 0.05 * 0.95) / users);
  const { probability, difference } = await compareBetas(shape(0.05), shape(0.05 + step));
  expect(probability).toBeCloseTo(0.8413447460685429, 4);
  expect(difference.low / step).toBeCloseTo(1 - 1.959963984540054, 3);
});
