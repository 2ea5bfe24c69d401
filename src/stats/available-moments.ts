import { ensure } from '../base/errors.js';
import { requirePart, requireShape } from '../base/shape.js';
import type { NumberColumn } from './column-input.js';
import { type GroupMoments, type MomentsOptions, moments } from './moments.js';

/** One group over k columns, every pair of columns on the rows that have both. Matrices are k x k, row-major. */
export interface AvailableMoments {
  /** Rows with a value in columns i and j; on the diagonal rows with a value in column i. */
  readonly counts: Float64Array;
  /** Of each column's own rows; NaN without one. */
  readonly means: Float64Array;
  /** Sums of products of deviations from the means of the pair's rows. */
  readonly comoments: Float64Array;
}

/**
 * Moments where each column's missing values (null or NaN) are left out for that column alone, by available cases: a
 * mean and a variance use every row their column has, a covariance the rows that have both. `moments` drops a row that
 * misses any column, which is what regression and CUPED need; take this one to describe columns. A matrix of available
 * covariances need not be positive definite (Little and Rubin, Statistical Analysis with Missing Data, 2002, section 3.3).
 * Reads every pair of columns once.
 * @param columns of one length
 * @param options groups, threads and stop signal
 * @throws WinbackError as `moments`
 *
 * @example
 * ```ts
 * import { availableMoments } from 'winback/stats';
 *
 * (await availableMoments([Float64Array.of(1, 2, Number.NaN)])).groups.length; // 1
 * ```
 */
export async function availableMoments(
  columns: readonly NumberColumn[],
  options: MomentsOptions = {},
): Promise<{
  /** In the order of the group codes. */
  readonly groups: readonly AvailableMoments[];
  /** Rows whose group is missing. */
  readonly ungrouped: number;
}> {
  requirePart(columns, 'columns', 'list');
  const k = columns.length;
  ensure(k > 0, 'moments need at least one column');
  const first = await moments([columns[0]!], options);
  const given = options?.group === undefined ? options : { ...options, groups: first.groups.length };
  const results = first.groups.map(() => ({
    counts: new Float64Array(k * k),
    means: new Float64Array(k),
    comoments: new Float64Array(k * k),
  }));
  const keep = (groups: readonly GroupMoments[], i: number, j: number): void => {
    groups.forEach(({ rows, means, comoments }, g) => {
      const into = results[g]!;
      // A pair's co-moments are [ii, ij, ji, jj]; a single column has one.
      const product = i === j ? comoments[0]! : comoments[1]!;
      for (const at of [i * k + j, j * k + i]) {
        into.counts[at] = rows;
        into.comoments[at] = product;
      }
      if (i === j) into.means[i] = rows === 0 ? Number.NaN : means[0]!;
    });
  };
  keep(first.groups, 0, 0);
  for (let i = 1; i < k; i++) {
    for (let j = 0; j <= i; j++) {
      const pair = i === j ? [columns[i]!] : [columns[i]!, columns[j]!];
      keep((await moments(pair, given)).groups, i, j);
    }
  }
  return { groups: results, ungrouped: first.ungrouped };
}

/**
 * Sample covariance (n - 1) of the rows that have columns i and j; NaN below two of them.
 * @param group moments of one group
 * @param i column, from 0
 * @param j column, from 0
 *
 * @example
 * ```ts
 * import { availableCovariance, availableMoments } from 'winback/stats';
 *
 * const columns = [Float64Array.of(1, 2, 3, Number.NaN), Float64Array.of(2, 4, 6, 8)];
 * const [group] = (await availableMoments(columns)).groups;
 * availableCovariance(group!, 0, 1); // 2
 * availableCovariance(group!, 1, 1); // 6.667
 * ```
 */
export function availableCovariance(group: AvailableMoments, i: number, j: number): number {
  requireShape(group, 'group', { counts: 'list', means: 'list', comoments: 'list' });
  const k = group.means.length;
  ensure(i >= 0 && i < k && j >= 0 && j < k, `there is no column pair (${i}, ${j}) of ${k} columns`);
  const rows = group.counts[i * k + j]!;
  return rows < 2 ? Number.NaN : group.comoments[i * k + j]! / (rows - 1);
}
