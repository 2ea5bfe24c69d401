import type { Complete } from '../../base/complete.js';
import { ensure } from '../../base/errors.js';
import {
  between,
  type Checks,
  oneOf,
  optional,
  resolveOptions,
  shown,
  strictlyBetween,
} from '../../base/options.js';
import { requirePart } from '../../base/shape.js';
import { fieldsOf, level } from '../arguments.js';
import { beta, normal } from '../distributions.js';
import { fiellerLift } from '../fieller.js';
import type { MeanErrors } from '../mean-errors.js';
import {
  criticalValue,
  type Lift,
  type ResolvedTestOptions,
  symmetricInterval,
  type TestOptions,
  type TestResult,
  tailProbability,
  testChecks,
} from '../test-options.js';
import { scoreInterval, scoreStatistic, type TwoByTwo } from './score-interval.js';

/** Users who did it among users who could. */
export interface ProportionSample {
  /** Users who did it: whole, from 0 to `trials`. */
  readonly successes: number;
  /** Users who could: whole, >= 1. */
  readonly trials: number;
}

export interface ProportionTestOptions extends TestOptions {
  /**
   * 'pooled': the usual z with the variance under the null (default); its interval is the score interval
   * (Mee 1984), its lift the ratio score interval. 'miettinen-nurminen': the same with variance x n / (n - 1).
   * 'unpooled': the variance of the observed rates; its interval is Wald's, its lift Fieller's.
   */
  readonly variance?: 'pooled' | 'miettinen-nurminen' | 'unpooled' | undefined;
}

const proportionChecks: Checks<ProportionTestOptions> = {
  ...testChecks,
  null: optional(between(-1, 1), 0),
  variance: optional(oneOf('pooled', 'miettinen-nurminen', 'unpooled'), 'pooled'),
};

type Resolved = ResolvedTestOptions & Complete<ProportionTestOptions>;

/**
 * z test of two proportions. Test and interval are one: p < alpha exactly when the interval leaves out the
 * null, and the lift interval leaves out 0 exactly when a null difference of 0 is rejected.
 * With a margin (`null` not 0) 'pooled' is Farrington and Manning's test.
 *
 * Asymptotic: for small counts see chooseProportionTest.
 * @param control counts of the control
 * @param treatment counts of the treatment
 * @param options level, side, null and variance
 *
 * @example
 * ```ts
 * import { twoProportionTest } from 'winback/stats';
 *
 * twoProportionTest({ successes: 8, trials: 40 }, { successes: 12, trials: 40 }).p; // 0.3017
 * ```
 */
export function twoProportionTest(
  control: ProportionSample,
  treatment: ProportionSample,
  options?: ProportionTestOptions,
): TestResult {
  const resolved = resolveOptions<ProportionTestOptions>('options', options, proportionChecks) as Resolved;
  const table = twoByTwo(control, treatment);
  return resolved.variance === 'unpooled' ? waldTest(table, resolved) : scoreTest(table, resolved);
}

/** The counts, checked. Throws BAD_INPUT naming the group. */
export function twoByTwo(control: ProportionSample, treatment: ProportionSample): TwoByTwo {
  for (const [name, sample] of [
    ['control', control],
    ['treatment', treatment],
  ] as const) {
    const { successes, trials } = fieldsOf<ProportionSample>(sample, name, {});
    ensure(
      Number.isInteger(trials) && trials >= 1,
      `${name}: trials must be a whole number >= 1, got ${shown(trials)}`,
    );
    ensure(
      Number.isInteger(successes) && successes >= 0 && successes <= trials,
      `${name}: successes must be a whole number from 0 to ${trials}, got ${shown(successes)}`,
    );
  }
  return { x1: control.successes, n1: control.trials, x2: treatment.successes, n2: treatment.trials };
}

