import { integer, optional, resolveOptions, strictlyBetween } from '../base/options.js';
import { threadsFor } from '../base/threads.js';
import { crossing } from '../native/crossing.js';
import { addon } from '../native/load.js';
import { kernelColumn, type NumberColumn, rowsOf } from './column-input.js';

/** Level of the interval and threads. */
export interface RankOptions {
  /** Coverage of the intervals, in (0, 1). @default 0.95 */
  readonly level?: number | undefined;
  /** @default 1 below 50,000 rows, else every hardware thread */
  readonly threads?: number | undefined;
}

/** How well scores rank rows of class 1 above rows of class 0. */
export interface RankMetrics {
  /** Rows of class 1. */
  readonly positives: number;
  /** Rows of class 0. */
  readonly negatives: number;
  /** Area under the ROC curve, exact: right pairs over pairs, ties counting half. */
  readonly auc: number;
  /** DeLong's standard error of `auc`; NaN when a class has one row. */
  readonly standardError: number;
  /** Interval of `auc`: Wald on the logit scale, so inside [0, 1]. */
  readonly low: number;
  /** Upper end of the AUC's interval. */
  readonly high: number;
  /** Area under the precision-recall curve as average precision: tied scores are one step. */
  readonly averagePrecision: number;
  /** Largest distance between the classes' score distributions. */
  readonly ks: number;
}

/** Two AUCs on the same rows and the test of their difference (DeLong). */
export interface AucDifference {
  /** AUC of the first scores. */
  readonly first: number;
  /** AUC of the second scores. */
  readonly second: number;
  /** first - second, with its DeLong standard error, two-sided test and Wald interval. */
  readonly difference: number;
  /** Standard error of the difference. */
  readonly standardError: number;
  /** The difference over its standard error. */
  readonly z: number;
  /** Two-sided p-value of no difference. */
  readonly p: number;
  /** Lower end of the interval of the difference. */
  readonly low: number;
  /** Upper end of the interval of the difference. */
  readonly high: number;
}

/** Counts of both classes at or above each distinct score, highest score first: ROC and PR curves. */
export interface ThresholdCounts {
  /** The different scores, from the highest down. */
  readonly thresholds: Float64Array;
  /** Rows of class 1 at or above each threshold. */
  readonly truePositives: Float64Array;
  /** Rows of class 0 at or above each threshold. */
  readonly falsePositives: Float64Array;
}

/** How well probabilities fit what happened. */
export interface ProbabilityMetrics {
  /** Mean -log(probability given to what happened), natural; probabilities clipped to [2^-52, 1 - 2^-52]. */
  readonly logLoss: number;
  /** Mean squared distance of probability and label. */
  readonly brier: number;
}

const checks = {
  level: optional(strictlyBetween(0, 1), 0.95),
  threads: optional(integer(1, 1024), undefined),
};

/**
 * Rank metrics of scores (any order, higher = class 1) against labels 0/1, exact under ties.
 * Method: DeLong, DeLong and Clarke-Pearson (1988); Sun and Xu (2014).
 * @param scores one a row, in any unit
 * @param labels 0 or 1, row by row
 * @param options level and threads
 * @throws WinbackError BAD_INPUT for a missing score, a label other than 0 and 1, or one class only
 *
 * @example
 * ```ts
 * import { rankMetrics } from 'winback/stats';
 *
 * (await rankMetrics(Float64Array.of(0.1, 0.4, 0.35, 0.8), Float64Array.of(0, 0, 1, 1))).auc; // 0.75
 * ```
 */
export async function rankMetrics(
  scores: NumberColumn,
  labels: NumberColumn,
  options?: RankOptions,
): Promise<RankMetrics> {
  const { level, threads } = resolveOptions<Resolved>('options', options, checks);
  const score = kernelColumn(scores, 'scores');
  const label = kernelColumn(labels, 'labels');
  const used = threadsFor(rowsOf(score), threads);
  return crossing(() => addon().rankingMetrics(score, label, level, used));
}

/**
 * Whether two models rank the same rows differently well: DeLong's paired test.
 * @param first scores of the first model, one a row
 * @param second scores of the second model, one a row
 * @param labels 0 or 1, row by row
 * @param options level and threads
 * @throws WinbackError BAD_INPUT as rankMetrics, or when a class has fewer than two rows
 *
 * @example
 * ```ts
 * import { compareAuc } from 'winback/stats';
 *
 * const first = Float64Array.of(0.1, 0.4, 0.35, 0.8, 0.7, 0.2);
 * const second = Float64Array.of(0.2, 0.3, 0.6, 0.7, 0.5, 0.4);
 * const compared = await compareAuc(first, second, Float64Array.of(0, 0, 1, 1, 1, 0));
 * compared.first; // 0.8889
 * ```
 */
export async function compareAuc(
  first: NumberColumn,
  second: NumberColumn,
  labels: NumberColumn,
  options?: RankOptions,
): Promise<AucDifference> {
  const { level, threads } = resolveOptions<Resolved>('options', options, checks);
  const columns = [
    kernelColumn(first, 'first'),
    kernelColumn(second, 'second'),
    kernelColumn(labels, 'labels'),
  ] as const;
  const used = threadsFor(rowsOf(columns[0]), threads);
  return crossing(() => addon().rankingCompareAuc(...columns, level, used));
}

/**
 * Counts by threshold.
 * @param scores one a row, in any unit
 * @param labels 0 or 1, row by row
 * @param options threads
 * @throws WinbackError BAD_INPUT for a missing score or a label other than 0 and 1
 *
 * @example
 * ```ts
 * import { thresholdCounts } from 'winback/stats';
 *
 * (await thresholdCounts(Float64Array.of(0.1, 0.4, 0.8), Float64Array.of(0, 1, 1))).thresholds[0]; // 0.8
 * ```
 */
export async function thresholdCounts(
  scores: NumberColumn,
  labels: NumberColumn,
  options?: Pick<RankOptions, 'threads'>,
): Promise<ThresholdCounts> {
  const { threads } = resolveOptions<Pick<Resolved, 'threads'>>('options', options, {
    threads: checks.threads,
  });
  const score = kernelColumn(scores, 'scores');
  const label = kernelColumn(labels, 'labels');
  const used = threadsFor(rowsOf(score), threads);
  return crossing(() => addon().rankingThresholdCounts(score, label, used));
}

/**
 * Log loss and Brier score.
 * @param probabilities in [0, 1], one a row
 * @param labels 0 or 1, row by row
 * @throws WinbackError BAD_INPUT naming a value outside [0, 1]
 *
 * @example
 * ```ts
 * import { probabilityMetrics } from 'winback/stats';
 *
 * (await probabilityMetrics(Float64Array.of(0.2, 0.8, 0.4), Float64Array.of(0, 1, 1))).brier; // 0.1467
 * ```
 */
export async function probabilityMetrics(
  probabilities: NumberColumn,
  labels: NumberColumn,
): Promise<ProbabilityMetrics> {
  const probability = kernelColumn(probabilities, 'probabilities');
  const label = kernelColumn(labels, 'labels');
  return crossing(() => addon().rankingProbabilityMetrics(probability, label));
}

interface Resolved {
  readonly level: number;
  readonly threads: number | undefined;
}
