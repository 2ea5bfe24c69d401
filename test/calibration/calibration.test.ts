import { describe, expect, test } from 'vitest';

import { twoProportionTest } from '../../src/stats/proportions.js';
import { calibrate, calibrationCases } from './cases.js';
import { exactSize } from './exact-size.js';

describe('200,000 experiments without an effect', () => {
  test.each(calibrationCases.map((one) => [one.name, one] as const))('%s', async (_, one) => {
    const outcome = await calibrate(one, 200_000, 2024);
    expect(outcome.passed, `${outcome.rate} instead of ${outcome.expected} +- ${outcome.standardError}`).toBe(
      true,
    );
  });
});

describe('exact size where the asymptotic tests fail', () => {
  const rejects = (n: number, variance: 'pooled' | 'unpooled') => {
    return (x1: number, x2: number): boolean => {
      if (x1 === x2) return false;
      if (variance === 'unpooled' && (x1 === 0 || x1 === n) && (x2 === 0 || x2 === n)) return true;
      const sample = (successes: number) => ({ successes, trials: n });
      return twoProportionTest(sample(x1), sample(x2), { variance }).p < 0.05;
    };
  };

  // Background figures: pooled z n = 30 p = 0.05 .0284; Wald n = 50 .0539.
  test('pooled z with 30 users a group at 5 % rejects 2.84 %', () => {
    expect(exactSize(30, 30, 0.05, rejects(30, 'pooled'))).toBeCloseTo(0.0284, 4);
  });

  test('unpooled z with 50 users a group at 5 % rejects 5.39 %', () => {
    expect(exactSize(50, 50, 0.05, rejects(50, 'unpooled'))).toBeCloseTo(0.0539, 4);
  });
});
