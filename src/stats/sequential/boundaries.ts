import type { Complete } from '../../base/complete.js';
import { ensure } from '../../base/errors.js';
import {
  type Check,
  finite,
  flag,
  integer,
  listOf,
  oneOf,
  optional,
  positive,
  resolveOptions,
  strictlyBetween,
} from '../../base/options.js';
import { requirePart } from '../../base/shape.js';
import { crossingSync } from '../../native/crossing.js';
import { addon } from '../../native/load.js';
import { listed, measurable } from '../arguments.js';
import { normal } from '../distributions.js';
import { type Spending, spentAt } from './spending.js';

/** How often a test is looked at, and how its error is spent. */
export interface BoundaryOptions {
  /** Number of equally spaced looks, >= 1. Give this or `times`. */
  readonly looks?: number | undefined;
  /** Information fractions of the looks, increasing in (0, 1]; any spacing. */
  readonly times?: readonly number[] | undefined;
  /** Default 'obrien-fleming'. */
  readonly spending?: Spending | undefined;
  /**
   * 'lan-demets' (default): a spending function, right at any times. 'classic': O'Brien and Fleming (1979) or Pocock
   * (1977), for looks fixed beforehand. 'reference': the baseline rule of the reference script, which takes the cumulative level
   * of each look as the level of that look's own test; it is NOT level alpha (0.061 for 5 looks at 0.05).
   */
  readonly family?: 'lan-demets' | 'classic' | 'reference' | undefined;
  /** Total level, default 0.05. */
  readonly alpha?: number | undefined;
  /** Default false: symmetric bounds -z and z that share alpha. */
  readonly oneSided?: boolean | undefined;
  /**
   * 'per-side' (default): each side spends alpha / 2 by its own function, as rpact, gsDesign and ldbounds and the
   * published 4.877 3.357 2.680 2.290 2.031. 'total': the function spends alpha on both sides together
   * (4.383 3.100 2.553 2.254 2.064). Differs for 'obrien-fleming' only.
   */
  readonly convention?: 'per-side' | 'total' | undefined;
  /** Hwang-Shih-DeCani's parameter, default -4 (close to O'Brien-Fleming; 1 is close to Pocock). */
  readonly gamma?: number | undefined;
}

/** What to compare |z| (or p) with at each look. */
export interface Boundaries {
  /** Share of the planned information at each look, the last 1. */
  readonly times: readonly number[];
  /** Stop for an effect at |z| >= z[k] (z >= z[k] one-sided). Infinity where the look spends nothing. */
  readonly z: readonly number[];
  /** The same as p-values of that look alone: reject at p <= nominalP[k]. */
  readonly nominalP: readonly number[];
  /** Chance under no effect to have stopped by each look; the last is the real level of the whole plan. */
  readonly alphaSpent: readonly number[];
  /** How the error is spent over the looks. */
  readonly spending: Spending;
  /** Lan and DeMets' spending, the classic constants, or those of the reference script. */
  readonly family: 'lan-demets' | 'classic' | 'reference';
  /** Error over all looks. */
  readonly alpha: number;
  /** Whether only the upper boundary counts. */
  readonly oneSided: boolean;
}

type Resolved = Complete<Omit<BoundaryOptions, 'looks' | 'times'>> & { readonly times: readonly number[] };

/**
 * Sequential boundaries, right to 1e-9. Some milliseconds for tens of looks. Throws BAD_INPUT.
 * @param options looks, spending, family and level
 *
 * @example
 * ```ts
 * import { boundaries } from 'winback/stats';
 *
 * boundaries({ looks: 3 }).z[2]; // 1.993
 * ```
 */
export function boundaries(options: BoundaryOptions): Boundaries {
  const resolved = resolve(options);
  const { times, spending, family, alpha, oneSided } = resolved;
  const z = boundaryZ(resolved);
  const nominalP = z.map((value) => (oneSided ? 1 : 2) * normal.survival(value));
  const lower = z.map((value) => (oneSided ? -Infinity : -value));
  const { above, below } = exitProbabilities(times, lower, z, 0);
  let spent = 0;
  const alphaSpent = above.map((up, k) => (spent += up + below[k]!));
  return { times, z, nominalP, alphaSpent, spending, family, alpha, oneSided };
}

