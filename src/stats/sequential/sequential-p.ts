import { ensure } from '../../base/errors.js';
import { requireShape } from '../../base/shape.js';
import { runSteps, type Steps } from '../../base/steps.js';
import { listed, measurable } from '../arguments.js';
import { normal } from '../distributions.js';
import { solveSteps } from '../solve.js';
import { boundaries } from './boundaries.js';
import type { Spending } from './spending.js';

/** Looks taken so far at one comparison. */
export interface LooksSoFar {
  /** Information fractions, increasing in (0, 1]. */
  readonly times: readonly number[];
  /** Estimate minus null, divided by its error, at each look. */
  readonly z: readonly number[];
  /** @default obrien-fleming */
  readonly spending?: Spending | undefined;
  /** Only z above the boundary counts. @default false: either side */
  readonly oneSided?: boolean | undefined;
}

/** Smallest level searched: far below it what a look spends leaves the range of doubles. */
const smallest = 1e-200;
/** Stands for a boundary that no look can reach. */
const unreachable = 1e6;

/**
 * Sequential p: the smallest level at which the plan's boundary would have been crossed at one of the looks so far
 * (Liu and Anderson, 2008; the repeated p-value of Jennison and Turnbull, 1989). Valid whatever made the looks stop,
 * so also for metrics that do not stop the experiment, and below alpha exactly when a boundary of level alpha was
 * crossed. Holm and Benjamini-Hochberg apply to it as to any p (Maurer and Bretz, 2013). With one look
 * at the end it is the plain p. Levels below 1e-200 give 1e-200.
 * @param looks information and z of the looks so far
 * @throws BAD_INPUT for times that do not increase in (0, 1] or lists of different length
 *
 * @example
 * ```ts
 * import { sequentialP } from 'winback/stats';
 *
 * sequentialP({ times: [0.5, 1], z: [1, 2.2], spending: 'obrien-fleming' }); // 0.02816
 * ```
 */
export function sequentialP(looks: LooksSoFar): number {
  requireShape(looks, 'looks', { times: 'list', z: 'list' });
  return runSteps(sequentialPSteps(looks));
}

/** The same with a pause after every set of boundaries. */
export function* sequentialPSteps(looks: LooksSoFar): Steps<number> {
  const { times, z, spending = 'obrien-fleming', oneSided = false } = looks;
  ensure(times.length > 0 && times.length === z.length, 'times and z need one value per look');
  listed(z, 'z', measurable);
  const size = z.map((value) => (oneSided ? value : Math.abs(value)));
  if (times.length === 1 && times[0] === 1)
    return Math.min(1, (oneSided ? 1 : 2) * normal.survival(size[0]!));
  const excess = (logLevel: number): number => {
    const plan = boundaries({ times, spending, oneSided, alpha: Math.exp(logLevel) });
    return Math.max(...plan.z.map((bound, k) => size[k]! - Math.min(bound, unreachable)));
  };
  const [low, high] = [Math.log(smallest), Math.log1p(-1e-9)];
  if (excess(high) < 0) return 1;
  return excess(low) >= 0 ? smallest : Math.exp(yield* solveSteps(excess, low, high));
}

/**
 * Index of the look that sequentialP rests on: the one furthest beyond the boundaries of level p, so the first that
 * any level crosses. Its side is the evidence's; a later or earlier look can have a larger z with less behind it.
 */
export function decisiveLook({ times, z, spending, oneSided = false }: LooksSoFar, p: number): number {
  const alpha = Math.max(smallest, Math.min(p, 1 - 1e-9));
  const plan = boundaries({ times, ...(spending && { spending }), oneSided, alpha });
  const excess = z.map(
    (value, k) => (oneSided ? value : Math.abs(value)) - Math.min(plan.z[k]!, unreachable),
  );
  return excess.indexOf(Math.max(...excess));
}
