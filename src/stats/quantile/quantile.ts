import { ensure } from '../../base/errors.js';
import { finite, optional, requireKeys, resolveOptions, strictlyBetween } from '../../base/options.js';
import { crossing } from '../../native/crossing.js';
import { addon } from '../../native/load.js';
import { kernelColumn, type NumberColumn } from '../column-input.js';
import { binomial, normal } from '../distributions.js';

/** Rows of one sample: those whose `group` is `wanted`. @default all rows */
export interface SampleRows {
  /** Code of the group of each row, whole numbers >= 0. @default all rows are one group */
  readonly group?: NumberColumn | undefined;
  /** The group whose rows are taken. @default 0 */
  readonly wanted?: number | undefined;
}

/** Which rows, how they are clustered, and the level of the interval. */
export interface QuantileOptions extends SampleRows {
  /**
   * Code of the user (cluster) of each row, whole numbers >= 0, where a user has several rows: rows of one user are alike,
   * and an interval that ignores it is too narrow.
   */
  readonly clusters?: NumberColumn | undefined;
  /** Confidence of low..high, in (0, 1). @default 0.95 */
  readonly level?: number | undefined;
}

/** A quantile of a sample and its interval. */
export interface QuantileInterval {
  /** Type 7 (linear interpolation between order statistics). */
  readonly value: number;
  /** Lower end; -Infinity where the rows are too few for one. */
  readonly low: number;
  /** Upper end; Infinity where the rows are too few for one. */
  readonly high: number;
  /**
   * Standard error that the interval's width means under normality (Woodruff, 1952): the width in units of the normal
   * quantiles of the tails that its two ranks really leave.
   */
  readonly error: number;
  /**
   * Of that error: the width is a sum of m spacings, so its square varies as much as a chi-square of m / 2 over its mean;
   * with clusters m counts as m / designEffect.
   */
  readonly df: number;
  /** Rows with a value. */
  readonly rows: number;
  /** Users; equals rows without clusters. */
  readonly clusters: number;
  /** Variance of the share of rows below the quantile, over that of independent rows; 1 without clusters. */
  readonly designEffect: number;
}

/**
 * A sample quantile with an interval made of two order statistics. Rows of different users: the number of values below the
 * true quantile is binomial, so the interval is exact. Several rows per user: the share of rows at or below the quantile
 * is a ratio of sums over users, its variance comes from the delta method, and the ranks are n (p -+ z sigma) (the outer
 * interval of Deng, Knoblich and Lu, 2018). Runs off the JavaScript thread.
 * @param values one number a row
 * @param p which quantile, in (0, 1)
 * @param options rows to take, clusters and level
 * @throws BAD_INPUT for a value that is not finite, or a sample too small for an interval on both sides
 *
 * @example
 * ```ts
 * import { quantileInterval } from 'winback/stats';
 *
 * (await quantileInterval(Float64Array.of(1, 2, 3, 5, 8, 13, 21), 0.5)).value; // 5
 * ```
 */
export async function quantileInterval(
  values: NumberColumn,
  p: number,
  options: QuantileOptions = {},
): Promise<QuantileInterval> {
  requireKeys(options ?? undefined, 'options', { group: true, clusters: true, wanted: true, level: true });
  const { group, clusters, wanted = 0, ...rest } = options ?? {};
  const level = resolveOptions<{ level: number }>('options', rest, {
    level: optional(strictlyBetween(0, 1), 0.95),
  }).level;
  strictlyBetween(0, 1)(p, 'p');
  finite(wanted, 'wanted');
  const sorted = await sortedValues(values, { group, wanted });
  if (clusters === undefined) return sortedQuantile(sorted, p, level);
  const value = quantileOf(sorted, p);
  const codes = group === undefined ? null : kernelColumn(group, 'group');
  const sums = await crossing(() =>
    addon().quantileCountBelow(
      kernelColumn(values, 'values'),
      codes,
      wanted,
      kernelColumn(clusters, 'clusters'),
      value,
    ),
  );
  return clustered(sorted, p, level, sums);
}

