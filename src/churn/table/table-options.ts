import type { Complete } from '../../base/complete.js';
import { type Checks, integer, listOf, optional, text } from '../../base/options.js';
import { timeFormat } from '../../data/time-forms/strptime.js';

/** A table somebody else prepared: one row a user (or a user and date), the outcome in one of its columns. */
export interface PreparedTableOptions {
  /** Column that says what happened. */
  readonly label: string;
  /** Value of `label` that means the user left, compared as text. @default '1', 'true', 'yes' in any case */
  readonly positive?: string | null | undefined;
  /** Column that names the user. @default the row number */
  readonly id?: string | null | undefined;
  /** Column with the snapshot date. Without one the table is cross-validated. */
  readonly date?: string | null | undefined;
  /** Zone whose days count where `date` holds instants: an IANA name or an offset such as +08:00. @default UTC */
  readonly timeZone?: string | null | undefined;
  /** Form of `date` where it is text, as strptime has it: `%d/%m/%Y`. @default ISO 8601, and what the whole column tells */
  readonly timeFormat?: string | null | undefined;
  /** Columns to learn from. @default all but id, label, date, truth, `drop` and those named like an answer */
  readonly features?: readonly string[] | null | undefined;
  /** Columns not to learn from. */
  readonly drop?: readonly string[] | undefined;
  /** Text columns that hold numbers; blank cells are missing. */
  readonly numeric?: readonly string[] | undefined;
  /** Number columns whose values are names. */
  readonly categorical?: readonly string[] | undefined;
  /** Column with the true probability, for generated data. Never a feature. */
  readonly truth?: string | null | undefined;
  /** Categories kept per column, most frequent first; the rest counts as missing. @default 50 */
  readonly maxCategories?: number | undefined;
}

export type ResolvedTableOptions = Complete<PreparedTableOptions>;

export const tableChecks: Checks<ResolvedTableOptions> = {
  label: text,
  positive: optional<string, string | null>(
    (value, name) => (typeof value === 'object' ? text(value, name) : String(value)),
    null,
  ),
  id: optional<string, string | null>(text, null),
  date: optional<string, string | null>(text, null),
  timeZone: optional<string, string | null>(text, null),
  timeFormat: optional<string, string | null>(timeFormat, null),
  features: optional<readonly string[], readonly string[] | null>(listOf(text), null),
  drop: optional(listOf(text), []),
  numeric: optional(listOf(text), []),
  categorical: optional(listOf(text), []),
  truth: optional<string, string | null>(text, null),
  maxCategories: optional(integer(1, 10_000), 50),
};
