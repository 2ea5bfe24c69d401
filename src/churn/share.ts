import { proportionInterval } from '../stats/proportions/proportions.js';
import type { Estimate } from './records.js';

/**
 * A share with Wilson's two-sided 95 % interval.
 * @param hits in [0, rows]
 * @param rows >= 1
 */
export function shareOf(hits: number, rows: number): Estimate {
  return { value: hits / rows, ...proportionInterval({ successes: hits, trials: rows }) };
}
