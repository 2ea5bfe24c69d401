import { WinbackError } from '../base/errors.js';
import { binomial, normal } from '../stats/distributions.js';
import { quantileOf } from './winsorise.js';

export interface QuantilePair {
  readonly control: { readonly users: number; readonly value: number };
  readonly treatment: { readonly users: number; readonly value: number };
  readonly errors: { readonly control: number; readonly treatment: number; readonly df: number };
}

/** Two quantiles and the squared errors of each. */
export function quantilePair(control: Float64Array, treatment: Float64Array, p: number): QuantilePair {
  const [c, t] = [quantileEstimate(control, p), quantileEstimate(treatment, p)];
  return {
    control: { users: control.length, value: c.value },
    treatment: { users: treatment.length, value: t.value },
    errors: { control: c.error ** 2, treatment: t.error ** 2, df: Number.POSITIVE_INFINITY },
  };
}

/**
 * A sample quantile with its exact order-statistic interval (the number of values below the true quantile
 * is binomial), and the standard error that this interval's width means under normality (Woodruff, 1952).
 * @throws BAD_INPUT when the sample is too small for an interval on both sides
 */
export function quantileEstimate(
  values: Float64Array,
  p: number,
  level = 0.95,
): { readonly value: number; readonly low: number; readonly high: number; readonly error: number } {
  const n = values.length;
  const tail = (1 - level) / 2;
  const lower = n === 0 ? 0 : binomial.quantile(tail, n, p);
  const upper = n === 0 ? 0 : binomial.inverseSurvival(tail, n, p) + 1;
  if (lower < 1 || upper > n) {
    throw new WinbackError(
      'BAD_INPUT',
      `a ${level} interval of the ${p} quantile needs more than ${n} users in an arm`,
    );
  }
  const sorted = Float64Array.from(values).sort();
  const [low, high] = [sorted[lower - 1]!, sorted[upper - 1]!];
  return {
    value: quantileOf(sorted, p),
    low,
    high,
    error: (high - low) / (2 * normal.inverseSurvival(tail)),
  };
}
