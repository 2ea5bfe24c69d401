/** Plain results of a profile: readonly and JSON-safe. */

/** What the values of a column are, whatever type they are stored in. */
export type ValueKind = 'text' | 'number' | 'whole' | 'flag' | 'time' | 'nested' | 'empty';

/** How a text is written. */
export type ShapeName =
  | 'iso'
  | 'isoZoned'
  | 'slash'
  | 'chineseDate'
  | 'compactDate'
  | 'monthName'
  | 'number'
  | 'currency'
  | 'thousands'
  | 'decimalComma'
  | 'percent'
  | 'wan'
  | 'email'
  | 'phone'
  | 'uuid'
  | 'url'
  | 'object';

/** Units of numbers that count time since 1970. */
export type EpochUnit = 's' | 'ms' | 'us' | 'ns';

/** How the values of a time column are written. */
export type TimeForm =
  | 'native'
  | 'nativeZoned'
  | EpochUnit
  | 'iso'
  | 'isoZoned'
  | 'dayFirst'
  | 'monthFirst'
  /** Days and months both within 12 in every value: 03/04/2026 over the whole column. */
  | 'dayOrMonthFirst'
  /** Some values have the day first, others the month: no one reading fits. */
  | 'mixedOrder'
  | 'chineseDate'
  | 'compactDate'
  | 'monthName';

/** One column, or one value inside a nested column, of a profiled table. */
export interface ColumnProfile {
  /** Name; parts of a nested column are joined with dots, as in `properties.amount`. */
  readonly name: string;
  /** Column of the table, then the keys inside it. */
  readonly path: readonly string[];
  /** Type that the table stores, as DuckDB calls it; VARCHAR for every column of a text file. */
  readonly stored: string;
  /** What the values are. */
  readonly kind: ValueKind;
  /** How times are written; null for other columns. */
  readonly timeForm: TimeForm | null;
  /** How most texts are written, where it is not free text. */
  readonly shape: ShapeName | null;
  /** Rows of the table. */
  readonly rows: number;
  /** Rows with a value: not null and not an empty text. */
  readonly filled: number;
  /** Rows with a value that is not of the form of the others. */
  readonly odd: number;
  /** Different values. */
  readonly distinct: number;
  /** False where `distinct` is an estimate (within a few per cent). */
  readonly distinctExact: boolean;
  /** Least value as text; masked like examples. Null where there is none. */
  readonly low: string | null;
  /** Greatest value as text. */
  readonly high: string | null;
  /** Values below 0. */
  readonly negative: number;
  /** Numbers that are not whole. */
  readonly fractions: number;
  /** Texts of digits that begin with 0, such as 00123. */
  readonly leadingZeros: number;
  /** Texts that hold a Chinese character. */
  readonly chinese: number;
  /** The most frequent values of the first rows, at most three; phones, mail addresses and long ids masked. */
  readonly examples: readonly string[];
}

/** A table column by column. */
export interface TableProfile {
  /** Rows of the table. */
  readonly rows: number;
  /** Columns in the order of the table, nested values after each other. */
  readonly columns: readonly ColumnProfile[];
  /** Nested values that are not among the columns because there are too many. */
  readonly leftOut: number;
}
