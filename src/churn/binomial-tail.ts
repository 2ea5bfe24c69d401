import { require } from '../base/errors.js';

/**
 * P(X >= k) for X ~ Binomial(n, p), summed term by term from the mode of the tail outwards: exact up to
 * rounding (relative error below 1e-10 for n up to 1e6).
 *
 * @param n trials, whole, >= 0
 * @param k whole, in [0, n]
 * @param p in (0, 1)
 */
export function binomialUpperTail(n: number, k: number, p: number): number {
  require(Number.isInteger(n) && Number.isInteger(k) && k >= 0 && k <= n, `binomial tail: n ${n}, k ${k}`);
  if (k === 0) return 1;
  // The smaller tail is summed, so that its terms fall from the first on.
  if (k <= n * p) return 1 - lowerTail(n, k - 1, p);
  const odds = p / (1 - p);
  let term = Math.exp(logMass(n, k, p));
  let sum = term;
  for (let i = k; i < n && term > sum * 1e-17; i++) {
    term *= ((n - i) / (i + 1)) * odds;
    sum += term;
  }
  return Math.min(sum, 1);
}

function lowerTail(n: number, k: number, p: number): number {
  const odds = (1 - p) / p;
  let term = Math.exp(logMass(n, k, p));
  let sum = term;
  for (let i = k; i > 0 && term > sum * 1e-17; i--) {
    term *= (i / (n - i + 1)) * odds;
    sum += term;
  }
  return sum;
}

// Loader (2000), "Fast and accurate computation of binomial probabilities": the large terms cancel
// inside the deviances, not in floating point.
function logMass(n: number, k: number, p: number): number {
  if (k === 0) return n * Math.log1p(-p);
  if (k === n) return n * Math.log(p);
  const remainder = stirlingError(n) - stirlingError(k) - stirlingError(n - k);
  return (
    remainder -
    deviance(k, n * p) -
    deviance(n - k, n * (1 - p)) +
    0.5 * Math.log(n / (2 * Math.PI * k * (n - k)))
  );
}

// x ln(x / m) + m - x
function deviance(x: number, m: number): number {
  if (Math.abs(x - m) > 0.1 * (x + m)) return x * Math.log(x / m) + m - x;
  const v = (x - m) / (x + m);
  let sum = (x - m) * v;
  let term = 2 * x * v;
  for (let j = 1; j < 1000; j++) {
    term *= v * v;
    const next = sum + term / (2 * j + 1);
    if (next === sum) break;
    sum = next;
  }
  return sum;
}

// ln n! - Stirling's formula. Series for n > 15, the product below.
function stirlingError(n: number): number {
  if (n > 15) {
    const square = n * n;
    return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / 1188 / square) / square) / square) / square) / n;
  }
  let factorial = 1;
  for (let i = 2; i <= n; i++) factorial *= i;
  return Math.log(factorial) - (n + 0.5) * Math.log(n) + n - 0.5 * Math.log(2 * Math.PI);
}
