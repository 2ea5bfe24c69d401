import type { TestOptions, TestResult } from '../test-options.js';
import { boschlooTest } from './exact.js';
import { type ProportionSample, twoByTwo, twoProportionTest } from './proportions.js';

/** Which test a table gets, and why. */
export interface ProportionChoice {
  /** The test for these counts. */
  readonly test: 'pooled-z' | 'boschloo';
  /** The smallest expected count when both groups share one rate. */
  readonly smallestExpected: number;
  /**
   * `large-counts`: the smallest expected count is at least 5. `small-counts`: it is below 5. `too-many-users`: it is
   * below 5, but the exact test is not made for more than 4,000 users, and p is approximate.
   */
  readonly reason: 'large-counts' | 'small-counts' | 'too-many-users';
}

/**
 * The rule, stated before any data is seen: Boschloo's exact test when the smallest expected count under a common
 * rate is below 5 (Cochran 1954) and both groups together have at most 4,000 users; else the pooled z with its score
 * interval. It looks at totals only, never at the difference, so choosing does not bias the test.
 * @param control counts of the control
 * @param treatment counts of the treatment
 *
 * @example
 * ```ts
 * import { chooseProportionTest } from 'winback/stats';
 *
 * chooseProportionTest({ successes: 8, trials: 40 }, { successes: 12, trials: 40 }).test; // pooled-z
 * ```
 */
export function chooseProportionTest(
  control: ProportionSample,
  treatment: ProportionSample,
): ProportionChoice {
  const { x1, n1, x2, n2 } = twoByTwo(control, treatment);
  const successes = x1 + x2;
  const failures = n1 + n2 - successes;
  const smallestExpected = (Math.min(n1, n2) * Math.min(successes, failures)) / (n1 + n2);
  if (smallestExpected >= 5) return { test: 'pooled-z', smallestExpected, reason: 'large-counts' };
  if (n1 + n2 > 4_000) return { test: 'pooled-z', smallestExpected, reason: 'too-many-users' };
  return { test: 'boschloo', smallestExpected, reason: 'small-counts' };
}

/**
 * The chosen test, run; with a margin (`null`) in (-1, 1) too.
 * @param control counts of the control
 * @param treatment counts of the treatment
 * @param options level, side and null
 * @throws BAD_INPUT
 *
 * @example
 * ```ts
 * import { proportionTest } from 'winback/stats';
 *
 * (await proportionTest({ successes: 8, trials: 40 }, { successes: 12, trials: 40 })).p; // 0.3017
 * ```
 */
export async function proportionTest(
  control: ProportionSample,
  treatment: ProportionSample,
  options: TestOptions = {},
): Promise<
  TestResult & {
    /** Which test was taken, and why. */
    readonly choice: ProportionChoice;
  }
> {
  const choice = chooseProportionTest(control, treatment);
  const test =
    choice.test === 'boschloo'
      ? await boschlooTest(control, treatment, options)
      : twoProportionTest(control, treatment, options);
  return { ...test, choice };
}
