import { between, integer, object, optional, resolveOptions, strictlyBetween } from '../../base/options.js';
import { threadsFor } from '../../base/threads.js';
import { crossing, crossingSync, withStop } from '../../native/crossing.js';
import { addon } from '../../native/load.js';

/** A Beta(a, b) posterior of a rate; both parameters from 0.5 (the Jeffreys prior) to 1e12. */
export interface BetaShape {
  /** First parameter, above 0: successes and those of the prior. */
  readonly a: number;
  /** Second parameter, above 0: failures and those of the prior. */
  readonly b: number;
}

/** Two arms compared exactly. Loss is what a choice gives up on average, in units of the rate. */
export interface BetaComparison {
  /** P(B > A). */
  readonly probability: number;
  /** Expected loss of choosing A: E max(B - A, 0). */
  readonly lossA: number;
  /** Expected loss of choosing B: E max(A - B, 0). */
  readonly lossB: number;
  /** Mean of the first arm's rate. */
  readonly meanA: number;
  /** Mean of the second arm's rate. */
  readonly meanB: number;
  /** Equal-tailed interval of B - A. */
  readonly difference: {
    /** Lower end of the central interval of B minus A. */
    readonly low: number;
    /** Upper end of the central interval of B minus A. */
    readonly high: number;
  };
  /** Equal-tailed interval of B / A - 1. */
  readonly lift: {
    /** Lower end of the central interval of (B - A) / A. */
    readonly low: number;
    /** Upper end of the central interval of (B - A) / A. */
    readonly high: number;
  };
}

/** A simulated number with its Monte Carlo standard error. */
export interface Simulated {
  /** The estimate from the draws. */
  readonly value: number;
  /** Its Monte Carlo standard error. */
  readonly error: number;
}

/** What draws from both posteriors give. */
export interface BetaSimulation {
  /** Probability that B is above A. */
  readonly probability: Simulated;
  /** Expected loss in rate when A is chosen. */
  readonly lossA: Simulated;
  /** Expected loss in rate when B is chosen. */
  readonly lossB: Simulated;
  /** Mean rate of A. */
  readonly meanA: Simulated;
  /** Mean rate of B. */
  readonly meanB: Simulated;
  /** Ends of the equal-tailed interval of B - A. */
  readonly low: Simulated;
  /** Upper end of the central interval of the difference. */
  readonly high: Simulated;
}

/** How many draws, from which seed, and the level of the interval. */
export interface SimulationOptions {
  /** Coverage of the interval, in (0, 1). @default 0.95 */
  readonly level?: number | undefined;
  /** Draws per arm, 2 to 1e8. @default 200,000 */
  readonly draws?: number | undefined;
  /** Whole number; the same seed gives the same bytes. @default 42 */
  readonly seed?: number | undefined;
  /** @default 1 below 50,000 draws, else every hardware thread; never changes the result */
  readonly threads?: number | undefined;
  /** Stops the work, which then rejects with `ABORTED`. */
  readonly signal?: AbortSignal | undefined;
}

/** Below 0.5 most of a Beta's mass can lie nearer to 0 or 1 than quadrature and doubles resolve. */
export const betaShapeCheck = between(0.5, 1e9);
/** Of a posterior: users and prior together. */
export const mostShape = 1e12;
const posteriorCheck = between(0.5, mostShape);
const shapeChecks = object<BetaShape>({ a: posteriorCheck, b: posteriorCheck });
const priorChecks = object<BetaShape>({ a: betaShapeCheck, b: betaShapeCheck });
const level = optional(strictlyBetween(0, 1), 0.95);

/**
 * The posterior of a rate after `successes` of `trials` under a Beta prior.
 * @param successes whole, from 0 to `trials`
 * @param trials whole, >= 0
 * @param prior shapes of the prior, each from 0.5
 * @default uniform prior
 *
 * @example
 * ```ts
 * import { posteriorShape } from 'winback/stats';
 *
 * posteriorShape(3, 10, { a: 1, b: 1 }).a; // 4
 * ```
 */
export function posteriorShape(
  successes: number,
  trials: number,
  prior: BetaShape = { a: 1, b: 1 },
): BetaShape {
  integer(0)(trials, 'trials');
  integer(0, trials)(successes, 'successes');
  const { a, b } = priorChecks(prior, 'prior');
  return { a: a + successes, b: b + trials - successes };
}

// Above this every shape's density vanishes at both ends, and a comparison takes tens of microseconds.
const smoothShape = 40;

type Comparable = readonly [a1: number, b1: number, a2: number, b2: number, level: number];

function comparable(
  a: BetaShape,
  b: BetaShape,
  options?: { readonly level?: number | undefined },
): Comparable {
  // A call after a pause finds every cache cold: reading the checks' tables takes longer than the answer then.
  if (options === undefined && isShape(a) && isShape(b)) return [a.a, a.b, b.a, b.b, 0.95];
  const first = shapeChecks(a, 'a');
  const second = shapeChecks(b, 'b');
  const resolved = resolveOptions<{ level: number }>('options', options, { level });
  return [first.a, first.b, second.a, second.b, resolved.level];
}

