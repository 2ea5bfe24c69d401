import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { profitAt } from '../../../src/dashboard/documents/frontier.js';
import { shownParts, shownShare, shownUsers } from '../../../src/dashboard/pages/cells.js';

describe('parts of a whole', () => {
  test.each([
    [[120, 300], [120, 300], 420],
    [[120, 4, 300], [null, null, 300], 424],
    // Two small parts together are not enough: whoever subtracts would learn that there are two.
    [[1, 1, 40, 90], [null, null, null, 90], 132],
    [[5, 6], [null, null], 11],
    [[0, 3, 12], [0, null, null], 15],
    [[3], [null], null],
    [[3, 0], [null, 0], null],
    [[1, 2], [null, null], null],
    [[], [], 0],
    [[0, 0], [0, 0], 0],
    [[10], [10], 10],
  ])('of %j show %j and the total %j', (counts, parts, total) => {
    expect(shownParts(counts)).toEqual({ parts, total });
  });

  test('nobody learns a small part by subtraction', () => {
    const counts = fc.array(fc.oneof(fc.nat(14), fc.nat(5000)), { maxLength: 6 });
    fc.assert(
      fc.property(counts, (given) => {
        const { parts, total } = shownParts(given);
        expect(parts.every((part) => part === null || part === 0 || part >= 10)).toBe(true);
        const hidden = given.filter((_, i) => parts[i] === null);
        if (total === null || hidden.length === 0) return;
        // What is left for the hidden parts can be split in two ways at least, so that no part is known.
        expect(hidden.length).toBeGreaterThan(1);
        expect(hidden.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(9);
      }),
      { numRuns: 1000 },
    );
  });

  test('a single count of 1 to 9 is hidden', () => {
    expect([0, 1, 9, 10].map(shownUsers)).toEqual([0, null, null, 10]);
  });
});

test('a share is hidden where few rows have it, or few have it not', () => {
  const shares = [0, 0.0001, 0.0009, 0.001, 0.5, 0.999, 0.9991, 1];
  expect(shares.map((share) => shownShare(share, 10_000))).toEqual([
    ...[0, 'hidden', 'hidden', 0.001, 0.5, 0.999, 'hidden', 1],
  ]);
  expect(shownShare(null, 10)).toBeNull();
});

describe('a budget between the steps of a frontier', () => {
  // The true frontier of these steps is known everywhere: 100 sqrt(budget).
  const truth = (budget: number): number => 100 * Math.sqrt(budget);
  const steps = [0, 1, 4, 9, 100, 400].map((budget) => ({
    ...{ budget, profit: truth(budget), upperBound: truth(budget) },
    marginal: budget === 0 ? 1e6 : 50 / Math.sqrt(budget),
  }));

  test('holds the true profit between its bounds', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 400, noNaN: true }), (budget) => {
        const { profit, upperBound } = profitAt(steps, budget)!;
        expect(profit).toBeLessThanOrEqual(truth(budget) + 1e-9);
        expect(upperBound).toBeGreaterThanOrEqual(truth(budget) - 1e-9);
      }),
    );
  });

  test('is exact at a step, and unknown outside', () => {
    expect(profitAt(steps, 9)).toEqual({ profit: 300, upperBound: 300, marginal: 50 / 3 });
    expect([401, -1].map((budget) => profitAt(steps, budget))).toEqual([null, null]);
    expect(profitAt([], 1)).toBeNull();
  });
});
