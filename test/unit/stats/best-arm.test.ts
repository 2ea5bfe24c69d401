// scipy, densities on narrow Gauss-Legendre panels (golden/best-arm.py).
import { expect, test } from 'vitest';

import { bestArm, betaArm, normalArm } from '../../../src/stats/best-arm.js';
import { compareBetas } from '../../../src/stats/beta-posterior.js';
import { golden } from './golden.js';

interface Case {
  readonly kind: 'beta' | 'normal';
  readonly arms: readonly (readonly [number, number])[];
  readonly direction: 'increase' | 'decrease';
  readonly best: readonly { readonly probability: number; readonly expectedLoss: number }[];
}

test.each(golden<{ readonly cases: readonly Case[] }>('best-arm.json').cases)(
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
  expect(() => normalArm(0, 0)).toThrow(/error > 0/);
});
