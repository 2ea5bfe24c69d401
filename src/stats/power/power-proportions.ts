import type { Complete } from '../../base/complete.js';
import { ensure } from '../../base/errors.js';
import {
  finite,
  flag,
  integer,
  oneOf,
  optional,
  resolveOptions,
  strictlyBetween,
} from '../../base/options.js';
import { requirePart } from '../../base/shape.js';
import { normal } from '../distributions.js';
import { arcsineDifference } from '../effects.js';
import { solve } from '../solve.js';
import {
  planChecks,
  planQuantiles,
  proportionMethods,
  requirePower,
  type SampleSize,
  type SizeOptions,
  sampleSize,
} from './power-options.js';

/**
 * 'pooled' (default): the test's own variance, pooled under the null (R's power.prop.test, rpact, Fleiss 1981).
 * 'unpooled': the Wald test. 'arcsine': Cohen's h (statsmodels' NormalIndPower, R's pwr). 'fleiss': 'pooled' with a
 * continuity correction (Fleiss, Tytun and Ury 1980), for Fisher's test.
 */
export type ProportionSizeMethod = 'pooled' | 'unpooled' | 'arcsine' | 'fleiss';

export interface ProportionPlan extends SizeOptions {
  /** Rate without the treatment, in (0, 1). */
  readonly baseline: number;
  /** Smallest effect worth finding: a difference of rates, or a share of the baseline with `relative`. Not 0. */
  readonly mde: number;
  /** Whether `mde` is a share of the baseline. @default false */
  readonly relative?: boolean | undefined;
  /** How variance enters the size. @default 'pooled' */
  readonly method?: ProportionSizeMethod | undefined;
}

type Resolved = Complete<ProportionPlan> & { readonly treatmentRate: number };

const checks = {
  ...planChecks,
  baseline: strictlyBetween(0, 1),
  relative: optional(flag, false),
  method: optional(proportionMethods, 'pooled' as const),
};

function resolved(plan: ProportionPlan): Resolved {
  const options = resolveOptions<ProportionPlan>('plan', plan, {
    ...checks,
    mde: finite,
  }) as Complete<ProportionPlan>;
  const { baseline, mde, relative } = options;
  const treatmentRate = relative ? baseline * (1 + mde) : baseline + mde;
  ensure(mde !== 0, 'mde must not be 0');
  ensure(
    treatmentRate > 0 && treatmentRate < 1,
    `baseline ${baseline} with this mde gives a rate of ${treatmentRate}, which is not between 0 and 1`,
  );
  return { ...options, treatmentRate };
}

/** Standard deviations of the difference for one control user, under the null (`level`) and the effect (`chance`). */
function spreads({ baseline: p, treatmentRate: q, ratio, method, varianceReduction }: Resolved) {
  const keep = Math.sqrt(1 - varianceReduction);
  if (method === 'arcsine') {
    const both = Math.sqrt(1 + 1 / ratio) * keep;
    return { effect: Math.abs(arcsineDifference(p, q)), level: both, chance: both };
  }
  const chance = Math.sqrt(p * (1 - p) + (q * (1 - q)) / ratio) * keep;
  const rate = (p + ratio * q) / (1 + ratio);
  const level = method === 'unpooled' ? chance : Math.sqrt(rate * (1 - rate) * (1 + 1 / ratio)) * keep;
  return { effect: Math.abs(q - p), level, chance };
}

/**
 * Users for a test of two proportions. 5 % -> 7 % at alpha 0.05: 2213 each for power 0.8, 2962 for 0.9.
 * The chance of a significant result in the wrong direction is not counted as power.
 * @param plan baseline, effect, level and power
 *
 * @example
 * ```ts
 * import { proportionSampleSize } from 'winback/stats';
 *
 * proportionSampleSize({ baseline: 0.05, mde: 0.02 }).control; // 2213
 * ```
 */
