// Aggregates that no data can have, and rules that sums cannot follow.
import { expect, test } from 'vitest';

import { Random } from '../../../src/base/random.js';
import { experimentConfig } from '../../../src/experiment/config/config.js';
import {
  emptyMoments,
  type JointMoments,
  mergeMoments,
  packed,
} from '../../../src/experiment/moments/moments.js';
import { dataFromAggregates } from '../../../src/experiment/sources/aggregates.js';

const configOf = (change: object = {}) =>
  experimentConfig({
    ...{ name: 'sums', data: {}, control: 'a', treatments: ['b'] },
    metrics: [
      { name: 'spend', kind: 'mean', role: 'primary', column: 'spend', covariates: ['visits', 'age'] },
    ],
    ...change,
  });

const columns = ['spend', 'visits', 'age'];
const jointOf = (cross: readonly number[]) => {
  const arm = { columns, n: 100, mean: [10, 3, 40], cross };
  return { joint: { a: arm, b: arm } };
};

test('covariances that one pair of columns cannot have are refused, naming both', () => {
  const bad = () => dataFromAggregates(jointOf([100, 51, 0, 25, 0, 9]), configOf());
  expect(bad).toThrow(/variant "a": the covariances of "spend" and "visits" are larger than/);
  expect(dataFromAggregates(jointOf([100, 50, 0, 25, 0, 9]), configOf()).cells).toHaveLength(2);
});

test('covariances that each pair could have, but not all three together, are refused', () => {
  // Correlations of -.6 between any two of three columns: the sum of all would have the variance 3 - 3.6.
  const bad = () => dataFromAggregates(jointOf([1, -0.6, -0.6, 1, -0.6, 1]), configOf());
  expect(bad).toThrow(/covariances of "visits" and "age"/);
  expect(() => dataFromAggregates(jointOf([1, -0.5, -0.5, 1, -0.5, 1]), configOf())).not.toThrow();
});

test('a covariance with a constant column is refused', () => {
  expect(() => dataFromAggregates(jointOf([100, 5, 0, 0, 0, 9]), configOf())).toThrow(/"spend" and "visits"/);
  expect(() => dataFromAggregates(jointOf([100, 0, 0, 0, 0, 9]), configOf())).not.toThrow();
});

test('moments of 500 random tables pass, with copied, constant and nearly equal columns among them', () => {
  const random = new Random(5);
  for (let t = 0; t < 500; t++) {
    const scale = 10 ** (random.below(9) - 4);
    const moments = Array.from({ length: 2 + random.below(30) }, (): JointMoments => {
      const spend = scale * (5 + random.normal());
      const visits = t % 3 === 0 ? 7 * spend : t % 3 === 1 ? spend + 1e-7 * scale * random.normal() : 4;
      return { n: 1, mean: [spend, visits, random.normal()], cross: emptyMoments(3).cross };
    }).reduce(mergeMoments);
    const arm = { columns, ...moments };
    expect(() => dataFromAggregates({ joint: { a: arm, b: arm } }, configOf())).not.toThrow();
    const cross = [...moments.cross];
    cross[packed(3, 0, 2)] = 1.01 * Math.sqrt(cross[packed(3, 0, 0)]! * cross[packed(3, 2, 2)]!);
    const wrong = { columns, ...moments, cross };
    expect(() => dataFromAggregates({ joint: { a: arm, b: wrong } }, configOf())).toThrow(/variant "b"/);
  }
});

test("a ratio's covariance larger than its variances allow is refused", () => {
  const config = configOf({
    metrics: [{ name: 'r', kind: 'ratio', role: 'primary', column: 'spend', per: 'visits' }],
  });
  const cell = { users: 50, mean: 10, variance: 4, perMean: 2, perVariance: 1 };
  const given = (covariance: number) => ({
    metrics: { r: { a: { ...cell, covariance }, b: { ...cell, covariance } } },
  });
  expect(() => dataFromAggregates(given(2.1), config)).toThrow(/covariances of "r" and "r per"/);
  expect(() => dataFromAggregates(given(-2), config)).not.toThrow();
});

test('winsorise with aggregates is refused, in the config and for data made by a program', () => {
  const metrics = [
    { name: 'spend', kind: 'mean', role: 'primary', column: 'spend', winsorise: { upper: 0.99 } },
  ];
  const message = /metric "spend": winsorise needs the values of single users/;
  expect(() => configOf({ metrics, data: { aggregates: 'sums.json' } })).toThrow(message);
  expect(() => dataFromAggregates(jointOf([100, 50, 0, 25, 0, 9]), configOf({ metrics }))).toThrow(message);
});

test('keys that aggregates or a kind do not use are refused, not left aside', () => {
  const metric = { name: 'paid', kind: 'proportion', role: 'primary', column: 'paid' };
  const named = { metrics: [{ ...metric, positive: 'yes' }] };
  expect(() => configOf({ ...named, data: { aggregates: 'sums.json' } })).toThrow(
    /metric "paid": positive says which text of a user counts, and aggregates hold no texts/,
  );
  expect(() => dataFromAggregates({ metrics: {} }, configOf(named))).toThrow(/aggregates hold no texts/);
  for (const kind of ['proportion', 'mean'])
    expect(() => configOf({ metrics: [{ ...metric, kind, quantile: 0.9 }] })).toThrow(
      /metric "paid": quantile is for quantiles only/,
    );
});
