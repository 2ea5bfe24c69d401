import { integer, optional, requireKeys, resolveOptions } from '../../base/options.js';
import { requirePart } from '../../base/shape.js';
import { threadsFor } from '../../base/threads.js';
import { crossing, withStop } from '../../native/crossing.js';
import { addon } from '../../native/load.js';
import { kernelColumn, type NumberColumn, rowsOf } from '../column-input.js';

/** One random half of a sample against the rest: rows, mean and sum of squared deviations of each. */
export interface Halves {
  /** Rows of each half. */
  readonly n: readonly [number, number];
  /** Mean of each half. */
  readonly mean: readonly [number, number];
  /** Sum of squared deviations from the mean of each half. */
  readonly squares: readonly [number, number];
}

interface Plan {
  readonly seed: number;
  readonly first: number;
  readonly splits: number;
  readonly threads: number | undefined;
}

/**
 * Splits the values at random into halves, one random bit per row: what an A/A splits tests. Split k depends on (seed,
 * k) alone, and is the same for any number of threads. Runs off the JavaScript thread. Means are of the values minus the
 * sample's mean.
 * @param values one finite number a row
 * @param options number of splits, the first one's number, seed, threads and stop signal
 * @throws BAD_INPUT for no value or one that is not finite, ABORTED
 *
 * @example
 * ```ts
 * import { randomHalves } from 'winback/stats';
 *
 * (await randomHalves(Float64Array.of(1, 2, 3, 5, 8, 13), { splits: 10, seed: 1 })).length; // 10
 * ```
 */
export async function randomHalves(
  values: NumberColumn,
  options: {
    readonly splits: number;
    /** Number of the first split. @default 0 */
    readonly first?: number | undefined;
    /** @default 42 */
    readonly seed?: number | undefined;
    readonly threads?: number | undefined;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<readonly Halves[]> {
  requirePart(options, 'options', 'object');
  requireKeys(options, 'options', {
    ...{ splits: true, first: true, seed: true, threads: true, signal: true },
  });
  const { signal, ...rest } = options;
  const { seed, first, splits, threads } = resolveOptions<Plan>('options', rest, {
    seed: optional(integer(0), 42),
    first: optional(integer(0), 0),
    splits: integer(1, 10_000_000),
    threads: optional(integer(1, 1024), undefined),
  });
  const column = kernelColumn(values, 'values');
  const used = threadsFor(rowsOf(column) * splits, threads, 1_000_000);
  const { rows, sum, squares, halves } = await crossing(() =>
    withStop(signal, (stop) => addon().resamplingRandomHalves(column, seed, first, splits, used, stop)),
  );
  return Array.from({ length: splits }, (_, k): Halves => {
    const [n1, sum1, squares1] = [halves[3 * k]!, halves[3 * k + 1]!, halves[3 * k + 2]!];
    const side = (n: number, total: number, raw: number) => ({
      n,
      mean: n === 0 ? 0 : total / n,
      squares: n === 0 ? 0 : Math.max(0, raw - (total * total) / n),
    });
    const [a, b] = [side(rows - n1, sum - sum1, squares - squares1), side(n1, sum1, squares1)];
    return { n: [a.n, b.n], mean: [a.mean, b.mean], squares: [a.squares, b.squares] };
  });
}
