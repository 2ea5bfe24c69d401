import { dayNumber, dayOf } from '../../base/days.js';
import type { DuckDb } from '../../data/sources/duckdb.js';
import type { EventsConfig } from '../config.js';
import type { ArrivalReading, ColumnReading, Day, EventLogRecord, LogReading } from '../records.js';
import { type Arrivals, timeColumnReading } from './column-readings.js';
import type { KeptCounts, KeptEvents } from './kept-events.js';
import { emptyDaysOf } from './log-range.js';
import { noActivity } from './no-activity.js';
import type { LogSpan } from './range-of.js';
import { countRows, frequentId, type LogNames, namesOf, type RowCounts } from './read-counts.js';
import type { Staged } from './stage.js';

/** The events of a log, their days (null for a log without events) and their numbers. */
export interface KeptLog {
  readonly kept: KeptEvents;
  readonly span: LogSpan | null;
  readonly counts: KeptCounts;
  /** Null without times of arrival. */
  readonly arrivals: Arrivals | null;
}

/**
 * The record of a log whose events are kept.
 * @param numbers how its number columns were read
 * @throws WinbackError BAD_INPUT with the reason when no event of it is active
 */
export async function describeLog(
  engine: DuckDb,
  { staging, files, zeroDates, persons }: Pick<Staged, 'staging' | 'files' | 'zeroDates' | 'persons'>,
  { span, counts: tables, arrivals }: KeptLog,
  numbers: readonly ColumnReading[],
  signal: AbortSignal | undefined,
): Promise<Omit<EventLogRecord, 'preset'>> {
  const { config } = staging;
  const kept = span?.kept ?? 0;
  const all = await countRows(engine, kept, signal);
  const names = await namesOf(engine, config, signal);
  const time = await timeColumnReading(engine, staging, all, signal);
  if (span === null || !tables.anyActive) throw noActivity(config, { all, names, time, events: kept });
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
    byRole: tables.byRole,
    unmappedNames: names.unmapped.map(({ name }) => name),
    reading: {
      ...(files === null ? {} : { files }),
      ...(zeroDates.length === 0 ? {} : { zeroDates }),
      ...(persons === null ? {} : { persons }),
      timeZone: config.timeZone,
      columns: [time, ...numbers],
      ...(arrivals === null ? {} : { arrivals: arrivalsOf(arrivals, kept) }),
      ...(await contentOf(engine, { all, names, duplicateId, counts: tables }, signal)),
      before: span.before,
      after: span.after,
      emptyDays: emptyDaysOf(span.active, dayNumber(lastCompleteDay)),
    },
  };
}

function arrivalsOf({ column, late, neverKnown }: Arrivals, events: number): ArrivalReading {
  return { untimed: events - column.given + column.unusable, late, neverKnown };
}

interface Found {
  readonly all: RowCounts;
  readonly names: LogNames;
  readonly duplicateId: number;
  readonly counts: KeptCounts;
}

async function contentOf(
  engine: DuckDb,
  { all, names, duplicateId, counts }: Found,
  signal: AbortSignal | undefined,
): Promise<Pick<LogReading, 'unmappedEvents' | 'neverSeen' | 'frequentId' | 'placeholderUsers'>> {
  return {
    unmappedEvents: names.unmapped,
    neverSeen: names.neverSeen,
    frequentId: await frequentId(engine, all.rows, duplicateId, signal),
    placeholderUsers: counts.placeholderUsers,
  };
}

/** The last day of an export is usually cut off somewhere, so it counts only where the user says so. */
export function completeThrough(config: EventsConfig, last: number): Day {
  return config.completeThrough ?? dayOf(last - 1);
}