function scoreTest(table: TwoByTwo, options: Resolved): TestResult {
  const { alternative, alpha, null: center, variance } = options;
  const { x1, n1, x2, n2 } = table;
  const inflation = variance === 'pooled' ? 1 : (n1 + n2) / (n1 + n2 - 1);
  const statistic = scoreStatistic(table, 'difference', center, inflation);
  const critical = criticalValue(alpha, alternative);
  const open = (interval: { low: number; high: number }, least: number, most: number) => ({
    low: alternative === 'less' ? least : interval.low,
    high: alternative === 'greater' ? most : interval.high,
  });
  const ratio = open(scoreInterval(table, 'ratio', critical, inflation), 0, Infinity);
  const lift: Lift = {
    estimate: x1 === 0 ? Number.NaN : x2 / n2 / (x1 / n1) - 1,
    low: ratio.low - 1,
    high: ratio.high - 1,
  };
  return {
    method: variance === 'pooled' ? 'pooled-z' : 'miettinen-nurminen',
    estimate: x2 / n2 - x1 / n1,
    statistic,
    df: null,
    p: tailProbability(statistic, alternative),
    ...open(scoreInterval(table, 'difference', critical, inflation), -1, 1),
    lift,
    alternative,
    alpha,
    null: center,
  };
}

/**
 * One-sided p of treatment > `ratio` x control (`greater`) or below it (`less`) by the ratio score test, which the lift
 * interval of the 'pooled' test inverts.
 */
export function ratioScoreP(
  control: ProportionSample,
  treatment: ProportionSample,
  ratio: number,
  alternative: 'greater' | 'less',
): number {
  const table = twoByTwo(control, treatment);
  // No rate is below 0.
  if (ratio < 0) return alternative === 'greater' ? 0 : 1;
  return tailProbability(scoreStatistic(table, 'ratio', ratio, 1), alternative);
}

function waldTest({ x1, n1, x2, n2 }: TwoByTwo, options: Resolved): TestResult {
  const { alternative, alpha, null: center } = options;
  const [r1, r2] = [x1 / n1, x2 / n2];
  const errors = { control: (r1 * (1 - r1)) / n1, treatment: (r2 * (1 - r2)) / n2, df: Infinity };
  const error = Math.sqrt(errors.control + errors.treatment);
  const estimate = r2 - r1;
  ensure(
    error > 0 || estimate === center,
    'the observed rates are 0 or 1 and have no unpooled variance: use pooled',
  );
  const statistic = error === 0 ? 0 : (estimate - center) / error;
  return {
    method: 'unpooled-z',
    estimate,
    statistic,
    df: null,
    p: tailProbability(statistic, alternative),
    ...symmetricInterval(estimate, error, options),
    lift: error === 0 ? { estimate: 0, low: 0, high: 0 } : waldLift(r1, r2, errors, options),
    alternative,
    alpha,
    null: center,
  };
}

/** Fieller's; a treatment of 0 has no error of its own and would give a point: there the difference's interval over control. */
function waldLift(r1: number, r2: number, errors: MeanErrors, options: Resolved): Lift {
  const { alpha, alternative } = options;
  if (r2 > 0) return fiellerLift(r1, r2, errors, { alpha, alternative });
  const { low, high } = symmetricInterval(-1, Math.sqrt(errors.control) / r1, options);
  return { estimate: -1, low: Math.max(-1, low), high };
}

/** How the interval of one proportion is made; Wilson's is a good choice for all sizes. */
export type ProportionIntervalMethod = 'wilson' | 'clopper-pearson' | 'jeffreys' | 'wald' | 'agresti-coull';

/**
 * Two-sided interval of one proportion. Default Wilson (1927); 'clopper-pearson' is exact (never below its
 * confidence), 'jeffreys' Bayesian with a Beta(1/2, 1/2) prior (ends 0 and 1 kept at no or all successes).
 * @param sample successes and trials
 * @param options level (`alpha`, 0.05 by default) and method
 *
 * @example
 * ```ts
 * import { proportionInterval } from 'winback/stats';
 *
 * proportionInterval({ successes: 8, trials: 40 }).low; // 0.105
 * ```
 */
