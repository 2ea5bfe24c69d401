// Exact intervals of difference and lift: against brute force over all tables (test/golden/exact/make.py), against the
// score interval for their lengths, and against their own p-values.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { proportionTest } from '../../../src/stats/proportions/choose.js';
import { barnardTest, boschlooTest, exactRatioTest } from '../../../src/stats/proportions/exact.js';
import { twoProportionTest } from '../../../src/stats/proportions/proportions.js';
import { readGolden } from '../../support/golden.js';

interface Golden {
  readonly counts: readonly [number, number, number, number];
  readonly tail: number;
  readonly ordering: 'boschloo' | 'barnard';
  readonly upper: number;
  readonly lower: number;
  readonly low: number;
  readonly high: number;
  readonly shareLow: number;
  readonly shareHigh: number;
}

const golden = readGolden('exact/golden.json') as readonly Golden[];

const groups = ([x1, n1, x2, n2]: readonly [number, number, number, number]) =>
  [
    { successes: x1, trials: n1 },
    { successes: x2, trials: n2 },
  ] as const;
const shareOf = (lift: number): number => (lift === Infinity ? 1 : (lift + 1) / (lift + 2));

describe('against brute force', () => {
  test.each(golden)('$ordering $counts at $tail', async (want) => {
    const run = want.ordering === 'boschloo' ? boschlooTest : barnardTest;
    const got = await run(...groups(want.counts), { alpha: 2 * want.tail });
    expect(got.p).toBeCloseTo(Math.min(1, 2 * Math.min(want.upper, want.lower)), 8);
    // Which tables are put above the one seen is bounded, not enumerated: a bound may lie a little further out.
    for (const [mine, theirs] of [
      [got.low, want.low],
      [shareOf(got.lift.low), want.shareLow],
      [-got.high, -want.high],
      [1 - shareOf(got.lift.high), 1 - want.shareHigh],
    ] as const) {
      expect(mine).toBeLessThan(theirs + 1e-9);
      expect(mine).toBeGreaterThan(theirs - 0.01);
    }
    expect(got.low).toBeCloseTo(want.low, 2);
  });

  test.each([
    // Chan and Zhang's (1999) interval, on a grid of .01.
    [[1, 40, 0, 40], -0.13, 0.06],
    [[0, 40, 0, 40], -0.09, 0.09],
  ] as const)('%j: within a hundredth of Chan and Zhang', async (counts, low, high) => {
    for (const run of [boschlooTest, barnardTest]) {
      const got = await run(...groups(counts));
      expect(Math.abs(got.low - low)).toBeLessThan(0.01);
      expect(Math.abs(got.high - high)).toBeLessThan(0.01);
    }
  });
});

describe('as narrow as exactness allows', () => {
  test.each([
    [[4, 1000, 5, 1000], -0.0064, 0.0084],
    [[0, 1000, 9, 1000], 0.0038, 0.0174],
    [[0, 1000, 0, 1000], -0.0044, 0.0044],
    [[0, 30, 0, 40], -0.119, 0.094],
  ] as const)('%j lies in [%f, %f]', async (counts, low, high) => {
    const got = await boschlooTest(...groups(counts));
    expect(got.low).toBeGreaterThan(low);
    expect(got.high).toBeLessThan(high);
  });

  test.each([
    [40, 40],
    [200, 100],
    [500, 500],
  ])('%i and %i users with 0 to 9 events: little longer than the score interval', async (n1, n2) => {
    let [sum, tables] = [0, 0];
    for (let x1 = 0; x1 <= 9; x1++) {
      for (let x2 = 0; x1 + x2 <= 9; x2++) {
        const pair = groups([x1, n1, x2, n2]);
        const [exact, score] = [await boschlooTest(...pair), twoProportionTest(...pair)];
        sum += (exact.high - exact.low) / (score.high - score.low);
        tables++;
        expect((exact.high - exact.low) / (score.high - score.low)).toBeLessThan(1.25);
      }
    }
    expect(sum / tables).toBeLessThan(1.08);
  });

  test('a tenth event changes the method, not the interval', async () => {
    const [before, after] = [
      await proportionTest(...groups([4, 1000, 5, 1000])),
      await proportionTest(...groups([5, 1000, 5, 1000])),
    ];
    expect([before.method, after.method]).toEqual(['boschloo', 'pooled-z']);
    const ratio = (before.high - before.low) / (after.high - after.low);
    expect(ratio).toBeGreaterThan(0.9);
    expect(ratio).toBeLessThan(1.1);
  });
});

const table = fc
  .tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 60 }))
  .chain(([n1, n2]) =>
    fc.tuple(
      fc.integer({ min: 0, max: n1 }),
      fc.constant(n1),
      fc.integer({ min: 0, max: n2 }),
      fc.constant(n2),
    ),
  );

describe('agreement', () => {
  test('p is below alpha exactly when difference and lift leave out the null', async () => {
    await fc.assert(
      fc.asyncProperty(
        table,
        fc.constantFrom(0.01, 0.05, 0.2),
        fc.constantFrom('two-sided' as const, 'greater' as const, 'less' as const),
        fc.boolean(),
        async (counts, alpha, alternative, boschloo) => {
          const run = boschloo ? boschlooTest : barnardTest;
          const { p, low, high, lift, estimate } = await run(...groups(counts), { alpha, alternative });
          const out = low > 0 || high < 0;
          expect(p < alpha).toBe(out);
          if (counts[0] + counts[2] > 0) expect(lift.low > 0 || lift.high < 0).toBe(out);
          expect(low <= estimate && estimate <= high).toBe(true);
        },
      ),
      { numRuns: 300, seed: 10 },
    );
  });

  test('and against a margin, of the difference and of the ratio', async () => {
    await fc.assert(
      fc.asyncProperty(
        table,
        fc.constantFrom(0.025, 0.05),
        fc.double({ min: 0.01, max: 0.3, noNaN: true }),
        async (counts, alpha, margin) => {
          const greater = await boschlooTest(...groups(counts), {
            alpha,
            alternative: 'greater',
            null: -margin,
          });
          expect(greater.p < alpha).toBe(greater.low > -margin);
          expect(greater.method).toBe('exact-score');
          const less = await exactRatioTest(...groups(counts), 1 + margin, { alternative: 'less', alpha });
          expect(less.p < alpha).toBe(less.high < margin);
        },
      ),
      { numRuns: 150, seed: 11 },
    );
  });

  test('control and treatment changed over mirror the interval', async () => {
    await fc.assert(
      fc.asyncProperty(table, async ([x1, n1, x2, n2]) => {
        const one = await boschlooTest(...groups([x1, n1, x2, n2]));
        const other = await boschlooTest(...groups([x2, n2, x1, n1]));
        expect(one.low).toBeCloseTo(-other.high, 12);
        expect(one.p).toBeCloseTo(other.p, 12);
        expect(shareOf(one.lift.low)).toBeCloseTo(1 - shareOf(other.lift.high), 12);
      }),
      { numRuns: 60, seed: 12 },
    );
  });

  test('too many users are refused with the way out', async () => {
    await expect(boschlooTest(...groups([1, 15_000, 2, 15_000]))).rejects.toThrow(
      /at most 20000 users in both groups, got 30000: use twoProportionTest/,
    );
  });
});
