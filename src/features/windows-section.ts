import { WinbackError } from '../base/errors.js';
import { type Check, flag, integer, listOf, object, optional } from '../base/options.js';
import { longestWindow, windowLength } from './own/own-feature.js';

/** Lengths of the windows that features and labels look at, in days. */
export interface WindowsConfig {
  /** Days up to and with the snapshot day that features look at. @default 30 */
  readonly observationDays: number;
  /** A user without an active event in the next so many days has left. @default 14 */
  readonly horizonDays: number;
  /** Window of monetary value and of the time since the last payment, days. @default 90 */
  readonly valueDays: number;
  /** More windows, days: counts and sums of the observation window are computed over each of these, too. @default none */
  readonly furtherDays?: readonly number[] | undefined;
  /** Days of the features of a user's history; `all`: from the first day of the log. @default no such features */
  readonly historyDays?: number | 'all' | undefined;
  /** Whether the last week is compared with the time before it. @default false */
  readonly trends?: boolean | undefined;
}

/** How far snapshots are apart, and how many are for what. */
export interface SnapshotsConfig {
  /** Days between snapshots. @default 7 */
  readonly everyDays: number;
  /** Snapshots of the test section, the latest. @default 2 */
  readonly test: number;
  /** Snapshots of the calibration section. @default 2 */
  readonly calibration: number;
  /** Most snapshots of the train section. @default 8 */
  readonly train: number;
  /** Rolling-origin folds inside the train section. @default 4 */
  readonly folds: number;
  /**
   * Each user is looked at once, at the end of so many days since the first event, the day of that event counted: for
   * models of new users. A snapshot a day then; 56 for training, 14 for calibration and 14 for test unless given.
   * @default every user who was active is looked at on each snapshot day
   */
  readonly afterFirstDays?: number | undefined;
}

export const windowsCheck: Check<WindowsConfig> = object<WindowsConfig>({
  observationDays: optional(integer(1, 730), 30),
  horizonDays: optional(integer(1, 365), 14),
  valueDays: optional(integer(1, 1460), 90),
  furtherDays: optional(listOf(integer(1, longestWindow)), undefined),
  historyDays: optional(windowLength, undefined),
  trends: optional(flag, undefined),
});

const snapshotChecks = (
  days: Pick<SnapshotsConfig, 'everyDays' | 'test' | 'calibration' | 'train'>,
): Check<SnapshotsConfig> =>
  object<SnapshotsConfig>({
    everyDays: optional(integer(1, 365), days.everyDays),
    test: optional(integer(1, 1000), days.test),
    calibration: optional(integer(1, 1000), days.calibration),
    train: optional(integer(1, 1000), days.train),
    folds: optional(integer(0, 100), 4),
    afterFirstDays: optional(integer(1, 730), undefined),
  });

const calendarSnapshots = snapshotChecks({ everyDays: 7, test: 2, calibration: 2, train: 8 });
const newUserSnapshots = snapshotChecks({ everyDays: 1, test: 14, calibration: 14, train: 56 });

export const snapshotsCheck: Check<SnapshotsConfig> = (value, name) => {
  const { afterFirstDays } = calendarSnapshots(value, name);
  if (afterFirstDays === undefined) return calendarSnapshots(value, name);
  const config = newUserSnapshots(value, name);
  if (config.everyDays === 1) return config;
  throw new WinbackError(
    'BAD_INPUT',
    `${name}.everyDays is ${config.everyDays}: with afterFirstDays it is 1, or the users of the days between would be left out`,
  );
};
