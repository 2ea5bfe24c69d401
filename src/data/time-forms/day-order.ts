import { WinbackError } from '../../base/errors.js';
import type { DayOrder } from './time-form.js';

/** How times are read that are not all ISO 8601; `order` null where no date ends with the year. */
export interface TimeFormReading {
  readonly order: DayOrder | null;
}

/** What prevents a reading: dates such as 03/04/2026 alone, or dates of both orders. */
export interface TimeDoubt {
  readonly kind: 'ambiguous' | 'mixed';
  readonly examples: readonly string[];
}

/** Texts by what their first two numbers can be. */
export interface OrderCounts {
  readonly dayFirst: number;
  readonly monthFirst: number;
  /** Both up to 12 and different. */
  readonly either: number;
  /** Both equal: one day in both orders. */
  readonly same: number;
}

type Examples = { readonly [K in 'dayFirst' | 'monthFirst' | 'either']: string | null };

/**
 * The order of day and month of a whole column: a number above 12 tells which of them comes first. Null where no date ends
 * with the year.
 */
export function decideOrder(counts: OrderCounts, examples: Examples): TimeFormReading | TimeDoubt | null {
  const { dayFirst, monthFirst, either, same } = counts;
  const told = (...texts: (string | null)[]): readonly string[] => texts.filter((text) => text !== null);
  if (dayFirst > 0 && monthFirst > 0)
    return { kind: 'mixed', examples: told(examples.dayFirst, examples.monthFirst) };
  if (dayFirst > 0) return { order: 'day-first' };
  if (monthFirst > 0) return { order: 'month-first' };
  if (either > 0) return { kind: 'ambiguous', examples: told(examples.either) };
  return same > 0 ? { order: 'day-first' } : null;
}

export const isTimeDoubt = (decided: TimeFormReading | TimeDoubt): decided is TimeDoubt => 'kind' in decided;

/**
 * Refuses a column whose times have no one reading.
 * @param where such as `columns.time: column "day"`
 * @param key option that names the form; null where there is none
 */
export function refuseTimes(where: string, { kind, examples }: TimeDoubt, key: string | null): never {
  const told = examples.map((text) => `'${text}'`).join(' and ');
  const remedy =
    key === null
      ? 'write them as 2026-03-05'
      : `name the form as ${key}, e.g. "%d/%m/%Y" for day first or "%m/%d/%Y" for month first (with "%H:%M:%S")`;
  throw new WinbackError(
    'BAD_INPUT',
    kind === 'ambiguous'
      ? `${where}: in dates such as ${told} day and month could be exchanged, and no date tells which comes first: ${remedy}`
      : `${where}: some dates have the day first and some the month (${told}): write them in one form, or ${remedy}`,
  );
}
