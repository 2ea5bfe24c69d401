import { ensure } from '../base/errors.js';
import type { UserId } from '../model/folds.js';
import { cutAbove, type Labels, type Ranking } from '../model/metrics.js';
import { clusteredVariance, clusterSums } from '../stats/cluster-sums.js';
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
  const deviations = placements.map((placement) => placement - auc);
  const variance = clusteredVariance(
    clusterSums(deviations, labels, users),
    ranking.positives,
    ranking.negatives,
  );
  ensure(!Number.isNaN(variance), 'an AUC interval needs two users of each class');
  return { auc, variance };
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
