import type { Table } from 'apache-arrow';
import { dayNumber } from '../base/days.js';
import { WinbackError } from '../base/errors.js';
import { requireKeys } from '../base/options.js';
import { progressOf } from '../base/progress.js';
import { requireShape } from '../base/shape.js';
import { fitEncodings, readAttributes } from './attributes.js';
import { available, definitionsNamed } from './available.js';
import type { FeaturesConfig } from './config.js';
import { type EventLog, openEventLog, type WorkOptions, workKeys, workOf } from './log/event-log.js';
import { requireReadable } from './log/require-readable.js';
import { requireOwnWindows } from './own/require-own.js';
import { requirePushable } from './pushdown/pushed-source.js';
import type {
  AttributesReading,
  Day,
  EventLogRecord,
  FeatureReport,
  HistoryRecord,
  SnapshotRecord,
} from './records.js';
import { type AttributeEncoding, dayColumn, labelColumn, userColumn } from './snapshot-query.js';
import { type SnapshotTable, snapshotTables } from './snapshot-tables.js';
import { type MatureSnapshot, type OpenSnapshot, planSplits, type SplitPlan } from './splits.js';
import { featureVersion } from './version.js';

export type { SnapshotTable } from './snapshot-tables.js';

/** Everything between events and models. */
export interface FeatureSet {
  /** A table of features and labels for each day, the earliest first. */
  readonly snapshots: readonly SnapshotTable[];
  /** Which snapshots are for training, calibration and test. */
  readonly split: SplitPlan;
  /** What was read, and what came of it. */
  readonly report: FeatureReport;
  /** Names of columns. */
  readonly columns: {
    /** Column of the user's id. */
    readonly user: string;
    /** Column of the snapshot's day. */
    readonly day: string;
    /** Column of the label: 1 for users who left within the horizon, 0 for others. */
    readonly label: string;
    /** Columns of the features, in the order of training. */
    readonly features: readonly string[];
    /** Amount paid in the observation window, yuan; null when the log has no amounts. */
    readonly value: string | null;
  };
  /** Categories of attributes, as the training saw them. */
  readonly encodings: readonly AttributeEncoding[];
}

/** How features are built. */
export interface BuildOptions extends WorkOptions {
  /** Categories of a stored model, to be used instead of fitting new ones. */
  readonly encodings?: readonly AttributeEncoding[] | undefined;
}

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
  requirePushable(config);
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

