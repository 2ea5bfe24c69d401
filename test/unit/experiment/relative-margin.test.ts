import { expect, test } from 'vitest';

import { experimentConfig } from '../../../src/experiment/config/config.js';
import { comparisonOf } from '../../../src/experiment/data/comparison.js';
import type { ExperimentData } from '../../../src/experiment/data/data.js';
import { momentsEffect } from '../../../src/experiment/effects/effect.js';
import { relativeMarginTest } from '../../../src/experiment/effects/relative-margin.js';
import { studentT } from '../../../src/stats/distributions.js';

const cell = (n: number, mean: number, variance: number) => ({
  n,
  mean: [mean],
  cross: [(n - 1) * variance],
});

function effect(kind: 'mean' | 'proportion', cells: ExperimentData['cells']) {
  const metrics = [{ name: 'g', kind, role: 'primary', column: 'g' }];
  const config = experimentConfig({ name: 'a', control: 'c', treatments: ['t'], data: {}, metrics });
  const counts = { multiVariant: 0, beforeExposure: 0, immature: 0, excluded: [], days: null };
  const rest = { strata: ['all'], facts: new Map(), rows: null, counts, ledger: [] };
  const data = { columns: ['g'], cells, ...rest };
  return momentsEffect(comparisonOf({ data, config, daily: null }, config.metrics[0]!, 1));
}

// t = (treatment - ratio x control) / root of the sum of squared errors, Welch's degrees of freedom of the difference.
test.each([
  [4, 3.9, true],
  [4, 4.5, false],
  [4, 3.2, true],
  [0.6528, 1.4226, true],
  [-4, -4.2, true],
  [-4, -3.7, false],
])('control %f, treatment %f: p is that of the linear contrast', (control, treatment, wantsMore) => {
  const [n1, n2, v1, v2] = [80, 120, 2, 3];
  const { p, bound } = relativeMarginTest(
    effect('mean', [[cell(n1, control, v1)], [cell(n2, treatment, v2)]]),
    0.1,
    wantsMore,
    0.05,
  );
  const ratio = 1 + 0.1 * Math.sign(control) * (wantsMore ? -1 : 1);
  const [e1, e2] = [v1 / n1, v2 / n2];
  const df = (e1 + e2) ** 2 / (e1 ** 2 / (n1 - 1) + e2 ** 2 / (n2 - 1));
  const t = (treatment - ratio * control) / Math.sqrt(e2 + ratio ** 2 * e1);
  const want = wantsMore ? studentT.survival(t, df) : studentT.cdf(t, df);
  expect(Math.abs(p - want)).toBeLessThan(1e-9);
  expect(p < 0.05).toBe(wantsMore ? bound > -0.1 * Math.abs(control) : bound < 0.1 * Math.abs(control));
});

test.each([0.001, 0.01, 0.05, 0.2, 0.45])('proportions: at level %f p and bound agree', (alpha) => {
  for (let x = 60; x < 110; x++) {
    const rate = (successes: number) => [
      { n: 500, mean: [successes / 500], cross: [successes * (1 - successes / 500)] },
    ];
    const { p, bound } = relativeMarginTest(effect('proportion', [rate(90), rate(x)]), 0.1, true, alpha);
    expect(p < alpha).toBe(bound > -0.1 * (90 / 500));
  }
});
