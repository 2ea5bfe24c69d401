import { ensure } from '../base/errors.js';

/** 0 = stayed, 1 = churned, one per row. */
export type Labels = Uint8Array;

/**
 * Every cut of a ranking, strictest first: cut i selects the rows with score >= thresholds[i]. Equal
 * scores form one cut, so nothing depends on the order of tied rows.
 */
export interface Ranking {
  /** Distinct scores, descending. */
  readonly thresholds: Float64Array;
  /** Positives and negatives selected by each cut. */
  readonly truePositives: Float64Array;
  readonly falsePositives: Float64Array;
  readonly positives: number;
  readonly negatives: number;
}

/**
 * The ranking of finite scores. @throws WinbackError BAD_INPUT on a length mismatch, a score that is
 * not finite (naming the row), a label other than 0 and 1, or when one class is missing
 */
export function rankingOf(scores: Float64Array, labels: Labels): Ranking {
  const [positive, negative] = sortedByClass(scores, labels);
  const thresholds = new Float64Array(scores.length);
  const truePositives = new Float64Array(scores.length);
  const falsePositives = new Float64Array(scores.length);
  let cuts = 0;
  let p = positive.length;
  let n = negative.length;
  while (p > 0 || n > 0) {
    const cut = Math.max(p > 0 ? positive[p - 1]! : -Infinity, n > 0 ? negative[n - 1]! : -Infinity);
    while (p > 0 && positive[p - 1] === cut) p--;
    while (n > 0 && negative[n - 1] === cut) n--;
    thresholds[cuts] = cut;
    truePositives[cuts] = positive.length - p;
    falsePositives[cuts] = negative.length - n;
    cuts++;
  }
  return {
    thresholds: thresholds.subarray(0, cuts),
    truePositives: truePositives.subarray(0, cuts),
    falsePositives: falsePositives.subarray(0, cuts),
    positives: positive.length,
    negatives: negative.length,
  };
}

/** Ascending scores of both classes: sorting plain numbers is several times faster than sorting rows. */
export function sortedByClass(
  scores: Float64Array,
  labels: Labels,
): readonly [positive: Float64Array, negative: Float64Array] {
  requireScored(scores, labels);
  const positives = countPositives(labels);
  ensure(
    positives > 0 && positives < labels.length,
    `both classes are needed, got ${positives} positives in ${labels.length} rows`,
  );
  const positive = new Float64Array(positives);
  const negative = new Float64Array(labels.length - positives);
  let p = 0;
  let n = 0;
  for (let row = 0; row < labels.length; row++) {
    if (labels[row] === 1) positive[p++] = scores[row]!;
    else negative[n++] = scores[row]!;
  }
  return [positive.sort(), negative.sort()];
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

// As scikit-learn: a forecast of exactly 0 or 1 costs at most 36 nats.
const smallest = Number.EPSILON;

/** Mean negative log likelihood, in nats. @throws WinbackError BAD_INPUT outside [0, 1] */
export function logLoss(probabilities: Float64Array, labels: Labels): number {
  requireProbabilities(probabilities, labels);
  let sum = 0;
  for (let row = 0; row < labels.length; row++) {
    const p = probabilities[row]!;
    sum -= Math.log(Math.max(labels[row] === 1 ? p : 1 - p, smallest));
  }
  return sum / labels.length;
}

/** Mean squared error of the probability. @throws WinbackError BAD_INPUT outside [0, 1] */
export function brierScore(probabilities: Float64Array, labels: Labels): number {
  requireProbabilities(probabilities, labels);
  let sum = 0;
  for (let row = 0; row < labels.length; row++) sum += (probabilities[row]! - labels[row]!) ** 2;
  return sum / labels.length;
}

function requireProbabilities(probabilities: Float64Array, labels: Labels): void {
  requireScored(probabilities, labels);
  ensure(labels.length > 0, 'at least one row is needed');
  for (let row = 0; row < probabilities.length; row++) {
    const p = probabilities[row]!;
    if (!(p >= 0 && p <= 1)) ensure(false, `probability of row ${row + 1} is ${p}, not in [0, 1]`);
  }
}

/** Rows ordered by descending score; equal scores keep their order. */
export function descendingOrder(scores: Float64Array): Uint32Array {
  const order = Uint32Array.from({ length: scores.length }, (_, row) => row);
  return order.sort((a, b) => scores[b]! - scores[a]! || a - b);
}
