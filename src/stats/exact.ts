import { flag, oneOf, optional, resolveOptions, strictlyBetween } from '../base/options.js';
import { crossing } from '../native/crossing.js';
import { orderings } from '../native/exact-binding.js';
import { addon } from '../native/load.js';
import { hypergeometric } from './distributions.js';
import { type ProportionSample, twoByTwo } from './proportions.js';
import type { TwoByTwo } from './score.js';
import { solve } from './solve.js';
import type { Alternative, TestResult } from './test-options.js';

export interface ExactTestOptions {
  /** Default 'two-sided'. */
  readonly alternative?: Alternative;
  /** Default 0.05. */
  readonly alpha?: number;
  /** Default true. false leaves out the exact interval (NaN), which takes about twice as long as p. */
  readonly interval?: boolean;
}

const exactChecks = {
  alternative: optional(oneOf('two-sided', 'greater', 'less'), 'two-sided' as const),
  alpha: optional(strictlyBetween(0, 1), 0.05),
  interval: optional(flag, true),
};

/**
 * Barnard's (1945) exact unconditional test by the pooled z, with its exact interval. At most 20,000 users in both
 * groups. Two-sided p is twice the smaller one-sided p, so that p < alpha exactly when the interval leaves out 0;
 * `statisticTwoSided` is the other convention (tables at least as far out by |z| on either side).
 */
export function barnardTest(
  control: ProportionSample,
  treatment: ProportionSample,
  options?: ExactTestOptions,
): Promise<TestResult & { readonly statisticTwoSided: number }> {
  return unconditionalTest('barnard', control, treatment, options);
}

/**
 * Boschloo's (1970) test: as Barnard's, ordered by Fisher's one-sided p. Never less powerful than Fisher's test. The end of
 * the interval beyond the estimate, as seen from 0, is by the z statistic (one-sided levels up to 1/4): there Fisher's p
 * is near 1 for almost every table and would say nothing.
 */
export function boschlooTest(
  control: ProportionSample,
  treatment: ProportionSample,
  options?: ExactTestOptions,
): Promise<TestResult> {
  return unconditionalTest('boschloo', control, treatment, options);
}

async function unconditionalTest(
  method: keyof typeof orderings,
  control: ProportionSample,
  treatment: ProportionSample,
  options?: ExactTestOptions,
): Promise<TestResult & { readonly statisticTwoSided: number }> {
  const { alternative, alpha, interval } = resolveOptions<ExactTestOptions>(
    'options',
    options,
    exactChecks,
  ) as Required<ExactTestOptions>;
  const table = twoByTwo(control, treatment);
  const { x1, n1, x2, n2 } = table;
  const side = alternative === 'two-sided' ? alpha / 2 : alpha;
  const tail = interval ? side : 0;
  const exact = await crossing(() => addon().unconditionalTest(x1, n1, x2, n2, orderings[method], tail));
  const low = alternative === 'less' ? -1 : exact.low;
  const high = alternative === 'greater' ? 1 : exact.high;
  return {
    method,
    estimate: x2 / n2 - x1 / n1,
    statistic: pooledZ(table),
    df: null,
    p: onTail(alternative, exact.upper, exact.lower),
    low,
    high,
    // The exact method gives the sign of the lift and no more: its region is ordered by difference.
    lift: {
      estimate: x1 === 0 ? Number.NaN : x2 / n2 / (x1 / n1) - 1,
      low: interval ? (low > 0 ? 0 : -1) : Number.NaN,
      high: interval ? (high < 0 ? 0 : Infinity) : Number.NaN,
    },
    alternative,
    alpha,
    null: 0,
    statisticTwoSided: exact.twoSided,
  };
}

function pooledZ({ x1, n1, x2, n2 }: TwoByTwo): number {
  const rate = (x1 + x2) / (n1 + n2);
  const variance = rate * (1 - rate) * (1 / n1 + 1 / n2);
  return variance === 0 ? 0 : (x2 / n2 - x1 / n1) / Math.sqrt(variance);
}

