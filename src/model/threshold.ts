import { cutAbove, type Ranking } from './metrics.js';

/** Contact when the probability is at least `threshold`. */
export interface Cut {
  readonly threshold: number;
  readonly truePositives: number;
  readonly falsePositives: number;
}

/**
 * The cut with the highest F-beta = (1 + b^2) P R / (b^2 P + R); beta < 1 weighs precision P above
 * recall R. The strictest of equals.
 */
export function fBetaCut(ranking: Ranking, beta = 0.5): Cut {
  const weight = beta * beta;
  // F-beta = (1 + b^2) TP / (TP + FP + b^2 * positives), free of a division 0/0.
  return bestCut(ranking, (tp, fp) => ((1 + weight) * tp) / (tp + fp + weight * ranking.positives));
}

/** The cut with the highest Youden J = true-positive rate - false-positive rate. The strictest of equals. */
export function youdenCut(ranking: Ranking): Cut {
  return bestCut(ranking, (tp, fp) => tp / ranking.positives - fp / ranking.negatives);
}

function bestCut(ranking: Ranking, value: (tp: number, fp: number) => number): Cut {
  let best = 0;
  let bestValue = -Infinity;
  for (let i = 0; i < ranking.thresholds.length; i++) {
    const here = value(ranking.truePositives[i]!, ranking.falsePositives[i]!);
    if (here > bestValue) [best, bestValue] = [i, here];
  }
  return cutAt(ranking, best);
}

function cutAt(ranking: Ranking, index: number): Cut {
  return {
    threshold: ranking.thresholds[index]!,
    truePositives: ranking.truePositives[index]!,
    falsePositives: ranking.falsePositives[index]!,
  };
}

/** Whom `threshold` selects: rows with score >= threshold. A threshold above every score selects nobody. */
export function cutFor(ranking: Ranking, threshold: number): Cut {
  const cut = cutAbove(ranking, threshold);
  if (cut < 0) return { threshold, truePositives: 0, falsePositives: 0 };
  return { ...cutAt(ranking, cut), threshold };
}

/** Share of the selected that are positive; null when nobody is selected. */
export function precisionOf(cut: Cut): number | null {
  const selected = cut.truePositives + cut.falsePositives;
  return selected === 0 ? null : cut.truePositives / selected;
}
