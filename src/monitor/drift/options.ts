import { dayNumber } from '../../base/days.js';
import { ensure } from '../../base/errors.js';
import {
  type Check,
  type Checks,
  finite,
  integer,
  type Keys,
  listOf,
  object,
  oneOf,
  optional,
  recordOf,
  strictlyBetween,
  text,
} from '../../base/options.js';
import type { ArrowTable } from '../../data/arrow-shape.js';
import type { ExpectedMove } from '../profile/records.js';

/** Days on which a wider limit holds, such as a holiday. */
export interface CalendarEntry {
  /** First day, YYYY-MM-DD. */
  readonly from: string;
  /** Last day, itself included, YYYY-MM-DD. */
  readonly to: string;
  /** Largest distance that is no drift on these days, in (0, 1). */
  readonly limit: number;
  /** Shown beside every verdict of these days. */
  readonly reason: string;
}

/** The mean of a column on a day before. */
export interface DailyMean {
  /** YYYY-MM-DD. */
  readonly day: string;
  /** Mean of the column on that day, in the column's unit. */
  readonly mean: number;
}

/** Limits and what is known of the day. */
export interface DriftRules {
  /** Largest distance of distribution functions that is no drift, in (0, 1). @default 0.1 */
  readonly limit?: number | undefined;
  /** Largest change of the share of missing values that is no drift, in (0, 1). @default 0.05 */
  readonly missingLimit?: number | undefined;
  /** Largest share of rows with a category that training did not have, in (0, 1). @default 0.05 */
  readonly unseenLimit?: number | undefined;
  /** Chance that the bounds of all columns fail on one day, in (0, 1). @default 0.05 */
  readonly alpha?: number | undefined;
  /** Day of the rows, YYYY-MM-DD. `calendar` and the weekday of `history` need it. @default null */
  readonly day?: string | null | undefined;
  /** Days with a wider limit; the first entry that holds the day counts. @default none */
  readonly calendar?: readonly CalendarEntry[] | undefined;
  /** Daily means of earlier days by column, for the three-sigma rule. @default none */
  readonly history?: Readonly<Record<string, readonly DailyMean[]>> | undefined;
  /** Columns that move by themselves, beside those that the profile names; null takes a mark away. @default none */
  readonly expected?: Readonly<Record<string, ExpectedMove | null>> | undefined;
}

/** How a table is compared with a profile. */
export interface DriftOptions extends DriftRules {
  /** Calibrated probabilities of today's rows, in [0, 1]. @default the score is not compared */
  readonly scores?: Float64Array | undefined;
  /** Labels of the rows, 1 = left. Only give them when every label's whole horizon has passed. @default not known */
  readonly labels?: Uint8Array | undefined;
  /**
   * Rows of the training, with other users than today's: a classifier then tries to tell the two apart. @default none
   */
  readonly reference?: ArrowTable | undefined;
  /** Seed of the classifier. @default 42 */
  readonly seed?: number | undefined;
  /** Threads to use; the result does not depend on them. @default 1 for few rows, else every hardware thread */
  readonly threads?: number | undefined;
  /** Stops the work, which then rejects with `ABORTED`. */
  readonly signal?: AbortSignal | undefined;
}

/** Every option of `driftOf`. */
export const driftKeys: Keys<DriftOptions> = {
  ...{ limit: true, missingLimit: true, unseenLimit: true, alpha: true },
  ...{ day: true, calendar: true, history: true, expected: true },
  ...{ scores: true, labels: true, reference: true, seed: true, threads: true, signal: true },
};

/** Rules of a comparison with every default filled in. */
export type ResolvedRules = {
  readonly [K in keyof DriftRules]-?: Exclude<DriftRules[K], undefined>;
};

const day: Check<string> = (value, name) => {
  dayNumber(text(value, name));
  return value as string;
};

const calendarEntry: Check<CalendarEntry> = (value, name) => {
  const entry = object<CalendarEntry>({ from: day, to: day, limit: strictlyBetween(0, 1), reason: text })(
    value,
    name,
  );
  ensure(entry.from <= entry.to, `${name}: from ${entry.from} is after to ${entry.to}`);
  return entry;
};

const nullable = <T>(check: Check<T>): Check<T | null> => optional<T, T | null>(check, null);

export const ruleChecks: Checks<ResolvedRules> = {
  limit: optional(strictlyBetween(0, 1), 0.1),
  missingLimit: optional(strictlyBetween(0, 1), 0.05),
  unseenLimit: optional(strictlyBetween(0, 1), 0.05),
  alpha: optional(strictlyBetween(0, 1), 0.05),
  day: nullable(day),
  calendar: optional(listOf(calendarEntry), []),
  history: optional(recordOf(listOf(object<DailyMean>({ day, mean: finite }))), {}),
  expected: optional(recordOf(nullable(oneOf('uniform', 'calendar'))), {}),
};

export const seedCheck = optional(integer(0, 2 ** 31 - 1), 42);

/** The entry of the calendar that holds the day; null where none does. */
export function calendarOf({ calendar, day: today }: ResolvedRules): CalendarEntry | null {
  if (today === null) return null;
  return calendar.find(({ from, to }) => from <= today && today <= to) ?? null;
}
