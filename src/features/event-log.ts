import { WinbackError } from '../base/errors.js';
import { suggestion } from '../base/options.js';
import { DuckDb } from '../data/sources/duckdb.js';
import { quotedName, quotedText } from '../data/sql/quote.js';
import { renderQuery } from '../data/sql/render.js';
import type { EngineConfig, EventsConfig } from './config.js';
import { dayNumber, dayOf } from './days.js';
import {
  mappedColumns,
  requireColumns,
  roleTypeSql,
  type SourceColumn,
  settledSql,
  stagingSql,
} from './ingest-sql.js';
import type { EventLogRecord } from './records.js';
import { activeDaysQuery } from './snapshot-query.js';
import { attachSource } from './source.js';

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
 * user_id, first_day) and `active_days` (uid, day).
 * @throws WinbackError BAD_INPUT for a missing column (with a suggestion) or a log without a usable
 * active event, NOT_FOUND, ABORTED, OUT_OF_MEMORY
 */
export async function openEventLog(
  config: EventsConfig,
  engineConfig: EngineConfig,
  options: WorkOptions = {},
): Promise<EventLog> {
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
  const staged = await stage(engine, config, options);
  step(1);
  const first =
    config.columns.id === undefined
      ? ''
      : 'QUALIFY id IS NULL OR row_number() OVER (PARTITION BY id ORDER BY "at", user_id) = 1';
  await engine.run(
    `CREATE TABLE events AS SELECT hash(user_id) AS uid, "at", day, role, amount, duration_us, feature,
       quota_ppm, exhausted FROM staged WHERE ${usable} ${first}`,
    { signal },
  );
  step(2);
  await numberUsers(engine, signal);
  step(3);
  await engine.run(`CREATE TABLE active_days AS ${renderQuery(activeDaysQuery(config.active), 'duckdb')}`, {
    signal,
  });
  const record = await describe(engine, config, signal);
  await engine.run(`DROP ${staged} staged`);
  step(4);
  return record;
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

const usable = 'user_id IS NOT NULL AND "at" IS NOT NULL AND role IS NOT NULL';

async function stage(engine: DuckDb, config: EventsConfig, options: WorkOptions): Promise<'TABLE' | 'VIEW'> {
  const { signal } = options;
  const mapped = mappedColumns(config);
  const text = [config.columns.user, config.columns.id].filter((name) => name !== undefined);
  const source = await attachSource(engine, { ...config, mapped, text }, options);
  requireColumns(mapped, source.columns);
  const time = source.columns.find(({ name }) => name === config.columns.time) as SourceColumn;
  const numeric = /INT|DOUBLE|FLOAT|DECIMAL/.test(time.type);
  const [row] =
    numeric && config.timeUnit === 'auto'
      ? await engine.rows(`SELECT max(${quotedName(time.name)})::DOUBLE AS top FROM ${source.from}`, {
          signal,
        })
      : [{ top: 0 }];
  await engine.run(roleTypeSql);
  const staging = stagingSql(config, source.from, time, Number(row?.['top'] ?? 0));
  const merge = config.columns.order !== undefined;
  // Text files are parsed once; Parquet and database columns are cheaper to read again than to keep.
  const kind = source.kind === 'text' || merge ? 'TABLE' : 'VIEW';
  await engine.run(`CREATE ${kind} staged AS ${settledSql(staging, merge)}`, { signal });
  return kind;
}

async function describe(engine: DuckDb, config: EventsConfig, signal?: AbortSignal): Promise<EventLogRecord> {
  const [kept] = await engine.rows(
    'SELECT count(*) AS events, min(day)::VARCHAR AS first, max(day)::VARCHAR AS last FROM events',
    { signal },
  );
  const [users] = await engine.rows(
    'SELECT count(*) AS users, (SELECT count(*) FROM active_days) AS active FROM users',
  );
  const byRole = await engine.rows(
    'SELECT role::VARCHAR AS role, count(*) AS n FROM events GROUP BY 1 ORDER BY role',
  );
  const number = (row: Record<string, unknown> | undefined, key: string): number => Number(row?.[key] ?? 0);
  const counted = await countRows(engine, number(kept, 'events'), signal);
  const { all, unmappedNames } = counted;
  if (number(users, 'active') === 0) throw noActivity(config, unmappedNames);
  const events = number(kept, 'events');
  const dropped = {
    missingUser: number(all, 'missingUser'),
    missingTime: number(all, 'missingTime'),
    unmapped: number(all, 'unmapped'),
  };
  return {
    rows: number(all, 'rows'),
    events,
    merged: number(all, 'merged'),
    users: number(users, 'users'),
    firstDay: String(kept?.['first']),
    lastDay: String(kept?.['last']),
    lastCompleteDay: completeThrough(config, String(kept?.['last'])),
    dropped: { ...dropped, duplicateId: number(all, 'usable') - events },
    byRole: Object.fromEntries(byRole.map((row) => [String(row['role']), Number(row['n'])])),
    unmappedNames,
  };
}

// How many rows there are, and why some are not events. When none is missing that is known without
// working out every row again.
async function countRows(
  engine: DuckDb,
  events: number,
  signal: AbortSignal | undefined,
): Promise<{ readonly all: Record<string, unknown>; readonly unmappedNames: readonly string[] }> {
  const [total] = await engine.rows('SELECT sum(lines) AS "rows" FROM staged', { signal });
  if (Number(total?.['rows']) === events) return { all: { rows: events, usable: events }, unmappedNames: [] };
  const [all] = await engine.rows(
    `SELECT sum(lines) AS "rows", count(*) FILTER (WHERE ${usable}) AS usable,
       sum(lines - 1) FILTER (WHERE ${usable}) AS merged,
       sum(lines) FILTER (WHERE user_id IS NULL) AS "missingUser",
       sum(lines) FILTER (WHERE user_id IS NOT NULL AND "at" IS NULL) AS "missingTime",
       sum(lines) FILTER (WHERE user_id IS NOT NULL AND "at" IS NOT NULL AND role IS NULL) AS unmapped
     FROM staged`,
    { signal },
  );
  const others = await engine.rows(
    `SELECT name FROM staged WHERE role IS NULL AND name IS NOT NULL
     GROUP BY name ORDER BY count(*) DESC, name LIMIT 20`,
    { signal },
  );
  return { all: all ?? {}, unmappedNames: others.map((row) => String(row['name'])) };
}

// The last day of an export is usually cut off somewhere, so it counts only where the user says so.
function completeThrough(config: EventsConfig, last: string): string {
  return config.completeThrough ?? dayOf(dayNumber(last) - 1);
}

function noActivity(config: EventsConfig, seen: readonly string[]): WinbackError {
  const mapped = Object.values(config.roles).flat();
  const hints = mapped.map((name) => suggestion(name, seen)).filter((hint) => hint !== '');
  const found = seen.length === 0 ? '' : `; the log has ${seen.map((name) => quotedText(name)).join(', ')}`;
  return new WinbackError(
    'BAD_INPUT',
    `no row of the event log is an active event of a known user${found}${hints[0] ?? ''}`,
  );
}
