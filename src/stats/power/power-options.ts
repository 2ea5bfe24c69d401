import type { Complete } from '../../base/complete.js';
import { WinbackError } from '../../base/errors.js';
import {
  between,
  type Checks,
  flag,
  nonNegative,
  oneOf,
  optional,
  positive,
  shown,
  strictlyBetween,
} from '../../base/options.js';
import { requireShape } from '../../base/shape.js';
import { normal } from '../distributions.js';

/** What every plan of an experiment's size states. */
export interface SizeOptions {
  /** Level in (0, 1), default 0.05. */
  readonly alpha?: number | undefined;
  /** Chance of finding the effect, in (0, 1), default 0.8. */
  readonly power?: number | undefined;
  /** Treatment users per control user, default 1. */
  readonly ratio?: number | undefined;
  /** Default false: both directions count and alpha is split between them. */
  readonly oneSided?: boolean | undefined;
  /** Share of the variance that CUPED or stratification takes out, in [0, 1); default 0. */
  readonly varianceReduction?: number | undefined;
  /** Factor on the size for a sequential plan (SequentialPlan.inflation), default 1. */
  readonly inflation?: number | undefined;
}

export const planChecks: Checks<SizeOptions> = {
  alpha: optional(strictlyBetween(0, 1), 0.05),
  power: optional(strictlyBetween(0, 1), 0.8),
  ratio: optional(between(1e-6, 1e6), 1),
  oneSided: optional(flag, false),
  varianceReduction: optional((value, name) => {
    const share = value as number;
    if (typeof share === 'number' && share >= 0 && share < 1) return share;
    throw new WinbackError('BAD_INPUT', `${name} must be from 0 to below 1, got ${shown(value)}`);
  }, 0),
  inflation: optional(positive, 1),
};

/** Users needed; the whole numbers are rounded up, `exact*` are the formula's own. */
export interface SampleSize {
  /** Users of the control arm, rounded up. */
  readonly control: number;
  /** Users of the treatment arm, rounded up. */
  readonly treatment: number;
  /** Users of the control arm before rounding. */
  readonly exactControl: number;
  /** Users of the treatment arm before rounding. */
  readonly exactTreatment: number;
  /** How the size was computed. */
  readonly method: string;
}

/** Sizes from the formula's control count. A result within 1e-9 of a whole number is that number. */
export function sampleSize(control: number, ratio: number, method: string): SampleSize {
  const up = (n: number): number => Math.ceil(n * (1 - 1e-12) - 1e-9);
  return {
    control: up(control),
    treatment: up(control * ratio),
    exactControl: control,
    exactTreatment: control * ratio,
    method,
  };
}

/** Normal quantiles of the level and of the power. */
export function planQuantiles(plan: Complete<Pick<SizeOptions, 'alpha' | 'power' | 'oneSided'>>): {
  readonly level: number;
  readonly chance: number;
} {
  return {
    level: normal.inverseSurvival(plan.oneSided ? plan.alpha : plan.alpha / 2),
    chance: normal.quantile(plan.power),
  };
}

/**
 * A test without users rejects with the chance alpha: less power than that needs nobody, and the formulas give nonsense.
 * @throws WinbackError BAD_INPUT unless power is above alpha
 */
export function requirePower({ alpha, power }: Complete<Pick<SizeOptions, 'alpha' | 'power'>>): void {
  if (power > alpha) return;
  throw new WinbackError(
    'BAD_INPUT',
    `plan.power must be above alpha (${alpha}), got ${power}: a test without any user reaches that`,
  );
}

/**
 * Whole days until both groups are full, from the users that enter the experiment each day.
 * @param size users of each arm
 * @param usersPerDay users who enter the experiment each day, > 0
 *
 * @example
 * ```ts
 * import { daysNeeded, proportionSampleSize } from 'winback/stats';
 *
 * daysNeeded(proportionSampleSize({ baseline: 0.05, mde: 0.02 }), 500); // 9
 * ```
 */
export function daysNeeded(size: Pick<SampleSize, 'control' | 'treatment'>, usersPerDay: number): number {
  positive(usersPerDay, 'usersPerDay');
  requireShape(size, 'size', { control: 'number', treatment: 'number' });
  nonNegative(size.control, 'size.control');
  nonNegative(size.treatment, 'size.treatment');
  return Math.ceil((size.control + size.treatment) / usersPerDay);
}

export const proportionMethods = oneOf('pooled', 'unpooled', 'arcsine', 'fleiss');