/** The sample's values in ascending order, sorted off the JavaScript thread. @throws BAD_INPUT unless finite */
export async function sortedValues(values: NumberColumn, rows: SampleRows = {}): Promise<Float64Array> {
  const group = rows.group === undefined ? null : kernelColumn(rows.group, 'group');
  return crossing(() => addon().quantileSorted(kernelColumn(values, 'values'), group, rows.wanted ?? 0));
}

/** Type 7 quantile of ascending values. */
export function quantileOf(sorted: Float64Array, p: number): number {
  ensure(sorted.length > 0, 'a quantile needs at least one value');
  const at = (sorted.length - 1) * p;
  const below = Math.floor(at);
  const next = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return sorted[below]! + (at - below) * (next - sorted[below]!);
}

/**
 * The same for ascending values of independent rows, on the calling thread: where they are sorted already.
 * @throws BAD_INPUT for a sample too small for an interval on both sides
 */
export function sortedQuantile(sorted: Float64Array, p: number, level = 0.95): QuantileInterval {
  const n = sorted.length;
  const ranks = exactRanks(n, p, level);
  return { ...between(sorted, ranks, p, level, 1), clusters: n, designEffect: 1 };
}

interface Ranks {
  /** Of the lower and the upper end among the sorted values, from 1. */
  readonly lower: number;
  readonly upper: number;
  /** Standard errors between both ends. */
  readonly width: number;
}

// Arms are often of one size, and binomial quantiles cost more than sorting a thousand values.
let last = { key: '', ranks: { lower: 0, upper: 0, width: 0 } as Ranks };

function exactRanks(n: number, p: number, level: number): Ranks {
  const key = `${n} ${p} ${level}`;
  if (last.key === key) return last.ranks;
  const tail = (1 - level) / 2;
  const lower = n === 0 ? 0 : binomial.quantile(tail, n, p);
  const upper = n === 0 ? 0 : binomial.inverseSurvival(tail, n, p) + 1;
  const width =
    lower >= 1 && upper <= n
      ? normal.inverseSurvival(binomial.cdf(lower - 1, n, p)) +
        normal.inverseSurvival(binomial.survival(upper - 1, n, p))
      : Number.NaN;
  last = { key, ranks: { lower, upper, width } };
  return last.ranks;
}

interface ClusterSums {
  readonly clusters: number;
  readonly rows: number;
  readonly below: number;
  readonly rows2: number;
  readonly below2: number;
  readonly cross: number;
}

function clustered(sorted: Float64Array, p: number, level: number, sums: ClusterSums): QuantileInterval {
  const { clusters: k, rows, below } = sums;
  ensure(k >= 2, `a clustered quantile needs at least 2 users, got ${k}`);
  const share = below / rows;
  // Sum over users of (b - share m)^2: residuals of the ratio, their mean is 0 by construction.
  const residuals = Math.max(0, sums.below2 - 2 * share * sums.cross + share * share * sums.rows2);
  const variance = ((k / (k - 1)) * residuals) / rows ** 2;
  const sigma = Math.sqrt(variance);
  const reach = normal.inverseSurvival((1 - level) / 2) * sigma;
  const lower = Math.floor(rows * (p - reach));
  const upper = Math.floor(rows * (p + reach)) + 1;
  // Half a row on each side, as between a count and the normal that stands for it.
  const width = (upper - lower) / rows / sigma;
  const designEffect = variance / ((p * (1 - p)) / rows);
  return { ...between(sorted, { lower, upper, width }, p, level, designEffect), clusters: k, designEffect };
}

function between(
  sorted: Float64Array,
  { lower, upper, width }: Ranks,
  p: number,
  level: number,
  designEffect: number,
) {
  const n = sorted.length;
  ensure(
    lower >= 1 && upper <= n,
    `a ${level} interval of the ${p} quantile needs more than ${n} rows in an arm`,
  );
  const [low, high] = [sorted[lower - 1]!, sorted[upper - 1]!];
  const df = Math.max(1, (upper - lower) / 2 / Math.max(1, designEffect));
  return { value: quantileOf(sorted, p), low, high, error: (high - low) / width, df, rows: n };
}
