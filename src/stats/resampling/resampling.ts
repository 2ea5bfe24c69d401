import { availableParallelism } from 'node:os';
import type { Complete } from '../../base/complete.js';
import { ensure } from '../../base/errors.js';
import { type Checks, integer, optional, requireKeys, resolveOptions } from '../../base/options.js';
import { requirePart } from '../../base/shape.js';
import { crossing, withStop } from '../../native/crossing.js';
import { addon } from '../../native/load.js';
import { normal } from '../distributions.js';
import { type Alternative, alternativeCheck } from '../test-options.js';

/** How many relabellings, from which seed, on how many threads. */
export interface PermutationOptions {
  /** Side of the test. @default 'two-sided' */
  readonly alternative?: Alternative | undefined;
  /** Random relabellings, default 9999. When there are no more than this in all, each is counted once. */
  readonly relabellings?: number | undefined;
  /** Seed of the relabellings: the same seed gives the same p-value. */
  readonly seed?: number | undefined;
  /** Default: every hardware thread. The result does not depend on it. */
  readonly threads?: number | undefined;
  /** Stops the work, which then rejects with `ABORTED`. */
  readonly signal?: AbortSignal | undefined;
}

/** The p-value and how exact it is. */
export interface PermutationResult {
  /** (as far out + 1) / (relabellings + 1) when drawn, the exact share when `exact`. */
  readonly p: number;
  /** Monte Carlo standard error of p; 0 when exact. */
  readonly standardError: number;
  /** Relabellings that were looked at. */
  readonly relabellings: number;
  /** Whether these were all there are. */
  readonly exact: boolean;
}

type Plan = Complete<Omit<PermutationOptions, 'signal'>>;

const planChecks: Checks<Plan> = {
  alternative: alternativeCheck,
  relabellings: optional(integer(1, 1e9), 9999),
  seed: optional(integer(0), 1),
  threads: optional(integer(1, 1024), availableParallelism()),
};

/**
 * Permutation test of the difference of means. Exact level for any distribution under "no effect at all".
 * @param control values of the control
 * @param treatment values of the treatment
 * @param options side, relabellings, seed, threads and stop signal
 *
 * @example
 * ```ts
 * import { permutationTest } from 'winback/stats';
 *
 * (await permutationTest(Float64Array.of(1, 2, 3, 5, 8), Float64Array.of(4, 6, 7, 9, 10))).p; // 0.09524
 * ```
 */
export async function permutationTest(
  control: Float64Array,
  treatment: Float64Array,
  options: PermutationOptions = {},
): Promise<PermutationResult> {
  requirePart(control, 'control', 'list');
  requirePart(treatment, 'treatment', 'list');
  requireKeys(options ?? undefined, 'options', {
    ...{ alternative: true, relabellings: true, seed: true, threads: true, signal: true },
  });
  const { signal, ...rest } = options ?? {};
  const { alternative, relabellings, seed, threads } = resolveOptions<Plan>('options', rest, planChecks);
  const counts = await withStop(signal, (stop) =>
    // Copies: another thread reads them while the caller may transfer or change its own.
    crossing(() =>
      addon().exactPermuteMeans(control.slice(), treatment.slice(), relabellings, seed, threads, stop),
    ),
  );
  const extreme = { 'two-sided': counts.far, greater: counts.upper, less: counts.lower }[alternative];
  const p = counts.complete ? extreme / counts.relabellings : (extreme + 1) / (counts.relabellings + 1);
  const standardError = counts.complete ? 0 : Math.sqrt((p * (1 - p)) / counts.relabellings);
  return { p, standardError, relabellings: counts.relabellings, exact: counts.complete };
}

/**
 * Bias-corrected and accelerated bootstrap interval (Efron 1987) from replicates of any statistic. The plain percentile
 * interval is replicateInterval.
 *
 * @param estimate the statistic of the sample itself
 * @param replicates the statistic on each resample, any order, finite
 * @param jackknife the statistic with each unit (or block of units) left out; absent: no acceleration (BC)
 * @param alpha one minus the level, in (0, 1)
 *
 * @example
 * ```ts
 * import { bcaInterval } from 'winback/stats';
 *
 * const replicates = Float64Array.from({ length: 999 }, (_, i) => (i + 1) / 1000);
 * bcaInterval(0.5, replicates).low; // 0.025
 * bcaInterval(0.6, replicates).low; // 0.07315
 * ```
 */
export function bcaInterval(
  estimate: number,
  replicates: Float64Array,
  jackknife?: Float64Array,
  alpha = 0.05,
): {
  /** Lower end. */
  readonly low: number;
  /** Upper end. */
  readonly high: number;
} {
  requirePart(estimate, 'estimate', 'number');
  requirePart(replicates, 'replicates', 'list');
  ensure(replicates.length >= 20, `an interval needs at least 20 replicates, got ${replicates.length}`);
  const sorted = replicates.slice().sort();
  let below = 0;
  for (const value of sorted) below += value < estimate ? 1 : value === estimate ? 0.5 : 0;
  const share = Math.min(1 - 0.5 / sorted.length, Math.max(0.5 / sorted.length, below / sorted.length));
  const bias = normal.quantile(share);
  const acceleration = jackknife === undefined ? 0 : skewFactor(jackknife);
  const at = (p: number): number => {
    const z = bias + normal.quantile(p);
    return sortedQuantile(sorted, normal.cdf(bias + z / (1 - acceleration * z)));
  };
  return { low: at(alpha / 2), high: at(1 - alpha / 2) };
}

function skewFactor(jackknife: Float64Array): number {
  const mean = jackknife.reduce((a, b) => a + b, 0) / jackknife.length;
  let [squares, cubes] = [0, 0];
  for (const value of jackknife) {
    squares += (mean - value) ** 2;
    cubes += (mean - value) ** 3;
  }
  return squares === 0 ? 0 : cubes / (6 * squares ** 1.5);
}

// Rank (R + 1) p of R replicates, as replicateInterval.
function sortedQuantile(sorted: Float64Array, p: number): number {
  const position = Math.min(sorted.length - 1, Math.max(0, p * (sorted.length + 1) - 1));
  const low = Math.floor(position);
  const high = Math.min(sorted.length - 1, low + 1);
  return sorted[low]! + (position - low) * (sorted[high]! - sorted[low]!);
}
