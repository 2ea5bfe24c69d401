import { dayNumber } from '../../base/days.js';
import type { ThreeSigma } from './column-records.js';
import type { DailyMean } from './options.js';

/** Days of history that the rule needs, and weeks from which days of the same weekday are compared alone. */
const leastDays = 14;
const leastWeeks = 8;

const weekday = (day: string): number => (((dayNumber(day) + 4) % 7) + 7) % 7;

/**
 * The three-sigma rule of a control chart: is today's mean further than three standard deviations of the daily means from their mean?
 * null without a mean today, or with less than 14 days before.
 */
export function threeSigma(
  mean: number | null,
  history: readonly DailyMean[] | undefined,
  today: string | null,
): ThreeSigma | null {
  const earlier = (history ?? []).filter(({ day }) => today === null || day < today);
  if (mean === null || earlier.length < leastDays) return null;
  const same = today === null ? [] : earlier.filter(({ day }) => weekday(day) === weekday(today));
  const sameWeekday = same.length >= leastWeeks;
  const used = (sameWeekday ? same : earlier).map((one) => one.mean);
  const historyMean = used.reduce((sum, value) => sum + value, 0) / used.length;
  const squares = used.reduce((sum, value) => sum + (value - historyMean) ** 2, 0);
  const historySd = Math.sqrt(squares / (used.length - 1));
  const z = historySd === 0 ? null : (mean - historyMean) / historySd;
  const outside = z === null ? mean !== historyMean : Math.abs(z) > 3;
  return { mean, historyMean, historySd, days: used.length, sameWeekday, z, outside };
}
