import type { ColumnProfile } from '../../data/profile/records.js';
import { phraseOf } from './words/words.js';

/** A profiled column with its place in the view and the words of its name. */
export interface Column extends ColumnProfile {
  /** Its column in the view, `c0`. */
  readonly alias: string;
  readonly phrase: string;
  /** Share of the rows with a value. */
  readonly fill: number;
  /** Rows for each different value; 0 without any. */
  readonly repeats: number;
}

export function columnsOf(columns: readonly ColumnProfile[]): readonly Column[] {
  return columns.map((column, i) => ({
    ...column,
    alias: `c${i}`,
    phrase: phraseOf(column.path),
    fill: column.rows === 0 ? 0 : column.filled / column.rows,
    repeats: column.distinct === 0 ? 0 : column.filled / column.distinct,
  }));
}

export const isNumeric = ({ kind }: ColumnProfile): boolean => kind === 'number' || kind === 'whole';

/** Whether a column can hold names: texts, or whole numbers. */
export const isNames = ({ kind, shape }: ColumnProfile): boolean =>
  (kind === 'text' && shape !== 'object' && shape !== 'url') || kind === 'whole';
