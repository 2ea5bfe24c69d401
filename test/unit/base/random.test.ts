import { describe, expect, it } from 'vitest';

import { philoxBlock, Random } from '../../../src/base/random.js';

describe('Random', () => {
  // Random123 1.09, tests/kat_vectors, "philox4x32 10".
  it.each([
    [
      [0, 0, 0, 0],
      [0, 0],
      [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
    ],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    ],
  ] as const)('gives the published Philox4x32-10 vectors', (counter, key, want) => {
    const out = new Uint32Array(4);
    philoxBlock([counter[0], counter[1]], [counter[2], counter[3]], [key[0], key[1]], out);
    expect([...out]).toEqual([...want]);
  });

  it('repeats for a seed and stream, and differs between them', () => {
    const draw = (seed: number, stream: number): number[] => {
      const random = new Random(seed, stream);
      return Array.from({ length: 5 }, () => random.uniform());
    };
    expect(draw(42, 7)).toEqual(draw(42, 7));
    expect(draw(42, 7)).not.toEqual(draw(42, 8));
    expect(draw(42, 7)).not.toEqual(draw(43, 7));
  });

  // Means and variances from the textbook, within five standard errors of 200,000 draws.
  const draws = 200_000;
  it.each<[string, (random: Random) => number, number, number]>([
    ['uniform', (r) => r.uniform(), 1 / 2, 1 / 12],
    ['normal', (r) => r.normal(), 0, 1],
    ['exponential', (r) => r.exponential(), 1, 1],
    ['poisson 0.8', (r) => r.poisson(0.8), 0.8, 0.8],
    ['poisson 12', (r) => r.poisson(12), 12, 12],
    ['gamma 2', (r) => r.gamma(2), 2, 2],
    ['beta 7, 3', (r) => r.beta(7, 3), 0.7, 21 / 1100],
    ['binomial 5, 0.25', (r) => r.binomial(5, 0.25), 1.25, 0.9375],
  ])('%s has its mean and variance', (_, draw, mean, variance) => {
    const random = new Random(1, 2);
    const values = Array.from({ length: draws }, () => draw(random));
    const average = values.reduce((a, b) => a + b, 0) / draws;
    const spread = values.reduce((a, b) => a + (b - average) ** 2, 0) / draws;
    expect(Math.abs(average - mean)).toBeLessThan(5 * Math.sqrt(variance / draws));
    expect(Math.abs(spread / variance - 1)).toBeLessThan(0.05);
  });

  it('refuses a seed that is not a whole number from 0', () => {
    expect(() => new Random(-1)).toThrow(/seed/);
    expect(() => new Random(0.5)).toThrow(/seed/);
  });
});
