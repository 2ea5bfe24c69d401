import type { DuckDb } from '../../data/sources/duckdb.js';
import type { EventsConfig } from '../config.js';
import { dayNumber, dayOf } from '../days.js';
import type { ColumnReading, Day, EventLogRecord, LogReading } from '../records.js';
import { timeColumnReading } from './column-readings.js';
import type { LogSpan } from './cut-to-range.js';
import { emptyDaysOf } from './log-range.js';
import { noActivity } from './no-activity.js';
import {
  countRows,
  frequentId,
  type LogNames,
  namesOf,
  placeholderUsers,
  type RowCounts,
} from './read-counts.js';
import type { Staged } from './stage.js';

/**
 * The record of a log whose tables are made.
 * @param span the days it covers; null for a log without events
 * @param numbers how its number columns were read
 * @throws WinbackError BAD_INPUT with the reason when no event of it is active
 */
export async function describeLog(
  engine: DuckDb,
  { staging, files }: Pick<Staged, 'staging' | 'files'>,
  span: LogSpan | null,
  numbers: readonly ColumnReading[],
  signal: AbortSignal | undefined,
): Promise<Omit<EventLogRecord, 'preset'>> {
  const { config } = staging;
  const kept = span?.kept ?? 0;
  const all = await countRows(engine, kept, signal);
  const names = await namesOf(engine, config, signal);
  const time = await timeColumnReading(engine, staging, all, signal);
  const tables = await countTables(engine, signal);
  if (span === null || tables.activeDays === 0) throw noActivity(config, { all, names, time, events: kept });
  const lastCompleteDay = completeThrough(config, span.lastDay);
  const duplicateId = all.usable - kept;
  const { missingUser, missingTime, unmapped } = all;
  return {
    rows: all.rows,
    events: tables.events,
    merged: all.merged,
    users: tables.users,
    firstDay: dayOf(span.firstDay),
    lastDay: dayOf(span.lastDay),
    lastCompleteDay,
    dropped: { missingUser, missingTime, unmapped, duplicateId, afterEnd: span.after?.rows ?? 0 },
    byRole: await countRoles(engine, signal),
    unmappedNames: names.unmapped.map(({ name }) => name),
    reading: {
      ...(files === null ? {} : { files }),
      timeZone: config.timeZone,
      columns: [time, ...numbers],
      ...(await contentOf(engine, { all, names, duplicateId }, signal)),
      before: span.before,
      after: span.after,
      emptyDays: emptyDaysOf(span.active, dayNumber(lastCompleteDay)),
    },
  };
}

async function countTables(
  engine: DuckDb,
  signal: AbortSignal | undefined,
): Promise<{ readonly events: number; readonly users: number; readonly activeDays: number }> {
  const [found] = await engine.rows(
    `SELECT (SELECT count(*) FROM events) AS events, (SELECT count(*) FROM users) AS users,
       (SELECT count(*) FROM active_days) AS active`,
    { signal },
  );
  const number = (key: string): number => Number(found?.[key] ?? 0);
  return { events: number('events'), users: number('users'), activeDays: number('active') };
}

async function countRoles(
  engine: DuckDb,
  signal: AbortSignal | undefined,
): Promise<Readonly<Record<string, number>>> {
  const rows = await engine.rows(
    'SELECT role::VARCHAR AS role, count(*) AS n FROM events GROUP BY 1 ORDER BY role',
    { signal },
  );
  return Object.fromEntries(rows.map((row) => [String(row['role']), Number(row['n'])]));
}

interface Found {
  readonly all: RowCounts;
  readonly names: LogNames;
  readonly duplicateId: number;
}

async function contentOf(
  engine: DuckDb,
  { all, names, duplicateId }: Found,
  signal: AbortSignal | undefined,
): Promise<Pick<LogReading, 'unmappedEvents' | 'neverSeen' | 'frequentId' | 'placeholderUsers'>> {
  return {
    unmappedEvents: names.unmapped,
    neverSeen: names.neverSeen,
    frequentId: await frequentId(engine, all.rows, duplicateId, signal),
    placeholderUsers: await placeholderUsers(engine, signal),
  };
}

// The last day of an export is usually cut off somewhere, so it counts only where the user says so.
function completeThrough(config: EventsConfig, last: number): Day {
  return config.completeThrough ?? dayOf(last - 1);
}
