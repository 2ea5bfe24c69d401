import { daysNeeded } from '../../features/fitting-windows.js';
import type { WindowsGuess } from './records.js';

interface Lengths {
  readonly observationDays: number;
  readonly horizonDays: number;
  readonly valueDays: number;
  readonly everyDays: number;
}

/** Windows by their horizon, from the shortest on: the lengths of the examples. */
const ladder: readonly Lengths[] = [
  { observationDays: 7, horizonDays: 3, valueDays: 14, everyDays: 1 },
  { observationDays: 14, horizonDays: 7, valueDays: 30, everyDays: 3 },
  { observationDays: 30, horizonDays: 14, valueDays: 90, everyDays: 7 },
  { observationDays: 90, horizonDays: 30, valueDays: 180, everyDays: 14 },
  { observationDays: 180, horizonDays: 90, valueDays: 360, everyDays: 14 },
];
/** The usual horizon: shorter ones are for logs that are too short for it. */
const usual = 2;

interface Sections {
  readonly train: number;
  readonly calibration: number;
  readonly test: number;
}

/** Snapshots of each section by users: few users have few rows in one snapshot, so that more are needed. */
const sectionsBy: readonly (readonly [below: number, sections: Sections])[] = [
  [1000, { train: 6, calibration: 3, test: 3 }],
  [20_000, { train: 7, calibration: 2, test: 2 }],
  [Number.POSITIVE_INFINITY, { train: 4, calibration: 1, test: 1 }],
];
const mostFolds = 3;

/** What of a log decides the windows. */
export interface LogLength {
  /** Complete days. */
  readonly days: number;
  readonly users: number;
  /** Half of the times between two active days of a user are at most so long; null where no user came back. */
  readonly medianGapDays: number | null;
}

/**
 * Windows and snapshots for a log: the horizon is the first of 14, 30 and 90 days within which half of the users who come
 * back do, or shorter where the log is. Null for a log that is too short for any.
 */
export function windowsFor({ days, users, medianGapDays }: LogLength): WindowsGuess | null {
  const gap = medianGapDays ?? 0;
  const wanted = ladder.findIndex(({ horizonDays }, i) => i >= usual && horizonDays >= gap);
  const from = wanted < 0 ? ladder.length - 1 : wanted;
  for (let i = from; i >= 0; i--) {
    const lengths = ladder[i]!;
    const sections = fitting(lengths, users, days);
    if (sections !== null) return { ...lengths, ...sections, medianGapDays, days };
  }
  return null;
}

/** Complete days that the shortest windows need. */
export const fewestDays = daysNeeded(ladder[0]!);

/** Complete days that the usual windows (30 and 14 days) need. */
export const usualDays = daysNeeded(ladder[usual]!);

function fitting(
  lengths: Lengths,
  users: number,
  days: number,
): (Sections & { readonly folds: number }) | null {
  const [, wanted] = sectionsBy.find(([below]) => users < below)!;
  // A snapshot less in test and calibration at a time, until one of training fits.
  for (let parts = wanted.test; parts >= 1; parts--) {
    const train = Math.min(wanted.train, trainFitting(lengths, parts, days));
    if (train < 1) continue;
    return { train, calibration: parts, test: parts, folds: foldsOf(train, lengths) };
  }
  return null;
}

/** Snapshots of training that fit before the calibration's, as `planSplits` places them. */
function trainFitting(
  { observationDays, horizonDays, everyDays }: Lengths,
  parts: number,
  days: number,
): number {
  const section = (parts - 1) * everyDays;
  const last = days - 1 - horizonDays - 2 * (section + horizonDays + 1);
  const spare = last - (observationDays - 1);
  return spare < 0 ? 0 : Math.floor(spare / everyDays) + 1;
}

/** Folds with something to train on: snapshots more than a horizon before the one that validates. */
function foldsOf(train: number, { everyDays, horizonDays }: Lengths): number {
  const before = Math.floor(horizonDays / everyDays) + 1;
  return Math.max(0, Math.min(mostFolds, train - before));
}
