import { finite, integer, oneOf, optional, resolveOptions } from '../base/options.js';
import { requirePart } from '../base/shape.js';
import { crossing } from '../native/crossing.js';
import { addon } from '../native/load.js';
import { kernelColumn, type NumberColumn } from './column-input.js';

/** Edges of bins and the rows in each. */
export interface Histogram {
  /** Ascending, one more than bins. */
  readonly edges: Float64Array;
  /** Rows per bin; bin k holds edges[k] <= x < edges[k + 1], the last one also its upper edge. */
  readonly counts: Float64Array;
  /** Rows outside the edges, and rows without a value. */
  readonly below: number;
  /** Rows above the last edge. */
  readonly above: number;
  /** Rows without a value. */
  readonly missing: number;
}

/** How many bins, and where they lie. */
export interface HistogramOptions {
  /** `width`: equally wide bins; `quantile`: about equal counts, fewer bins when values repeat. @default 'width' */
  readonly kind?: 'width' | 'quantile' | undefined;
  /** Number of bins, >= 1. @default 10 */
  readonly bins?: number | undefined;
  /** Range of `width`. @default smallest and largest value */
  readonly low?: number | undefined;
  /** Upper end of the last bin. @default the largest value */
  readonly high?: number | undefined;
}

interface Resolved {
  readonly kind: 'width' | 'quantile';
  readonly bins: number;
  readonly low: number;
  readonly high: number;
}

/**
 * A histogram of a sample. Quantile edges are type 7 quantiles (Hyndman and Fan, 1996).
 * @param values one number a row
 * @param options kind, number and range of the bins
 * @throws WinbackError BAD_INPUT when there is no value, one is infinite, or low >= high
 *
 * @example
 * ```ts
 * import { histogram } from 'winback/stats';
 *
 * (await histogram(Float64Array.of(1, 2, 3, 5, 8), { bins: 2 })).counts[0]; // 3
 * ```
 */
export async function histogram(values: NumberColumn, options?: HistogramOptions): Promise<Histogram> {
  const { kind, bins, low, high } = resolveOptions<Resolved>('options', options, {
    kind: optional(oneOf('width', 'quantile'), 'width'),
    bins: optional(integer(1, 1 << 20), 10),
    low: optional(finite, Number.NaN),
    high: optional(finite, Number.NaN),
  });
  const column = kernelColumn(values, 'values');
  return crossing(() => addon().rankingHistogram(column, null, kind, bins, low, high));
}

/**
 * Counts of a sample in given bins, to compare it with the sample the bins were made of.
 * @param values one number a row
 * @param edges strictly ascending, at least two
 * @throws WinbackError BAD_INPUT for other edges
 *
 * @example
 * ```ts
 * import { countInBins } from 'winback/stats';
 *
 * (await countInBins(Float64Array.of(1, 2, 3, 5, 8), [0, 4, 10])).counts[0]; // 3
 * ```
 */
export async function countInBins(values: NumberColumn, edges: ArrayLike<number>): Promise<Histogram> {
  requirePart(edges, 'edges', 'numbers');
  const column = kernelColumn(values, 'values');
  const copy = Float64Array.from(edges);
  return crossing(() =>
    addon().rankingHistogram(column, copy, 'width', 1, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY),
  );
}
