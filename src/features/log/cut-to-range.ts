import type { DuckDb } from '../../data/sources/duckdb.js';
import { quotedText } from '../../data/sql/quote.js';
import type { EventsConfig } from '../config.js';
import { dayNumber, dayOf } from '../days.js';
import type { RowsOutside } from '../records.js';
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
}

/**
 * Finds the days that the events fill and deletes the events after them, which would move the end of the log. Events
 * before them harm no window and stay. @returns null for a log without events
 */
export async function cutToRange(
  engine: DuckDb,
  config: EventsConfig,
  signal: AbortSignal | undefined,
): Promise<LogSpan | null> {
  const active = config.active.map(quotedText).join(', ');
  const rows = await engine.rows(
    `SELECT epoch(day) // 86400 AS day, count(*) AS events, count(*) FILTER (role IN (${active || 'NULL'})) AS active
     FROM events GROUP BY ALL ORDER BY 1`,
    { signal },
  );
  if (rows.length === 0) return null;
  const counts = rows.map((row) => ({
    day: Number(row['day']),
    events: Number(row['events']),
    active: Number(row['active']),
  }));
  const body = bodyOf(counts);
  const through = config.completeThrough === undefined ? body.last : dayNumber(config.completeThrough);
  const end = counts.filter(({ day }) => day <= Math.max(body.last, through)).at(-1)!.day;
  const kept = counts.reduce((sum, { events }) => sum + events, 0);
  if (counts.at(-1)!.day > end)
    await engine.run(`DELETE FROM events WHERE day > DATE '${dayOf(end)}'`, { signal });
  const inside = counts.filter(({ day }) => day >= body.first && day <= end);
  return {
    kept,
    firstDay: body.first,
    lastDay: end,
    before: outside(counts.filter(({ day }) => day < body.first)),
    after: outside(counts.filter(({ day }) => day > end)),
    active: inside.flatMap(({ day, active: events }) => (events > 0 ? [{ day, events }] : [])),
  };
}

function outside(counts: readonly DayCount[]): RowsOutside | null {
  if (counts.length === 0) return null;
  const rows = counts.reduce((sum, { events }) => sum + events, 0);
  return { rows, from: dayOf(counts[0]!.day), to: dayOf(counts.at(-1)!.day) };
}
