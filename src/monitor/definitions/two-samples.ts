import { setImmediate } from 'node:timers/promises';

import type { NumericSample } from './sample.js';

/** Largest difference of the distribution functions, and the area between them. */
export function twoSampleDistances(
  a: NumericSample,
  b: NumericSample,
): { readonly ks: number; readonly w1: number } {
  let [i, j, p, q, ks, w1] = [0, 0, 0, 0, 0, 0];
  let at = Math.min(a.values[0]!, b.values[0]!);
  while (i < a.values.length || j < b.values.length) {
    const next = Math.min(a.values[i] ?? Infinity, b.values[j] ?? Infinity);
    w1 += Math.abs(p / a.rows - q / b.rows) * (next - at);
    at = next;
    if (a.values[i] === next) p += a.counts[i++]!;
    if (b.values[j] === next) q += b.counts[j++]!;
    ks = Math.max(ks, Math.abs(p / a.rows - q / b.rows));
  }
  return { ks, w1 };
}

/** Steps after which other work of the process has its turn. */
const turn = 1 << 20;

/**
 * The exact two-sided p-value of the two-sample Kolmogorov-Smirnov statistic: the share of lattice paths from (0, 0) to (n, m) that
 * leave the band |x / n - y / m| < d (Hodges, 1957). scipy uses it up to 10,000 rows a side.
 */
export async function exactKsP(n: number, m: number, ks: number): Promise<number> {
  const divisor = gcd(n, m);
  const [across, up] = [m / divisor, n / divisor];
  // The statistic is a multiple of 1 / lcm(n, m).
  const reach = Math.round(ks * up * m);
  const isOutside = (x: number, y: number): boolean => Math.abs(x * across - y * up) >= reach;
  // left[y]: of all paths to (x, y), the share that has been outside.
  const left = Float64Array.from({ length: m + 1 }, (_, y) => (isOutside(0, y) ? 1 : 0));
  for (let y = 1; y <= m; y++) left[y] = Math.max(left[y]!, left[y - 1]!);
  for (let x = 1, steps = 0; x <= n; x++, steps += m) {
    if (steps > turn) {
      steps = 0;
      await setImmediate();
    }
    left[0] = isOutside(x, 0) ? 1 : left[0]!;
    // Of all paths to (x, y), x / (x + y) come from the left.
    for (let y = 1; y <= m; y++) left[y] = isOutside(x, y) ? 1 : (left[y]! * x + left[y - 1]! * y) / (x + y);
  }
  return left[m]!;
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));
