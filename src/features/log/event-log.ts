import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';

import { WinbackError } from '../../base/errors.js';
import { type Keys, requireKeys } from '../../base/options.js';
import { type OnProgress, progressOf } from '../../base/progress.js';
import { requireShape } from '../../base/shape.js';
import { withOwnNames } from '../../data/files/engine-files.js';
import { DuckDb } from '../../data/sources/duckdb.js';
import type { Environment } from '../../stores/secrets.js';
import type { EngineConfig, EventsConfig } from '../config.js';
import { engineLimits, memoryShares } from '../memory-share.js';
import type { PushedLog } from '../pushdown/pushed-log.js';
import type { EventLogRecord } from '../records.js';
import { EventRuns, type RunMemory } from '../runs/event-runs.js';
import { isClickHouse } from './clickhouse-source.js';
import { arrivalReading, jsonColumn, numberReadings } from './column-readings.js';
import { describeLog } from './describe-log.js';
import { keepInRuns } from './native-events.js';
import { presetRecord, seenByUser, settledEvents } from './preset-columns.js';
import { rangeOf } from './range-of.js';
import { keepInTables } from './sql-events.js';
import { stage } from './stage.js';

/** What any work on an event log takes. */
export interface WorkOptions {
  /** Stops the work, which then rejects with `ABORTED`. */
  readonly signal?: AbortSignal | undefined;
  /** Called as steps of the stages `log` and `features` finish; `detail` names the next one. */
  readonly onProgress?: OnProgress | undefined;
  /** Folder that relative paths of the config start from. @default the working directory */
  readonly root?: string | undefined;
  /** Environment variables that hold secrets, such as `process.env`. @default none: `passwordFrom: { env }` is refused */
  readonly environment?: Environment | undefined;
}

export const workKeys: Keys<WorkOptions> = { signal: true, onProgress: true, root: true, environment: true };

/** The part of larger options that says how the work is done. */
export function workOf({ signal, onProgress, root, environment }: WorkOptions): WorkOptions {
  return { signal, onProgress, root, environment };
}

/** An event log by user, in native memory or in tables of an embedded DuckDB. Close it when done. */
export interface EventLog {
  /** The DuckDB that read the events. With `engine.features: sql` it holds them, too. */
  readonly engine: DuckDb;
  /** The events by user, in native memory; null with `engine.features: sql` or `pushdown`. @internal */
  readonly runs: EventRuns | null;
  /** The table that computes features where it is, with `engine.features: pushdown`; else absent. @internal */
  readonly pushed?: PushedLog | undefined;
  /** The configuration they were read with; what its preset gave for these files is written out. */
  readonly config: EventsConfig;
  /** What was read, with every count of what was not. */
  readonly record: EventLogRecord;
  /** Closes the DuckDB; the log cannot be used after. */
  close(): void;
}

const steps = ['opening the log', 'reading events', 'sorting events by user', 'counting what was read'];

