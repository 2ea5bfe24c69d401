import { beta } from '../../stats/distributions.js';
import type { Expectation } from './records.js';

const weeks = 8;
const daysPerWeek = 7;
const fewestDays = 3;
/** Chance of a false alarm of one series on one day, on each side: once in 10,000 days. */
const tail = 1e-4;
/** No series is steadier than this from week to week (coefficient of variation). */
const leastVariation = 0.05;
/** Median of a chi-square variable with one degree of freedom: a median of squared distances over it is a variance. */
const chiSquareMedian = 0.454936;

/**
 * What `rows` of earlier days lead to expect of `day`: the median of the same weekday over eight weeks, and an interval of
 * the negative binomial distribution with that mean, whose spread is the usual distance of a day from the median of its
 * weekday. The median is used twice, so that a few bad days among the earlier ones do not matter.
 * @param rows rows by day number; days that are not there are not known
 * @returns null where fewer than three days of the same weekday are known
 */
export function expectationOf(rows: ReadonlyMap<number, number>, day: number): Expectation | null {
  const same = sameWeekday(rows, day);
  if (same.length < fewestDays) return null;
  const middle = median(same);
  const variation = variationOf(rows, day);
  return { days: same.length, median: middle, ...interval(middle, variation) };
}

/** Rows of the days one to eight weeks before `day`. */
function sameWeekday(rows: ReadonlyMap<number, number>, day: number): readonly number[] {
  const found: number[] = [];
  for (let week = 1; week <= weeks; week++) {
    const value = rows.get(day - week * daysPerWeek);
    if (value !== undefined) found.push(value);
  }
  return found;
}

/** Squared coefficient of variation beyond counting noise: of all days against the median of their weekday. */
function variationOf(rows: ReadonlyMap<number, number>, day: number): number {
  const excess: number[] = [];
  for (let weekday = 1; weekday <= daysPerWeek; weekday++) {
    const same = sameWeekday(rows, day + weekday);
    if (same.length < fewestDays) continue;
    const middle = median(same);
    if (middle === 0) continue;
    for (const value of same) excess.push(((value - middle) ** 2 / chiSquareMedian - middle) / middle ** 2);
  }
  return Math.max(excess.length === 0 ? 0 : median(excess), leastVariation ** 2);
}

/** @param variation squared coefficient of variation beyond Poisson */
function interval(mean: number, variation: number): Pick<Expectation, 'low' | 'high'> {
  if (mean <= 0) return { low: 0, high: 0 };
  const size = 1 / variation;
  const share = size / (size + mean);
  // P(X <= k) of the negative binomial is an incomplete beta function.
  const atMost = (k: number): number => beta.cdf(share, size, k + 1);
  return { low: firstWhole((k) => atMost(k) > tail), high: firstWhole((k) => atMost(k) >= 1 - tail) };
}

/** The smallest whole number from 0 for which `holds`; it holds for all larger ones. */
function firstWhole(holds: (k: number) => boolean): number {
  if (holds(0)) return 0;
  let high = 1;
  while (!holds(high)) high *= 2;
  let low = high / 2;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return high;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) / 2;
  return (sorted[Math.floor(at)]! + sorted[Math.ceil(at)]!) / 2;
}