function onTail(alternative: Alternative, upper: number, lower: number): number {
  if (alternative === 'greater') return upper;
  if (alternative === 'less') return lower;
  return Math.min(1, 2 * Math.min(upper, lower));
}

export interface FisherResult {
  /** One- or two-sided; two-sided adds all tables no likelier than the one seen (R's and scipy's convention). */
  readonly p: number;
  /** Twice the smaller one-sided p: the convention that agrees with the interval. */
  readonly centralP: number;
  /** Conditional maximum likelihood estimate of the odds ratio of treatment to control. */
  readonly oddsRatio: number;
  /** Exact conditional (Cornfield) interval of the odds ratio. */
  readonly low: number;
  readonly high: number;
}

/** Fisher's exact test, conditional on the total number of successes. */
export function fisherTest(
  control: ProportionSample,
  treatment: ProportionSample,
  options?: ExactTestOptions,
): FisherResult {
  const { alternative, alpha } = resolveOptions<ExactTestOptions>(
    'options',
    options,
    exactChecks,
  ) as Required<ExactTestOptions>;
  const { x1, n1, x2, n2 } = twoByTwo(control, treatment);
  const [population, marked] = [n1 + n2, x1 + x2] as const;
  const upper = hypergeometric.survival(x2 - 1, population, marked, n2);
  const lower = hypergeometric.cdf(x2, population, marked, n2);
  const weights = conditionalWeights(population, marked, n2);
  const tail = alternative === 'two-sided' ? alpha / 2 : alpha;
  return {
    p: alternative === 'two-sided' ? twoSidedFisher(weights, x2) : onTail(alternative, upper, lower),
    centralP: onTail(alternative, upper, lower),
    ...oddsInterval(weights, x2, alternative, tail),
  };
}

/** log P(X = k) at odds ratio 1, up to a constant, for k = least, least + 1, ... */
interface Weights {
  readonly least: number;
  readonly logs: Float64Array;
}

function conditionalWeights(population: number, marked: number, draws: number): Weights {
  const least = Math.max(0, draws + marked - population);
  const most = Math.min(draws, marked);
  const logs = new Float64Array(most - least + 1);
  for (let k = least; k < most; k++) {
    const ratio = ((marked - k) * (draws - k)) / ((k + 1) * (population - marked - draws + k + 1));
    logs[k - least + 1] = logs[k - least]! + Math.log(ratio);
  }
  const peak = logs.reduce((a, b) => Math.max(a, b));
  return { least, logs: logs.map((value) => value - peak) };
}

// Ties within 1e-7 count as equal, as in R: two tables of the same probability rarely agree to the last bit.
function twoSidedFisher({ least, logs }: Weights, x: number): number {
  const seen = logs[x - least]! + 1e-7;
  let [extreme, total] = [0, 0];
  for (const log of logs) {
    const mass = Math.exp(log);
    total += mass;
    if (log <= seen) extreme += mass;
  }
  return Math.min(1, extreme / total);
}

function oddsInterval({ least, logs }: Weights, x: number, alternative: Alternative, tail: number) {
  const most = least + logs.length - 1;
  // Sums over k of mass(k) e^(k theta) with a running maximum taken out.
  const sums = (theta: number): { total: number; mean: number; upper: number; lower: number } => {
    let peak = -Infinity;
    logs.forEach((log, i) => {
      peak = Math.max(peak, log + i * theta);
    });
    let [total, mean, upper, lower] = [0, 0, 0, 0];
    logs.forEach((log, i) => {
      const mass = Math.exp(log + i * theta - peak);
      total += mass;
      mean += mass * (least + i);
      if (least + i >= x) upper += mass;
      if (least + i <= x) lower += mass;
    });
    return { total, mean: mean / total, upper: upper / total, lower: lower / total };
  };
  const at = (f: (theta: number) => number): number => Math.exp(solve(f, -60, 60));
  return {
    oddsRatio: x === least ? 0 : x === most ? Infinity : at((theta) => sums(theta).mean - x),
    low: x === least || alternative === 'less' ? 0 : at((theta) => sums(theta).upper - tail),
    high: x === most || alternative === 'greater' ? Infinity : at((theta) => tail - sums(theta).lower),
  };
}
