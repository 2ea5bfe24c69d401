import { dayNumber } from '../../base/days.js';
import type { EventsConfig } from '../config.js';
import type { ArrivalReading, ColumnReading } from '../records.js';

/** What a server counts of each day and role, and what adds up of it. */

type Row = Readonly<Record<string, unknown>>;

/** Events of one day and role. */
export interface DayRow {
  readonly day: number;
  readonly role: string;
  readonly events: number;
  /** The sums of the counted columns. */
  readonly row: Row;
}

/** A row of the answer. */
export const dayRowOf = (row: Row): DayRow => ({
  day: dayNumber(String(row['day'])),
  role: String(row['role']),
  events: Number(row['events']),
  row,
});

const sumOf = (days: readonly DayRow[], name: string): number =>
  days.reduce((total, { row }) => total + Number(row[name] ?? 0), 0);

/** How many values of an option are there, and how many of them cannot be read. */
export const givenIn = (
  days: readonly DayRow[],
  option: string,
): Pick<ColumnReading, 'given' | 'unusable'> => ({
  given: sumOf(days, `given_${option}`),
  unusable: sumOf(days, `bad_${option}`),
});

/** When events arrived. @param events all that were kept */
export function arrivalsOf(
  days: readonly DayRow[],
  { given, unusable }: ColumnReading,
  events: number,
): ArrivalReading {
  const [late, neverKnown] = [sumOf(days, 'late_events'), sumOf(days, 'never_known')];
  return { untimed: events - given + unusable, late, neverKnown };
}

/** Events by day, and those of them that are active. */
export function daysWith(
  days: readonly DayRow[],
  { active }: Pick<EventsConfig, 'active'>,
): readonly { readonly day: number; readonly events: number; readonly active: number }[] {
  const byDay = new Map<number, { day: number; events: number; active: number }>();
  for (const { day, role, events } of days) {
    const at = byDay.get(day) ?? { day, events: 0, active: 0 };
    at.events += events;
    if ((active as readonly string[]).includes(role)) at.active += events;
    byDay.set(day, at);
  }
  return [...byDay.values()].sort((a, b) => a.day - b.day);
}
