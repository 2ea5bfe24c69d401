import { addDays, dayNumber, dayOf } from '../base/days.js';
import { WinbackError } from '../base/errors.js';
import { requireShape } from '../base/shape.js';
import type { SnapshotsConfig, WindowsConfig } from './config.js';
import { daysNeeded, fittingWindows } from './fitting-windows.js';
import type { Day, SectionRecord, SplitRecord } from './records.js';

declare const mature: unique symbol;

/**
 * A snapshot whose whole horizon lies inside the complete data, so that its label is final. Only
 * `matureSnapshot` makes one; labels are built for nothing else.
 */
export interface MatureSnapshot {
  /** The last day that features see. */
  readonly day: Day;
  /** Days after it that the label looks at, all of them in the log. */
  readonly horizonDays: number;
  /** @internal */
  readonly [mature]: true;
}

/** A snapshot to be scored: its label may not be known yet. */
export interface OpenSnapshot {
  /** The last day that features see; its label is not known yet. */
  readonly day: Day;
}

/**
 * @param day last day that features see, YYYY-MM-DD
 * @param horizonDays days that the label looks ahead
 * @param lastCompleteDay last day of the log with all its events, YYYY-MM-DD
 * @throws WinbackError BAD_INPUT when days up to `day + horizonDays` are not all complete
 *
 * @example
 * ```ts
 * import { matureSnapshot } from 'winback/features';
 *
 * matureSnapshot('2026-01-31', 14, '2026-02-28').day; // 2026-01-31
 * ```
 */
export function matureSnapshot(day: Day, horizonDays: number, lastCompleteDay: Day): MatureSnapshot {
  const known = dayNumber(lastCompleteDay) - dayNumber(day);
  if (known >= horizonDays) return { day, horizonDays } as MatureSnapshot;
  throw new WinbackError(
    'BAD_INPUT',
    `the snapshot of ${day} is not mature: its label needs ${horizonDays} days after it, ` +
      `the data is complete for ${Math.max(known, 0)}; the last mature day is ${addDays(lastCompleteDay, -horizonDays)}`,
  );
}

/** Snapshots by what they are for. */
export interface SplitPlan {
  /** Snapshots to train on. */
  readonly train: readonly MatureSnapshot[];
  /** Snapshots to calibrate and choose the threshold on. */
  readonly calibration: readonly MatureSnapshot[];
  /** Snapshots that only the evaluation sees. */
  readonly test: readonly MatureSnapshot[];
  /** The last complete day: what today's scores are made from. */
  readonly current: OpenSnapshot;
  /** Folds of the training snapshots. */
  readonly folds: readonly Fold[];
  /** The same as days, for a report. */
  readonly record: SplitRecord;
}

/** Snapshots to train on, and later ones to validate on. */
export interface Fold {
  /** Snapshots to train on. */
  readonly train: readonly MatureSnapshot[];
  /** Snapshots to validate on, apart from the former by the horizon. */
  readonly validation: readonly MatureSnapshot[];
}

/** What of a log decides the split. */
export interface LogRange {
  /** Day of the first event. */
  readonly firstDay: Day;
  /** The last day that the log holds in full. */
  readonly lastCompleteDay: Day;
}

/**
 * Snapshots of train | embargo | calibration | embargo | test, placed from the end of the data: the last
 * test snapshot is the last mature day, and between the last snapshot of one section and the first of
 * the next lie more than `horizonDays` days, so that no label of one section looks into another.
 * No snapshot is earlier than the first day with a full observation window; with `afterFirstDays`, a user's first event is
 * looked for behind that window, and every user is in one snapshot. When the log is too short
 * for all train snapshots there are fewer.
 * @param log first day and last complete day
 * @param windows days that features and labels look at
 * @param snapshots how many days apart, and how many for what
 * @throws WinbackError BAD_INPUT, saying how many days are needed, when not even one train snapshot fits
 *
 * @example
 * ```ts
 * import { planSplits } from 'winback/features';
 *
 * const log = { firstDay: '2025-09-01', lastCompleteDay: '2026-01-31' };
 * const windows = { observationDays: 30, horizonDays: 14, valueDays: 90 };
 * const split = planSplits(log, windows, { everyDays: 7, test: 1, calibration: 1, train: 4, folds: 2 });
 * split.test.map(({ day }) => day); // [2026-01-17]
 * split.train.map(({ day }) => day); // [2025-11-27, 2025-12-04, 2025-12-11, 2025-12-18]
 * ```
 */