/**
 * Reads the events of `config` into native memory; with `engine.features: sql` into tables `events` (uid, at, day, role,
 * amount, ...), `users` (uid, user_id, first_day) and `active_days` (uid, day) of the engine. Rows long after all others are left out; `record.reading` says what
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
 * const given = { ...config, engine: { features: 'sql' } };
 * const { events: eventsConfig, engine } = featuresConfig(given, 'config');
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
  const { features = 'native', ...limits } = engineConfig;
  if (features === 'pushdown') return pushedLog(config, limits, options);
  const isNative = features === 'native';
  const engine = await DuckDb.open(isNative ? engineLimits(engineConfig) : definedOf(limits));
  const runs = isNative ? new EventRuns(limits.threads, memoryOf(limits)) : null;
  const close = (): void => {
    runs?.close();
    engine.close();
  };
  try {
    const settled = await settledEvents(engine, config, options);
    const read = await ingest(engine, runs, settled, options);
    const record = seenByUser({ ...read, preset: presetRecord(config, settled) });
    return { engine, runs, config: settled, record, close };
  } catch (error) {
    close();
    throw withOwnNames(engine, runs === null ? error : withLimit(error, limits.memoryLimitMb));
  }
}

/** A log whose events stay where they are. */
async function pushedLog(
  config: EventsConfig,
  limits: Omit<EngineConfig, 'features'>,
  options: WorkOptions,
): Promise<EventLog> {
  const step = (done: number, detail: string): void =>
    options.onProgress?.({ stage: 'log', done, total: 1, detail });
  step(0, 'counting what is in the table');
  // Loaded for those who have a server: importing winback must stay cheap.
  const { openPushedLog } = await import('../pushdown/pushed-log.js');
  // Only PostHog's tables have a preset on a server.
  const settled = isClickHouse(config) ? await settledEvents(null, config, options) : config;
  const pushed = await openPushedLog(settled, options);
  const engine = await DuckDb.open(definedOf(limits));
  const record = seenByUser({ ...pushed.record, preset: presetRecord(config, settled) });
  step(1, 'done');
  const close = (): void => {
    engine.close();
    pushed.server.close().catch(() => undefined);
  };
  return { engine, runs: null, pushed, config: settled, record, close };
}

/** What events may take while they are read, and where those go that have no room. */
function memoryOf({ memoryLimitMb, tempDirectory }: Omit<EngineConfig, 'features'>): RunMemory {
  const bytes = memoryLimitMb === undefined ? null : Math.floor(memoryShares(memoryLimitMb).eventBytes);
  const folder = tempDirectory ?? tmpdir();
  if (bytes !== null) makeFolder(folder);
  return { bytes, folder };
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (cause) {
    throw new WinbackError('IO', `engine.tempDirectory: cannot make ${folder}: ${(cause as Error).message}`, {
      cause,
    });
  }
}

/** The error of a log whose ids do not fit into the memory they may take, with what to do about it. */
function withLimit(error: unknown, limitMb: number | undefined): unknown {
  if (limitMb === undefined || !(error instanceof WinbackError) || error.code !== 'OUT_OF_MEMORY')
    return error;
  const message = `engine.memoryLimitMb: ${limitMb} MiB do not hold this log: raise it, or keep the events in files with winback features --store DIR, which works on a part of the users at a time`;
  return new WinbackError('OUT_OF_MEMORY', message, { cause: error });
}

const definedOf = (limits: Omit<EngineConfig, 'features'>): object =>
  Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined));

async function ingest(
  engine: DuckDb,
  runs: EventRuns | null,
  config: EventsConfig,
  options: WorkOptions,
): Promise<Omit<EventLogRecord, 'preset'>> {
  const { signal, onProgress } = options;
  const step = (done: number, detail = steps[done] ?? 'done'): void =>
    onProgress?.({ stage: 'log', done, total: steps.length, detail });
  step(0);
  const { kind, staging, json, ...opened } = await stage(engine, config, options);
  step(1);
  const kept = runs
    ? await keepInRuns(runs, engine, staging, signal)
    : await keepInTables(engine, config, signal);
  const numbers = await numberReadings(engine, staging, kept.sums, signal);
  const arrivals = await arrivalReading(engine, staging, kept.sums, signal);
  const span = rangeOf(config, await kept.days());
  const spilledBytes = runs?.spilledBytes() ?? 0;
  step(2, spilledBytes === 0 ? steps[2] : `${steps[2]} in a temporary file`);
  const counts = await kept.finish(span?.cutAfter ?? null);
  step(3);
  const arrived = arrivals === null ? [] : [arrivals.column];
  const columns = [...arrived, ...numbers, ...json.map(jsonColumn)];
  const described = { kept, span, counts, arrivals };
  const record = await describeLog(engine, { staging, ...opened }, described, columns, signal);
  await engine.run(`DROP ${kind} staged`);
  step(4);
  return spilledBytes === 0 ? record : { ...record, reading: { ...record.reading, spilledBytes } };
}