// With a whole horizon without events at its end, everybody would have left.
function requireEvents({ lastDay, lastCompleteDay }: EventLogRecord, horizonDays: number): void {
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
  requireOwnWindows(log.record, config);
  requirePushable(config);
  requireShape(split, 'split', { train: 'list', calibration: 'list', test: 'list', current: 'object' });
  const { signal } = options;
  const onProgress = progressOf('snapshotsOf', options);
  const attributes = config.attributes ? await readAttributes(log, config.attributes, options) : null;
  requireReadable(log.record, config.events, attributes);
  const fitDay = split.train[split.train.length - 1]!.day;
  const fitted = config.attributes ? await fitEncodings(log.engine, config.attributes, fitDay, signal) : [];
  const encodings = options.encodings ?? fitted;
  const days = [...split.train, ...split.calibration, ...split.test, split.current];
  const snapshots: SnapshotTable[] = [];
  const { definitions } = available(log.record, config);
  const onTables = (done: number, day: Day): void =>
    onProgress?.({ stage: 'features', done, total: days.length, detail: `snapshot ${day}` });
  const content = { config, definitions, encodings };
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

// With a preset, columns and roles are known once the files are.
const asRead = (config: FeaturesConfig, log: EventLog): FeaturesConfig =>
  config.events.preset === undefined ? config : { ...config, events: log.config };

function assembled(
  log: EventLog,
  config: FeaturesConfig,
  split: SplitPlan,
  snapshots: readonly SnapshotTable[],
  encodings: readonly AttributeEncoding[],
  attributes: AttributesReading | null,
): FeatureSet {
  const { features, leftOut } = available(log.record, config);
  const { windows } = config;
  const amount = `pay_amt_${windows.observationDays}`;
  const report: FeatureReport = {
    log: log.record,
    attributes,
    allowed: config.events.allow,
    timeZone: config.events.timeZone,
    observationDays: windows.observationDays,
    horizonDays: windows.horizonDays,
    features,
    leftOut,
    ...(config.snapshots.afterFirstDays === undefined
      ? {}
      : { afterFirstDays: config.snapshots.afterFirstDays }),
    ...historyOf(log.record, config, snapshots),
    snapshots: snapshotRecords(snapshots),
    featureVersion: featureVersion(config, features),
  };
  return {
    snapshots,
    split,
    report,
    columns: {
      user: userColumn,
      day: dayColumn,
      label: labelColumn(windows.horizonDays),
      features: features.map(({ name }) => name),
      value: features.some(({ name }) => name === amount) ? amount : null,
    },
    encodings,
  };
}

// A log whose users all joined long ago has no new ones at its end.
function requireNewUsers(split: SplitPlan, snapshots: readonly SnapshotTable[]): void {
  const rows = new Map(snapshots.map(({ day, table }) => [day, table.numRows]));
  for (const section of ['train', 'calibration', 'test'] as const) {
    const days = split[section].map(({ day }) => day);
    if (days.some((day) => rows.get(day)! > 0)) continue;
    throw new WinbackError(
      'BAD_INPUT',
      `snapshots.afterFirstDays: no user is new on the days of snapshots.${section}, ${days[0]} to ${days.at(-1)}: ` +
        'take more days, or leave afterFirstDays out',
    );
  }
}

function historyOf(
  { firstDay }: EventLogRecord,
  { windows: { historyDays } }: FeaturesConfig,
  snapshots: readonly SnapshotTable[],
): { readonly history?: HistoryRecord } {
  if (historyDays === undefined) return {};
  const earliest = snapshots[0]!.day;
  const coveredDays = dayNumber(earliest) - dayNumber(firstDay) + 1;
  const days = historyDays === 'all' ? null : historyDays;
  return { history: { days, logFrom: firstDay, earliest, coveredDays } };
}

function snapshotRecords(snapshots: readonly SnapshotTable[]): readonly SnapshotRecord[] {
  let firstRow = 0;
  return snapshots.map(({ day, table, positives }) => {
    const record = { day, firstRow, rows: table.numRows, positives };
    firstRow += table.numRows;
    return record;
  });
}

/**
 * The tables of some snapshots as one; nothing is copied.
 * @param set of buildSnapshots or snapshotsOf
 * @param snapshots days of the set, such as `set.split.train`
 * @throws WinbackError BAD_INPUT for an unknown day
 *
 * @example
 * ```ts
 * import { buildSnapshots, featuresConfig, tableOf } from 'winback/features';
 * import { generateEvents } from 'winback/simulate';
 *
 * const { config } = await generateEvents('.', { users: 200, days: 120 });
 * const snapshots = { train: 1, calibration: 1, test: 1 };
 * const set = await buildSnapshots(featuresConfig({ ...config, snapshots }, 'config'));
 * const train = tableOf(set, set.split.train);
 * train.getChild('user_id')?.get(0); // u0000000
 * ```
 */
export function tableOf(set: FeatureSet, snapshots: readonly OpenSnapshot[]): Table {
  requireShape(set, 'set', { snapshots: 'list' });
  requireShape(snapshots, 'snapshots', 'list');
  const tables = snapshots.map(({ day }) => {
    const found = set.snapshots.find((snapshot) => snapshot.day === day);
    if (found) return found.table;
    throw new WinbackError('BAD_INPUT', `there is no snapshot of ${day}`);
  });
  // On a day without a new user a table has no rows, and from SQL no types.
  const filled = tables.filter(({ numRows }) => numRows > 0);
  const [first, ...rest] = filled.length === 0 ? tables.slice(0, 1) : filled;
  if (first === undefined) throw new WinbackError('BAD_INPUT', 'no snapshot was given');
  return rest.length === 0 ? first : first.concat(...rest);
}
