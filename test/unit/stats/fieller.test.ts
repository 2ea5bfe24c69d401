import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { analyzeExperiment } from '../../../src/experiment/analyze.js';
import { experimentConfig } from '../../../src/experiment/config/config.js';
import { dataFromAggregates } from '../../../src/experiment/sources/aggregates.js';
import { normal } from '../../../src/stats/distributions.js';
import { fiellerLift, meanLiftP } from '../../../src/stats/fieller.js';
import { welchTest } from '../../../src/stats/means.js';
import { readGolden } from '../../support/golden.js';
import { relative } from '../../support/near.js';

interface Case {
  /** control, treatment, squared errors of both, covariance, tail */
  readonly in: readonly [number, number, number, number, number, number];
  readonly ends: readonly [number, number] | null;
  readonly p: number;
}

test('ends and p are those of 120 digits, from the difference up to a level of one half', () => {
  for (const { in: given, ends, p } of readGolden<readonly Case[]>('stats/fieller.json')) {
    const [control, treatment, v1, v2, covariance, tail] = given;
    const errors = { control: v1, treatment: v2, df: Infinity, covariance };
    const got = fiellerLift(control, treatment, errors, { alpha: 2 * tail, alternative: 'two-sided' });
    if (ends === null) expect(got.low, given.join()).toBe(-Infinity);
    else {
      // What the doubles of both means can tell of their difference.
      const least = 1e-15 + 1e-9 * (ends[1] - ends[0]);
      expect(Math.abs(got.low - ends[0]), given.join()).toBeLessThan(least);
      expect(Math.abs(got.high - ends[1]), given.join()).toBeLessThan(least);
    }
    const own = normal.survival(control / Math.sqrt(v1));
    const found = meanLiftP(control, treatment, errors, -0.01, 'greater');
    expect(relative(found, Math.max(p, own)), given.join()).toBeLessThan(1e-7);
  }
});

test('a lift far below the means keeps the digits of the difference', () => {
  const { low, high, lift } = welchTest(
    { n: 1e6, mean: 1e6, variance: 1 },
    { n: 1e6, mean: 1e6 + 0.01, variance: 1 },
  );
  expect(lift.low * 1e6).toBeCloseTo(low, 6);
  expect(lift.high * 1e6).toBeCloseTo(high, 6);
});

const marginal = async (gap: number) => {
  const config = experimentConfig({
    ...{ name: 'x', control: 'a', treatments: ['b'], data: {} },
    metrics: [
      { name: 'm', kind: 'mean', role: 'primary', column: 'm' },
      { name: 'g', kind: 'mean', role: 'guardrail', column: 'g', relativeMargin: 0.01 },
    ],
  });
  const of = (mean: number, variance: number) => ({ users: 50_000, mean, variance });
  const metrics = {
    m: { a: of(1, 1), b: of(1.1, 1) },
    g: { a: of(300, 3600), b: of(300 + gap, 3600) },
  };
  const result = await analyzeExperiment(dataFromAggregates({ metrics }, config), config);
  return result.metrics.find((m) => m.name === 'g')!.guardrail!;
};

// p: the normal of (m2 - .99 m1) / sqrt(v (1 + .99^2)), 1e5 degrees of freedom.
test('property: a relative margin of ordinary revenue is tested by the linear contrast', () =>
  fc.assert(
    fc.asyncProperty(fc.double({ min: -6, max: 2, noNaN: true }), async (gap) => {
      const { p, bound, status } = await marginal(gap);
      const z = (300 + gap - 0.99 * 300) / Math.sqrt((3600 / 50_000) * (1 + 0.99 ** 2));
      expect(Math.abs(p - normal.survival(z))).toBeLessThan(1e-5);
      if (Math.abs(p - 0.05) > 1e-6) expect(status === 'passed').toBe(p < 0.05);
      expect(p < 0.05).toBe(bound! > -3);
    }),
    { numRuns: 60 },
  ));

test('300 against 300.1 is passed, not undecided', async () => {
  const { p, status } = await marginal(0.1);
  expect(status).toBe('passed');
  expect(p).toBeLessThan(1e-14);
});
