import { ensure } from '../../base/errors.js';
import {
  between,
  integer,
  type Keys,
  oneOf,
  optional,
  requireKeys,
  resolveOptions,
  strictlyBetween,
} from '../../base/options.js';
import { requirePart } from '../../base/shape.js';
import { threadsFor } from '../../base/threads.js';
import { crossing, withStop } from '../../native/crossing.js';
import { addon } from '../../native/load.js';
import { kernelColumn, type NumberColumn, rowsOf } from '../column-input.js';

/** Which statistic is resampled, and how. */
export interface BootstrapOptions {
  /** @default 'mean' */
  readonly statistic?: 'mean' | 'ratio' | 'quantile' | undefined;
  /** Of a ratio of sums; exactly when the statistic is 'ratio'. */
  readonly denominator?: NumberColumn | undefined;
  /** The quantile, in [0, 1], type 7. @default 0.5 */
  readonly q?: number | undefined;
  /** Codes 0, 1, ... below `groups`. @default one group */
  readonly group?: NumberColumn | undefined;
  /** Number of groups; a code at or above it is an error. @default 1, or 2 with `group` */
  readonly groups?: number | undefined;
  /**
   * 'poisson': rows count independent Poisson(1) times; 'multinomial': as many rows as there are, drawn
   * with replacement. @default 'poisson'
   */
  readonly scheme?: 'poisson' | 'multinomial' | undefined;
  /** Number of resamples, >= 1. @default 1000 */
  readonly replicates?: number | undefined;
  /** Whole number; the same seed gives the same bytes. @default 42 */
  readonly seed?: number | undefined;
  /** @default 1 below 5 million row draws, else every hardware thread; never changes the result */
  readonly threads?: number | undefined;
  /** Stops the work, which then rejects with `ABORTED`. */
  readonly signal?: AbortSignal | undefined;
}

/** The statistic of a group and its values over the replicates. */
export interface BootstrapGroup {
  /** Rows with every value. */
  readonly rows: number;
  /** The statistic of the sample itself. */
  readonly estimate: number;
  /** NaN where a replicate drew no row, or denominators that add up to 0. */
  readonly replicates: Float64Array;
}

interface Resolved {
  readonly statistic: 'mean' | 'ratio' | 'quantile';
  readonly q: number;
  readonly groups: number | undefined;
  readonly scheme: 'poisson' | 'multinomial';
  readonly replicates: number;
  readonly seed: number;
  readonly threads: number | undefined;
}

const bootstrapKeys: Keys<BootstrapOptions> = {
  ...{ statistic: true, denominator: true, q: true, group: true, groups: true, scheme: true },
  ...{ replicates: true, seed: true, threads: true, signal: true },
};

/**
 * Bootstrap replicates of a mean, a ratio of sums or a quantile, per group. Replicate r of two groups is
 * independent, so their difference is a replicate of the difference. Missing values are left out.
 * Methods: Efron (1979); Poisson counts as in Chamandy et al. (2012).
 * @param values one number a row; of a ratio the numerator
 * @param options statistic, groups, scheme, replicates, seed, threads and stop signal
 * @throws WinbackError BAD_INPUT for an empty group, infinite values or wrong codes; ABORTED
 *
 * @example
 * ```ts
 * import { bootstrap } from 'winback/stats';
 *
 * (await bootstrap(Float64Array.of(1, 2, 3, 5, 8), { replicates: 50, seed: 1 })).length; // 1
 * ```
 */
export async function bootstrap(
  values: NumberColumn,
  options: BootstrapOptions = {},
): Promise<readonly BootstrapGroup[]> {
  requireKeys(options ?? undefined, 'options', bootstrapKeys);
  const { denominator, group, signal, ...rest } = options ?? {};
  const given = resolveOptions<Resolved>('options', rest, {
    statistic: optional(oneOf('mean', 'ratio', 'quantile'), 'mean'),
    q: optional(between(0, 1), 0.5),
    groups: optional(integer(1, 65_536), undefined),
    scheme: optional(oneOf('poisson', 'multinomial'), 'poisson'),
    replicates: optional(integer(1, 10_000_000), 1000),
    seed: optional(integer(0), 42),
    threads: optional(integer(1, 1024), undefined),
  });
  const column = kernelColumn(values, 'values');
  const below = denominator === undefined ? null : kernelColumn(denominator, 'denominator');
  const codes = group === undefined ? null : kernelColumn(group, 'group');
  const groups = given.groups ?? (group === undefined ? 1 : 2);
  const threads = threadsFor(rowsOf(column) * given.replicates, given.threads, 5_000_000);
  return crossing(() =>
    withStop(signal, (stop) =>
      addon().resamplingBootstrap(
        ...([column, below, codes, groups, given.statistic, given.scheme === 'multinomial'] as const),
        ...([given.q, given.replicates, given.seed, threads, stop] as const),
      ),
    ),
  );
}

/**
 * The percentile interval of replicates, NaN left out. Its ends are at rank (R + 1) q of R replicates (type 6 quantiles,
 * as R's boot.ci): with 199 replicates and level 0.95 the fifth from either side, so that few replicates do not make
 * the interval too short.
 * @param replicates the statistic on each resample, in any order
 * @param level coverage, in (0, 1)
 * @throws WinbackError BAD_INPUT without a number among the replicates
 *
 * @example
 * ```ts
 * import { replicateInterval } from 'winback/stats';
 *
 * replicateInterval(Float64Array.of(1, 2, 3, 4, 5), 0.5).low; // 1.5
 * ```
 */
export function replicateInterval(
  replicates: ArrayLike<number>,
  level = 0.95,
): {
  /** Lower end. */
  readonly low: number;
  /** Upper end. */
  readonly high: number;
} {
  requirePart(replicates, 'replicates', 'list');
  const sorted = Float64Array.from(replicates)
    .filter((value) => !Number.isNaN(value))
    .sort();
  ensure(sorted.length > 0, 'an interval needs at least one replicate');
  strictlyBetween(0, 1)(level, 'level');
  const at = (q: number): number => {
    const position = Math.min(sorted.length - 1, Math.max(0, q * (sorted.length + 1) - 1));
    const below = Math.floor(position);
    const above = Math.min(below + 1, sorted.length - 1);
    return sorted[below]! + (position - below) * (sorted[above]! - sorted[below]!);
  };
  return { low: at((1 - level) / 2), high: at((1 + level) / 2) };
}
