// Oracles: the known variance of each statistic's bootstrap distribution, and an independent
// resampling loop over the same sample.
import { describe, expect, test } from 'vitest';

import { bootstrap, replicateInterval } from '../../../src/stats/resampling/bootstrap.js';
import { uniform } from '../../support/random.js';

const n = 4000;
const weyl = (i: number, step: number): number => (i * step) % 1;
const values = Float64Array.from({ length: n }, (_, i) => -Math.log(1 - weyl(i + 1, 0.754877666)));
const below = Float64Array.from({ length: n }, (_, i) => 1 + weyl(i, 0.569840291));

function moments(sample: ArrayLike<number>): { mean: number; sd: number } {
  const list = Array.from(sample);
  const mean = list.reduce((a, b) => a + b, 0) / list.length;
  return { mean, sd: Math.sqrt(list.reduce((sum, x) => sum + (x - mean) ** 2, 0) / list.length) };
}

// With 4000 replicates a standard deviation is known to 1.1 %, a mean to 1.6 % of it: limits at 4.5.
describe.each(['poisson', 'multinomial'] as const)('%s bootstrap', (scheme) => {
  test('means spread by sd / sqrt(n) around the mean', async () => {
    const [got] = await bootstrap(values, { scheme, replicates: 4000 });
    const sample = moments(values);
    const spread = moments(got!.replicates);
    expect(got!.estimate).toBeCloseTo(sample.mean, 12);
    expect(spread.sd / (sample.sd / Math.sqrt(n))).toBeGreaterThan(0.95);
    expect(spread.sd / (sample.sd / Math.sqrt(n))).toBeLessThan(1.05);
    expect(Math.abs(spread.mean - sample.mean)).toBeLessThan((0.072 * sample.sd) / Math.sqrt(n));
  });

  test('ratios spread as the delta method says', async () => {
    const [got] = await bootstrap(values, {
      scheme,
      statistic: 'ratio',
      denominator: below,
      replicates: 4000,
    });
    const ratio = moments(values).mean / moments(below).mean;
    expect(got!.estimate).toBeCloseTo(ratio, 12);
    const residuals = Array.from(values, (value, i) => value - ratio * below[i]!);
    const expected = moments(residuals).sd / moments(below).mean / Math.sqrt(n);
    expect(moments(got!.replicates).sd / expected).toBeGreaterThan(0.94);
    expect(moments(got!.replicates).sd / expected).toBeLessThan(1.06);
  });

  test('quantiles are distributed as those of a plain resampling loop', async () => {
    const sample = values.subarray(0, 60);
    const [got] = await bootstrap(sample, {
      scheme: 'multinomial',
      statistic: 'quantile',
      q: 0.3,
      replicates: 4000,
    });
    const next = uniform(12_345);
    const loop = Array.from({ length: 4000 }, () => {
      const drawn = Float64Array.from(sample, () => sample[Math.floor(next() * 60)]!).sort();
      const position = 0.3 * 59;
      return drawn[17]! + (position - 17) * (drawn[18]! - drawn[17]!);
    });
    const expected = moments(loop);
    const spread = moments(got!.replicates);
    expect(Math.abs(spread.mean - expected.mean)).toBeLessThan((0.1 * expected.sd) as number);
    expect(Math.abs(spread.sd / expected.sd - 1)).toBeLessThan(0.08);
  });

  test('groups are resampled apart, missing rows left out, threads change nothing', async () => {
    const group = Uint8Array.from({ length: n }, (_, i) => Number(i % 3 === 0));
    const holed = Float64Array.from(values);
    holed[3] = Number.NaN;
    const options = { scheme, group, replicates: 50 } as const;
    const one = await bootstrap(holed, { ...options, threads: 1 });
    expect(one.map((g) => g.rows)).toEqual([n - 1334, 1333]);
    expect(await bootstrap(holed, { ...options, threads: 4 })).toEqual(one);
    expect(await bootstrap(holed, { ...options, seed: 1 })).not.toEqual(one);
    const [alone] = await bootstrap(
      holed.filter((_, i) => i % 3 !== 0),
      { scheme, replicates: 50 },
    );
    expect(alone).toEqual(one[0]);
  });
});

// The type 7 quantile 0.025 of 600 replicates leaves out 15.975 of 601 places on average, so the interval reaches 1.9336
// standard deviations with divisor n, and |t| with 99 degrees of freedom stays within 1.9336 sqrt(0.99) with probability
// 0.9428 (scipy.stats). Over 3000 samples the share is known to 0.0042; the limit is 4.5 of that.
test.each(['poisson', 'multinomial'] as const)('%s percentile intervals cover the mean', async (scheme) => {
  const draw = uniform(99);
  const normal = (): number => Array.from({ length: 12 }, draw).reduce((a, b) => a + b, -6);
  let covered = 0;
  const runs = 3000;
  for (let run = 0; run < runs; run++) {
    const sample = Float64Array.from({ length: 100 }, normal);
    const [got] = await bootstrap(sample, { scheme, replicates: 600, seed: run });
    const { low, high } = replicateInterval(got!.replicates);
    covered += Number(low < 0 && 0 < high);
  }
  expect(Math.abs(covered / runs - 0.9428)).toBeLessThan(0.019);
});

test('a multinomial quantile of a constant is the constant', async () => {
  const [got] = await bootstrap(new Float64Array(10).fill(3), {
    statistic: 'quantile',
    scheme: 'multinomial',
  });
  expect(new Set(got!.replicates)).toEqual(new Set([3]));
});

test("the percentile interval is numpy.quantile(method='weibull') of the replicates", () => {
  const got = replicateInterval([4, 1, Number.NaN, 3, 2], 0.5);
  expect(got).toEqual({ low: 1.25, high: 3.75 });
});

// Estimate and replicates being exchangeable, each tail of rank 5 of 199 holds 5 of 200 places.
test('199 replicates give a 95 % interval from the fifth to the fifth last', () => {
  const got = replicateInterval(Float64Array.from({ length: 199 }, (_, i) => i + 1));
  expect(got.low).toBeCloseTo(5, 12);
  expect(got.high).toBeCloseTo(195, 12);
});

test.each([
  ['an empty group', () => bootstrap([1, 2], { group: [0, 0] }), /group 1 has no row/],
  ['a ratio without denominator', () => bootstrap([1], { statistic: 'ratio' }), /denominator/],
  ['a code beyond the groups', () => bootstrap([1, 2], { group: [0, 5] }), /row 2/],
  ['an infinite value', () => bootstrap([Number.POSITIVE_INFINITY]), /row 1 is infinite/],
])('%s is BAD_INPUT', async (_, call, message) => {
  await expect(call()).rejects.toMatchObject({ code: 'BAD_INPUT', message: expect.stringMatching(message) });
});
