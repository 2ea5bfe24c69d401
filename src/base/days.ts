import { WinbackError } from './errors.js';
import { shown } from './options.js';

/** A calendar day, YYYY-MM-DD. */
export type Day = string;

/** Milliseconds and microseconds of a day without a change of the clock. */
export const msPerDay = 86_400_000;
export const microsPerDay = 1000 * msPerDay;

/** Days since 1970-01-01. @throws WinbackError BAD_INPUT when `day` is not a calendar day */
export function dayNumber(day: Day): number {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  // Date.parse takes 30 February for 2 March.
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== day)
    throw new WinbackError('BAD_INPUT', `not a day YYYY-MM-DD: ${shown(day)}`);
  return ms / msPerDay;
}

/** The day that is `number` days after 1970-01-01. */
export function dayOf(number: number): Day {
  return new Date(number * msPerDay).toISOString().slice(0, 10);
}

export function addDays(day: Day, days: number): Day {
  return dayOf(dayNumber(day) + days);
}
