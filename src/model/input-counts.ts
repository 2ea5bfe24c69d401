import type { ArrowTable } from '../data/arrow-shape.js';
import { columnOf } from '../data/read/column.js';

/** What the column of one feature held, over all tables that were looked at. */
export interface InputCounts {
  /** Whether any row had a value. */
  any: boolean;
  /** Rows with a text such as NA in a column of numbers, read as missing. */
  marks: number;
  /** Rows with a text, of a categorical feature. */
  texts: number;
  /** Of these, rows whose text the model does not know. */
  unseen: number;
}

/** Nothing counted yet. */
export const emptyCounts = (): InputCounts => ({ any: false, marks: 0, texts: 0, unseen: 0 });

/**
 * Whether a column of numbers has a value, without looking at more rows than it takes to find one.
 * @param table its rows are looked at
 * @param name of a column of numbers or bools
 */
export function hasValue(table: ArrowTable, name: string): boolean {
  const vector = columnOf(table, name);
  for (let row = 0; row < vector.length; row++) {
    const value: unknown = vector.get(row);
    if (value !== null && value !== undefined && !Number.isNaN(value)) return true;
  }
  return false;
}
