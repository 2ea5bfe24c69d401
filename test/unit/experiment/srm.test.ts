// Expected values: scipy.stats.chisquare and published cases (reference: Fabijan et al., KDD 2019;
// PostHog issue 84351; Wikipedia, "Sample ratio mismatch"); exact ones by hand.
import { expect, test } from 'vitest';

import { sampleRatioTest, shareTest } from '../../../src/experiment/assignment/srm.js';

const arms = (users: number[], weights: number[]) =>
  users.map((n, i) => ({ variant: `v${i}`, users: n, weight: weights[i]! }));

test.each([
  [[821588, 815482], [1, 1], 22.77436884189436, 1.8217928726191858e-6],
  [[600, 400], [1, 1], 40, 2.5396285894708634e-10],
  [[4072, 2035], [0.8, 0.2], undefined, 2.402003111153235e-149],
])('users %j planned %j', (users, weights, statistic, p) => {
  const srm = sampleRatioTest(arms(users, weights), 0.001);
  expect(Math.abs(srm.p / p - 1)).toBeLessThan(1e-10);
  if (statistic !== undefined) expect(srm.statistic).toBeCloseTo(statistic, 10);
  expect(srm.passed).toBe(false);
});

test('an arm of weight 0 takes no degree of freedom', () => {
  const srm = sampleRatioTest(arms([500, 440, 0], [0.5, 0.5, 0]), 0.001);
  expect(srm.df).toBe(1);
  expect(srm.p).toBeCloseTo(0.0503, 4);
});

test('few users: exact', () => {
  // P(6:0) + P(0:6) of a fair split.
  const two = sampleRatioTest(arms([6, 0], [1, 1]), 0.05);
  expect(two.method).toBe('exact-multinomial');
  expect(two.p).toBeCloseTo(2 / 64, 12);
  // Three arms, 3 users: 3:0:0 in one of three arms has 3/27, everything else is more likely.
  expect(sampleRatioTest(arms([3, 0, 0], [1, 1, 1]), 0.05).p).toBeCloseTo(3 / 27, 12);
  expect(shareTest(6, 6, 0.5)).toBeCloseTo(2 / 64, 12);
});

test('bad counts are one clear error', () => {
  expect(sampleRatioTest(arms([1, 2], [1, 0]), 0.01)).toMatchObject({ p: 0, passed: false });
  expect(() => sampleRatioTest(arms([1.5, 2], [1, 1]), 0.01)).toThrow(/whole number/);
  expect(() => sampleRatioTest(arms([0, 0], [1, 1]), 0.01)).toThrow(/no users/);
  expect(() => sampleRatioTest(arms([5], [1]), 0.01)).toThrow(/two or more/);
});
