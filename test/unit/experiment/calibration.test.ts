import { expect, test } from 'vitest';

import { kolmogorovP } from '../../../src/experiment/verdict/calibration.js';

/** mulberry32: 32 bits of state, enough for a simulation that only needs even coverage. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

test('the uniformity test of the A/A calibration', () => {
  const uniform = generator(14);
  const sample = (f: (u: number) => number) => Float64Array.from({ length: 2000 }, () => f(uniform()));
  expect(kolmogorovP(sample((u) => u))).toBeGreaterThan(0.01);
  expect(kolmogorovP(sample((u) => u ** 1.2))).toBeLessThan(0.001);
});
