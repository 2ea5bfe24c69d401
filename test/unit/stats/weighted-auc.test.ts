// Oracles: scikit-learn and the sandwich variance from its definition (test/golden/stats/make_weighted_ranking.py).
import { describe, expect, test } from 'vitest';
import { compareAuc, rankMetrics } from '../../../src/stats/auc.js';
import { compareWeightedAuc, weightedRankMetrics } from '../../../src/stats/weighted-auc.js';
import { readGolden } from '../../support/golden.js';

interface Golden {
  readonly cases: readonly {
    readonly name: string;
    readonly labels: readonly number[];
    readonly scores: readonly number[];
    readonly other: readonly number[];
    readonly weights: readonly number[];
    readonly users: readonly number[] | null;
    readonly auc: number;
    readonly averagePrecision: number;
    readonly standardError: number;
    readonly difference: number;
    readonly differenceError: number;
  }[];
}

const { cases } = readGolden<Golden>('stats/weighted-ranking.json');

describe.each(cases)('weighted ranking: $name', (given) => {
  const labels = Uint8Array.from(given.labels);
  const weights = Float64Array.from(given.weights);
  const rows = { labels, weights, users: given.users ?? undefined };
  const [first, second] = [Float64Array.from(given.scores), Float64Array.from(given.other)];

  test('area, average precision and clustered error agree with the oracles', async () => {
    const got = await weightedRankMetrics(first, rows);
    expect(got.auc).toBeCloseTo(given.auc, 12);
    expect(got.averagePrecision).toBeCloseTo(given.averagePrecision, 12);
    expect(got.standardError).toBeCloseTo(given.standardError, 12);
  });

  test('the paired difference agrees with the oracles', async () => {
    const got = await compareWeightedAuc(first, second, rows);
    expect(got.difference).toBeCloseTo(given.difference, 12);
    expect(got.standardError).toBeCloseTo(given.differenceError, 12);
    expect(got.high - got.low).toBeCloseTo(2 * 1.959963984540054 * given.differenceError, 12);
  });

  test('with weights of 1 these are the metrics of plain rows', async () => {
    const plain = { labels, weights: new Float64Array(labels.length).fill(1) };
    const [weighted, unweighted] = [
      await weightedRankMetrics(first, plain),
      await rankMetrics(first, labels),
    ];
    for (const key of ['auc', 'standardError', 'low', 'high', 'averagePrecision', 'positives'] as const)
      expect(weighted[key], key).toBeCloseTo(unweighted[key], 12);
    expect(weighted.effectivePositives).toBeCloseTo(unweighted.positives, 9);
    const paired = await compareWeightedAuc(first, second, plain);
    expect(paired.p).toBeCloseTo((await compareAuc(first, second, labels)).p, 12);
  });
});

test('the order of the rows does not matter', async () => {
  const { labels, scores, weights } = cases[1]!;
  const order = labels.map((_, row) => (row * 37) % labels.length);
  const taken = (values: readonly number[]): number[] => order.map((row) => values[row]!);
  const of = (l: readonly number[], s: readonly number[], w: readonly number[]) =>
    weightedRankMetrics(Float64Array.from(s), { labels: Uint8Array.from(l), weights: Float64Array.from(w) });
  const [given, moved] = [
    await of(labels, scores, weights),
    await of(taken(labels), taken(scores), taken(weights)),
  ];
  expect(moved.auc).toBeCloseTo(given.auc, 13);
  expect(moved.standardError).toBeCloseTo(given.standardError, 13);
});

test('misuse is refused with what was wrong', async () => {
  const scores = Float64Array.of(1, 2, 3);
  const of = (labels: readonly number[], weights: readonly number[], users?: readonly string[]) =>
    weightedRankMetrics(scores, {
      labels: Uint8Array.from(labels),
      weights: Float64Array.from(weights),
      users,
    });
  await expect(of([0, 1], [1, 1])).rejects.toThrow(/one entry a row, got 3, 2, 2, 3/);
  await expect(of([0, 1, 7], [1, 1, 1])).rejects.toThrow(/label of row 3 is 7/);
  await expect(of([0, 1, 1], [1, -1, 1])).rejects.toThrow(/row 2: a weight must be a number >= 0/);
  await expect(of([0, 0, 0], [1, 1, 1])).rejects.toThrow(/rows of class 1 have no weight/);
  await expect(of([0, 1, 1], [1, 0, 0])).rejects.toThrow(/rows of class 1 have no weight/);
  const one = await of([0, 1, 1], [1, 1, 1]);
  expect(Number.isNaN(one.standardError)).toBe(true);
});
