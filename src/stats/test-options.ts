import type { Complete } from '../base/complete.js';
import { type Checks, finite, oneOf, optional, strictlyBetween } from '../base/options.js';
import { normal, studentT } from './distributions.js';

/** Which departures from the null count: either way, only above it, or only below it. */
export type Alternative = 'two-sided' | 'greater' | 'less';

/** What every test takes. The effect is always treatment minus control. */
export interface TestOptions {
  /** Default 'two-sided'. A non-inferiority test is 'greater' with `null` = minus the margin. */
  readonly alternative?: Alternative | undefined;
  /** Level in (0, 1), default 0.05. The interval has confidence 1 - alpha, on the side(s) tested. */
  readonly alpha?: number | undefined;
  /** The difference under the null hypothesis, default 0. */
  readonly null?: number | undefined;
}

/** Options of a test with every default filled in. */
export type ResolvedTestOptions = Complete<TestOptions>;

/** One test with the interval that inverts it: p < alpha exactly when the interval leaves out `null`. */
export interface TestResult {
  /** What was done, e.g. 'welch-t'. */
  readonly method: string;
  /** Treatment minus control. */
  readonly estimate: number;
  /** z or t; null where the test has none. */
  readonly statistic: number | null;
  /** Degrees of freedom of a t; null for others. */
  readonly df: number | null;
  /** p-value for the asked side. */
  readonly p: number;
  /** Confidence interval of the difference; -Infinity or Infinity on the side a one-sided test leaves open. */
  readonly low: number;
  /** Upper end of the interval that agrees with the p-value; Infinity on the open side. */
  readonly high: number;
  /** Relative lift, (treatment - control) / |control|, with the interval that agrees with the same p at lift 0. */
  readonly lift: Lift;
  /** Side of the test. */
  readonly alternative: Alternative;
  /** 1 minus the level of the interval. */
  readonly alpha: number;
  /** Effect under the null hypothesis. */
  readonly null: number;
}

/** NaN where the control mean is 0; infinite ends where it cannot be told from 0. */
export interface Lift {
  /** Relative difference, treatment over control minus 1. */
  readonly estimate: number;
  /** Lower end of its interval; -Infinity where it is unbounded. */
  readonly low: number;
  /** Upper end of its interval; Infinity where it is unbounded. */
  readonly high: number;
}

export const alternativeCheck = optional(oneOf('two-sided', 'greater', 'less'), 'two-sided' as const);

export const testChecks: Checks<TestOptions> = {
  alternative: alternativeCheck,
  alpha: optional(strictlyBetween(0, 1), 0.05),
  null: optional(finite, 0),
};

/** p of a statistic that is standard normal, or t with `df`, under the null. Both tails keep their digits. */
export function tailProbability(statistic: number, alternative: Alternative, df = Infinity): number {
  if (statistic === Infinity || statistic === -Infinity) {
    return alternative === 'two-sided' || (alternative === 'greater') === statistic > 0 ? 0 : 1;
  }
  const upper = (t: number): number => (df === Infinity ? normal.survival(t) : studentT.survival(t, df));
  if (alternative === 'greater') return upper(statistic);
  if (alternative === 'less') return upper(-statistic);
  return Math.min(1, 2 * upper(Math.abs(statistic)));
}

// A t quantile costs a root search, and analyses ask for the same one many times in a row.
let last = { tail: Number.NaN, df: Number.NaN, critical: Number.NaN };

/** The |statistic| beyond which p < alpha. */
export function criticalValue(alpha: number, alternative: Alternative, df = Infinity): number {
  const tail = alternative === 'two-sided' ? alpha / 2 : alpha;
  if (last.tail !== tail || last.df !== df) {
    const critical = df === Infinity ? normal.inverseSurvival(tail) : studentT.inverseSurvival(tail, df);
    last = { tail, df, critical };
  }
  return last.critical;
}

/** estimate +- critical x error on the tested side(s). */
export function symmetricInterval(
  estimate: number,
  error: number,
  { alpha, alternative }: Pick<ResolvedTestOptions, 'alpha' | 'alternative'>,
  df = Infinity,
): { readonly low: number; readonly high: number } {
  const reach = criticalValue(alpha, alternative, df) * error;
  return {
    low: alternative === 'less' ? -Infinity : estimate - reach,
    high: alternative === 'greater' ? Infinity : estimate + reach,
  };
}
