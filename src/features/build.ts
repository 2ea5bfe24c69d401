import { dayNumber } from '../base/days.js';
import { WinbackError } from '../base/errors.js';
import { requireKeys } from '../base/options.js';
import { progressOf } from '../base/progress.js';
import { requireShape } from '../base/shape.js';
import { available, definitionsNamed } from './available.js';
import type { FeaturesConfig } from './config.js';
import { assembled, type FeatureSet, requireNewUsers } from './feature-set.js';
import { type EventLog, openEventLog, type WorkOptions, workKeys, workOf } from './log/event-log.js';
import { requireReadable } from './log/require-readable.js';
import type { Day, EventLogRecord } from './records.js';
import type { AttributeEncoding } from './snapshot-query.js';
import { type SnapshotTable, snapshotTables } from './snapshot-tables.js';
import { type MatureSnapshot, type OpenSnapshot, planSplits, type SplitPlan } from './splits.js';
import { asRead, type BuildOptions, tableContent } from './table-content.js';

export { type FeatureSet, tableOf } from './feature-set.js';
export type { SnapshotTable } from './snapshot-tables.js';
export type { BuildOptions } from './table-content.js';

/** How the features of one day are built. */
export interface SnapshotOptions extends WorkOptions {
  /** Features to build, attributes apart. @default all that the log can give */
  readonly features?: readonly string[] | undefined;
}

/**
 * Events to feature tables: reads the log, plans the split, and builds a table for each snapshot of it,
 * the current one (unlabelled) last. Labels exist only for mature snapshots. Memory of the engine is
 * bounded by `engine.memoryLimitMb`; each table is in memory once.
 * @param config of featuresConfig
 * @param options folder that paths start from, categories of a stored model, stop signal and progress
 * @throws WinbackError as openEventLog, requireReadable, planSplits; ABORTED
 *
 * @example
 * ```ts
 * import { buildSnapshots, featuresConfig } from 'winback/features';
 * import { generateEvents } from 'winback/simulate';
 *
 * const { config } = await generateEvents('.', { users: 200, days: 120 });
 * const snapshots = { train: 1, calibration: 1, test: 1 };
 * const set = await buildSnapshots(featuresConfig({ ...config, snapshots }, 'config'));
 * set.snapshots.map(({ day }) => day); // [2025-05-15, 2025-05-30, 2025-06-14, 2025-06-28]
 * set.columns.label; // label_churn_14d
 * ```
 */
export async function buildSnapshots(
  config: FeaturesConfig,
  options: BuildOptions = {},
): Promise<FeatureSet> {
  requireKeys(options, 'options', { ...workKeys, encodings: true });
  requireShape(config, 'config', {
    events: 'object',
    engine: 'object',
    windows: 'object',
    snapshots: 'object',
  });
  const log = await openEventLog(config.events, config.engine, workOf(options));
  try {
    requireReadable(log.record, log.config);
    requireEvents(log.record, config.windows.horizonDays);
    const split = planSplits(log.record, config.windows, config.snapshots);
    return await snapshotsOf(log, config, split, options);
  } finally {
    log.close();
  }
}

/**
 * With a whole horizon without events at its end, everybody would have left.
 * @throws WinbackError BAD_INPUT
 */
export function requireEvents({ lastDay, lastCompleteDay }: EventLogRecord, horizonDays: number): void {
  const beyond = dayNumber(lastCompleteDay) - dayNumber(lastDay);
  if (beyond < horizonDays) return;
  throw new WinbackError(
    'BAD_INPUT',
    `events.completeThrough is ${lastCompleteDay}, the last event is of ${lastDay}: ` +
      `the horizon of ${horizonDays} days before it has no event of anybody`,
  );
}

/**
 * Builds the tables of a split from an open log. The log's own `events` section holds, not that of `config`.
 * @param log of openEventLog
 * @param given configuration of featuresConfig
 * @param split of planSplits
 * @param options folder that paths start from, categories of a stored model, stop signal and progress
 *
 * @example
 * ```ts
 * import { featuresConfig, openEventLog, planSplits, snapshotsOf } from 'winback/features';
 * import { generateEvents } from 'winback/simulate';
 *
 * const { config: given, firstDay, lastDay } = await generateEvents('.', { users: 200, days: 120 });
 * const config = featuresConfig({ ...given, snapshots: { train: 1, calibration: 1, test: 1 } }, 'config');
 * const log = await openEventLog(config.events, config.engine);
 * const split = planSplits({ firstDay, lastCompleteDay: lastDay }, config.windows, config.snapshots);
 * const set = await snapshotsOf(log, config, split);
 * set.snapshots.length; // 4
 * log.close();
 * ```
 */