function resolve(options: BoundaryOptions): Resolved {
  const given = resolveOptions<BoundaryOptions>('boundaries', options, {
    looks: optional(integer(1, 1000), undefined),
    times: optional(listOf(finite), undefined),
    spending: optional(oneOf('obrien-fleming', 'pocock', 'hwang-shih-decani'), 'obrien-fleming'),
    family: optional(oneOf('lan-demets', 'classic', 'reference'), 'lan-demets'),
    alpha: optional(strictlyBetween(0, 1), 0.05),
    oneSided: optional(flag, false),
    convention: optional(oneOf('per-side', 'total'), 'per-side'),
    gamma: optional(finite, -4),
  } as never) as Complete<Omit<BoundaryOptions, 'looks' | 'times'>> &
    Pick<BoundaryOptions, 'looks' | 'times'>;
  const { looks, times, ...rest } = given;
  ensure(looks !== undefined || times !== undefined, 'boundaries need looks or times');
  const fractions = times ?? Array.from({ length: looks! }, (_, k) => (k + 1) / looks!);
  ensure(
    looks === undefined || looks === fractions.length,
    `looks is ${looks} but times has ${fractions.length} values`,
  );
  fractions.forEach((t, k) => {
    const before = k === 0 ? 0 : fractions[k - 1]!;
    ensure(t > before && t <= 1, `times must increase in (0, 1], got ${t} after ${before}`);
  });
  ensure(
    rest.family === 'lan-demets' || rest.spending !== 'hwang-shih-decani',
    'hwang-shih-decani is a spending function: use the family lan-demets',
  );
  return { ...rest, times: fractions };
}

function boundaryZ({
  times,
  spending,
  family,
  alpha,
  oneSided,
  convention,
  gamma,
}: Resolved): readonly number[] {
  const information = Float64Array.from(times);
  if (family === 'classic') {
    const shape = spending === 'pocock' ? 0.5 : 0;
    return [...crossingSync(() => addon().sequentialClassic(information, shape, alpha, !oneSided))];
  }
  const sides = oneSided || convention === 'total' ? 1 : 2;
  if (family === 'reference') {
    const critical = normal.inverseSurvival(oneSided ? alpha : alpha / 2);
    return times.map((t) => (spending === 'pocock' ? critical : critical / Math.sqrt(t)));
  }
  let before = 0;
  // Rounding may take a digit back where two looks are next to each other: such a look spends nothing.
  const spent = Float64Array.from(times, (t) => {
    before = Math.max(before, sides * spentAt(spending, alpha / sides, t, gamma));
    return before;
  });
  return [...crossingSync(() => addon().sequentialSpending(information, spent, !oneSided))];
}

/** A z; infinite where a look never stops. */
export const bound: Check<number> = (value, name) =>
  value === Infinity || value === -Infinity ? value : finite(value, name);

/**
 * The chance to leave above and below at each look.
 *
 * @param information increasing, any unit: fractions, or 1 / error^2 of each look's estimate
 * @param lower z at or below which each look stops; -Infinity = never
 * @param upper z at or above which each look stops; Infinity = never
 * @param drift expected z per root of information: effect, when information is 1 / error^2
 *
 * @example
 * ```ts
 * import { exitProbabilities } from 'winback/stats';
 *
 * exitProbabilities([0.5, 1], [-2.5, -2], [2.5, 2], 0).above[0]; // 0.00621
 * ```
 */
export function exitProbabilities(
  information: readonly number[],
  lower: readonly number[],
  upper: readonly number[],
  drift: number,
): {
  /** Probability of crossing the upper boundary first at each look. */
  readonly above: readonly number[];
  /** Probability of crossing the lower boundary first at each look. */
  readonly below: readonly number[];
} {
  requirePart(information, 'information', 'list');
  requirePart(lower, 'lower', 'list');
  requirePart(upper, 'upper', 'list');
  listed(information, 'information', positive);
  listed(lower, 'lower', bound);
  listed(upper, 'upper', bound);
  measurable(drift, 'drift');
  const looks = information.length;
  const both = crossingSync(() =>
    addon().sequentialExits(
      Float64Array.from(information),
      Float64Array.from(lower),
      Float64Array.from(upper),
      drift,
    ),
  );
  return { above: [...both.subarray(0, looks)], below: [...both.subarray(looks)] };
}
