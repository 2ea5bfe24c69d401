import type { Estimate } from './records.js';

const z = 1.959963984540054;

/**
 * A share with Wilson's (1927) two-sided 95 % interval.
 * @param hits in [0, rows]
 * @param rows >= 1
 */
export function wilson(hits: number, rows: number): Estimate {
  const share = hits / rows;
  const weight = (z * z) / rows;
  const centre = (share + weight / 2) / (1 + weight);
  const half = (z / (1 + weight)) * Math.sqrt((share * (1 - share)) / rows + weight / (4 * rows));
  return { value: share, low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}
