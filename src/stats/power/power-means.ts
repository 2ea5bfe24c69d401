import type { Complete } from '../../base/complete.js';
import { ensure } from '../../base/errors.js';
import { integer, oneOf, optional, resolveOptions } from '../../base/options.js';
import { requirePart } from '../../base/shape.js';
import { measurable, standardError } from '../arguments.js';
import { noncentralT, normal, studentT } from '../distributions.js';
import { solve } from '../solve.js';
import {
  planChecks,
  planQuantiles,
  requirePower,
  type SampleSize,
  type SizeOptions,
  sampleSize,
} from './power-options.js';

export interface MeanPlan extends SizeOptions {
  /** Smallest difference of means worth finding, in the metric's own units. Not 0. */
  readonly effect: number;
  /** Standard deviation of one user in control, > 0. */
  readonly sd: number;
  /** Of one treated user, default the same. */
  readonly treatmentSd?: number | undefined;
  /** 't' (default): noncentral t, exact for normal data of equal spread. 'normal': the z formula, for large samples. */
  readonly method?: 't' | 'normal' | undefined;
}

type Resolved = Complete<MeanPlan>;

function resolved(plan: MeanPlan): Resolved {
  requirePart(plan, 'plan', 'object');
  const options = resolveOptions<MeanPlan>('plan', plan, {
    ...planChecks,
    effect: measurable,
    sd: standardError,
    treatmentSd: optional(standardError, undefined),
    method: optional(oneOf('t', 'normal'), 't'),
  });
  ensure(options.effect !== 0, 'effect must not be 0');
  return { ...options, treatmentSd: options.treatmentSd ?? options.sd } as Resolved;
}

// Squared standard error of the difference with one control user, after variance reduction.
function unitVariance({ sd, treatmentSd, ratio, varianceReduction }: Resolved): number {
  return (sd ** 2 + treatmentSd ** 2 / ratio) * (1 - varianceReduction);
}

/** From here on t and z need the same users to a few. */
const manyUsers = 1e8;

function powerAt(options: Resolved, control: number): number {
  const { alpha, oneSided, ratio, sd, treatmentSd, effect, method } = options;
  const shift = Math.abs(effect) * Math.sqrt(control / unitVariance(options));
  const tail = oneSided ? alpha : alpha / 2;
  if (method === 'normal' || control > manyUsers)
    return normal.survival(normal.inverseSurvival(tail) - shift);
  const treatment = control * ratio;
  const [c, t] = [sd ** 2 / control, treatmentSd ** 2 / treatment];
  // Student's degrees of freedom for one spread, Satterthwaite's for two.
  const df =
    sd === treatmentSd
      ? control + treatment - 2
      : (c + t) ** 2 / (c ** 2 / (control - 1) + t ** 2 / (treatment - 1));
  return noncentralT.survival(studentT.inverseSurvival(tail, df), df, shift);
}

/**
 * Users for a t (or z) test of two means. A significant result in the wrong direction is not counted as power.
 * Non-inferiority with margin m and no true effect: effect = m, oneSided = true.
 * @param plan effect, deviation, level and power
 *
 * @example
 * ```ts
 * import { meanSampleSize } from 'winback/stats';
 *
 * meanSampleSize({ effect: 0.5, sd: 2 }).control; // 253
 * ```
 */
export function meanSampleSize(plan: MeanPlan): SampleSize {
  const options = resolved(plan);
  requirePower(options);
  const { level, chance } = planQuantiles(options);
  const simple = unitVariance(options) * ((level + chance) / options.effect) ** 2;
  if (options.method === 'normal' || simple > manyUsers)
    return sampleSize(simple * options.inflation, options.ratio, options.method);
  const least = 1 + 1.0001 / Math.min(1, options.ratio);
  const excess = (n: number): number => powerAt(options, n) - options.power;
  const n = excess(least) >= 0 ? least : solve(excess, least, Math.max(4 * least, simple * 2 + 50));
  return sampleSize(n * options.inflation, options.ratio, 't');
}

/**
 * The power with `control` users. `plan.power` is ignored.
 * @param plan effect, deviation and level
 * @param control users of the control arm
 *
 * @example
 * ```ts
 * import { meanPower } from 'winback/stats';
 *
 * meanPower({ effect: 0.5, sd: 2 }, 200); // 0.7033
 * ```
 */
export function meanPower(plan: MeanPlan, control: number): number {
  integer(2)(control, 'control');
  const options = resolved(plan);
  return powerAt(options, control / options.inflation);
}

/**
 * The smallest effect > 0 that `control` users find with plan.power.
 * @param plan deviation, level and power
 * @param control users of the control arm
 *
 * @example
 * ```ts
 * import { meanMde } from 'winback/stats';
 *
 * meanMde({ sd: 2 }, 200); // 0.5617
 * ```
 */
export function meanMde(plan: Omit<MeanPlan, 'effect'>, control: number): number {
  integer(2)(control, 'control');
  const options = resolved({ ...plan, effect: plan?.sd });
  requirePower(options);
  const n = control / options.inflation;
  const error = Math.sqrt(unitVariance(options) / n);
  const excess = (effect: number): number => powerAt({ ...options, effect }, n) - options.power;
  let most = 8 * error;
  while (excess(most) < 0) most *= 2;
  return excess(1e-9 * error) >= 0 ? 0 : solve(excess, 1e-9 * error, most);
}