export function proportionSampleSize(plan: ProportionPlan): SampleSize {
  const options = resolved(plan);
  requirePower(options);
  const { level, chance } = planQuantiles(options);
  const spread = spreads(options);
  const n = ((level * spread.level + chance * spread.chance) / spread.effect) ** 2;
  return sampleSize(corrected(n, options) * options.inflation, options.ratio, options.method);
}

// Fleiss, Levin and Paik (2003), equation 4.19.
function corrected(n: number, { method, ratio, treatmentRate, baseline }: Resolved): number {
  if (method !== 'fleiss') return n;
  const step = Math.abs(treatmentRate - baseline);
  return (n / 4) * (1 + Math.sqrt(1 + (2 * (ratio + 1)) / (n * ratio * step))) ** 2;
}

function uncorrected(n: number, { method, ratio, treatmentRate, baseline }: Resolved): number {
  if (method !== 'fleiss') return n;
  const step = Math.abs(treatmentRate - baseline);
  const added = (ratio + 1) / (2 * ratio * step);
  return n <= added ? 0 : (n - added) ** 2 / n;
}

/**
 * The power of that test with `control` users (and `ratio` times as many treated). `plan.power` is ignored.
 * @param plan baseline, effect and level
 * @param control users of the control arm
 *
 * @example
 * ```ts
 * import { proportionPower } from 'winback/stats';
 *
 * proportionPower({ baseline: 0.05, mde: 0.02 }, 2000); // 0.7592
 * ```
 */
export function proportionPower(plan: ProportionPlan, control: number): number {
  integer(1)(control, 'control');
  const options = resolved(plan);
  const { level } = planQuantiles(options);
  const spread = spreads(options);
  const n = uncorrected(control / options.inflation, options);
  return normal.cdf((spread.effect * Math.sqrt(n) - level * spread.level) / spread.chance);
}

/**
 * The smallest effect (in the plan's units, > 0 or < 0 by `direction`) that `control` users find with plan.power.
 * @param plan baseline, level and power
 * @param control users of the control arm
 * @param direction whether the rate goes up or down
 *
 * @example
 * ```ts
 * import { proportionMde } from 'winback/stats';
 *
 * proportionMde({ baseline: 0.05 }, 2000, 'increase'); // 0.02113
 * ```
 */
export function proportionMde(
  plan: Omit<ProportionPlan, 'mde'>,
  control: number,
  direction: 'increase' | 'decrease' = 'increase',
): number {
  integer(1)(control, 'control');
  requirePart(plan, 'plan', 'object');
  checks.baseline(plan.baseline, 'plan.baseline');
  requirePower({
    alpha: checks.alpha(plan.alpha, 'plan.alpha')!,
    power: checks.power(plan.power, 'plan.power')!,
  });
  oneOf('increase', 'decrease')(direction, 'direction');
  const sign = direction === 'increase' ? 1 : -1;
  const room = sign > 0 ? 1 - plan.baseline : plan.baseline;
  const unit = plan.relative === true ? plan.baseline : 1;
  const excess = (share: number): number =>
    proportionPower({ ...plan, mde: (sign * share * room) / unit }, control) - (plan.power ?? 0.8);
  const [least, most] = [1e-12, 1 - 1e-9];
  ensure(excess(most) > 0, `${control} control users cannot find any ${direction} with this power`);
  return (sign * solve(excess, least, most) * room) / unit;
}

/**
 * Power at each of several control sizes, for a curve.
 * @param plan baseline, effect and level
 * @param controls users of the control arm, one point each
 *
 * @example
 * ```ts
 * import { proportionPowerCurve } from 'winback/stats';
 *
 * proportionPowerCurve({ baseline: 0.05, mde: 0.02 }, [1000, 2000])[1]?.power; // 0.7592
 * ```
 */
export function proportionPowerCurve(
  plan: ProportionPlan,
  controls: readonly number[],
): readonly {
  /** Users of the control arm. */
  readonly control: number;
  /** Power with that many. */
  readonly power: number;
}[] {
  requirePart(plan, 'plan', 'object');
  requirePart(controls, 'controls', 'list');
  return controls.map((control) => ({ control, power: proportionPower(plan, control) }));
}