export function planSplits(log: LogRange, windows: WindowsConfig, snapshots: SnapshotsConfig): SplitPlan {
  requireShape(log, 'log', { firstDay: 'text', lastCompleteDay: 'text' });
  requireShape(windows, 'windows', 'object');
  requireShape(snapshots, 'snapshots', 'object');
  const { horizonDays } = windows;
  // A first event counts as one where no other was for the observation window: before the log nobody knows.
  const earliest = dayNumber(log.firstDay) + windows.observationDays - 1 + (snapshots.afterFirstDays ?? 0);
  const end = dayNumber(log.lastCompleteDay) - horizonDays;
  const back = (last: number, count: number): number[] =>
    Array.from({ length: count }, (_, i) => last - (count - 1 - i) * snapshots.everyDays);
  const test = back(end, snapshots.test);
  const calibration = back(test[0]! - horizonDays - 1, snapshots.calibration);
  const train = back(calibration[0]! - horizonDays - 1, snapshots.train).filter((day) => day >= earliest);
  if (train.length === 0) {
    const covered = dayNumber(log.lastCompleteDay) - dayNumber(log.firstDay) + 1;
    const needed = covered + earliest - (calibration[0]! - horizonDays - 1);
    const span = Math.max(0, covered);
    throw new WinbackError(
      'BAD_INPUT',
      `the log has ${span} complete ${span === 1 ? 'day' : 'days'} and the split needs ${needed}: ${fitting(span, windows, snapshots)}`,
    );
  }
  const make = (day: number): MatureSnapshot => matureSnapshot(dayOf(day), horizonDays, log.lastCompleteDay);
  const sections = { train: train.map(make), calibration: calibration.map(make), test: test.map(make) };
  const folds = rollingOrigin(sections.train, snapshots.folds);
  const current = { day: log.lastCompleteDay };
  return { ...sections, current, folds, record: recordOf(sections, current, folds, horizonDays) };
}

// The observation window and the first days of a user lie before the first snapshot.
function fitting(span: number, windows: WindowsConfig, { afterFirstDays }: SnapshotsConfig): string {
  if (afterFirstDays === undefined) return fittingWindows(span, windows);
  const least = daysNeeded({ ...windows, observationDays: windows.observationDays + afterFirstDays });
  return least <= span
    ? 'it fits with snapshots: { train: 1, calibration: 1, test: 1 } beside afterFirstDays'
    : `with afterFirstDays: ${afterFirstDays} at least ${least} days are needed: shorten windows.observationDays or horizonDays`;
}

/**
 * Rolling-origin folds over snapshots in time order: fold k validates on one snapshot and trains on all
 * that lie more than a horizon before it. Folds without a training snapshot are left out, so fewer than
 * `folds` may come back; the last fold validates on the last snapshot.
 * @param snapshots in time order
 * @param folds most folds, >= 1
 *
 * @example
 * ```ts
 * import { matureSnapshot, rollingOrigin } from 'winback/features';
 *
 * const days = ['2025-10-01', '2025-11-01', '2025-12-01'];
 * const folds = rollingOrigin(days.map((day) => matureSnapshot(day, 14, '2026-01-31')), 2);
 * folds.map(({ train }) => train.length); // [1, 2]
 * ```
 */
export function rollingOrigin(snapshots: readonly MatureSnapshot[], folds: number): readonly Fold[] {
  requireShape(snapshots, 'snapshots', 'list');
  requireShape(folds, 'folds', 'number');
  const candidates = folds === 0 ? [] : snapshots.slice(-folds);
  return candidates
    .map((validation) => ({
      train: snapshots.filter(
        ({ day }) => dayNumber(validation.day) - dayNumber(day) > validation.horizonDays,
      ),
      validation: [validation],
    }))
    .filter(({ train }) => train.length > 0);
}

/** Whether every day between two sections is more than `horizonDays` away: what a test of a split asks. */
export function embargoHolds(
  earlier: readonly OpenSnapshot[],
  later: readonly OpenSnapshot[],
  horizonDays: number,
): boolean {
  return earlier.every((a) => later.every((b) => addDays(a.day, horizonDays) < b.day));
}

function recordOf(
  sections: Pick<SplitPlan, 'train' | 'calibration' | 'test'>,
  current: OpenSnapshot,
  folds: readonly Fold[],
  horizonDays: number,
): SplitRecord {
  const days = (snapshots: readonly OpenSnapshot[]): readonly Day[] => snapshots.map(({ day }) => day);
  const named: readonly SectionRecord[] = [
    { name: 'train', days: days(sections.train) },
    { name: 'calibration', days: days(sections.calibration) },
    { name: 'test', days: days(sections.test) },
    { name: 'current', days: days([current]) },
  ];
  return {
    horizonDays,
    sections: named,
    folds: folds.map(({ train, validation }) => ({ train: days(train), validation: days(validation) })),
  };
}
