import { expect, test } from 'vitest';

import { dataFromTable } from '../../../src/experiment/data/data.js';
import { kolmogorovP, splitCheck } from '../../../src/experiment/verdict/split-check.js';
import { generateExperiment } from '../../../src/simulate/generate.js';
import { uniform } from '../../support/random.js';

test('the uniformity test of the A/A splits', () => {
  const draw = uniform(14);
  const sample = (f: (u: number) => number) => Float64Array.from({ length: 2000 }, () => f(draw()));
  expect(kolmogorovP(sample((u) => u))).toBeGreaterThan(0.01);
  expect(kolmogorovP(sample((u) => u ** 1.2))).toBeLessThan(0.001);
});

// Critical values of the Kolmogorov distribution: N. Smirnov, Table for estimating the goodness of fit of empirical
// distributions, 1948.
test.each([
  [1.2238, 0.1],
  [1.3581, 0.05],
  [1.6276, 0.01],
])('a distance of %d / sqrt(n) has p %d', (critical, p) => {
  const n = 1_000_000;
  const distance = critical / (Math.sqrt(n) + 0.12 + 0.11 / Math.sqrt(n));
  const sample = Float64Array.from({ length: n }, (_, i) => (i + 1) / n - distance);
  expect(kolmogorovP(sample)).toBeCloseTo(p, 4);
});

test('A/A splits refuse a metric that is not there and options that mean nothing', async () => {
  const { table, config } = await generateExperiment({ users: 200 });
  const data = await dataFromTable(table, config);
  const good = { runs: 100, seed: 1, alpha: 0.05 };
  const refused = (metric: string, options: object, message: RegExp) =>
    expect(splitCheck(data, metric, { ...good, ...options })).rejects.toThrow(
      expect.objectContaining({ code: 'BAD_INPUT', message: expect.stringMatching(message) }),
    );
  await refused('gmw', {}, /there is no metric "gmw"/);
  await refused('gmv', { runs: 0 }, /runs/);
  await refused('gmv', { runs: 2.5 }, /runs/);
  await refused('gmv', { seed: -1 }, /seed/);
  await refused('gmv', { alpha: 1 }, /alpha/);
  expect(await splitCheck(data, 'gmv', good)).toMatchObject({ runs: 100, alpha: 0.05 });
});
