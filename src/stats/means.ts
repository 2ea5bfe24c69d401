import { ensure } from '../base/errors.js';
import { finite, integer, resolveOptions, shown } from '../base/options.js';
import { requirePart, requireShape } from '../base/shape.js';
import { fieldsOf, measurable, squaredError } from './arguments.js';
import { fiellerLift } from './fieller.js';
import { checkEstimates, type MeanErrors } from './mean-errors.js';
import {
  type ResolvedTestOptions,
  symmetricInterval,
  type TestOptions,
  type TestResult,
  tailProbability,
  testChecks,
} from './test-options.js';

/** A sample by its moments. `variance` is the sample variance (divisor n - 1), n >= 2. */
export interface MeanSample {
  /** Users, at least 2 for a variance. */
  readonly n: number;
  /** Mean of the sample, in its unit. */
  readonly mean: number;
  /** Sample variance (divisor n - 1), in its squared unit. */
  readonly variance: number;
}

/**
 * Moments of raw values, in two passes. Throws BAD_INPUT below two values or at a value that is not finite.
 * @param values at least two, finite
 *
 * @example
 * ```ts
 * import { meanSample } from 'winback/stats';
 *
 * meanSample([1, 2, 4]).variance; // 2.333
 * ```
 */
export function meanSample(values: ArrayLike<number>): MeanSample {
  ensure(
    typeof values === 'object' && values !== null && Number.isInteger(values.length),
    `a sample must be an array of numbers, got ${shown(values)}`,
  );
  const n = values.length;
  ensure(n >= 2, `a sample needs at least 2 values, got ${n}`);
  let sum = 0;
  for (let i = 0; i < n; i++) sum += finite(values[i], `values[${i}]`);
  ensure(Number.isFinite(sum), 'a sample must hold finite numbers only');
  measurable(sum, 'the sum of the values');
  const center = sum / n;
  let [squares, rest] = [0, 0];
  for (let i = 0; i < n; i++) {
    const d = values[i]! - center;
    squares += d * d;
    rest += d;
  }
  return { n, mean: center + rest / n, variance: Math.max(0, squares - (rest * rest) / n) / (n - 1) };
}

/**
 * Welch's t test of two means, Satterthwaite's degrees of freedom (Welch 1947). Exact for normal
 * data, asymptotic otherwise. Two constant samples have no error: BAD_INPUT.
 * @param control size, mean and variance of the control
 * @param treatment size, mean and variance of the treatment
 * @param options level, side and null
 *
 * @example
 * ```ts
 * import { welchTest } from 'winback/stats';
 *
 * welchTest({ n: 10, mean: 5, variance: 4 }, { n: 12, mean: 6, variance: 3 }).p; // 0.2308
 * ```
 */
export function welchTest(control: MeanSample, treatment: MeanSample, options?: TestOptions): TestResult {
  checkSamples(control, treatment);
  const [c, t] = [control.variance / control.n, treatment.variance / treatment.n];
  const df = (c + t) ** 2 / (c ** 2 / (control.n - 1) + t ** 2 / (treatment.n - 1));
  return meanTest('welch-t', control.mean, treatment.mean, { control: c, treatment: t, df }, options);
}

/**
 * Student's t test, equal variances assumed; exact for normal data with equal variances.
 * @param control size, mean and variance of the control
 * @param treatment size, mean and variance of the treatment
 * @param options level, side and null
 *
 * @example
 * ```ts
 * import { studentTest } from 'winback/stats';
 *
 * studentTest({ n: 10, mean: 5, variance: 4 }, { n: 12, mean: 6, variance: 3 }).p; // 0.2231
 * ```
 */
export function studentTest(control: MeanSample, treatment: MeanSample, options?: TestOptions): TestResult {
  checkSamples(control, treatment);
  const df = control.n + treatment.n - 2;
  const pooled = ((control.n - 1) * control.variance + (treatment.n - 1) * treatment.variance) / df;
  const errors = { control: pooled / control.n, treatment: pooled / treatment.n, df };
  return meanTest('student-t', control.mean, treatment.mean, errors, options);
}

/**
 * The test behind Welch and Student for any two estimates with known errors: ratio metrics by the
 * delta method, CUPED means, clustered means. The lift interval is Fieller's (1954) with the same
 * degrees of freedom, so that it leaves out 0 exactly when the test rejects a null difference of 0.
 * @param method name of the method, taken over into the result
 * @param control estimate of the control
 * @param treatment estimate of the treatment
 * @param errors squared errors of both, their covariance and degrees of freedom
 * @param options level, side and null
 *
 * @example
 * ```ts
 * import { meanTest } from 'winback/stats';
 *
 * meanTest('z', 5, 6, { control: 0.1, treatment: 0.2, df: 20, covariance: 0.01 }).p; // 0.07336
 * ```
 */
export function meanTest(
  method: string,
  control: number,
  treatment: number,
  errors: MeanErrors,
  options?: TestOptions,
): TestResult {
  requirePart(method, 'method', 'text');
  requireShape(errors, 'errors', { control: 'number', treatment: 'number' });
  const resolved = resolveOptions<TestOptions>('options', options, testChecks) as ResolvedTestOptions;
  checkEstimates(control, treatment, errors);
  const { alternative, alpha, null: center } = resolved;
  const square = errors.control + errors.treatment - 2 * (errors.covariance ?? 0);
  ensure(
    square > 0 && Number.isFinite(square),
    'both samples are constant: the difference has no standard error',
  );
  const error = Math.sqrt(square);
  const estimate = treatment - control;
  const statistic = (estimate - center) / error;
  return {
    method,
    estimate,
    statistic,
    df: errors.df === Infinity ? null : errors.df,
    p: tailProbability(statistic, alternative, errors.df),
    ...symmetricInterval(estimate, error, resolved, errors.df),
    lift: fiellerLift(control, treatment, errors, {
      alpha: resolved.alpha,
      alternative: resolved.alternative,
    }),
    alternative,
    alpha,
    null: center,
  };
}

/** @throws BAD_INPUT naming the group */
export function checkSamples(control: MeanSample, treatment: MeanSample): void {
  const checks = { n: integer(2), mean: measurable, variance: squaredError };
  fieldsOf<MeanSample>(control, 'control', checks);
  fieldsOf<MeanSample>(treatment, 'treatment', checks);
}
