/** Plain results of `inspect`: readonly and JSON-safe. */

import type { ColumnProfile } from '../../data/profile/records.js';
import type { ColumnSource, Role } from '../../features/mapping.js';
import type { GuessReasonValues, ProblemValues, RoleReasonValues } from '../../report/texts/init-values.js';

/** One record of a sentence: its code and the values it names. */
export type Coded<Values> = {
  readonly [Code in keyof Values]: { readonly code: Code; readonly values: Values[Code] };
}[keyof Values];

/** Why a column was chosen. */
export type GuessReason = Coded<GuessReasonValues>;
/** Why an event has its role. */
export type RoleReason = Coded<RoleReasonValues>;
/** Something about the data that the user should know. */
export type Problem = Coded<ProblemValues>;

/** What a column of an event log can be. */
export type Meaning =
  | 'user'
  | 'time'
  | 'event'
  | 'id'
  | 'order'
  | 'amount'
  | 'couponAmount'
  | 'currency'
  | 'duration'
  | 'feature'
  | 'quotaUsed'
  | 'quotaTotal';

/** A column that could be it. */
export interface Candidate {
  /** Name of the column, or `a x b` for a product of two. */
  readonly column: string;
  /** From 0 to 1: how much name and values speak for it. */
  readonly score: number;
  /** Why. */
  readonly reasons: readonly GuessReason[];
}

/** What was chosen for one meaning, and what else was possible. */
export interface Guess extends Candidate {
  /** Where the values come from, as it stands in the configuration. */
  readonly source: ColumnSource;
  /** Whether a caller, a preset or the data decided. */
  readonly by: 'caller' | 'preset' | 'data';
  /** The three next best. */
  readonly others: readonly Candidate[];
}

/** One event name of the log. */
export interface EventGuess {
  /** The name as it stands in the log; masked where it looks like a phone or mail address. */
  readonly name: string;
  /** Rows with it. */
  readonly rows: number;
  /** Users with it. */
  readonly users: number;
  /** Day of its first and last row, YYYY-MM-DD. */
  readonly first: string;
  readonly last: string;
  /** Share of its rows with an amount; null without a column of amounts. */
  readonly withAmount: number | null;
  /** Its role; null where it is left out. */
  readonly role: Role | null;
  readonly reason: RoleReason;
}

/** Lengths of windows and numbers of snapshots, as the configuration has them. */
export interface WindowsGuess {
  readonly observationDays: number;
  readonly horizonDays: number;
  readonly valueDays: number;
  readonly everyDays: number;
  readonly train: number;
  readonly calibration: number;
  readonly test: number;
  readonly folds: number;
  /** Half of the times between two active days of a user are at most so long, days. */
  readonly medianGapDays: number | null;
  /** Complete days of the log. */
  readonly days: number;
}

/** Attributes of users, as the configuration has them. */
export interface AttributesGuess {
  readonly source: readonly string[];
  readonly user: string;
  readonly validFrom: string | null;
  readonly fields: readonly string[];
  /** Columns that are no fields: ids, names, free text, constants. */
  readonly leftOut: readonly string[];
  readonly columns: readonly ColumnProfile[];
  readonly rows: number;
}

/** A question whose answer nothing in the data gives. */
export interface Question {
  readonly about: 'timeFormat' | 'amount' | 'user';
  /** Flag of the command that answers it. */
  readonly flag: string;
  /** Column that the question is about. */
  readonly column: string;
  /** A value of it, masked; empty where none helps. */
  readonly example: string;
  /** Values that the flag takes here, the likeliest first. */
  readonly choices: readonly string[];
}

/** Gives the answer to a question, one of its choices or another value of its flag. */
export type Ask = (question: Question) => Promise<string>;

/** The columns of a table with one row a user and a column that says who left. */
export interface LabelGuess {
  readonly label: string;
  readonly positive: string | null;
  readonly id: string | null;
  readonly date: string | null;
  readonly numeric: readonly string[];
  readonly categorical: readonly string[];
  readonly drop: readonly string[];
}

/** The columns of an experiment's table. */
export interface ExperimentGuess {
  readonly variant: string;
  readonly unit: string | null;
  readonly control: string;
  readonly treatments: readonly string[];
  readonly metrics: readonly {
    readonly column: string;
    readonly kind: 'proportion' | 'mean';
  }[];
  readonly covariates: readonly string[];
}

/** What a file was found to be. */
export interface Inspection {
  readonly kind: 'events' | 'table' | 'experiment';
  /** Files as they were given. */
  readonly source: readonly string[];
  readonly rows: number;
  readonly columns: readonly ColumnProfile[];
  /** By meaning; null where no column fits. */
  readonly guesses: Readonly<Partial<Record<Meaning, Guess | null>>>;
  /** Event names, most frequent first. */
  readonly events: readonly EventGuess[];
  /** First and last day of the log, YYYY-MM-DD; null for a table. */
  readonly from: string | null;
  readonly to: string | null;
  /** Users of the log; null for a table without an id. */
  readonly users: number | null;
  /** Zone whose days count, or null where nothing tells it. */
  readonly timeZone: { readonly zone: string | null; readonly reason: GuessReason } | null;
  /** strptime format of the times; null where they need none. */
  readonly timeFormat: string | null;
  /** Last complete day, where it is not the day before the last. */
  readonly completeThrough: string | null;
  /** Role of every row of a log without event names. */
  readonly everyRow: Role | null;
  readonly windows: WindowsGuess | null;
  readonly attributes: AttributesGuess | null;
  readonly table: LabelGuess | null;
  readonly experiment: ExperimentGuess | null;
  readonly preset: string | null;
  readonly problems: readonly Problem[];
  /** Questions that a person answered. */
  readonly asked: number;
}

/** What the caller knows. */
export interface Answers {
  /** Column of the user. */
  readonly user?: string | undefined;
  /** Column of the time. */
  readonly time?: string | undefined;
  /** Column of the event's name, or `none`. */
  readonly event?: string | undefined;
  /** Column of the amount, `Quantity*UnitPrice`, or `none`. */
  readonly amount?: string | undefined;
  /** strptime format of the times, such as %d/%m/%Y. */
  readonly timeFormat?: string | undefined;
  /** Zone whose days count. */
  readonly timeZone?: string | undefined;
  /** Name of the vendor's export, or `none`. */
  readonly preset?: string | undefined;
  /** Column that says who left, of a prepared table. */
  readonly label?: string | undefined;
  /** Column of the variant, of an experiment's table. */
  readonly variant?: string | undefined;
}
