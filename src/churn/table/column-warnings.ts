/**
 * What was noticed about a column of a prepared table. `missing-marks`: texts such as NA in a column of numbers, read as
 * missing. `mostly-numbers`: most values are numbers, others are not, so that the column is of names. `written-numbers`:
 * numbers with separators or signs of money, so that it is. `all-numbers`: numbers that the file holds as text.
 * `infinite`: values that are infinite.
 */
export interface ColumnWarning {
  /** What is odd about the column. */
  readonly kind: 'missing-marks' | 'mostly-numbers' | 'written-numbers' | 'all-numbers' | 'infinite';
  /** Name of the column. */
  readonly column: string;
  /** Rows with a mark, a number, a written number, a number, an infinite value. */
  readonly rows: number;
  /** Rows with a value. */
  readonly of: number;
  /** At most three of the texts, or the first row number, of at most 40 letters. */
  readonly examples: readonly string[];
}
