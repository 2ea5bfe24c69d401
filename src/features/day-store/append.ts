import { rm } from 'node:fs/promises';
import path from 'node:path';
import { dayOf } from '../../base/days.js';
import { WinbackError } from '../../base/errors.js';
import { oneOf, optional, requireKeys } from '../../base/options.js';
import { packageManifest } from '../../base/package-manifest.js';
import { progressOf } from '../../base/progress.js';
import { requireShape } from '../../base/shape.js';
import { withOwnNames } from '../../data/files/engine-files.js';
import { DuckDb } from '../../data/sources/duckdb.js';
import type { EngineConfig, EventsConfig, FeaturesConfig } from '../config.js';
import { arrivalReading, jsonColumn, numberReadings } from '../log/column-readings.js';
import { describeLog } from '../log/describe-log.js';
import { type WorkOptions, workKeys } from '../log/event-log.js';
import { presetRecord, seenByUser, settledEvents } from '../log/preset-columns.js';
import { type LogSpan, rangeOf } from '../log/range-of.js';
import { stage } from '../log/stage.js';
import { engineLimits, memoryShares } from '../memory-share.js';
import type { Day, EventLogRecord } from '../records.js';
import type { RoleCounts } from '../runs/event-runs.js';
import { compacted } from './compact.js';
import { makingOf, requireSameMaking, settledOf, withSettled } from './making.js';
import { eventsOf, type StoredRun, type StoredSource, type StoreManifest } from './manifest.js';
import { givenFiles } from './new-files.js';
import { type Overlap, type Place, placeOf } from './overlap.js';
import { type RunReading, readRun } from './run-reading.js';
import {
  commitManifest,
  newRunFile,
  readManifest,
  removeUncommitted,
  removeUnused,
  requireOwnFolder,
  withStoreLock,
} from './store-folder.js';

/** How events are added to a store. */
export interface AppendOptions extends WorkOptions {
  /** Forget what the store holds and read all files of the configuration. @default false */
  readonly rebuild?: boolean | undefined;
  /**
   * What happens with files of days that the store has, where their events do not tell whether they come again: `replace` puts
   * them in place of the run of their day, `add` adds them. @default such files are refused
   */
  readonly overlap?: Overlap | undefined;
}

/** What came of adding events to a store. */
export interface AppendRecord {
  /** What was read of the new files; null where there was none. */
  readonly log: EventLogRecord | null;
  /** Files that were read. */
  readonly files: number;
  /** Files whose content the store had, or that were given twice. */
  readonly knownFiles: number;
  /** The day of the new run; null where there is none, or it is of many days. */
  readonly day: Day | null;
  /** The run of the same day that the new one has taken the place of; null where there is none. */
  readonly replaced: {
    /** The day of both runs. */
    readonly day: Day;
    /** Events of the run that is gone. */
    readonly events: number;
  } | null;
  /** Events of the new files that the store has, too, and that were added on demand or as late ones. */
  readonly common: number;
  /** Events in the store now; of runs that have one event with an id, each counts. */
  readonly events: number;
  /** Runs that the store consists of. */
  readonly runs: number;
}

/**
 * Adds the files of a configuration that a store of events does not have yet: the first call makes the store, each further
 * one takes the time of what is new. The run of a day is replaced when the day comes again. A kill, an error or a full disk
 * leaves the store as it was.
 * @param folder of the store; made where it is missing
 * @param config of featuresConfig; `events.source` are files
 * @param options folder that paths start from, rebuilding, days that overlap, stop signal and progress
 * @throws WinbackError LOCKED while another process uses the store; BAD_INPUT for a store of another configuration or version,
 *   files of days that the store has, and as openEventLog; IO, NOT_FOUND, ABORTED, OUT_OF_MEMORY
 *
 * @example
 * ```ts
 * import { appendEvents, featuresConfig } from 'winback/features';
 * import { generateEvents } from 'winback/simulate';
 *
 * const { config } = await generateEvents('.', { users: 200, days: 60 });
 * const features = featuresConfig({ events: config.events }, 'config');
 * const first = await appendEvents('events-store', features);
 * first.log?.users; // 199
 * const again = await appendEvents('events-store', features);
 * again.knownFiles; // 1
 * ```
 */
export async function appendEvents(
  folder: string,
  config: Pick<FeaturesConfig, 'events' | 'engine'>,
  options: AppendOptions = {},
): Promise<AppendRecord> {
  requireShape(folder, 'folder', 'text');
  progressOf('appendEvents', options);
  requireKeys(options, 'options', { ...workKeys, rebuild: true, overlap: true });
  requireShape(config, 'config', { events: 'object', engine: 'object' });
  optional(oneOf('replace', 'add'), undefined)(options.overlap, 'overlap');
  requireMergeable(config.events);
  return withStoreLock(folder, true, async () => {
    await requireOwnFolder(folder);
    const before = options.rebuild === true ? null : await readManifest(folder);
    if (options.rebuild !== true) await removeUnused(folder, before);
    return appendLocked({ folder, before }, config, options);
  });
}

// Rows of one order that come on two days would be two events.
function requireMergeable({ columns }: EventsConfig): void {
  if (columns.order === undefined) return;
  throw new WinbackError(
    'BAD_INPUT',
    'columns.order: a store cannot join rows of one order that come on different days: leave --store out, or give one row an order',
  );
}

interface Target {
  readonly folder: string;
  readonly before: StoreManifest | null;
}

