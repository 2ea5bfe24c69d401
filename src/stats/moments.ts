import { ensure } from '../base/errors.js';
import { integer, optional, requireKeys, resolveOptions } from '../base/options.js';
import { requirePart, requireShape } from '../base/shape.js';
import { threadsFor } from '../base/threads.js';
import { crossing, withStop } from '../native/crossing.js';
import { addon } from '../native/load.js';
import { kernelColumn, type NumberColumn, rowsOf } from './column-input.js';

/** How rows are grouped and the work is shared. */
export interface MomentsOptions {
  /** Codes 0, 1, ... per row; rows without one are left out and counted. @default all rows are one group */
  readonly group?: NumberColumn | undefined;
  /** Number of groups, up to 65,536; a code at or above it is an error. @default found in the data */
  readonly groups?: number | undefined;
  /** @default 1 below 50,000 rows, else every hardware thread */
  readonly threads?: number | undefined;
  /** Stops the work, which then rejects with `ABORTED`. */
  readonly signal?: AbortSignal | undefined;
}

/** The rows of one group over k columns, in the order the columns were given. */
export interface GroupMoments {
  /** Rows with a value in every column. */
  readonly rows: number;
  /** Rows of the group that are null or NaN in a column, left out. */
  readonly skipped: number;
  /** The mean of each column, in their order. */
  readonly means: Float64Array;
  /** Sums of products of deviations from the means: k x k, row-major, symmetric. */
  readonly comoments: Float64Array;
}

/** Moments of each group of rows. */
export interface Moments {
  /** In the order of the group codes. */
  readonly groups: readonly GroupMoments[];
  /** Rows without a group, left out. */
  readonly ungrouped: number;
}

/**
 * Counts, means and co-moments of columns by group, in one pass over the rows. Stable for any mean:
 * blocks are summed about a value of their own and merged by their means (Chan, Golub and LeVeque,
 * 1979). The same bytes for any number of threads and any CPU.
 * @param columns of one length; a row without a value in any of them is left out
 * @param options groups, threads and stop signal
 * @throws WinbackError BAD_INPUT for lengths that differ, an infinite value or a wrong code; ABORTED
 *
 * @example
 * ```ts
 * import { moments } from 'winback/stats';
 *
 * const { groups } = await moments([Float64Array.of(1, 2, 4)]);
 * groups[0]?.means[0]; // 2.333
 * ```
 */
export async function moments(
  columns: readonly NumberColumn[],
  options: MomentsOptions = {},
): Promise<Moments> {
  requirePart(columns, 'columns', 'list');
  requireKeys(options ?? undefined, 'options', { group: true, groups: true, threads: true, signal: true });
  const { group, signal, ...rest } = options ?? {};
  const { groups, threads } = resolveOptions<Resolved>('options', rest, {
    groups: optional(integer(1, 65_536), 0),
    threads: optional(integer(1, 1024), undefined),
  });
  ensure(columns.length > 0, 'moments need at least one column');
  const native = columns.map((column, i) => kernelColumn(column, `columns[${i}]`));
  const codes = group === undefined ? null : kernelColumn(group, 'group');
  const used = threadsFor(rowsOf(native[0]!), threads);
  return crossing(() => withStop(signal, (stop) => addon().momentsOf(native, codes, groups, used, stop)));
}

interface Resolved {
  readonly groups: number;
  readonly threads: number | undefined;
}

/**
 * Both sets of rows together.
 * @param a moments of some rows
 * @param b moments of the same columns over other rows
 * @throws WinbackError BAD_INPUT when they have different columns
 *
 * @example
 * ```ts
 * import { mergeMoments, moments } from 'winback/stats';
 *
 * const [first] = (await moments([Float64Array.of(1, 2)])).groups;
 * const [second] = (await moments([Float64Array.of(4)])).groups;
 * mergeMoments(first!, second!).means[0]; // 2.333
 * ```
 */
export function mergeMoments(a: GroupMoments, b: GroupMoments): GroupMoments {
  requireShape(a, 'a', { means: 'list', comoments: 'list' });
  requireShape(b, 'b', { means: 'list', comoments: 'list' });
  const k = a.means.length;
  ensure(b.means.length === k, `moments of ${k} and ${b.means.length} columns cannot be merged`);
  const rows = a.rows + b.rows;
  const share = rows === 0 ? 0 : b.rows / rows;
  const means = a.means.map((mean, i) => mean + (b.means[i]! - mean) * share);
  const comoments = a.comoments.map((value, at) => {
    const i = Math.floor(at / k);
    const j = at % k;
    const product = (b.means[i]! - a.means[i]!) * (b.means[j]! - a.means[j]!);
    return value + b.comoments[at]! + product * a.rows * share;
  });
  return { rows, skipped: a.skipped + b.skipped, means, comoments };
}

/**
 * Sample covariance (n - 1) of columns i and j; NaN below two rows. `covariance(g, i, i)` is the variance.
 * @param group moments of one group
 * @param i column, from 0
 * @param j column, from 0
 *
 * @example
 * ```ts
 * import { covariance, moments } from 'winback/stats';
 *
 * const { groups } = await moments([Float64Array.of(1, 2, 4), Float64Array.of(2, 3, 7)]);
 * covariance(groups[0]!, 0, 1); // 4
 * ```
 */
export function covariance(group: GroupMoments, i: number, j: number): number {
  requireShape(group, 'group', { means: 'list', comoments: 'list' });
  const k = group.means.length;
  ensure(i >= 0 && i < k && j >= 0 && j < k, `there is no column pair (${i}, ${j}) of ${k} columns`);
  return group.rows < 2 ? Number.NaN : group.comoments[i * k + j]! / (group.rows - 1);
}
