// Oracles: scikit-learn, scipy, numpy and DeLong's definition over all pairs (test/golden/stats/make_ranking.py).
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareAuc, probabilityMetrics, rankMetrics, thresholdCounts } from '../../../src/stats/auc.js';
import { countInBins, histogram } from '../../../src/stats/histogram.js';
import { fitIsotonic, isotonicAt } from '../../../src/stats/isotonic.js';
import { twoSampleKs } from '../../../src/stats/ks.js';
import { readGolden } from '../../support/golden.js';

interface Paired {
  difference: number;
  standardError: number;
  z: number;
  p: number;
  low: number;
  high: number;
}
interface Golden {
  ranking: {
    name: string;
    labels: number[];
    scores: number[];
    other: number[];
    auc: number;
    standardError: number;
    low: number;
    high: number;
    averagePrecision: number;
    logLoss: number;
    brier: number;
    ks: number;
    paired: Paired;
  }[];
  isotonic: {
    name: string;
    x: number[];
    y: number[];
    weights: number[] | null;
    increasing: boolean;
    at: number[];
    expected: number[];
  }[];
  ks: { a: number[]; b: number[]; statistic: number; location: number; sign: number }[];
  histogram: {
    values: number[];
    bins: number;
    edges: number[];
    counts: number[];
    quantileEdges: number[];
    quantileCounts: number[];
  }[];
}
const golden = readGolden('stats/ranking.json') as Golden;

describe.each(golden.ranking)('ranking: $name', (given) => {
  test('AUC, DeLong, average precision and KS agree with the oracles', async () => {
    const got = await rankMetrics(given.scores, given.labels);
    for (const key of ['auc', 'standardError', 'low', 'high', 'averagePrecision', 'ks'] as const) {
      expect(got[key], key).toBeCloseTo(given[key], 12);
    }
    expect(got.positives + got.negatives).toBe(given.labels.length);
  });

  test('log loss and Brier agree with scikit-learn', async () => {
    const got = await probabilityMetrics(given.scores, given.labels);
    expect(got.logLoss).toBeCloseTo(given.logLoss, 13);
    expect(got.brier).toBeCloseTo(given.brier, 14);
  });

  test("the paired comparison is DeLong's", async () => {
    const got = await compareAuc(given.scores, given.other, given.labels);
    for (const key of ['difference', 'standardError', 'z', 'p', 'low', 'high'] as const) {
      expect(got[key], key).toBeCloseTo(given.paired[key], 11);
    }
  });
});

test.each(golden.isotonic)('isotonic $name agrees with scikit-learn', async (given) => {
  const weights = given.weights === null ? {} : { weights: given.weights };
  const curve = await fitIsotonic(given.x, given.y, { increasing: given.increasing, ...weights });
  given.at.forEach((x, i) => {
    expect(isotonicAt(curve, x)).toBeCloseTo(given.expected[i]!, 12);
  });
});

test.each(golden.ks)('the two-sample KS statistic agrees with scipy', async (given) => {
  const got = await twoSampleKs(given.a, given.b);
  expect(got.statistic).toBeCloseTo(given.statistic, 14);
  expect([got.location, got.sign]).toEqual([given.location, given.sign]);
});

test.each(golden.histogram)('histograms agree with numpy', async (given) => {
  const width = await histogram(given.values, { bins: given.bins });
  expect([...width.counts]).toEqual(given.counts);
  width.edges.forEach((edge, i) => {
    expect(edge).toBeCloseTo(given.edges[i]!, 12);
  });
  const quantile = await histogram(given.values, { bins: given.bins, kind: 'quantile' });
  quantile.edges.forEach((edge, i) => {
    expect(edge).toBeCloseTo(given.quantileEdges[i]!, 12);
  });
  const again = await countInBins(given.values, given.quantileEdges);
  expect([...again.counts]).toEqual(given.quantileCounts);
});

const scored = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 12 }), fc.boolean()), { minLength: 2, maxLength: 150 })
  .filter((rows) => rows.some(([, label]) => label) && rows.some(([, label]) => !label));

