import { ensure } from '../base/errors.js';
import {
  finite,
  oneOf,
  optional,
  positive,
  resolveOptions,
  shown,
  strictlyBetween,
} from '../base/options.js';
import type { TestOptions, TestResult } from './test-options.js';

/**
 * Runs one test of this kind at other options; see welchTest, twoProportionTest.
 * @param options level, side and null of the test
 */
export type RunTest = (options: TestOptions) => TestResult;

function runnable(run: unknown): void {
  ensure(typeof run === 'function', `run must be a function of test options, got ${shown(run)}`);
}

/** Two one-sided tests against a margin (Schuirmann 1987). */
export interface EquivalenceResult {
  /** Treatment minus control. */
  readonly estimate: number;
  /** The larger of both one-sided p-values. p < alpha exactly when [low, high] lies inside (-margin, margin). */
  readonly p: number;
  /** Both-sided interval of confidence 1 - 2 alpha, the one that decides. */
  readonly low: number;
  /** Upper end of the interval of level 1 - 2 alpha. */
  readonly high: number;
  /** The margin that was asked about. */
  readonly margin: number;
  /** Whether the effect is shown to lie within the margin on both sides. */
  readonly equivalent: boolean;
}

/**
 * Whether the effect is shown to be smaller than `margin` (> 0, in units of the metric) either way.
 * @param run runs the test of the two samples
 * @param margin > 0, in the metric's unit
 * @param alpha level of each one-sided test, in (0, 1)
 *
 * @example
 * ```ts
 * import { equivalenceTest, welchTest } from 'winback/stats';
 *
 * const control = { n: 100, mean: 5, variance: 4 };
 * const treatment = { n: 120, mean: 5.1, variance: 3 };
 * equivalenceTest((options) => welchTest(control, treatment, options), 0.8, 0.05).equivalent; // true
 * ```
 */
export function equivalenceTest(run: RunTest, margin: number, alpha = 0.05): EquivalenceResult {
  runnable(run);
  positive(margin, 'margin');
  finite(alpha, 'alpha');
  ensure(alpha > 0 && alpha < 0.5, `alpha must be strictly between 0 and 0.5, got ${alpha}`);
  const above = run({ alternative: 'greater', null: -margin, alpha });
  const below = run({ alternative: 'less', null: margin, alpha });
  const p = Math.max(above.p, below.p);
  finite(p, 'the p of run');
  return { estimate: above.estimate, p, low: above.low, high: below.high, margin, equivalent: p < alpha };
}

/** Whether the treatment is shown to be no worse than control by more than a margin. */
export interface NonInferiorityResult {
  /** The one-sided test against the margin. */
  readonly test: TestResult;
  /** The margin that was asked about, above 0. */
  readonly margin: number;
  /** Whether the treatment is shown to be worse by less than the margin. */
  readonly nonInferior: boolean;
}

/**
 * Non-inferiority: H0 says that treatment is worse by `margin` (> 0) or more. `harm` is the direction that hurts:
 * 'decrease' for revenue, 'increase' for latency or churn.
 * @param run runs the test of the two samples
 * @param margin > 0, in the metric's unit
 * @param options level (`alpha`, 0.05 by default) and direction that hurts ('decrease' by default)
 *
 * @example
 * ```ts
 * import { nonInferiorityTest, welchTest } from 'winback/stats';
 *
 * const control = { n: 100, mean: 5, variance: 4 };
 * const treatment = { n: 120, mean: 5.1, variance: 3 };
 * const test = nonInferiorityTest((options) => welchTest(control, treatment, options), 0.5, { harm: 'decrease' });
 * test.nonInferior; // true
 * ```
 */
export function nonInferiorityTest(
  run: RunTest,
  margin: number,
  options: { readonly alpha?: number | undefined; readonly harm?: 'decrease' | 'increase' | undefined } = {},
): NonInferiorityResult {
  runnable(run);
  positive(margin, 'margin');
  const { alpha, harm } = resolveOptions<{ alpha: number; harm: 'decrease' | 'increase' }>(
    'options',
    options,
    {
      alpha: optional(strictlyBetween(0, 1), 0.05),
      harm: optional(oneOf('decrease', 'increase'), 'decrease'),
    },
  );
  const test =
    harm === 'decrease'
      ? run({ alternative: 'greater', null: -margin, alpha })
      : run({ alternative: 'less', null: margin, alpha });
  return { test, margin, nonInferior: test.p < alpha };
}
