import { expect, test } from 'vitest';

import { kolmogorovP } from '../../../src/experiment/verdict/split-check.js';
import { uniform } from '../../support/random.js';

test('the uniformity test of the A/A splits', () => {
  const draw = uniform(14);
  const sample = (f: (u: number) => number) => Float64Array.from({ length: 2000 }, () => f(draw()));
  expect(kolmogorovP(sample((u) => u))).toBeGreaterThan(0.01);
  expect(kolmogorovP(sample((u) => u ** 1.2))).toBeLessThan(0.001);
});
