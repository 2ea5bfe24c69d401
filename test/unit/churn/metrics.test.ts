// Expected values: scikit-learn, scipy and an all-pairs variance (test/golden/churn/make_golden.py).
import { describe, expect, test } from 'vitest';

import { clusteredAuc } from '../../../src/churn/auc-interval.js';
import { averagePrecision, rankingOf, rocAuc } from '../../../src/model/metrics.js';
import { cutFor, fBetaCut, precisionOf, youdenCut } from '../../../src/model/threshold.js';
import { probabilityMetrics } from '../../../src/stats/auc.js';
import { golden } from './golden.js';

describe.each(golden.cases)('case %#', (given) => {
  const scores = Float64Array.from(given.scores);
  const labels = Uint8Array.from(given.labels);

  test('metrics equal scikit-learn', async () => {
    const ranking = await rankingOf(scores, labels);
    expect(rocAuc(ranking)).toBeCloseTo(given.metrics.auc, 12);
    expect(averagePrecision(ranking)).toBeCloseTo(given.metrics.averagePrecision, 12);
    const { logLoss, brier } = await probabilityMetrics(scores, labels);
    expect(logLoss).toBeCloseTo(given.metrics.logLoss, 12);
    expect(brier).toBeCloseTo(given.metrics.brier, 12);
  });

  test('the variance is DeLong with one row a user, Obuchowski with several', async () => {
    const ranking = await rankingOf(scores, labels);
    const single = clusteredAuc(ranking, { scores, labels, users: [...labels.keys()] });
    expect(single.auc).toBeCloseTo(given.metrics.auc, 12);
    expect(single.variance / given.variance).toBeCloseTo(1, 9);
    const clustered = clusteredAuc(ranking, { scores, labels, users: given.clusters });
    expect(clustered.variance / given.clusteredVariance).toBeCloseTo(1, 9);
  });

  test('F0.5 and Youden cuts are the best of all thresholds, by brute force', async () => {
    const counts = [...new Set(given.scores)].map((threshold) => {
      const rows = given.scores.flatMap((s, i) => (s >= threshold ? [given.labels[i]!] : []));
      const tp = rows.filter((y) => y === 1).length;
      return { threshold, tp, fp: rows.length - tp };
    });
    const positives = given.labels.filter((y) => y === 1).length;
    const negatives = given.labels.length - positives;
    const f = ({ tp, fp }: { tp: number; fp: number }): number => {
      const [p, r] = [tp / (tp + fp), tp / positives];
      return tp === 0 ? 0 : (1.25 * p * r) / (0.25 * p + r);
    };
    const ranking = await rankingOf(scores, labels);
    const chosen = fBetaCut(ranking);
    const best = Math.max(...counts.map(f));
    expect(f({ tp: chosen.truePositives, fp: chosen.falsePositives })).toBeCloseTo(best, 12);
    const youden = youdenCut(ranking);
    expect(youden.truePositives / positives - youden.falsePositives / negatives).toBeCloseTo(
      Math.max(...counts.map(({ tp, fp }) => tp / positives - fp / negatives)),
      12,
    );
    for (const { threshold, tp, fp } of counts) {
      const cut = cutFor(ranking, threshold);
      expect([cut.truePositives, cut.falsePositives]).toEqual([tp, fp]);
    }
  });
});

test('a cut above every score selects nobody and has no precision', async () => {
  const ranking = await rankingOf(Float64Array.of(0.2, 0.9), Uint8Array.of(0, 1));
  expect(precisionOf(cutFor(ranking, 1))).toBeNull();
});

test('a score that is not finite, a label that is not 0 or 1, and one class alone are refused', async () => {
  await expect(rankingOf(Float64Array.of(0.1, Number.NaN), Uint8Array.of(0, 1))).rejects.toThrow(
    /row 2 is NaN/,
  );
  await expect(rankingOf(Float64Array.of(0.1, 0.2), Uint8Array.of(0, 2))).rejects.toThrow(
    /label of row 2 is 2/,
  );
  await expect(rankingOf(Float64Array.of(0.1, 0.2), Uint8Array.of(1, 1))).rejects.toThrow(/both classes/);
  await expect(probabilityMetrics(Float64Array.of(0.1, 1.2), Uint8Array.of(0, 1))).rejects.toThrow(
    /row 2: a probability must be from 0 to 1/,
  );
});
