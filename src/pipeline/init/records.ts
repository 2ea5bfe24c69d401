/** Plain results of `inspect`: readonly and JSON-safe. */

import type { Coded } from '../../base/coded.js';
import type { NumberFormat } from '../../data/numbers/number-form.js';
import type { ColumnProfile } from '../../data/profile/records.js';
import type { ColumnSource, Role } from '../../features/mapping.js';
import type { GuessReasonValues, ProblemValues, RoleReasonValues } from '../../report/texts/init-values.js';

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
  /** Rows of the log with this name. */
  readonly rows: number;
  /** Different users of these rows. */
  readonly users: number;
  /** Day of its first row, YYYY-MM-DD. */
  readonly first: string;
  /** Day of its last row, YYYY-MM-DD. */
  readonly last: string;
  /** Share of its rows with an amount; null without a column of amounts. */
  readonly withAmount: number | null;
  /** Its role; null where it is left out. */
  readonly role: Role | null;
  /** Why it has that role, or none. */
  readonly reason: RoleReason;
}

/** Lengths of windows and numbers of snapshots, as the configuration has them. */
export interface WindowsGuess {
  /** Days up to and with the snapshot day that features look at. */
  readonly observationDays: number;
  /** Days that the label looks ahead. */
  readonly horizonDays: number;
  /** Days that sums of money look back. */
  readonly valueDays: number;
  /** Days from one snapshot to the next. */
  readonly everyDays: number;
  /** Snapshots to train on. */
  readonly train: number;
  /** Snapshots to calibrate and choose the threshold on. */
  readonly calibration: number;
  /** Snapshots that only the evaluation sees. */
  readonly test: number;
  /** Folds of the training snapshots. */
  readonly folds: number;
  /** Half of the times between two active days of a user are at most so long, days. */
  readonly medianGapDays: number | null;
  /** Days of the log whose events are all there. */
  readonly days: number;
}

/** Attributes of users, as the configuration has them. */
export interface AttributesGuess {
  /** Files, as they were given. */
  readonly source: readonly string[];
  /** Column of the user's id. */
  readonly user: string;
  /** Column with the day from which a row holds; null where there is one row a user. */
  readonly validFrom: string | null;
  /** Columns that become features. */
  readonly fields: readonly string[];
  /** Columns that are no fields: ids, names, free text, constants. */
  readonly leftOut: readonly string[];
  /** What was seen of every column. */
  readonly columns: readonly ColumnProfile[];
  /** Rows of all files. */
  readonly rows: number;
}

/** A question whose answer nothing in the data gives. */
export interface Question {
  /** What is asked: the form of times or of numbers, the column of the amount, or the column of the user. */
  readonly about: 'timeFormat' | 'numberFormat' | 'amount' | 'user';
  /** Flag of the command that answers it. */
  readonly flag: string;
  /** Column that the question is about. */
  readonly column: string;
  /** A value of it, masked; empty where none helps. */
  readonly example: string;
  /** Values that the flag takes here, the likeliest first. */
  readonly choices: readonly string[];
}

/**
 * Gives the answer to a question, one of its choices or another value of its flag.
 * @param question what is asked, and what may be answered
 */
export type Ask = (question: Question) => Promise<string>;

/** The columns of a table with one row a user and a column that says who left. */
export interface LabelGuess {
  /** Column that says who left. */
  readonly label: string;
  /** Value of that column that means "left"; null where 1, true or yes do. */
  readonly positive: string | null;
  /** Column of the user's id; null without one. */
  readonly id: string | null;
  /** Column of the snapshot day; null without one. */
  readonly date: string | null;
  /** Text columns that hold numbers. */
  readonly numeric: readonly string[];
  /** Number columns whose values are names. */
  readonly categorical: readonly string[];
  /** Columns that are not learnt from. */
  readonly drop: readonly string[];
}

/** The columns of an experiment's table. */
export interface ExperimentGuess {
  /** Column of the arm. */
  readonly variant: string;
  /** Column of what was randomised, such as the user; null without one. */
  readonly unit: string | null;
  /** Name of the arm that others are compared with. */
  readonly control: string;
  /** Names of the other arms. */
  readonly treatments: readonly string[];
  /** Whether the arms are as large as those of an even split are. */
  readonly isEven: boolean;
  /** Columns that become metrics. */
  readonly metrics: readonly {
    /** Name of the column. */
    readonly column: string;
    /** `proportion` where it holds 0 and 1, else `mean`. */
    readonly kind: 'proportion' | 'mean';
  }[];
  /** Columns measured before the experiment, for CUPED. */
  readonly covariates: readonly string[];
}

/** What a file was found to be. */
export interface Inspection {
  /** A log of events, a prepared table of users, or the table of an experiment. */
  readonly kind: 'events' | 'table' | 'experiment';
  /** Files as they were given. */
  readonly source: readonly string[];
  /** Encoding of its text files as the caller said; null where it was found by looking. */
  readonly encoding: string | null;
  /** Rows of all files. */
  readonly rows: number;
  /** What was seen of every column. */
  readonly columns: readonly ColumnProfile[];
  /** By meaning; null where no column fits. */
  readonly guesses: Readonly<Partial<Record<Meaning, Guess | null>>>;
  /** Event names, most frequent first. */
  readonly events: readonly EventGuess[];
  /** First day of the log, YYYY-MM-DD; null for a table. */
  readonly from: string | null;
  /** Last day of the log, YYYY-MM-DD; null for a table. */
  readonly to: string | null;
  /** Users of the log; null for a table without an id. */
  readonly users: number | null;
  /** Zone whose days count; null for a table. */
  readonly timeZone: {
    /** IANA name or offset; null where nothing tells it. */
    readonly zone: string | null;
    /** Why it is taken. */
    readonly reason: GuessReason;
  } | null;
  /** strptime format of the times; null where they need none. */
  readonly timeFormat: string | null;
  /** Form of the amounts, where the data do not tell it. */
  readonly numberFormat: NumberFormat | null;
  /** Last complete day, where it is not the day before the last. */
  readonly completeThrough: string | null;
  /** Role of every row of a log without event names. */
  readonly everyRow: Role | null;
  /** Windows and snapshots that fit the log; null for a table. */
  readonly windows: WindowsGuess | null;
  /** Attributes of the users; null without their files. */
  readonly attributes: AttributesGuess | null;
  /** Columns of a prepared table; null for anything else. */
  readonly table: LabelGuess | null;
  /** Columns of an experiment's table; null for anything else. */
  readonly experiment: ExperimentGuess | null;
  /** Preset of the vendor whose export it is; null where none fits. */
  readonly preset: string | null;
  /** What the user should know of the data, as codes with values. */
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
  /** Form of the amounts: which sign parts the fraction. */
  readonly numberFormat?: NumberFormat | undefined;
  /** Zone whose days count. */
  readonly timeZone?: string | undefined;
  /** Name of the vendor's export, or `none`. */
  readonly preset?: string | undefined;
  /** Column that says who left, of a prepared table. */
  readonly label?: string | undefined;
  /** Column of the variant, of an experiment's table. */
  readonly variant?: string | undefined;
}
