import { ensure } from '../base/errors.js';
import { level } from './arguments.js';
import { chiSquare, noncentralT, normal } from './distributions.js';
import { checkSamples, type MeanSample } from './means.js';
import { type ProportionSample, twoByTwo } from './proportions/proportions.js';
import { solve } from './solve.js';

/** A standardised effect and its interval. */
export interface EffectSize {
  /** The effect, in standard deviations (d, g) or differences of angles (h). */
  readonly estimate: number;
  /** Lower end of the interval. */
  readonly low: number;
  /** Upper end of the interval. */
  readonly high: number;
}

/**
 * Cohen's h = 2 asin sqrt(treatment) - 2 asin sqrt(control), with the interval from its asymptotic variance
 * 1/n1 + 1/n2 (Cohen 1988).
 * @param control counts of the control
 * @param treatment counts of the treatment
 * @param alpha one minus the level of the interval, in (0, 1)
 *
 * @example
 * ```ts
 * import { cohenH } from 'winback/stats';
 *
 * cohenH({ successes: 8, trials: 40 }, { successes: 12, trials: 40 }).estimate; // 0.232
 * ```
 */
export function cohenH(control: ProportionSample, treatment: ProportionSample, alpha = 0.05): EffectSize {
  const { x1, n1, x2, n2 } = twoByTwo(control, treatment);
  level(alpha, 'alpha');
  const estimate = arcsineDifference(x1 / n1, x2 / n2);
  const reach = normal.inverseSurvival(alpha / 2) * Math.sqrt(1 / n1 + 1 / n2);
  return { estimate, low: estimate - reach, high: estimate + reach };
}

/** Cohen's h of two rates in [0, 1]. */
export function arcsineDifference(control: number, treatment: number): number {
  return 2 * Math.asin(Math.sqrt(treatment)) - 2 * Math.asin(Math.sqrt(control));
}

/** From here on the noncentral t is a normal to 1e-6 of its spread. */
const manyDegrees = 1e6;

/**
 * Cohen's d, the difference of means in pooled standard deviations. The interval inverts the noncentral t (Hedges and
 * Olkin 1985; exact for normal data with equal variances), so it leaves out 0 exactly when Student's t test rejects.
 * @param control size, mean and variance of the control
 * @param treatment size, mean and variance of the treatment
 * @param alpha one minus the level of the interval, in (0, 1)
 *
 * @example
 * ```ts
 * import { cohenD } from 'winback/stats';
 *
 * cohenD({ n: 10, mean: 5, variance: 4 }, { n: 12, mean: 6, variance: 3 }).estimate; // 0.5384
 * ```
 */
export function cohenD(control: MeanSample, treatment: MeanSample, alpha = 0.05): EffectSize {
  checkSamples(control, treatment);
  level(alpha, 'alpha');
  const df = control.n + treatment.n - 2;
  const pooled = ((control.n - 1) * control.variance + (treatment.n - 1) * treatment.variance) / df;
  ensure(pooled > 0, "both samples are constant: Cohen's d has no scale");
  const scale = Math.sqrt(1 / control.n + 1 / treatment.n);
  const estimate = (treatment.mean - control.mean) / Math.sqrt(pooled);
  const t = estimate / scale;
  if (Math.abs(t) > farthest) return farCohenD(estimate, scale, df, alpha);
  if (df > manyDegrees) {
    const away = normal.inverseSurvival(alpha / 2) * Math.sqrt(1 + t ** 2 / (2 * df)) * scale;
    return { estimate, low: estimate - away, high: estimate + away };
  }
  const reach = 10 + Math.abs(t) * 3;
  const low = solve((shift) => noncentralT.survival(t, df, shift) - alpha / 2, t - reach, t + reach);
  const high = solve((shift) => noncentralT.cdf(t, df, shift) - alpha / 2, t - reach, t + reach);
  return { estimate, low: low * scale, high: high * scale };
}

/** |t| up to which the noncentral t is used: beyond it takes seconds, and without a bound minutes. */
const farthest = 200;

// Far out the noncentral t is t sqrt(chi-square / df) and a standard normal beside it: their deviations add up in squares.
// Right to 1e-5 of the ends.
function farCohenD(estimate: number, scale: number, df: number, alpha: number): EffectSize {
  const t = Math.abs(estimate) / scale;
  const z = normal.inverseSurvival(alpha / 2);
  const near = t * (1 - Math.sqrt(chiSquare.quantile(alpha / 2, df) / df));
  const far = t * (Math.sqrt(chiSquare.inverseSurvival(alpha / 2, df) / df) - 1);
  const ends = [t - Math.hypot(near, z), t + Math.hypot(far, z)].map((end) => end * scale);
  const [low, high] = estimate > 0 ? [ends[0]!, ends[1]!] : [-ends[1]!, -ends[0]!];
  return { estimate, low, high };
}

/**
 * Hedges' g: Cohen's d times the small-sample factor 1 - 3 / (4 df - 1) (Hedges 1981).
 * @param control size, mean and variance of the control
 * @param treatment size, mean and variance of the treatment
 * @param alpha one minus the level of the interval, in (0, 1)
 *
 * @example
 * ```ts
 * import { hedgesG } from 'winback/stats';
 *
 * hedgesG({ n: 10, mean: 5, variance: 4 }, { n: 12, mean: 6, variance: 3 }).estimate; // 0.5179
 * ```
 */
export function hedgesG(control: MeanSample, treatment: MeanSample, alpha = 0.05): EffectSize {
  const { estimate, low, high } = cohenD(control, treatment, alpha);
  const factor = 1 - 3 / (4 * (control.n + treatment.n - 2) - 1);
  return { estimate: estimate * factor, low: low * factor, high: high * factor };
}