export async function snapshotsOf(
  log: EventLog,
  given: FeaturesConfig,
  split: SplitPlan,
  options: BuildOptions = {},
): Promise<FeatureSet> {
  requireKeys(options, 'options', { ...workKeys, encodings: true });
  requireShape(log, 'log', { record: { reading: 'object' }, engine: 'object' });
  requireShape(given, 'config', { events: 'object', windows: 'object' });
  const config = asRead(given, log);
  requireShape(split, 'split', { train: 'list', calibration: 'list', test: 'list', current: 'object' });
  const { signal } = options;
  const onProgress = progressOf('snapshotsOf', options);
  const fitDay = split.train[split.train.length - 1]!.day;
  const { attributes, ...content } = await tableContent(log, config, fitDay, options);
  const { encodings } = content;
  const days = [...split.train, ...split.calibration, ...split.test, split.current];
  const snapshots: SnapshotTable[] = [];
  const onTables = (done: number, day: Day): void =>
    onProgress?.({ stage: 'features', done, total: days.length, detail: `snapshot ${day}` });
  for await (const built of snapshotTables(log, content, days, { signal, onTables })) snapshots.push(built);
  onProgress?.({ stage: 'features', done: days.length, total: days.length, detail: 'done' });
  if (config.snapshots.afterFirstDays !== undefined) requireNewUsers(split, snapshots);
  return assembled(log, config, split, snapshots, encodings, attributes);
}

/**
 * Features of one snapshot. A MatureSnapshot gets its label; an OpenSnapshot has no label column.
 * @param log of openEventLog
 * @param given configuration of featuresConfig
 * @param snapshot the day, and whether its label is known
 * @param encodings categories of the attributes; none without attributes
 * @param options features to build, stop signal and progress
 * @throws WinbackError BAD_INPUT for a day before the log or an unknown feature, ABORTED, OUT_OF_MEMORY
 *
 * @example
 * ```ts
 * import { buildSnapshot, featuresConfig, openEventLog } from 'winback/features';
 * import { generateEvents } from 'winback/simulate';
 *
 * const { config: given, lastDay } = await generateEvents('.', { users: 200, days: 60 });
 * const config = featuresConfig({ events: given.events }, 'config');
 * const log = await openEventLog(config.events, config.engine);
 * const { table } = await buildSnapshot(log, config, { day: lastDay }, [], { features: ['active_days_30'] });
 * table.schema.fields.map(({ name }) => name); // [user_id, snapshot_date, active_days_30]
 * log.close();
 * ```
 */
export async function buildSnapshot(
  log: EventLog,
  given: FeaturesConfig,
  snapshot: MatureSnapshot | OpenSnapshot,
  encodings: readonly AttributeEncoding[],
  options: SnapshotOptions = {},
): Promise<SnapshotTable> {
  requireKeys(options, 'options', { ...workKeys, features: true });
  requireShape(log, 'log', { record: { firstDay: 'text' } });
  requireShape(given, 'config', { events: 'object', windows: 'object' });
  const config = asRead(given, log);
  requireShape(snapshot, 'snapshot', { day: 'text' });
  requireShape(encodings, 'encodings', 'list');
  if (dayNumber(snapshot.day) < dayNumber(log.record.firstDay)) {
    throw new WinbackError('BAD_INPUT', `the log starts on ${log.record.firstDay}, after ${snapshot.day}`);
  }
  const definitions =
    options.features === undefined
      ? available(log.record, config).definitions
      : definitionsNamed(options.features, config);
  const content = { config, definitions, encodings };
  const { signal } = options;
  for await (const built of snapshotTables(log, content, [snapshot], { signal })) return built;
  throw new WinbackError('INTERNAL', 'a snapshot gave no table');
}
