/**
 * The score statistic of two proportions under a given difference or ratio, and its inversion.
 * Miettinen and Nurminen (1985), Farrington and Manning (1990). At no difference both equal the pooled z.
 */
import { solve } from '../solve.js';

/** Counts of both groups: x of n. */
export interface TwoByTwo {
  readonly x1: number;
  readonly n1: number;
  readonly x2: number;
  readonly n2: number;
}

export type ScoreScale = 'difference' | 'ratio';

// The control rate that maximises the likelihood under p2 = p1 + delta. The score is decreasing in p1,
// so Newton with a bracket finds it also where the closed cubic loses half its digits.
function constrainedControl({ x1, n1, x2, n2 }: TwoByTwo, delta: number): number {
  let [low, high] = [Math.max(0, -delta), Math.min(1, 1 - delta)];
  let p = Math.min(high, Math.max(low, (x1 + x2 - n2 * delta) / (n1 + n2)));
  if (p === low || p === high) p = (low + high) / 2;
  for (let step = 0; step < 100 && high - low > 1e-16; step++) {
    const q = p + delta;
    let [score, slope] = [0, 0];
    for (const [count, rate, sign] of [
      [x1, p, 1],
      [n1 - x1, 1 - p, -1],
      [x2, q, 1],
      [n2 - x2, 1 - q, -1],
    ] as const) {
      if (count === 0) continue;
      score += (sign * count) / rate;
      slope -= count / rate ** 2;
    }
    if (score === 0) return p;
    if (score > 0) low = p;
    else high = p;
    const newton = p - score / slope;
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    if (Math.abs(next - p) <= 1e-16 * p) return next;
    p = next;
  }
  return p;
}

// The control rate that maximises the likelihood under p2 = ratio p1: the smaller root of a quadratic.
function controlUnderRatio({ x1, n1, x2, n2 }: TwoByTwo, ratio: number): number {
  const a = (n1 + n2) * ratio;
  const b = x2 + x1 * ratio + n1 + n2 * ratio;
  const c = x1 + x2;
  return (2 * c) / (b + Math.sqrt(Math.max(0, b * b - 4 * a * c)));
}

/**
 * z of the observed counts when the true difference (or ratio) of treatment (2) to control (1) is `null`.
 * `inflation` multiplies the variance: n / (n - 1) for Miettinen-Nurminen, 1 for the plain score.
 */
export function scoreStatistic(
  table: TwoByTwo,
  scale: ScoreScale,
  nullValue: number,
  inflation: number,
): number {
  const { x1, n1, x2, n2 } = table;
  const [r1, r2] = [x1 / n1, x2 / n2];
  const ratio = scale === 'ratio' ? nullValue : 1;
  const distance = scale === 'ratio' ? r2 - ratio * r1 : r2 - r1 - nullValue;
  if (distance === 0) return 0;
  return distance / Math.sqrt(nullVariance(table, scale, nullValue) * inflation);
}

/** Variance of the distance from the null, at the rates most likely under it. Counts may be expected ones. */
export function nullVariance(table: TwoByTwo, scale: ScoreScale, nullValue: number): number {
  const { x1, n1, x2, n2 } = table;
  const ratio = scale === 'ratio' ? nullValue : 1;
  const pooled = nullValue === (scale === 'ratio' ? 1 : 0);
  const control = pooled
    ? (x1 + x2) / (n1 + n2)
    : scale === 'ratio'
      ? controlUnderRatio(table, ratio)
      : constrainedControl(table, nullValue);
  const treatment = scale === 'ratio' ? ratio * control : control + nullValue;
  return Math.max(0, (treatment * (1 - treatment)) / n2 + (ratio ** 2 * control * (1 - control)) / n1);
}

/**
 * All differences (or ratios) the score test at |z| <= critical does not reject. The search starts on
 * the side of "no difference" where the test put it, so interval and test cannot disagree.
 */
export function scoreInterval(
  table: TwoByTwo,
  scale: ScoreScale,
  critical: number,
  inflation: number,
): { readonly low: number; readonly high: number } {
  const { x1, n1, x2, n2 } = table;
  const [r1, r2] = [x1 / n1, x2 / n2];
  const [least, most, neutral] = scale === 'ratio' ? [0, Infinity, 1] : [-1, 1, 0];
  const estimate = scale === 'ratio' ? (r1 === 0 ? Infinity : r2 / r1) : r2 - r1;
  const excess = (value: number): number =>
    Math.max(-1e6, Math.min(1e6, scoreStatistic(table, scale, value, inflation)));
  const bound = (sign: 1 | -1, edge: number): number => {
    if (estimate === edge || (scale === 'ratio' && x1 + x2 === 0)) return edge;
    const f = (value: number): number => sign * excess(value) - critical;
    const rejectsNeutral = f(neutral) > 0;
    let far = rejectsNeutral ? neutral : edge;
    if (far === Infinity) {
      far = Math.max(2, 2 * estimate);
      while (far < 1e300 && f(far) < 0) far *= 4;
      if (!(f(far) > 0)) return Infinity;
    }
    let near = (estimate - neutral) * sign > 0 && !rejectsNeutral ? neutral : estimate;
    if (near === Infinity) {
      near = 2 * Math.max(1, far);
      while (near < 1e300 && f(near) > 0) near *= 4;
    }
    return f(far) > 0 && f(near) <= 0 ? solve(f, far, near) : far;
  };
  return { low: bound(1, least), high: bound(-1, most) };
}
