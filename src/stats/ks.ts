import { crossing } from '../native/crossing.js';
import { addon } from '../native/load.js';
import { kernelColumn, type NumberColumn } from './column-input.js';

/** The Kolmogorov-Smirnov distance of two samples. */
export interface KsDistance {
  /** Largest distance of the two empirical distribution functions, in [0, 1]. */
  readonly statistic: number;
  /** The smallest value where it is reached. */
  readonly location: number;
  /** 1 when the first sample's function is above there (its values are smaller), -1 below, 0 when equal. */
  readonly sign: number;
}

/**
 * The two-sample Kolmogorov-Smirnov statistic, exact with ties. Missing values are left out.
 * @param first values of one sample
 * @param second values of the other sample
 * @throws WinbackError BAD_INPUT when a sample has no value
 *
 * @example
 * ```ts
 * import { twoSampleKs } from 'winback/stats';
 *
 * (await twoSampleKs(Float64Array.of(1, 2, 3), Float64Array.of(2, 3, 4))).statistic; // 0.3333
 * ```
 */
export async function twoSampleKs(first: NumberColumn, second: NumberColumn): Promise<KsDistance> {
  const columns = [kernelColumn(first, 'first'), kernelColumn(second, 'second')] as const;
  return crossing(() => addon().rankingTwoSampleKs(...columns));
}
