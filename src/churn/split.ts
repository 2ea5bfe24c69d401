import type { Complete } from '../base/complete.js';
import { ensure } from '../base/errors.js';
import { type Checks, integer, optional, requireKeys } from '../base/options.js';
import { requireShape } from '../base/shape.js';
import type { FoldSplit, TimeSplit } from './dataset.js';
import { filterRows, isoDay, type Sample } from './sample.js';

/** How a prepared table is cut. */
export interface TableSplitOptions {
  /** Latest days that are the test. @default 7 */
  readonly testDays?: number | undefined;
  /** Days before them that choose, calibrate and certify. @default 7 */
  readonly calibrationDays?: number | undefined;
  /**
   * Days left out between two parts: the label's horizon, so that no label of an earlier part looks into a
   * later one. @default 14
   */
  readonly embargoDays?: number | undefined;
  /** Folds of a table without dates. @default 5 */
  readonly folds?: number | undefined;
}

export const splitChecks: Checks<Complete<TableSplitOptions>> = {
  testDays: optional(integer(1, 10_000), 7),
  calibrationDays: optional(integer(1, 10_000), 7),
  embargoDays: optional(integer(0, 10_000), 14),
  folds: optional(integer(3, 100), 5),
};

const splitKeys = { testDays: true, calibrationDays: true, embargoDays: true, folds: true } as const;

/**
 * By time where the sample has dates, by stratified folds where not.
 * @param sample of prepareTable
 * @param options lengths in days where the sample has dates, the number of folds where it has none
 * @throws WinbackError BAD_INPUT
 *
 * @example
 * ```ts
 * import { prepareTable, splitSample } from 'winback/churn';
 * import { generateChurnTable } from 'winback/simulate';
 *
 * const { table } = await generateChurnTable({ users: 500 });
 * const { sample } = prepareTable(table, { label: 'label_churn_14d', date: 'snapshot_date' });
 * const split = splitSample(sample, { testDays: 7, calibrationDays: 7, embargoDays: 0, folds: 5 });
 * split.kind; // time
 * ```
 */
export function splitSample(sample: Sample, options: Complete<TableSplitOptions>): TimeSplit | FoldSplit {
  requireShape(sample, 'sample', { table: 'object', labels: 'list', users: 'list' });
  requireShape(options, 'options', 'object');
  requireKeys(options, 'options', splitKeys);
  return sample.days === null
    ? { kind: 'cross-validation', folds: options.folds, sample }
    : splitByTime(sample, sample.days, options);
}

function splitByTime(sample: Sample, days: Int32Array, options: Complete<TableSplitOptions>): TimeSplit {
  const { testDays, calibrationDays, embargoDays } = options;
  let last = -Infinity;
  let first = Infinity;
  for (const day of days) {
    last = Math.max(last, day);
    first = Math.min(first, day);
  }
  const testFrom = last - testDays + 1;
  const calibrationTo = testFrom - 1 - embargoDays;
  const calibrationFrom = calibrationTo - calibrationDays + 1;
  const trainTo = calibrationFrom - 1 - embargoDays;
  const part = (from: number, to: number): Sample =>
    filterRows(sample, (row) => days[row]! >= from && days[row]! <= to);
  const split: TimeSplit = {
    kind: 'time',
    embargoDays,
    train: part(-Infinity, trainTo),
    calibration: part(calibrationFrom, calibrationTo),
    test: part(testFrom, last),
  };
  for (const name of ['train', 'calibration', 'test'] as const) {
    ensure(
      split[name].labels.length > 0,
      `split: no rows are left for ${name}: the dates run from ${isoDay(first)} to ${isoDay(last)} ` +
        `(${last - first + 1} days), with ${testDays} test days, ${calibrationDays} calibration days and an embargo of ${embargoDays}`,
    );
  }
  return split;
}
