import { addDays, dayNumber, dayOf } from '../../base/days.js';
import type { VolumeCheck, VolumeReading } from '../../monitor/volume/records.js';
import { checkVolume } from '../../monitor/volume/volume.js';
import type { CalendarEntry } from './config.js';

/** A day behind the newest one whose rows are missing: none came, or fewer than half of what its weekday leads to expect. */
export interface MissingDay {
  /** YYYY-MM-DD. */
  readonly date: string;
  readonly rows: number;
  /** Median of the same weekday of eight weeks before. */
  readonly expected: number;
  /** Whether its events may still come: `latenessDays` are not over. After them the day counts as lost. */
  readonly late: boolean;
}

/** Days behind the newest whose rows alarms tell of. */
export const toldDays = 14;

/** Rows by day, as countsByDay gives them. */
type Counts = Parameters<typeof checkVolume>[0];

/** Where missing days are looked for, and what explains them. */
export interface MissingRules {
  /** The newest day. */
  readonly date: string;
  /** Days behind it that are looked at. */
  readonly back: number;
  readonly latenessDays: number;
  readonly calendar: readonly CalendarEntry[];
}

/** The missing days behind the newest one, the oldest first. A day of the calendar may have few rows, and not none. */
export function missingDays(
  counts: Counts,
  { date, back, latenessDays, calendar }: MissingRules,
): readonly MissingDay[] {
  const totals = counts.map(({ day, rows }) => ({ day, rows: { all: sum(rows) } }));
  const newest = dayNumber(date);
  const days = Array.from({ length: back }, (_, i) => newest - back + i);
  return days.flatMap((day) => {
    const { rows, expected, state, severity } = checkVolume(totals, day).total;
    const at = dayOf(day);
    if (severity !== 'critical' || (state !== 'zero' && excuseOf(calendar, at) !== null)) return [];
    return [{ date: at, rows, expected: expected!.median, late: newest - day <= latenessDays }];
  });
}

const sum = (rows: Readonly<Record<string, number>>): number =>
  Object.values(rows).reduce((all, one) => all + one, 0);

/** What the calendar says of a day; null where it says nothing. */
export const excuseOf = (calendar: readonly CalendarEntry[], date: string): string | null =>
  calendar.find(({ from, to }) => from <= date && date <= to)?.reason ?? null;

/**
 * The check of a day without a single row that nothing is known to compare with, early in a log: critical as well, unless the day a
 * week before had none either.
 */
export function withEmptyDay(check: VolumeCheck, counts: Counts): VolumeCheck {
  const { day, total } = check;
  const first = Math.min(...counts.map((one) => one.day));
  const weekBefore = counts.find((one) => one.day === day - 7);
  const isClosed = day - 7 >= first && sum(weekBefore?.rows ?? {}) === 0;
  if (total.rows > 0 || total.expected !== null || first >= day || isClosed) return check;
  const empty: VolumeReading = { ...total, state: 'zero', fault: 'data-gap', severity: 'critical' };
  return { ...check, total: empty, state: 'critical' };
}

/** Days in which a label looks for activity: those after the snapshot. */
export const labelDays = (snapshot: string, horizonDays: number) => ({
  from: addDays(snapshot, 1),
  to: addDays(snapshot, horizonDays),
});