/** Whether the checks would pass; false also where only they can tell. */
function isShape(shape: unknown): shape is BetaShape {
  if (typeof shape !== 'object' || shape === null) return false;
  let fields = 0;
  for (const key in shape) {
    const value = (shape as Record<string, unknown>)[key];
    if (key !== 'a' && key !== 'b') return false;
    if (typeof value !== 'number' || !(value >= 0.5 && value <= mostShape)) return false;
    fields++;
  }
  return fields === 2;
}

/** Nine numbers of the addon. */
// Where one posterior is all above the other, the quadrature's last rounding leaves its range.
function comparisonOf(numbers: Float64Array): BetaComparison {
  return {
    probability: Math.min(1, Math.max(0, numbers[0]!)),
    lossA: Math.max(0, numbers[1]!),
    lossB: Math.max(0, numbers[2]!),
    meanA: numbers[3]!,
    meanB: numbers[4]!,
    difference: { low: numbers[5]!, high: numbers[6]! },
    lift: { low: numbers[7]!, high: numbers[8]! },
  };
}

const answer = new Float64Array(9);

function comparedNow([a1, b1, a2, b2, level]: Comparable): BetaComparison {
  crossingSync(() => addon().bayesCompareSync(a1, b1, a2, b2, level, answer));
  return comparisonOf(answer);
}

/**
 * P(B > A), expected losses and intervals of difference and lift for two independent Beta posteriors,
 * by quadrature: absolute error below 1e-10, no randomness. With all four shapes from 40 on it takes tens of
 * microseconds, less than a thread's wake-up, and is done before this returns; below, it takes milliseconds on another
 * thread.
 * @param a posterior of the first arm
 * @param b posterior of the second arm
 * @param options level of the intervals, in (0, 1), 0.95 by default
 * @throws WinbackError BAD_INPUT for shapes outside [0.5, 1e12]
 *
 * @example
 * ```ts
 * import { compareBetas } from 'winback/stats';
 *
 * (await compareBetas({ a: 50, b: 60 }, { a: 70, b: 60 })).difference.low; // -0.04261
 * ```
 */
export async function compareBetas(
  a: BetaShape,
  b: BetaShape,
  options?: { readonly level?: number | undefined },
): Promise<BetaComparison> {
  const given = comparable(a, b, options);
  if (Math.min(given[0], given[1], given[2], given[3]) >= smoothShape) return comparedNow(given);
  return comparisonOf(await crossing(() => addon().bayesCompare(...given)));
}

/**
 * `compareBetas` without a promise, for services that compare on every request. It holds up the event loop for as long
 * as it takes: tens of microseconds with all shapes from 40 on, milliseconds and more below.
 * @param a posterior of the first arm
 * @param b posterior of the second arm
 * @param options level of the intervals, in (0, 1), 0.95 by default
 * @throws WinbackError BAD_INPUT for shapes outside [0.5, 1e12]
 *
 * @example
 * ```ts
 * import { compareBetasSync } from 'winback/stats';
 *
 * compareBetasSync({ a: 50, b: 60 }, { a: 70, b: 60 }).difference.low; // -0.04261
 * ```
 */
export function compareBetasSync(
  a: BetaShape,
  b: BetaShape,
  options?: { readonly level?: number | undefined },
): BetaComparison {
  return comparedNow(comparable(a, b, options));
}

/**
 * The same by Monte Carlo, every number with its standard error. Draws come from Philox4x32-10 through
 * the inverse distribution function (error below 1e-6 standard deviations); equal draws are half a win.
 * Shapes as `compareBetas`.
 * @param a posterior of the first arm
 * @param b posterior of the second arm
 * @param options level, draws, seed, threads and stop signal
 * @throws WinbackError BAD_INPUT, ABORTED
 *
 * @example
 * ```ts
 * import { simulateBetas } from 'winback/stats';
 *
 * (await simulateBetas({ a: 50, b: 60 }, { a: 70, b: 60 }, { draws: 1000, seed: 1 })).probability.value; // 0.908
 * ```
 */
export async function simulateBetas(
  a: BetaShape,
  b: BetaShape,
  options: SimulationOptions = {},
): Promise<BetaSimulation> {
  const first = shapeChecks(a, 'a');
  const second = shapeChecks(b, 'b');
  const { signal, ...rest } = options ?? {};
  const given = resolveOptions<Resolved>('options', rest, {
    level,
    draws: optional(integer(2, 1e8), 200_000),
    seed: optional(integer(0), 42),
    threads: optional(integer(1, 1024), undefined),
  });
  const threads = threadsFor(given.draws, given.threads);
  return crossing(() =>
    withStop(signal, (stop) =>
      addon().bayesSimulate(
        ...([first.a, first.b, second.a, second.b] as const),
        ...([given.level, given.draws, given.seed, threads] as const),
        stop,
      ),
    ),
  );
}

interface Resolved {
  readonly level: number;
  readonly draws: number;
  readonly seed: number;
  readonly threads: number | undefined;
}
