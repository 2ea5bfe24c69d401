import type { ArrowTable, ArrowVector } from '../arrow-shape.js';
import { viewColumn } from '../columns.js';
import { bitAt, isPresent } from './bits.js';
import { badCell, columnOf, isText } from './column.js';

type Visit = (text: string, row: number) => void;

/**
 * Calls `visit(text, row)` for every row, from 0; integers are given as their decimal text.
 * @throws WinbackError BAD_INPUT naming column and row (from 1) for a missing value, an empty text or a fraction
 */
export function eachStrictText(table: ArrowTable, name: string, visit: Visit): void {
  const vector = columnOf(table, name);
  if (isText(vector)) eachOfText(vector, name, visit);
  else eachNumber(table, name, visit);
}

/** Text of one cell, as `eachStrictText` gives it. */
export function textAt(vector: ArrowVector, row: number): string {
  return String(vector.get(row));
}

function eachOfText(vector: ArrowVector, name: string, visit: Visit): void {
  for (let row = 0; row < vector.length; row++) {
    const value = vector.get(row);
    if (value === null || value === '') throw badCell(name, row, 'must not be empty', value);
    visit(String(value), row);
  }
}

function eachNumber(table: ArrowTable, name: string, visit: Visit): void {
  const { chunks, type } = viewColumn(table, name);
  let row = 0;
  for (const chunk of chunks) {
    for (let i = 0; i < chunk.length; i++, row++) {
      const stored =
        type === 'bool' ? bitAt(chunk.values as Uint8Array, chunk.bitOffset + i) : chunk.values[i]!;
      // 64-bit integers keep all their digits: they never become a double.
      const value = isPresent(chunk, i) ? stored : null;
      if (typeof value !== 'bigint' && !Number.isSafeInteger(value))
        throw badCell(name, row, 'must be text or a whole number', value);
      visit(String(value), row);
    }
  }
}
