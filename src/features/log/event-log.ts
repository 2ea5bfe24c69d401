import { WinbackError } from '../../base/errors.js';
import { type Keys, requireKeys } from '../../base/options.js';
import { type OnProgress, progressOf } from '../../base/progress.js';
import { requireShape } from '../../base/shape.js';
import { withOwnNames } from '../../data/files/engine-files.js';
import { DuckDb } from '../../data/sources/duckdb.js';
import { renderQuery } from '../../data/sql/render.js';
import type { EngineConfig, EventsConfig } from '../config.js';
import { instantColumn } from '../definitions/vocabulary.js';
import type { EventLogRecord } from '../records.js';
import { activeDaysQuery } from '../snapshot-query.js';
import { jsonColumn, numberReadings } from './column-readings.js';
import { cutToRange } from './cut-to-range.js';
import { describeLog } from './describe-log.js';
import { numberColumns } from './number-sql.js';
import { presetRecord, seenByUser, settledEvents } from './preset-columns.js';
import { stage, usable } from './stage.js';

/** What any work on an event log takes. */
export interface WorkOptions {
  /** Stops the work, which then rejects with `ABORTED`. */
  readonly signal?: AbortSignal | undefined;
  /** Called as steps of the stages `log` and `features` finish; `detail` names the next one. */
  readonly onProgress?: OnProgress | undefined;
  /** Folder that relative paths of the config start from. @default the working directory */
  readonly root?: string | undefined;
}

export const workKeys: Keys<WorkOptions> = { signal: true, onProgress: true, root: true };

/** The part of larger options that says how the work is done. */
export function workOf({ signal, onProgress, root }: WorkOptions): WorkOptions {
  return { signal, onProgress, root };
}

/** An event log brought into normalised tables of an embedded DuckDB. Close it when done. */
export interface EventLog {
  /** The DuckDB that holds the events. */
  readonly engine: DuckDb;
  /** The configuration they were read with; what its preset gave for these files is written out. */
  readonly config: EventsConfig;
  /** What was read, with every count of what was not. */
  readonly record: EventLogRecord;
  /** Closes the DuckDB; the log cannot be used after. */
  close(): void;
}

const steps = ['opening the log', 'reading events', 'numbering users', 'indexing active days'];

/**
 * Reads the events of `config` into tables `events` (uid, at, day, role, amount, ...), `users` (uid,
 * user_id, first_day) and `active_days` (uid, day). Rows long after all others are left out; `record.reading` says what
 * else was found (`requireReadable` refuses what no training should use).
 * @param config the `events` section, of featuresConfig
 * @param engineConfig memory and threads of the DuckDB that reads it
 * @param options folder that paths start from, stop signal and progress
 * @throws WinbackError BAD_INPUT for a missing column (with a suggestion) or a log without a usable
 * active event, NOT_FOUND, ABORTED, OUT_OF_MEMORY
 *
 * @example
 * ```ts
 * import { featuresConfig, openEventLog } from 'winback/features';
 * import { generateEvents } from 'winback/simulate';
 *
 * const { config } = await generateEvents('.', { users: 200, days: 60 });
 * const { events: eventsConfig, engine } = featuresConfig(config, 'config');
 * const log = await openEventLog(eventsConfig, engine);
 * const [row] = await log.engine.rows('SELECT count(DISTINCT day)::INTEGER AS days FROM events');
 * row?.['days']; // 60
 * log.close();
 * ```
 */
export async function openEventLog(
  config: EventsConfig,
  engineConfig: EngineConfig,
  options: WorkOptions = {},
): Promise<EventLog> {
  progressOf('openEventLog', options);
  requireKeys(options, 'options', workKeys);
  requireShape(config, 'config', 'object');
  requireShape(engineConfig, 'engineConfig', 'object');
  const engine = await DuckDb.open(
    Object.fromEntries(Object.entries(engineConfig).filter(([, value]) => value !== undefined)),
  );
  try {
    const settled = await settledEvents(engine, config, options);
    const read = await ingest(engine, settled, options);
    const record = seenByUser({ ...read, preset: presetRecord(config, settled) });
    return { engine, config: settled, record, close: () => engine.close() };
  } catch (error) {
    engine.close();
    throw withOwnNames(engine, error);
  }
}

async function ingest(
  engine: DuckDb,
  config: EventsConfig,
  options: WorkOptions,
): Promise<Omit<EventLogRecord, 'preset'>> {
  const { signal, onProgress } = options;
  const step = (done: number): void =>
    onProgress?.({ stage: 'log', done, total: steps.length, detail: steps[done] ?? 'done' });
  step(0);
  const { kind, staging, json, files } = await stage(engine, config, options);
  step(1);
  await keepEvents(engine, config, signal);
  const columns = [...(await numberReadings(engine, staging, signal)), ...json.map(jsonColumn)];
  const range = await cutToRange(engine, config, signal);
  step(2);
  await numberUsers(engine, signal);
  step(3);
  await engine.run(`CREATE TABLE active_days AS ${renderQuery(activeDaysQuery(config.active), 'duckdb')}`, {
    signal,
  });
  const record = await describeLog(engine, { staging, files }, range, columns, signal);
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
