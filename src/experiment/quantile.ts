import { WinbackError } from '../base/errors.js';
import { binomial, normal } from '../stats/distributions.js';
import { quantileOf } from './winsorise.js';

export interface QuantilePair {
  readonly control: { readonly users: number; readonly value: number };
  readonly treatment: { readonly users: number; readonly value: number };
  readonly errors: { readonly control: number; readonly treatment: number; readonly df: number };
}

/** Two quantiles, the squared errors of each, and Satterthwaite's degrees of freedom. */
export function quantilePair(control: Float64Array, treatment: Float64Array, p: number): QuantilePair {
  const [c, t] = [quantileEstimate(control, p), quantileEstimate(treatment, p)];
  const [vc, vt] = [c.error ** 2, t.error ** 2];
  const df = (vc + vt) ** 2 / (vc ** 2 / c.df + vt ** 2 / t.df);
  return {
    control: { users: control.length, value: c.value },
    treatment: { users: treatment.length, value: t.value },
    errors: { control: vc, treatment: vt, df: Number.isNaN(df) ? Number.POSITIVE_INFINITY : df },
  };
}

/**
 * A sample quantile with its exact order-statistic interval (the number of values below the true quantile
 * is binomial), and the standard error that this interval's width means under normality (Woodruff, 1952): the width
 * in units of the normal quantiles of the tails that its two ranks really leave, which are below those asked for.
 * @throws BAD_INPUT when the sample is too small for an interval on both sides
 */
export function quantileEstimate(
  values: Float64Array,
  p: number,
  level = 0.95,
): {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly error: number;
  /** The width is a sum of m spacings, so the squared error varies as much as a chi-square of m / 2 over its mean. */
  readonly df: number;
} {
  const n = values.length;
  const { lower, upper, width } = ranksOf(n, p, level);
  if (lower < 1 || upper > n) {
    throw new WinbackError(
      'BAD_INPUT',
      `a ${level} interval of the ${p} quantile needs more than ${n} users in an arm`,
    );
  }
  const sorted = Float64Array.from(values).sort();
  const [low, high] = [sorted[lower - 1]!, sorted[upper - 1]!];
  return { value: quantileOf(sorted, p), low, high, error: (high - low) / width, df: (upper - lower) / 2 };
}

interface Ranks {
  /** Of the lower and the upper end among the sorted values, from 1. */
  readonly lower: number;
  readonly upper: number;
  /** Standard errors between both ends. */
  readonly width: number;
}

// Arms are often of one size, and binomial quantiles cost more than sorting a thousand values.
let last = { key: '', ranks: { lower: 0, upper: 0, width: 0 } as Ranks };

function ranksOf(n: number, p: number, level: number): Ranks {
  const key = `${n} ${p} ${level}`;
  if (last.key === key) return last.ranks;
  const tail = (1 - level) / 2;
  const lower = n === 0 ? 0 : binomial.quantile(tail, n, p);
  const upper = n === 0 ? 0 : binomial.inverseSurvival(tail, n, p) + 1;
  const inside = lower >= 1 && upper <= n;
  const width = inside
    ? normal.inverseSurvival(binomial.cdf(lower - 1, n, p)) +
      normal.inverseSurvival(binomial.survival(upper - 1, n, p))
    : Number.NaN;
  last = { key, ranks: { lower, upper, width } };
  return last.ranks;
}
