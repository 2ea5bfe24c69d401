import { WinbackError } from '../base/errors.js';
import { requireShape } from '../base/shape.js';
import { DuckDb } from '../data/sources/duckdb.js';
import { renderQuery } from '../data/sql/render.js';
import { numberReadings, timeColumnReading } from './column-readings.js';
import type { EngineConfig, EventsConfig } from './config.js';
import { cutToRange, type LogSpan } from './cut-to-range.js';
import { dayNumber, dayOf } from './days.js';
import { instantColumn } from './definitions/vocabulary.js';
import type { Staging } from './ingest-sql.js';
import { emptyDaysOf } from './log-range.js';
import { noActivity } from './no-activity.js';
import { numberColumns } from './number-sql.js';
import { countRows, frequentId, namesOf, placeholderUsers } from './read-counts.js';
import type { ColumnReading, EventLogRecord } from './records.js';
import { activeDaysQuery } from './snapshot-query.js';
import { stage, usable } from './stage.js';

export interface WorkOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called as steps finish: `done` of `total`, and what is next. */
  readonly progress?:
    | ((step: { readonly done: number; readonly total: number; readonly what: string }) => void)
    | undefined;
  /** Folder that relative paths of the config start from. @default the working directory */
  readonly root?: string | undefined;
}

/** An event log brought into normalised tables of an embedded DuckDB. Close it when done. */
export interface EventLog {
  readonly engine: DuckDb;
  readonly config: EventsConfig;
  readonly record: EventLogRecord;
  close(): void;
}

const steps = ['opening the log', 'reading events', 'numbering users', 'indexing active days'];

/**
 * Reads the events of `config` into tables `events` (uid, at, day, role, amount, ...), `users` (uid,
 * user_id, first_day) and `active_days` (uid, day). Rows long after all others are left out; `record.reading` says what
 * else was found (`requireReadable` refuses what no training should use).
 * @throws WinbackError BAD_INPUT for a missing column (with a suggestion) or a log without a usable
 * active event, NOT_FOUND, ABORTED, OUT_OF_MEMORY
 */
export async function openEventLog(
  config: EventsConfig,
  engineConfig: EngineConfig,
  options: WorkOptions = {},
): Promise<EventLog> {
  requireShape(config, 'config', 'object');
  requireShape(engineConfig, 'engineConfig', 'object');
  const engine = await DuckDb.open(
    Object.fromEntries(Object.entries(engineConfig).filter(([, value]) => value !== undefined)),
  );
  try {
    const record = await ingest(engine, config, options);
    return { engine, config, record, close: () => engine.close() };
  } catch (error) {
    engine.close();
    throw error;
  }
}

async function ingest(engine: DuckDb, config: EventsConfig, options: WorkOptions): Promise<EventLogRecord> {
  const { signal } = options;
  const step = (done: number): void =>
    options.progress?.({ done, total: steps.length, what: steps[done] ?? 'done' });
  step(0);
  const { kind, staging } = await stage(engine, config, options);
  step(1);
  await keepEvents(engine, config, signal);
  const columns = await numberReadings(engine, staging, signal);
  const range = await cutToRange(engine, config, signal);
  step(2);
  await numberUsers(engine, signal);
  step(3);
  await engine.run(`CREATE TABLE active_days AS ${renderQuery(activeDaysQuery(config.active), 'duckdb')}`, {
    signal,
  });
  const record = await describe(engine, staging, range, columns, signal);
  await engine.run(`DROP ${kind} staged`);
  step(4);
  return record;
}

async function keepEvents(
  engine: DuckDb,
  config: EventsConfig,
  signal: AbortSignal | undefined,
): Promise<void> {
  const first =
    config.columns.id === undefined
      ? ''
      : 'QUALIFY id IS NULL OR row_number() OVER (PARTITION BY id ORDER BY "at", user_id) = 1';
  const utc = instantColumn(config.timeZone) === 'utc' ? 'utc, ' : '';
  const counts = numberColumns(config).map(({ option }) => `, given_${option}, bad_${option}`);
  await engine.run(
    `CREATE TABLE events AS SELECT hash(user_id) AS uid, "at", ${utc}day, role, amount, duration_us, feature,
       quota_ppm, exhausted${counts.join('')} FROM staged WHERE ${usable} ${first}`,
    { signal },
  );
}

// A user is known by the 64-bit hash of the id, so that no join over all events is needed; should two ids
// ever share one, nothing is built.
async function numberUsers(engine: DuckDb, signal: AbortSignal | undefined): Promise<void> {
  await engine.run(
    `CREATE TABLE users AS SELECT uid, user_id, first_day
     FROM (SELECT uid, min(day) AS first_day FROM events GROUP BY uid)
     JOIN (SELECT DISTINCT hash(user_id) AS uid, user_id FROM staged WHERE user_id IS NOT NULL) USING (uid)`,
    { signal },
  );
  const [shared] = await engine.rows('SELECT count(*) - count(DISTINCT uid) AS n FROM users', { signal });
  if (Number(shared?.['n']) > 0) throw new WinbackError('INTERNAL', 'two user ids have the same hash');
}

async function describe(
  engine: DuckDb,
  staging: Staging,
  range: LogSpan | null,
  columns: readonly ColumnReading[],
  signal?: AbortSignal,
): Promise<EventLogRecord> {
  const { config } = staging;
  const [found] = await engine.rows(
    `SELECT (SELECT count(*) FROM events) AS events, (SELECT count(*) FROM users) AS users,
       (SELECT count(*) FROM active_days) AS active`,
  );
  const byRole = await engine.rows(
    'SELECT role::VARCHAR AS role, count(*) AS n FROM events GROUP BY 1 ORDER BY role',
  );
  const kept = range?.kept ?? 0;
  const all = await countRows(engine, kept, signal);
  const names = await namesOf(engine, config, signal);
  const duplicateId = all.usable - kept;
  const time = await timeColumnReading(engine, staging, all, signal);
  if (range === null || Number(found?.['active']) === 0)
    throw noActivity(config, { all, names, time, events: kept });
  const lastCompleteDay = completeThrough(config, range.lastDay);
  return {
    rows: all.rows,
    events: Number(found?.['events']),
    merged: all.merged,
    users: Number(found?.['users']),
    firstDay: dayOf(range.firstDay),
    lastDay: dayOf(range.lastDay),
    lastCompleteDay,
    dropped: {
      missingUser: all.missingUser,
      missingTime: all.missingTime,
      unmapped: all.unmapped,
      duplicateId,
      afterEnd: range.after?.rows ?? 0,
    },
    byRole: Object.fromEntries(byRole.map((row) => [String(row['role']), Number(row['n'])])),
    unmappedNames: names.unmapped.map(({ name }) => name),
    reading: {
      timeZone: config.timeZone,
      columns: [time, ...columns],
      unmappedEvents: names.unmapped,
      neverSeen: names.neverSeen,
      frequentId: await frequentId(engine, all.rows, duplicateId, signal),
      placeholderUsers: await placeholderUsers(engine, signal),
      before: range.before,
      after: range.after,
      emptyDays: emptyDaysOf(range.active, dayNumber(lastCompleteDay)),
    },
  };
}

// The last day of an export is usually cut off somewhere, so it counts only where the user says so.
function completeThrough(config: EventsConfig, last: number): string {
  return config.completeThrough ?? dayOf(last - 1);
}
