import { ensure } from '../../base/errors.js';
import { between, finite, nonNegative, optional, resolveOptions } from '../../base/options.js';
import { requirePart } from '../../base/shape.js';
import { averagePrecisionOf, logitInterval, weightedRanking } from '../../stats/weighted-auc.js';
import { type Figure, level } from '../figures/figure.js';

/** What an estimate is made of. */
export interface EstimateOptions {
  /** As the model gave them, in any unit, row by row. @default the probabilities */
  readonly scores?: Float64Array | undefined;
  /** The stored threshold of the model, in [0, 1]. @default none: precision and recall are left out */
  readonly threshold?: number | undefined;
  /**
   * Distance of the estimate from the realised AUC on the latest matured snapshot, >= 0: the interval is widened by it.
   * @default 0: nothing has matured yet
   */
  readonly latestBias?: number | undefined;
}

/** What is expected of the predictions while the labels are open. It is an estimate: concept drift does not show in it. */
export interface PerformanceEstimate {
  /** Always `estimated`: charts dash it, texts say so, and no decision rests on it alone. */
  readonly kind: 'estimated';
  /** Rows. */
  readonly rows: number;
  /** Sum of the probabilities. */
  readonly expectedPositives: number;
  /** Expected area under the ROC curve; null where all probabilities are 0 or all are 1. */
  readonly auc: Figure | null;
  /** Expected average precision; null as `auc`. */
  readonly prAuc: number | null;
  /** Expected Brier score: p (1 - p). */
  readonly brier: number;
  /** Expected precision at the threshold; null without a threshold, or where it selects nobody. */
  readonly precision: number | null;
  /** Expected recall at the threshold; null without a threshold, or where nobody is expected to leave. */
  readonly recall: number | null;
}

interface Resolved {
  readonly scores: Float64Array;
  readonly threshold: number | undefined;
  readonly latestBias: number;
}

/**
 * Expected performance from calibrated probabilities alone (CBPE): each row counts as a leaver with its probability and as a
 * stayer with the rest. It assumes that the probabilities are right for today's users: where the way from features to churn has
 * changed it stays calm. The interval holds DeLong's error over draws of the labels, widened by `latestBias`.
 * @param probabilities calibrated, in [0, 1], one a row
 * @param options scores, threshold and the bias that was seen last
 * @throws WinbackError BAD_INPUT for a probability outside [0, 1], or scores of another length
 *
 * @example
 * ```ts
 * import { estimatePerformance } from 'winback/monitor';
 *
 * (await estimatePerformance(Float64Array.of(0.9, 0.2, 0.1), { threshold: 0.5 })).precision; // 0.9
 * ```
 */
export async function estimatePerformance(
  probabilities: Float64Array,
  options: EstimateOptions = {},
): Promise<PerformanceEstimate> {
  requireProbabilities(probabilities);
  const { scores, threshold, latestBias } = resolveOptions<Resolved>('options', options, {
    scores: optional((value, name) => scoresOf(value, name, probabilities.length), probabilities),
    threshold: optional(between(0, 1), undefined),
    latestBias: optional(nonNegative, 0),
  });
  const expectedPositives = sumOf(probabilities, (p) => p);
  return {
    ...{ kind: 'estimated', rows: probabilities.length, expectedPositives },
    ...(await ranked(probabilities, scores, latestBias)),
    brier: sumOf(probabilities, (p) => p * (1 - p)) / probabilities.length,
    ...atThreshold(probabilities, threshold, expectedPositives),
  };
}

/** The plug-in form: pairs of a row with itself count half, as the trapezoids of a ROC curve have it. */
async function ranked(
  probabilities: Float64Array,
  scores: Float64Array,
  latestBias: number,
): Promise<Pick<PerformanceEstimate, 'auc' | 'prAuc'>> {
  const stays = probabilities.map((p) => 1 - p);
  const none = (values: Float64Array): boolean => values.every((value) => value === 0);
  if (none(probabilities) || none(stays)) return { auc: null, prAuc: null };
  const ranking = await weightedRanking(scores, probabilities, stays);
  const [positives, negatives] = [ranking.truePositives.at(-1)!, ranking.falsePositives.at(-1)!];
  const value = sumOf(probabilities, (p, row) => p * ranking.below[row]!) / positives;
  // A row is a leaver with probability p, with its own distance from the area either way.
  const variance = sumOf(probabilities, (p, row) => {
    const [leaves, remains] = [
      (ranking.below[row]! - value) / positives,
      (ranking.above[row]! - value) / negatives,
    ];
    return p * leaves ** 2 + (1 - p) * remains ** 2;
  });
  const { low, high } = logitInterval(value, Math.sqrt(variance), level);
  const auc = { value, low: Math.max(0, low - latestBias), high: Math.min(1, high + latestBias) };
  return { auc, prAuc: averagePrecisionOf(ranking) };
}

function atThreshold(
  probabilities: Float64Array,
  threshold: number | undefined,
  expectedPositives: number,
): Pick<PerformanceEstimate, 'precision' | 'recall'> {
  if (threshold === undefined) return { precision: null, recall: null };
  const selected = probabilities.filter((p) => p >= threshold);
  const caught = sumOf(selected, (p) => p);
  return {
    precision: selected.length === 0 ? null : caught / selected.length,
    recall: expectedPositives === 0 ? null : caught / expectedPositives,
  };
}

function sumOf(values: Float64Array, of: (value: number, row: number) => number): number {
  let sum = 0;
  for (let row = 0; row < values.length; row++) sum += of(values[row]!, row);
  return sum;
}

function requireProbabilities(probabilities: Float64Array): void {
  requirePart(probabilities, 'probabilities', 'numbers');
  ensure(probabilities.length > 0, 'probabilities must hold one row at least');
  const bad = probabilities.findIndex((p) => !(p >= 0 && p <= 1));
  ensure(bad < 0, `probabilities: row ${bad + 1} must be from 0 to 1, got ${probabilities[bad]}`);
}

function scoresOf(value: unknown, name: string, rows: number): Float64Array {
  requirePart(value, name, 'numbers');
  const scores = value as Float64Array;
  ensure(scores.length === rows, `${name} must have one entry a row, ${rows}, got ${scores.length}`);
  scores.forEach((score, row) => {
    finite(score, `${name}[${row}]`);
  });
  return scores;
}
