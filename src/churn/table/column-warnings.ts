import { requireShape } from '../../base/shape.js';

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

/** One sentence for people, English. */
export function columnWarningText(warning: ColumnWarning): string {
  requireShape(warning, 'warning', { kind: 'text', column: 'text', examples: 'list' });
  const { kind, column, rows, of, examples } = warning;
  const shown = examples.map((text) => JSON.stringify(text)).join(', ');
  switch (kind) {
    case 'missing-marks':
      return `column "${column}": ${rows} of ${of} values (${shown}) are read as missing numbers`;
    case 'mostly-numbers':
      return (
        `column "${column}": ${rows} of ${of} values are numbers, others are not (${shown}), so its values are read as ` +
        'names; list it under `numeric` or `categorical`'
      );
    case 'written-numbers':
      return (
        `column "${column}": ${rows} of ${of} values are numbers with separators or signs (${shown}), which are read as ` +
        'names; write them plainly, as 1853.00'
      );
    case 'all-numbers':
      return (
        `column "${column}": all ${of} values are numbers, but the file holds them as text and they are read as names; list ` +
        'it under `numeric` or `categorical`'
      );
    case 'infinite':
      return `column "${column}": ${rows} of ${of} values are infinite, first in row ${examples[0]}`;
  }
}
