import { ensure } from '../../base/errors.js';
import { nonNegative, positive } from '../../base/options.js';
import { requireShape } from '../../base/shape.js';
import { runSteps, type Steps } from '../../base/steps.js';
import { measurable } from '../arguments.js';
import { solveSteps } from '../solve.js';
import { exitProbabilities } from './boundaries.js';

/** What was seen up to the stop. */
export interface SequentialOutcome {
  /** 1 / error^2 of the estimate at each look so far; increasing. */
  readonly information: readonly number[];
  /** The bound at each look so far (Boundaries.z); the last one may be anything. */
  readonly z: readonly number[];
  /** Estimate of the effect at the last look. */
  readonly estimate: number;
  /** Whether only effects above 0 stop the test. @default false */
  readonly oneSided?: boolean | undefined;
  /** Error over all looks, in (0, 1). @default 0.05 */
  readonly alpha?: number | undefined;
}

/** Inference that stays valid after stopping early. */
export interface SequentialInference {
  /** Adjusted p: at the look where the plan stopped or ended, below alpha exactly when it stopped for an effect. */
  readonly p: number;
  /** Lower end of the interval that allows for the looks. */
  readonly low: number;
  /** Upper end of the interval that allows for the looks. */
  readonly high: number;
  /** Median unbiased estimate; the plain one is too large after an early stop. */
  readonly estimate: number;
}

/**
 * Adjusted p, interval and estimate by the stage-wise ordering (Armitage 1957, Tsiatis, Rosner and Mehta 1984): an
 * earlier stop is stronger evidence than a later one, at one look a larger z. Depends on the looks that
 * happened only, so that skipped later looks do not matter.
 * @param outcome information, bounds and estimate up to the stop
 *
 * @example
 * ```ts
 * import { boundaries, sequentialInference } from 'winback/stats';
 *
 * const { z } = boundaries({ looks: 3 });
 * const seen = sequentialInference({ information: [100, 200], z: z.slice(0, 2), estimate: 0.2 });
 * seen.p; // 0.004786
 * seen.low; // 0.06108
 * ```
 */
export function sequentialInference(outcome: SequentialOutcome): SequentialInference {
  requireShape(outcome, 'outcome', { information: 'list', z: 'list' });
  return runSteps(inferenceSteps(outcome));
}

/** The same with pauses of some milliseconds of work: tens of looks take a tenth of a second. */
export function* inferenceSteps(outcome: SequentialOutcome): Steps<SequentialInference> {
  const { information, z, estimate, oneSided = false, alpha = 0.05 } = outcome;
  ensure(
    information.length > 0 && information.length === z.length,
    'information and z need one value per look',
  );
  ensure(alpha > 0 && alpha < 1, `alpha must be strictly between 0 and 1, got ${alpha}`);
  const last = information.length - 1;
  const seen = estimate * Math.sqrt(information[last]!);
  ensure(Number.isFinite(seen), `estimate must be a finite number, got ${estimate}`);
  const lower = z.map((bound, k) => (k === last ? seen : oneSided ? -Infinity : -bound));
  const upper = z.map((bound, k) => (k === last ? seen : bound));
  // P(at least as strong evidence for a positive effect) when the effect is `effect`.
  const evidence = (effect: number): number =>
    exitProbabilities(information, lower, upper, effect).above.reduce((a, b) => a + b, 0);
  const against = (effect: number): number =>
    exitProbabilities(information, lower, upper, effect).below.reduce((a, b) => a + b, 0);
  const p = oneSided ? evidence(0) : Math.min(1, 2 * Math.min(evidence(0), against(0)));
  const error = 1 / Math.sqrt(information[0]!);
  const reach = 12 * error + Math.abs(estimate);
  const at = (tail: number, chance: (effect: number) => number): Steps<number> =>
    solveSteps((effect) => chance(effect) - tail, -reach, reach);
  const tail = oneSided ? alpha : alpha / 2;
  return {
    p,
    low: yield* at(tail, evidence),
    high: oneSided ? Infinity : yield* at(tail, against),
    estimate: yield* at(0.5, evidence),
  };
}

/**
 * Repeated interval (Jennison and Turnbull 1989): estimate +- bound x error. Holds at every look at once, stopped or
 * not, so it may be shown while the experiment runs.
 * @param estimate of the effect at the look
 * @param information 1 / error^2 of the estimate, > 0
 * @param bound z of the look (Boundaries.z), >= 0
 *
 * @example
 * ```ts
 * import { repeatedInterval } from 'winback/stats';
 *
 * repeatedInterval(0.1, 0.05, 2).low; // -8.844
 * ```
 */
export function repeatedInterval(
  estimate: number,
  information: number,
  bound: number,
): {
  /** Lower end. */
  readonly low: number;
  /** Upper end. */
  readonly high: number;
} {
  measurable(estimate, 'estimate');
  positive(information, 'information');
  nonNegative(bound, 'bound');
  const reach = bound / Math.sqrt(information);
  return { low: estimate - reach, high: estimate + reach };
}
