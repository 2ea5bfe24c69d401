import type { Complete } from '../../base/complete.js';
import { ensure } from '../../base/errors.js';
import { flag, optional, positive, resolveOptions, strictlyBetween } from '../../base/options.js';
import { crossing } from '../../native/crossing.js';
import { orderings, scales, type UnconditionalCounts } from '../../native/exact-binding.js';
import { addon } from '../../native/load.js';
import { type Alternative, alternativeCheck, type TestResult } from '../test-options.js';
import { type ProportionSample, twoByTwo } from './proportions.js';
import { scoreStatistic, type TwoByTwo } from './score-interval.js';

/** Side, level and interval of an unconditional exact test. */
export interface ExactTestOptions {
  /** Side of the test. @default 'two-sided' */
  readonly alternative?: Alternative | undefined;
  /** One minus the level of the intervals, in (0, 1). @default 0.05 */
  readonly alpha?: number | undefined;
  /** Default true. false leaves out the exact intervals (NaN), which take about twice as long as p. */
  readonly interval?: boolean | undefined;
  /**
   * The difference under the null hypothesis, in (-1, 1), default 0. With a margin tables are ordered by the score statistic
   * under it (Chan 1998), whichever test is asked for, and the lift interval agrees with the test of no difference.
   */
  readonly null?: number | undefined;
}

type Resolved = Complete<ExactTestOptions>;

const exactChecks = {
  alternative: alternativeCheck,
  alpha: optional(strictlyBetween(0, 1), 0.05),
  interval: optional(flag, true),
  null: optional(strictlyBetween(-1, 1), 0),
};

/** Users an exact unconditional test takes in both groups together; the time grows with their number to the power 1.5. */
const mostUsers = 20_000;

/**
 * Barnard's (1945) exact unconditional test by the pooled z, with exact intervals of difference and lift. At most 20,000
 * users in both groups. Two-sided p is twice the smaller one-sided p, so that p < alpha exactly when the intervals leave
 * out 0; `statisticTwoSided` is the other convention (tables at least as far out by |z| on either side).
 *
 * The intervals are Buehler's (1957) with the score limits as designated statistic; docs/explanation/statistics.md has the definition.
 * @param control counts of the control
 * @param treatment counts of the treatment
 * @param options level, side and null
 * @throws BAD_INPUT
 *
 * @example
 * ```ts
 * import { barnardTest } from 'winback/stats';
 *
 * (await barnardTest({ successes: 8, trials: 40 }, { successes: 12, trials: 40 })).p; // 0.3245
 * ```
 */
export async function barnardTest(
  control: ProportionSample,
  treatment: ProportionSample,
  options?: ExactTestOptions,
): Promise<
  TestResult & {
    /** The observed statistic of the two-sided test. */
    readonly statisticTwoSided: number;
  }
> {
  const { result, twoSided } = await unconditionalTest('barnard', control, treatment, options);
  return { ...result, statisticTwoSided: twoSided };
}

/**
 * Boschloo's (1970) test: as Barnard's, ordered by Fisher's one-sided p. Never less powerful than Fisher's test.
 * @param control counts of the control
 * @param treatment counts of the treatment
 * @param options level, side and null
 * @throws BAD_INPUT
 *
 * @example
 * ```ts
 * import { boschlooTest } from 'winback/stats';
 *
 * (await boschlooTest({ successes: 8, trials: 40 }, { successes: 12, trials: 40 })).p; // 0.3226
 * ```
 */
export async function boschlooTest(
  control: ProportionSample,
  treatment: ProportionSample,
  options?: ExactTestOptions,
): Promise<TestResult> {
  return (await unconditionalTest('boschloo', control, treatment, options)).result;
}

async function unconditionalTest(
  method: keyof typeof orderings,
  control: ProportionSample,
  treatment: ProportionSample,
  given?: ExactTestOptions,
): Promise<{ readonly result: TestResult; readonly twoSided: number }> {
  const options = resolveOptions<ExactTestOptions>('options', given, exactChecks) as Resolved;
  const table = twoByTwo(control, treatment);
  const { x1, n1, x2, n2 } = table;
  const exact = await unconditional(method, table, { scale: 'difference', effect: options.null }, options);
  const { alternative, alpha } = options;
  const result = {
    method: options.null === 0 ? method : 'exact-score',
    estimate: x2 / n2 - x1 / n1,
    statistic: scoreStatistic(table, 'difference', options.null, 1),
    df: null,
    p: onTail(alternative, exact.upper, exact.lower),
    ...openEnds(alternative, exact.low, exact.high, [-1, 1]),
    lift: {
      estimate: x1 === 0 ? Number.NaN : x2 / n2 / (x1 / n1) - 1,
      ...openEnds(alternative, liftOf(exact.shareLow), liftOf(exact.shareHigh), [-1, Infinity]),
    },
    alternative,
    alpha,
    null: options.null,
  };
  return { result, twoSided: exact.twoSided };
}

/**
 * The exact test of a ratio of rates, ordered by the score statistic under `ratio`: for margins that are a share of control.
 * @param ratio of treatment to control under the null, > 0
 * @throws BAD_INPUT
 */
export async function exactRatioTest(
  control: ProportionSample,
  treatment: ProportionSample,
  ratio: number,
  side: { readonly alternative: 'greater' | 'less'; readonly alpha: number },
): Promise<{ readonly p: number; readonly low: number; readonly high: number }> {
  const effect = positive(ratio, 'ratio') / (1 + ratio);
  const exact = await unconditional(
    'boschloo',
    twoByTwo(control, treatment),
    { scale: 'share', effect },
    { ...side, interval: true },
  );
  const ends = openEnds(side.alternative, liftOf(exact.shareLow), liftOf(exact.shareHigh), [-1, Infinity]);
  return { p: onTail(side.alternative, exact.upper, exact.lower), ...ends };
}

async function unconditional(
  method: keyof typeof orderings,
  { x1, n1, x2, n2 }: TwoByTwo,
  { scale, effect }: { readonly scale: keyof typeof scales; readonly effect: number },
  { alternative, alpha, interval }: Pick<Resolved, 'alternative' | 'alpha' | 'interval'>,
): Promise<UnconditionalCounts> {
  ensure(
    n1 + n2 <= mostUsers,
    `an exact unconditional test takes at most ${mostUsers} users in both groups, got ${n1 + n2}: \
use twoProportionTest, which is as good for so many`,
  );
  const tail = interval ? (alternative === 'two-sided' ? alpha / 2 : alpha) : 0;
  return crossing(() =>
    addon().exactUnconditional(x1, n1, x2, n2, orderings[method], scales[scale], effect, tail),
  );
}

function openEnds(
  alternative: Alternative,
  low: number,
  high: number,
  [least, most]: readonly [number, number],
): { readonly low: number; readonly high: number } {
  return {
    low: alternative === 'less' ? least : low,
    high: alternative === 'greater' ? most : high,
  };
}

/** Of a ratio's share s: s / (1 - s) - 1 without the rounding of the quotient. */
function liftOf(share: number): number {
  return (2 * share - 1) / (1 - share);
}

function onTail(alternative: Alternative, upper: number, lower: number): number {
  if (alternative === 'greater') return upper;
  if (alternative === 'less') return lower;
  return Math.min(1, 2 * Math.min(upper, lower));
}