async function appendLocked(
  target: Target,
  config: Pick<FeaturesConfig, 'events' | 'engine'>,
  options: AppendOptions,
): Promise<AppendRecord> {
  const engine = await DuckDb.open(engineLimits(config.engine));
  try {
    const { fresh, known } = await givenFiles(engine, config.events, target.before, options);
    if (fresh.length === 0) return nothingNew(target, config.events, known);
    const events = { ...config.events, source: fresh.map(({ name }) => name) };
    const settled = await settledEvents(engine, events, options);
    if (target.before) requireSameMaking(target.folder, target.before, settled);
    const read = await readNew({ folder: target.folder, engine, limits: config.engine }, settled, options);
    const preset = presetRecord(config.events, settled);
    const log = seenByUser({ ...read.log, preset });
    const added = { ...read, log, fresh, settled, known };
    return await addRun(target, added, config.engine, options).catch(async (error: unknown) => {
      await removeUncommitted(target.folder, read.run.file);
      throw error;
    });
  } catch (error) {
    throw withOwnNames(engine, error);
  } finally {
    engine.close();
  }
}

function nothingNew({ folder, before }: Target, events: EventsConfig, known: number): AppendRecord {
  if (before === null) {
    throw new WinbackError('BAD_INPUT', `no file was given to make the store ${folder} from`);
  }
  requireSameMaking(folder, before, withSettled(events, before));
  return {
    ...{ log: null, files: 0, knownFiles: known, day: null, replaced: null, common: 0 },
    events: eventsOf(before.runs),
    runs: before.runs.length,
  };
}

interface Work extends Pick<Target, 'folder'> {
  readonly engine: DuckDb;
  readonly limits: EngineConfig;
}

interface NewRun {
  readonly log: Omit<EventLogRecord, 'preset'>;
  readonly run: Omit<StoredRun, 'sources'>;
}

async function readNew(
  { folder, engine, limits }: Work,
  settled: EventsConfig,
  options: AppendOptions,
): Promise<NewRun> {
  const { signal, onProgress } = options;
  const step = (done: number, detail: string): void => onProgress?.({ stage: 'log', done, total: 3, detail });
  step(0, 'opening the log');
  const staged = await stage(engine, settled, options);
  step(1, 'reading events');
  const file = await newRunFile(folder);
  const memory = memoryShares(limits.memoryLimitMb).eventBytes;
  const kept = await readRun(
    { folder, file, memory, threads: limits.threads },
    engine,
    staged.staging,
    signal,
  );
  try {
    const numbers = await numberReadings(engine, staged.staging, kept.sums, signal);
    const arrivals = await arrivalReading(engine, staged.staging, kept.sums, signal);
    const span = withAll(rangeOf(settled, await kept.days()));
    step(2, 'counting what was read');
    const counts = await kept.finish(null);
    const arrived = arrivals === null ? [] : [arrivals.column];
    const columns = [...arrived, ...numbers, ...staged.json.map(jsonColumn)];
    const log = await describeLog(engine, staged, { kept, span, counts, arrivals }, columns, signal);
    step(3, 'done');
    return { log, run: runOf(file, kept, log) };
  } catch (error) {
    await rm(path.join(folder, file), { force: true });
    throw error;
  } finally {
    kept.close();
  }
}

// The store keeps events of wrong days: they are of no use before the log has grown up to them.
const withAll = (span: LogSpan | null): LogSpan | null =>
  span === null ? null : { ...span, after: null, cutAfter: null };

function runOf(
  file: string,
  kept: RunReading,
  { firstDay: from, lastDay: to }: Pick<EventLogRecord, 'firstDay' | 'lastDay'>,
): Omit<StoredRun, 'sources'> {
  const days = kept.roleDays();
  const { events, users, bytes } = kept.facts();
  const stored = days.map(({ day, events: all, byRole }) => [day, all, ...byRole]);
  return { file, day: mainDay(days), from, to, events, users, bytes, days: stored };
}

/** The day that more than half of the events are of. */
function mainDay(days: readonly RoleCounts[]): Day | null {
  const total = days.reduce((sum, { events }) => sum + events, 0);
  const main = days.find(({ events }) => events * 2 > total);
  return main === undefined ? null : dayOf(main.day);
}

interface Added extends NewRun {
  readonly log: EventLogRecord;
  readonly fresh: readonly StoredSource[];
  readonly settled: EventsConfig;
  readonly known: number;
}

async function addRun(
  { folder, before }: Target,
  { run, log, fresh, settled, known }: Added,
  engine: EngineConfig,
  options: AppendOptions,
): Promise<AppendRecord> {
  const added: StoredRun = { ...run, sources: fresh };
  const place: Place = before
    ? await placeOf(folder, before.runs, added, { threads: engine.threads, ...options })
    : { replaced: null, common: 0 };
  const kept = (before?.runs ?? []).filter(({ file }) => file !== place.replaced?.file);
  const manifest: StoreManifest = {
    ...makingOf(settled),
    winback: packageManifest().version,
    keyed: settled.columns.id !== undefined,
    settled: settledOf(settled),
    runs: [...kept, added],
  };
  const done = await compacted(folder, manifest, { threads: engine.threads, signal: options.signal });
  await commitManifest(folder, done);
  const { replaced } = place;
  return {
    log,
    files: fresh.length,
    knownFiles: known,
    day: added.day,
    replaced: replaced && { day: replaced.day!, events: replaced.events },
    common: place.common,
    events: eventsOf(done.runs),
    runs: done.runs.length,
  };
}
