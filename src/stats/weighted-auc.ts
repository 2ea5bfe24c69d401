import { ensure } from '../base/errors.js';
import { optional, resolveOptions, strictlyBetween } from '../base/options.js';
import { requireShape } from '../base/shape.js';
import { crossing } from '../native/crossing.js';
import { addon } from '../native/load.js';
import type { NativeWeightedRanking } from '../native/ranking-binding.js';
import type { AucDifference } from './auc.js';
import { clusteredVariance, clusterSums } from './cluster-sums.js';
import { kernelColumn } from './column-input.js';
import { normal } from './distributions.js';

/** Labelled rows, some of which stand for others. */
export interface WeightedRows {
  /** 0 or 1, row by row. */
  readonly labels: Uint8Array;
  /** How many rows each row stands for, >= 0: one over the probability with which it was seen. */
  readonly weights: Float64Array;
  /** The user of each row: rows of one user are not independent. @default every row is a user of its own */
  readonly users?: readonly (string | number)[] | undefined;
}

/** How well scores rank rows that count with weights. */
export interface WeightedRankMetrics {
  /** Rows of class 1 with a weight. */
  readonly positives: number;
  /** Rows of class 0 with a weight. */
  readonly negatives: number;
  /** Rows of class 1 that would be as informative without weights: (sum of weights)² / sum of squares (Kish, 1965). */
  readonly effectivePositives: number;
  /** The same of class 0. */
  readonly effectiveNegatives: number;
  /** Area under the ROC curve: weight of right pairs over weight of pairs, ties counting half. */
  readonly auc: number;
  /** DeLong's standard error with weights, users as clusters; NaN when a class has one user. */
  readonly standardError: number;
  /** Lower end of the AUC's interval: Wald on the logit scale, so inside [0, 1]. */
  readonly low: number;
  /** Upper end of the AUC's interval. */
  readonly high: number;
  /** Area under the precision-recall curve as average precision: tied scores are one step. */
  readonly averagePrecision: number;
}

/**
 * Rank metrics of scores against labels 0/1 where rows count with weights. With weights of 1 these are DeLong's of
 * `rankMetrics`. With weights 1 / P(seen) they are unbiased for all rows when only some are seen (Horvitz and Thompson, 1952).
 * The standard error takes the weights as known: it is the sandwich form of DeLong's, with users as clusters.
 * @param scores one a row, in any unit
 * @param rows labels, weights and users
 * @param options level of the interval, 0.95 by default
 * @throws WinbackError BAD_INPUT for a missing score, a label other than 0 and 1, a weight below 0, or a class without weight
 *
 * @example
 * ```ts
 * import { weightedRankMetrics } from 'winback/stats';
 *
 * const rows = { labels: Uint8Array.of(0, 0, 1, 1), weights: Float64Array.of(1, 3, 1, 1) };
 * (await weightedRankMetrics(Float64Array.of(0.1, 0.4, 0.35, 0.8), rows)).auc; // 0.625
 * ```
 */
export async function weightedRankMetrics(
  scores: Float64Array,
  rows: WeightedRows,
  options?: { readonly level?: number | undefined },
): Promise<WeightedRankMetrics> {
  const level = levelOf(options);
  const ranked = await rank(scores, rows);
  const { auc, standardError } = estimateOf(ranked.deviations, ranked, rows);
  const { labels, weights } = rows;
  const [positives, negatives] = [countWeighted(labels, weights, 1), countWeighted(labels, weights, 0)];
  return {
    ...{ positives: positives.rows, negatives: negatives.rows },
    ...{ effectivePositives: positives.effective, effectiveNegatives: negatives.effective },
    ...{ auc, standardError, ...logitInterval(auc, standardError, level) },
    averagePrecision: averagePrecisionOf(ranked.ranking),
  };
}

/**
 * Whether two models rank the same weighted rows differently well: DeLong's paired test with weights, users as clusters.
 * @param first scores of the first model, one a row
 * @param second scores of the second model, one a row
 * @param rows labels, weights and users
 * @param options level of the interval, 0.95 by default
 * @throws WinbackError BAD_INPUT as weightedRankMetrics, or when a class has fewer than two users
 *
 * @example
 * ```ts
 * import { compareWeightedAuc } from 'winback/stats';
 *
 * const rows = { labels: Uint8Array.of(0, 0, 1, 1, 1, 0), weights: new Float64Array(6).fill(1) };
 * const first = Float64Array.of(0.1, 0.4, 0.35, 0.8, 0.7, 0.2);
 * const second = Float64Array.of(0.2, 0.3, 0.6, 0.7, 0.5, 0.4);
 * (await compareWeightedAuc(first, second, rows)).first; // 0.8889
 * ```
 */
