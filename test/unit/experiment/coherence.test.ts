// Properties, on random tables: p below alpha exactly when the interval leaves out 0, the same decision on the absolute
// and the relative scale, and after corrections.
import { expect, test } from 'vitest';

import { Random } from '../../../src/base/random.js';
import { experimentConfig } from '../../../src/experiment/config/config.js';
import { comparisonOf } from '../../../src/experiment/data/comparison.js';
import type { ExperimentData } from '../../../src/experiment/data/data.js';
import { momentsEffect } from '../../../src/experiment/effects/effect.js';
import { oecMetric } from '../../../src/experiment/effects/oec.js';
import { fixedTest } from '../../../src/experiment/looks/tested.js';
import type { JointMoments } from '../../../src/experiment/moments/moments.js';
import type { MetricRecord } from '../../../src/experiment/records/records.js';
import { type Claim, corrected } from '../../../src/experiment/verdict/corrections.js';
import { meanTest } from '../../../src/stats/means.js';

const columns = ['y', 'r', 'r per', 'x'];
const config = experimentConfig({
  ...{ name: 'random', data: {}, control: 'a', treatments: ['b'] },
  metrics: [
    { name: 'y', kind: 'mean', role: 'primary', column: 'y', covariates: ['x'] },
    { name: 'r', kind: 'ratio', column: 'r', per: 'd' },
  ],
});

/** Moments of one arm: a random positive definite spread around random means. */
function arm(random: Random): JointMoments {
  const n = 3 + random.below(500);
  const root = columns.map((_, i) => columns.map((_, j) => (j <= i ? random.normal() : 0)));
  const cross: number[] = [];
  for (let i = 0; i < 4; i++)
    for (let j = i; j < 4; j++)
      cross.push((n - 1) * root[i]!.reduce((sum, value, k) => sum + value * root[j]![k]!, 0));
  return { n, mean: [1, 1, 4, 1].map((m) => m + 0.3 * random.normal()), cross };
}

test('40,000 CUPED and ratio comparisons: p, interval and lift never contradict each other', () => {
  const random = new Random(2024);
  let rejected = 0;
  for (let i = 0; i < 20_000; i++) {
    const data = {
      columns,
      cells: [[arm(random)], [arm(random)]],
      strata: ['all'],
      facts: new Map(),
    } as unknown as ExperimentData;
    for (const metric of config.metrics) {
      const { p, low, high, lift } = momentsEffect(
        comparisonOf({ data, config, daily: null }, metric, 1),
      ).run({ alpha: 0.05 });
      const outside = low > 0 || high < 0;
      const unbounded = lift.low === -Infinity && lift.high === Infinity;
      const liftOutside = lift.low > 0 || lift.high < 0;
      if (outside) rejected++;
      if (p < 0.05 !== outside || (!unbounded && liftOutside !== outside))
        expect.fail(`${metric.name} ${i}: p ${p}, [${low}, ${high}], lift [${lift.low}, ${lift.high}]`);
    }
  }
  expect(rejected).toBeGreaterThan(5000);
});

test.each(['holm', 'benjamini-hochberg', 'none'] as const)(
  '%s: 100,000 tests in families: adjusted p below alpha exactly when the simultaneous interval leaves out 0',
  async (correction) => {
    const random = new Random(77);
    const { alpha, ...rest } = config;
    let [rejected, tests] = [0, 0];
    while (tests < 100_000) {
      const claims = Array.from({ length: 2 + random.below(9) }, (): Claim => {
        const errors = {
          control: 0.5,
          treatment: 0.5,
          df: random.chance(0.97) ? Infinity : 3 + random.below(40),
        };
        const shift = 5 + 2 * random.normal();
        const test = (options: object) => meanTest('welch-t', 5, shift, errors, options);
        const { p, estimate: difference, method } = test({ alpha });
        const record = { p, difference, method, exact: false, role: 'secondary' } as MetricRecord;
        const compared = { effect: { run: test }, metric: oecMetric } as never;
        return { role: record.role, record, tested: fixedTest(compared, record) };
      });
      tests += claims.length;
      const { metrics } = await corrected(claims, { ...rest, alpha, correction });
      for (const { adjustedP, simultaneousLow: low, simultaneousHigh: high } of metrics) {
        const outside = (low !== null && low >= 0) || (high !== null && high <= 0);
        if (outside) rejected++;
        if (outside !== adjustedP < alpha) expect.fail(`adjusted p ${adjustedP}, [${low}, ${high}]`);
      }
    }
    expect(rejected).toBeGreaterThan(10_000);
  },
);