export function proportionInterval(
  sample: ProportionSample,
  options?: { readonly alpha?: number | undefined; readonly method?: ProportionIntervalMethod | undefined },
): {
  /** Lower end, in [0, 1]. */
  readonly low: number;
  /** Upper end, in [0, 1]. */
  readonly high: number;
} {
  requirePart(sample, 'sample', 'object');
  const { alpha, method } = resolveOptions<{ alpha?: number; method?: ProportionIntervalMethod }>(
    'options',
    options,
    {
      alpha: optional(strictlyBetween(0, 1), 0.05),
      method: optional(oneOf('wilson', 'clopper-pearson', 'jeffreys', 'wald', 'agresti-coull'), 'wilson'),
    },
  ) as { alpha: number; method: ProportionIntervalMethod };
  const { x1: x, n1: n } = twoByTwo(sample, sample);
  if (method === 'clopper-pearson' || method === 'jeffreys') return betaInterval(x, n, alpha, method);
  const z = normal.inverseSurvival(alpha / 2);
  const p = x / n;
  if (method === 'wald') return clipped(p, z * Math.sqrt((p * (1 - p)) / n));
  const center = (x + z ** 2 / 2) / (n + z ** 2);
  const reach =
    method === 'wilson'
      ? (z * Math.sqrt(n * p * (1 - p) + z ** 2 / 4)) / (n + z ** 2)
      : z * Math.sqrt((center * (1 - center)) / (n + z ** 2));
  const interval = clipped(center, reach);
  return { low: x === 0 ? 0 : interval.low, high: x === n ? 1 : interval.high };
}

function betaInterval(x: number, n: number, alpha: number, method: 'clopper-pearson' | 'jeffreys') {
  const [a, b] = method === 'jeffreys' ? [0.5, 0.5] : [0, 1];
  return {
    low: x === 0 ? 0 : beta.quantile(alpha / 2, x + a, n - x + b),
    high: x === n ? 1 : beta.inverseSurvival(alpha / 2, x + b, n - x + a),
  };
}

function clipped(center: number, reach: number): { readonly low: number; readonly high: number } {
  return { low: Math.max(0, center - reach), high: Math.min(1, center + reach) };
}

const intervalMethod = oneOf('score', 'miettinen-nurminen', 'newcombe', 'wald', 'agresti-caffo');

/**
 * Interval of a difference of proportions by name, for displays that ask for a particular one. Only 'score'
 * (pooled z), 'miettinen-nurminen' and 'wald' (unpooled z) invert a test here; Newcombe's (1998, method 10) and
 * Agresti-Caffo's (2000) do not, so never print them beside a p-value.
 * @param control counts of the control
 * @param treatment counts of the treatment
 * @param method which interval
 * @param alpha one minus the level, in (0, 1)
 *
 * @example
 * ```ts
 * import { differenceInterval } from 'winback/stats';
 *
 * differenceInterval({ successes: 8, trials: 40 }, { successes: 12, trials: 40 }, 'newcombe', 0.05).high; // 0.2812
 * ```
 */
export function differenceInterval(
  control: ProportionSample,
  treatment: ProportionSample,
  method: 'score' | 'miettinen-nurminen' | 'newcombe' | 'wald' | 'agresti-caffo',
  alpha = 0.05,
): {
  /** Lower end of treatment minus control, in [-1, 1]. */
  readonly low: number;
  /** Upper end of treatment minus control, in [-1, 1]. */
  readonly high: number;
} {
  const { x1, n1, x2, n2 } = twoByTwo(control, treatment);
  const z = criticalValue(level(alpha, 'alpha'), 'two-sided');
  intervalMethod(method, 'method');
  if (method === 'newcombe') {
    const [a, b] = [proportionInterval(control, { alpha }), proportionInterval(treatment, { alpha })];
    const [r1, r2] = [x1 / n1, x2 / n2];
    return {
      low: r2 - r1 - Math.hypot(r2 - b.low, a.high - r1),
      high: r2 - r1 + Math.hypot(b.high - r2, r1 - a.low),
    };
  }
  if (method === 'agresti-caffo') {
    const [r1, r2] = [(x1 + 1) / (n1 + 2), (x2 + 1) / (n2 + 2)];
    const reach = z * Math.sqrt((r1 * (1 - r1)) / (n1 + 2) + (r2 * (1 - r2)) / (n2 + 2));
    return { low: r2 - r1 - reach, high: r2 - r1 + reach };
  }
  const variance = method === 'score' ? 'pooled' : method === 'wald' ? 'unpooled' : method;
  const { low, high } = twoProportionTest(control, treatment, { alpha, variance });
  return { low, high };
}
