import { ensure } from '../base/errors.js';
import { type ThresholdCounts, thresholdCounts } from '../stats/auc.js';

/** 0 = stayed, 1 = churned, one per row. */
export type Labels = Uint8Array;

/**
 * Every cut of a ranking, strictest first: cut i selects the rows with score >= thresholds[i]. Equal
 * scores form one cut, so nothing depends on the order of tied rows.
 */
export interface Ranking extends ThresholdCounts {
  readonly positives: number;
  readonly negatives: number;
}

/**
 * The ranking of finite scores, counted on a libuv thread. @throws WinbackError BAD_INPUT on a length mismatch, a score that
 * is not finite (naming the row), a label other than 0 and 1, or when one class is missing
 */
export async function rankingOf(scores: Float64Array, labels: Labels): Promise<Ranking> {
  requireScored(scores, labels);
  const positives = countPositives(labels);
  const negatives = labels.length - positives;
  ensure(
    positives > 0 && negatives > 0,
    `both classes are needed, got ${positives} positives in ${labels.length} rows`,
  );
  return { ...(await thresholdCounts(scores, labels, { threads: 1 })), positives, negatives };
}

/** Index of the last cut that selects nothing below `threshold`; -1 where it lies above every score. */
export function cutAbove({ thresholds }: Ranking, threshold: number): number {
  let low = 0;
  let high = thresholds.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (thresholds[middle]! >= threshold) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

export function countPositives(labels: Labels): number {
  let count = 0;
  for (let row = 0; row < labels.length; row++) count += labels[row]!;
  return count;
}

function requireScored(scores: Float64Array, labels: Labels): void {
  ensure(
    scores.length === labels.length,
    `scores and labels must have one entry a row, got ${scores.length} and ${labels.length}`,
  );
  for (let row = 0; row < scores.length; row++) {
    if (!Number.isFinite(scores[row])) ensure(false, `score of row ${row + 1} is ${scores[row]}`);
    if (labels[row]! > 1) ensure(false, `label of row ${row + 1} is ${labels[row]}, not 0 or 1`);
  }
}

/** Area under the ROC curve: P(score of a churner > of a stayer), ties counted half. */
export function rocAuc(ranking: Ranking): number {
  let area = 0;
  let tp = 0;
  let fp = 0;
  for (let i = 0; i < ranking.thresholds.length; i++) {
    const nextTp = ranking.truePositives[i]!;
    const nextFp = ranking.falsePositives[i]!;
    area += ((nextFp - fp) * (tp + nextTp)) / 2;
    [tp, fp] = [nextTp, nextFp];
  }
  return area / (ranking.positives * ranking.negatives);
}

/** Average precision: sum of precision times the recall gained, over the cuts (no interpolation). */
export function averagePrecision(ranking: Ranking): number {
  let sum = 0;
  let tp = 0;
  for (let i = 0; i < ranking.thresholds.length; i++) {
    const nextTp = ranking.truePositives[i]!;
    sum += ((nextTp - tp) * nextTp) / (nextTp + ranking.falsePositives[i]!);
    tp = nextTp;
  }
  return sum / ranking.positives;
}

/** Rows ordered by descending score; equal scores keep their order. */
export function descendingOrder(scores: Float64Array): Uint32Array {
  const order = Uint32Array.from({ length: scores.length }, (_, row) => row);
  return order.sort((a, b) => scores[b]! - scores[a]! || a - b);
}
