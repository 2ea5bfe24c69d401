import { ensure } from '../../base/errors.js';
import { optional, requireKeys, strictlyBetween } from '../../base/options.js';
import { requirePart } from '../../base/shape.js';
import { normal } from '../distributions.js';
import { requireCodes, requireValues, type Values } from './arguments.js';

/** How rows belong together, and the level of the interval. */
export interface ScoreOptions {
  /** Code of the user (cluster) of each row, whole numbers >= 0, where a user has several rows. @default each row by itself */
  readonly clusters?: Values | undefined;
  /** Confidence of low..high, in (0, 1). @default 0.95 */
  readonly level?: number | undefined;
}

/** A mean of scores with its normal interval. */
export interface ScoreMean {
  /** Mean of the scores, in the unit of the outcome. */
  readonly value: number;
  /** Standard error. */
  readonly error: number;
  /** Lower end of the interval. */
  readonly low: number;
  /** Upper end of the interval. */
  readonly high: number;
  /** Rows. */
  readonly rows: number;
  /** Users; equals rows without clusters. */
  readonly clusters: number;
}

/**
 * Mean of scores with the error of independent rows (divisor n - 1), or of independent users where `clusters` are given:
 * deviations are added up inside each user, then squared, with the factor G / (G - 1) of G users.
 * @param scores one finite number a row, at least two rows (and two users)
 * @param options clusters and level
 * @throws WinbackError BAD_INPUT
 *
 * @example
 * ```ts
 * import { meanScore } from 'winback/stats';
 *
 * meanScore([1, 2, 4]).error; // 0.8819
 * meanScore([1, 2, 4], { clusters: [0, 0, 1] }).error; // 1.111
 * ```
 */
export function meanScore(scores: Values, options: ScoreOptions = {}): ScoreMean {
  requirePart(scores, 'scores', 'list');
  requireKeys(options, 'options', { clusters: true, level: true });
  const level = optional(strictlyBetween(0, 1), 0.95)(options.level, 'options.level');
  const rows = scores.length;
  requireValues(scores, 'scores', rows);
  const value = meanOf(scores);
  const away = new Float64Array(rows);
  for (let row = 0; row < rows; row++) away[row] = scores[row]! - value;
  const sums = clusterSums(away, options.clusters);
  const clusters = sums.length;
  ensure(clusters >= 2, `a mean of scores needs at least 2 users, got ${clusters}`);
  let squares = 0;
  for (const one of sums) squares += one * one;
  const error = Math.sqrt((squares * clusters) / (clusters - 1)) / rows;
  const reach = normal.inverseSurvival((1 - level) / 2) * error;
  return { value, error, low: value - reach, high: value + reach, rows, clusters };
}

/** In two passes: the second takes the rounding of the first away. */
function meanOf(values: Values): number {
  let sum = 0;
  for (let row = 0; row < values.length; row++) sum += values[row]!;
  const near = sum / values.length;
  let rest = 0;
  for (let row = 0; row < values.length; row++) rest += values[row]! - near;
  return near + rest / values.length;
}

/** Values added up inside each cluster that has a row; the values themselves without clusters. */
export function clusterSums(values: Float64Array, clusters: Values | undefined): Float64Array {
  if (clusters === undefined) return values;
  requireCodes(clusters, 'options.clusters', values.length, 2 ** 32);
  const place = new Map<number, number>();
  const sums = new Float64Array(values.length);
  for (let row = 0; row < values.length; row++) {
    const code = clusters[row]!;
    const at = place.get(code) ?? place.size;
    if (at === place.size) place.set(code, at);
    sums[at]! += values[row]!;
  }
  return sums.subarray(0, place.size);
}
