import { ensure } from '../base/errors.js';
import type { UserId } from '../model/folds.js';
import { cutAbove, type Labels, type Ranking } from '../model/metrics.js';
import { normal } from '../stats/distributions.js';
import type { Estimate } from './records.js';

export interface AucVariance {
  readonly auc: number;
  readonly variance: number;
}

/** Rows with the scores that `ranking` was made of. */
export interface RankedRows {
  readonly scores: Float64Array;
  readonly labels: Labels;
  readonly users: readonly UserId[];
}

/**
 * AUC and its variance with users as clusters (Obuchowski, 1997, Biometrics 53). Where every user has
 * one row this is exactly DeLong, DeLong and Clarke-Pearson (1988). O(n log n).
 *
 * @throws WinbackError BAD_INPUT when a class is missing or appears for one user only
 */
export function clusteredAuc(ranking: Ranking, { scores, labels, users }: RankedRows): AucVariance {
  const placements = scores.map((score, row) =>
    labels[row] === 1
      ? shareBelow(ranking.falsePositives, ranking.negatives, cutAbove(ranking, score))
      : 1 - shareBelow(ranking.truePositives, ranking.positives, cutAbove(ranking, score)),
  );
  let auc = 0;
  for (let row = 0; row < labels.length; row++) if (labels[row] === 1) auc += placements[row]!;
  auc /= ranking.positives;
  const sums = clusterSums(placements, labels, users, auc);
  const m = ranking.positives;
  const n = ranking.negatives;
  const i10 = sums.withPositives;
  const i01 = sums.withNegatives;
  ensure(i10 > 1 && i01 > 1, 'an AUC interval needs two users of each class');
  const s10 = (i10 / ((i10 - 1) * m)) * sums.positive;
  const s01 = (i01 / ((i01 - 1) * n)) * sums.negative;
  const s11 = (sums.users / (sums.users - 1)) * sums.product;
  return { auc, variance: s10 / m + s01 / n + (2 * s11) / (m * n) };
}

/** AUC with its two-sided 95 % interval (normal, cut to [0, 1]). */
export function aucInterval(ranking: Ranking, rows: RankedRows): Estimate {
  const { auc, variance } = clusteredAuc(ranking, rows);
  const half = normal.inverseSurvival(0.025) * Math.sqrt(Math.max(variance, 0));
  return { value: auc, low: Math.max(0, auc - half), high: Math.min(1, auc + half) };
}

// Share of a class below the scores of a cut, ties counted half. `selected` rows of the class lie in each cut.
function shareBelow(selected: Float64Array, all: number, cut: number): number {
  const above = cut === 0 ? 0 : selected[cut - 1]!;
  return (all - selected[cut]! + all - above) / (2 * all);
}

interface ClusterSums {
  users: number;
  withPositives: number;
  withNegatives: number;
  positive: number;
  negative: number;
  product: number;
}

function clusterSums(
  placements: Float64Array,
  labels: Labels,
  users: readonly UserId[],
  auc: number,
): ClusterSums {
  const clusters = new Map<UserId, { a: number; b: number; positives: number; negatives: number }>();
  for (const [row, user] of users.entries()) {
    const cluster = clusters.get(user) ?? { a: 0, b: 0, positives: 0, negatives: 0 };
    clusters.set(user, cluster);
    const deviation = placements[row]! - auc;
    if (labels[row] === 1) {
      cluster.a += deviation;
      cluster.positives++;
    } else {
      cluster.b += deviation;
      cluster.negatives++;
    }
  }
  const sums = {
    users: clusters.size,
    withPositives: 0,
    withNegatives: 0,
    positive: 0,
    negative: 0,
    product: 0,
  };
  for (const { a, b, positives, negatives } of clusters.values()) {
    if (positives > 0) sums.withPositives++;
    if (negatives > 0) sums.withNegatives++;
    sums.positive += a * a;
    sums.negative += b * b;
    sums.product += a * b;
  }
  return sums;
}
