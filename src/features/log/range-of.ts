import { dayNumber, dayOf } from '../../base/days.js';
import type { EventsConfig } from '../config.js';
import type { RowsOutside } from '../records.js';
import type { ActiveDayCount } from './kept-events.js';
import { bodyOf, type DayCount } from './log-range.js';

/** The days a log covers; day numbers since 1970-01-01. */
export interface LogSpan {
  /** Events before any was left out. */
  readonly kept: number;
  readonly firstDay: number;
  readonly lastDay: number;
  readonly before: RowsOutside | null;
  readonly after: RowsOutside | null;
  /** Active events by day, inside the range. */
  readonly active: readonly DayCount[];
  /** Last day whose events are kept; null = all. */
  readonly cutAfter: number | null;
}

/**
 * Finds the days that the events fill. Events after them would move the end of the log and are to be dropped; events
 * before them harm no window and stay.
 * @param counts days with events, ascending
 * @returns null for a log without events
 */
export function rangeOf(config: EventsConfig, counts: readonly ActiveDayCount[]): LogSpan | null {
  if (counts.length === 0) return null;
  const body = bodyOf(counts);
  const through = config.completeThrough === undefined ? body.last : dayNumber(config.completeThrough);
  const end = counts.filter(({ day }) => day <= Math.max(body.last, through)).at(-1)!.day;
  const kept = counts.reduce((sum, { events }) => sum + events, 0);
  const inside = counts.filter(({ day }) => day >= body.first && day <= end);
  return {
    kept,
    firstDay: body.first,
    lastDay: end,
    before: outside(counts.filter(({ day }) => day < body.first)),
    after: outside(counts.filter(({ day }) => day > end)),
    cutAfter: counts.at(-1)!.day > end ? end : null,
    active: inside.flatMap(({ day, active: events }) => (events > 0 ? [{ day, events }] : [])),
  };
}

function outside(counts: readonly DayCount[]): RowsOutside | null {
  if (counts.length === 0) return null;
  const rows = counts.reduce((sum, { events }) => sum + events, 0);
  return { rows, from: dayOf(counts[0]!.day), to: dayOf(counts.at(-1)!.day) };
}
