import type { Complete } from '../../base/complete.js';
import { ensure } from '../../base/errors.js';
import { finite, flag, integer, oneOf, optional, positive, resolveOptions } from '../../base/options.js';
import { normal } from '../distributions.js';
import { nullVariance } from '../proportions/score-interval.js';
import { meanPower, meanSampleSize } from './power-means.js';
import { planChecks, requirePower, type SampleSize, type SizeOptions, sampleSize } from './power-options.js';

/** A test that the treatment is worse by less than a margin: one-sided at `alpha`, as guardrails are judged. */
export interface NonInferiorityPlan extends Omit<SizeOptions, 'oneSided'> {
  /** Rate of the control, in (0, 1); with `sd` its mean. */
  readonly baseline: number;
  /** Largest tolerated harm, > 0: in the metric's unit, or with `relative` a share of the baseline's absolute value. */
  readonly margin: number;
  /** Whether the margin is a share of the baseline. @default false */
  readonly relative?: boolean | undefined;
  /** The direction that hurts. @default decrease */
  readonly harm?: 'decrease' | 'increase' | undefined;
  /** True difference, treatment minus control, for which the power is wanted. @default 0 */
  readonly effect?: number | undefined;
  /** Standard deviation of one user, > 0: the metric is a mean. */
  readonly sd?: number | undefined;
}

interface Resolved extends Complete<Omit<NonInferiorityPlan, 'sd'>> {
  readonly sd: number | undefined;
}

function resolved(plan: NonInferiorityPlan): Resolved {
  const { oneSided: _, ...sizeChecks } = planChecks;
  const options = resolveOptions<Omit<NonInferiorityPlan, 'oneSided'>>('plan', plan, {
    ...sizeChecks,
    baseline: finite,
    margin: positive,
    relative: optional(flag, false),
    harm: optional(oneOf('decrease', 'increase'), 'decrease'),
    effect: optional(finite, 0),
    sd: optional(positive, undefined),
  } as never) as unknown as Resolved;
  const { baseline, sd, effect, relative, margin } = options;
  ensure(
    !relative || baseline !== 0,
    'plan.baseline must not be 0 with a relative margin: a share of 0 is no margin',
  );
  if (sd === undefined) {
    ensure(
      baseline > 0 && baseline < 1,
      `plan.baseline must be strictly between 0 and 1, got ${baseline}; a mean needs sd`,
    );
    const treated = baseline + effect;
    ensure(
      treated > 0 && treated < 1,
      `plan.baseline ${baseline} with this effect gives a rate of ${treated}`,
    );
    ensure(relative || margin < 1, `plan.margin must be below 1 for a rate, got ${margin}`);
    const { ratio, shift } = nullOf(options);
    const harmed = ratio * baseline + shift;
    ensure(
      harmed > 0 && harmed < 1,
      `plan.margin ${margin} of the rate ${baseline} is a harm that cannot happen: the rate would be ${Number(harmed.toPrecision(6))}`,
    );
  }
  ensure(
    distanceOf(options) > 0,
    'plan.effect is a harm of the margin or more: no number of users shows otherwise',
  );
  return options;
}

/** The null hypothesis treatment = ratio x control + shift. */
function nullOf({ baseline, margin, relative, harm }: Resolved) {
  const worse = harm === 'decrease' ? -margin : margin;
  return relative ? { ratio: 1 + worse * Math.sign(baseline), shift: 0 } : { ratio: 1, shift: worse };
}

/** How far the truth lies on the good side of the null, > 0. */
function distanceOf(options: Resolved): number {
  const { ratio, shift } = nullOf(options);
  const { baseline, effect, harm } = options;
  const distance = baseline + effect - ratio * baseline - shift;
  return harm === 'decrease' ? distance : -distance;
}

/** Standard deviations of the distance for one control user, under the null and under the truth. */
function spreads(options: Resolved) {
  const { baseline, effect, ratio: allocation, relative, varianceReduction } = options;
  const { ratio, shift } = nullOf(options);
  const [p, q] = [baseline, baseline + effect];
  const table = { x1: p, n1: 1, x2: q * allocation, n2: allocation };
  const null0 = nullVariance(table, relative ? 'ratio' : 'difference', relative ? ratio : shift);
  const truth = (q * (1 - q)) / allocation + ratio ** 2 * p * (1 - p);
  return [null0, truth].map((variance) => Math.sqrt(variance * (1 - varianceReduction))) as [number, number];
}

function meanPlan(options: Resolved) {
  const { alpha, power, ratio, varianceReduction, inflation, sd } = options;
  // Under a relative margin the control's own error counts with its share.
  const share = Math.abs(nullOf(options).ratio);
  return {
    ...{ alpha, power, ratio, varianceReduction, inflation, oneSided: true },
    ...{ effect: distanceOf(options), sd: sd! * Math.max(share, 1e-9), treatmentSd: sd! },
  };
}

/**
 * Users to show non-inferiority: for rates Farrington and Manning (1990), whose null variance is the score test's own (the
 * ratio's for a relative margin); for means the noncentral t, with the control's error under a relative margin.
 * @param plan baseline, margin, level and power
 * @throws WinbackError BAD_INPUT
 *
 * @example
 * ```ts
 * import { nonInferioritySize } from 'winback/stats';
 *
 * nonInferioritySize({ baseline: 0.05, margin: 0.01 }).control; // 5906
 * ```
 */
export function nonInferioritySize(plan: NonInferiorityPlan): SampleSize {
  const options = resolved(plan);
  requirePower(options);
  if (options.sd !== undefined) return { ...meanSampleSize(meanPlan(options)), method: 'non-inferiority-t' };
  const [level, chance] = spreads(options);
  const { alpha, power, ratio, inflation } = options;
  const n =
    ((normal.inverseSurvival(alpha) * level + normal.quantile(power) * chance) / distanceOf(options)) ** 2;
  return sampleSize(n * inflation, ratio, 'farrington-manning');
}

/**
 * The power with `control` users (and `ratio` times as many treated). `plan.power` is ignored.
 * @param plan baseline, margin and level
 * @param control users of the control arm
 *
 * @example
 * ```ts
 * import { nonInferiorityPower } from 'winback/stats';
 *
 * nonInferiorityPower({ baseline: 0.05, margin: 0.01 }, 5000); // 0.7397
 * ```
 */
export function nonInferiorityPower(plan: NonInferiorityPlan, control: number): number {
  integer(2)(control, 'control');
  const options = resolved(plan);
  if (options.sd !== undefined) return meanPower(meanPlan(options), control);
  const [level, chance] = spreads(options);
  const root = Math.sqrt(control / options.inflation);
  return normal.cdf((distanceOf(options) * root - normal.inverseSurvival(options.alpha) * level) / chance);
}