export async function compareWeightedAuc(
  first: Float64Array,
  second: Float64Array,
  rows: WeightedRows,
  options?: { readonly level?: number | undefined },
): Promise<AucDifference> {
  const level = levelOf(options);
  const [a, b] = [await rank(first, rows), await rank(second, rows)];
  const deviations = a.deviations.map((value, row) => value - b.deviations[row]!);
  const { standardError } = estimateOf(deviations, a, rows);
  ensure(!Number.isNaN(standardError), 'comparing areas needs at least two users of each class');
  const difference = a.auc - b.auc;
  const z = difference === 0 && standardError === 0 ? 0 : difference / standardError;
  const reach = normal.inverseSurvival((1 - level) / 2) * standardError;
  return {
    ...{ first: a.auc, second: b.auc, difference, standardError, z },
    p: 2 * normal.survival(Math.abs(z)),
    ...{ low: difference - reach, high: difference + reach },
  };
}

/** A ranking whose rows count with a weight in each class, as the addon gives it. */
export type WeightedRanking = NativeWeightedRanking;

/** The ranking of rows that count with `positive` in class 1 and with `negative` in class 0, made on a thread. */
export async function weightedRanking(
  scores: Float64Array,
  positive: Float64Array,
  negative: Float64Array,
): Promise<WeightedRanking> {
  const columns = [
    kernelColumn(scores, 'scores'),
    kernelColumn(positive, 'positive'),
    kernelColumn(negative, 'negative'),
  ] as const;
  return crossing(() => addon().rankingWeighted(...columns));
}

/** Average precision of a ranking with weights: precision times the recall gained, over the distinct scores. */
export function averagePrecisionOf({ truePositives, falsePositives }: WeightedRanking): number {
  let sum = 0;
  let before = 0;
  for (let i = 0; i < truePositives.length; i++) {
    const here = truePositives[i]!;
    if (here > before) sum += ((here - before) * here) / (here + falsePositives[i]!);
    before = here;
  }
  return sum / before;
}

/** Wald's interval on the logit scale; the point itself where the area is 0 or 1, NaN without a standard error. */
export function logitInterval(
  value: number,
  standardError: number,
  level: number,
): { readonly low: number; readonly high: number } {
  if (value <= 0 || value >= 1) return { low: value, high: value };
  const logit = Math.log(value / (1 - value));
  const reach = (normal.inverseSurvival((1 - level) / 2) * standardError) / (value * (1 - value));
  return { low: 1 / (1 + Math.exp(reach - logit)), high: 1 / (1 + Math.exp(-reach - logit)) };
}

interface Ranked {
  readonly ranking: WeightedRanking;
  readonly auc: number;
  readonly positives: number;
  readonly negatives: number;
  /** Weight times (placement - AUC), row by row. */
  readonly deviations: Float64Array;
}

async function rank(scores: Float64Array, rows: WeightedRows): Promise<Ranked> {
  requireRows(scores, rows);
  const { labels, weights } = rows;
  const positive = weights.map((weight, row) => (labels[row] === 1 ? weight : 0));
  const negative = weights.map((weight, row) => (labels[row] === 1 ? 0 : weight));
  const ranking = await weightedRanking(scores, positive, negative);
  const positives = ranking.truePositives.at(-1)!;
  let auc = 0;
  for (let row = 0; row < labels.length; row++) auc += positive[row]! * ranking.below[row]!;
  auc /= positives;
  const deviations = weights.map((weight, row) => {
    const placement = labels[row] === 1 ? ranking.below[row]! : ranking.above[row]!;
    return weight * (placement - auc);
  });
  return { ranking, auc, positives, negatives: ranking.falsePositives.at(-1)!, deviations };
}

function estimateOf(deviations: Float64Array, { auc, positives, negatives }: Ranked, rows: WeightedRows) {
  const { labels, users = null } = rows;
  const variance = clusteredVariance(clusterSums(deviations, labels, users), positives, negatives);
  return { auc, standardError: Math.sqrt(Math.max(variance, 0)) };
}

function countWeighted(labels: Uint8Array, weights: Float64Array, label: number) {
  let [rows, sum, squares] = [0, 0, 0];
  for (let row = 0; row < labels.length; row++) {
    if (labels[row] !== label || weights[row] === 0) continue;
    rows++;
    sum += weights[row]!;
    squares += weights[row]! ** 2;
  }
  return { rows, effective: (sum * sum) / squares };
}

function levelOf(options: { readonly level?: number | undefined } | undefined): number {
  const checks = { level: optional(strictlyBetween(0, 1), 0.95) };
  return resolveOptions<{ readonly level: number }>('options', options, checks).level;
}

function requireRows(scores: Float64Array, rows: WeightedRows): void {
  requireShape(rows, 'rows', { labels: 'numbers', weights: 'numbers' });
  const { labels, weights, users } = rows;
  const lengths = [labels.length, weights.length, users?.length ?? scores.length];
  ensure(
    lengths.every((length) => length === scores.length),
    `scores, labels, weights and users must have one entry a row, got ${[scores.length, ...lengths].join(', ')}`,
  );
  const bad = labels.findIndex((label) => label > 1);
  ensure(bad < 0, `label of row ${bad + 1} is ${labels[bad]}, not 0 or 1`);
}
