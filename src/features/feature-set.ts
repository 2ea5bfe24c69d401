import type { Table } from 'apache-arrow';

import { dayNumber } from '../base/days.js';
import { WinbackError } from '../base/errors.js';
import { requireShape } from '../base/shape.js';
import { available } from './available.js';
import type { FeaturesConfig } from './config.js';
import type { EventLog } from './log/event-log.js';
import type {
  AttributesReading,
  EventLogRecord,
  FeatureReport,
  HistoryRecord,
  SnapshotRecord,
} from './records.js';
import { type AttributeEncoding, dayColumn, labelColumn, userColumn } from './snapshot-query.js';
import type { SnapshotTable } from './snapshot-tables.js';
import type { OpenSnapshot, SplitPlan } from './splits.js';
import { featureVersion } from './version.js';

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

/** The tables of a split with what is known of them. */
export function assembled(
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

/**
 * A log whose users all joined long ago has no new ones at its end.
 * @throws WinbackError BAD_INPUT for a section without a row
 */
export function requireNewUsers(split: SplitPlan, snapshots: readonly SnapshotTable[]): void {
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
