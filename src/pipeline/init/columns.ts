import { readNumberSql } from '../../data/numbers/column-numbers.js';
import type { ColumnProfile, ShapeName } from '../../data/profile/records.js';
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

const writtenShapes: readonly (ShapeName | null)[] = [
  'currency',
  'thousands',
  'decimalComma',
  'percent',
  'wan',
];

/** The number of a row, as SQL, also where it is written as people do (￥1,234.50; 24,90); NULL where there is none. */
export function valueSql({ alias, shape }: Pick<Column, 'alias' | 'shape'>): string {
  if (!writtenShapes.includes(shape)) return `TRY_CAST(${alias} AS DOUBLE)`;
  const read = (['1,234.56', '1.234,56'] as const).map((form) => readNumberSql(`${alias}::VARCHAR`, form));
  return `coalesce(${(shape === 'decimalComma' ? read.toReversed() : read).join(', ')})`;
}

/** Whether a column can hold names: texts, or whole numbers. */
export const isNames = ({ kind, shape }: ColumnProfile): boolean =>
  (kind === 'text' && shape !== 'object' && shape !== 'url') || kind === 'whole';