test('AUC is the share of right pairs, to the last bit, and complements under negation', async () => {
  await fc.assert(
    fc.asyncProperty(scored, async (rows) => {
      const scores = rows.map(([score]) => score / 8);
      const labels = rows.map(([, label]) => Number(label));
      let twice = 0;
      let pairs = 0;
      for (const [i, a] of scores.entries()) {
        for (const [j, b] of scores.entries()) {
          if (labels[i] !== 1 || labels[j] !== 0) continue;
          pairs += 1;
          twice += a > b ? 2 : Number(a === b);
        }
      }
      const { auc } = await rankMetrics(scores, labels);
      expect(auc).toBe(twice / (2 * pairs));
      const negated = await rankMetrics(
        scores.map((score) => -score),
        labels,
      );
      expect(negated.auc).toBe((2 * pairs - twice) / (2 * pairs));
    }),
  );
});

test('any thread count and any number type give the same bytes', async () => {
  const rows = 60_000;
  const scores = Float64Array.from({ length: rows }, (_, i) => ((i * 7919) % 65_521) / 65_536);
  const labels = Uint8Array.from({ length: rows }, (_, i) => Number((i * 31) % 97 < 30));
  const one = await rankMetrics(scores, labels, { threads: 1 });
  expect(await rankMetrics(scores, labels, { threads: 3 })).toEqual(one);
  expect(await rankMetrics(Float32Array.from(scores), Int32Array.from(labels))).toEqual(one);
});

test('threshold counts fall to nothing above and cover everything below', async () => {
  const got = await thresholdCounts([0.2, 0.9, 0.2, 0.4], [1, 1, 0, 0]);
  expect([...got.thresholds]).toEqual([0.9, 0.4, 0.2]);
  expect([...got.truePositives]).toEqual([1, 1, 2]);
  expect([...got.falsePositives]).toEqual([0, 1, 2]);
});

test('extreme scores sort right: infinities, denormals and both zeros', async () => {
  const scores = [Number.NEGATIVE_INFINITY, -5e-324, -0, 0, 5e-324, Number.POSITIVE_INFINITY];
  const many = Array.from({ length: 120 }, (_, i) => scores[i % 6]!);
  const labels = many.map((_, i) => Number(i % 6 >= 3));
  // 40 x 40 of the 60 x 60 pairs tie at neither side; the zeros tie 20 x 20 times.
  expect((await rankMetrics(many, labels)).auc).toBe(1 - (0.5 * 20 * 20) / (60 * 60));
});

test('equal models differ by nothing', async () => {
  const got = await compareAuc([0.1, 0.4, 0.3, 0.8], [1, 4, 3, 8], [0, 1, 0, 1]);
  expect(got).toMatchObject({ difference: 0, standardError: 0, z: 0, p: 1 });
});

test.each([
  ['one class', () => rankMetrics([0.1, 0.2], [1, 1]), /only one class/],
  ['a missing score', () => rankMetrics([0.1, Number.NaN], [1, 0]), /"scores", row 2 is missing/],
  ['a label of 2', () => rankMetrics([0.1, 0.3], [1, 2]), /"labels", row 2: a label must be 0 or 1/],
  ['different lengths', () => rankMetrics([0.1, 0.3, 1], [1, 0]), /3 rows/],
  ['a probability above 1', () => probabilityMetrics([0.1, 1.5], [1, 0]), /row 2: a probability/],
  ['an unknown option', () => rankMetrics([0], [1], { levle: 0.9 } as object), /did you mean "level"/],
  ['no values', () => twoSampleKs([], [1]), /at least one value/],
  ['edges that fall', () => countInBins([1], [2, 1]), /must ascend/],
  ['no edges', () => countInBins([1], []), /two edges/],
  ['a negative weight', () => fitIsotonic([1], [1], { weights: [-1] }), /weight of row 1/],
])('%s is BAD_INPUT', async (_, call, message) => {
  await expect(call()).rejects.toMatchObject({ code: 'BAD_INPUT', message: expect.stringMatching(message) });
});
