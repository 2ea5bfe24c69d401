import { WinbackError } from '../base/errors.js';
import { allocateColumn } from '../base/large-arrays.js';
import { type ArrowTable, type ArrowVector, arrowType } from '../data/arrow-shape.js';
import { viewColumn } from '../data/columns.js';
import type { ChunkView } from '../data/table-view.js';

/** Numbers of a column, NaN for null; bools are 0 and 1. A copy, except for one whole float64 chunk. */
export function numbersOf(table: ArrowTable, name: string): Float64Array {
  const { chunks, type, categorical } = viewColumn(table, name);
  if (categorical) throw new WinbackError('BAD_INPUT', `column "${name}" holds text, not numbers`);
  const [only] = chunks;
  if (chunks.length === 1 && only!.validity === null && only!.values instanceof Float64Array) {
    return only!.values.subarray(0, only!.length);
  }
  const out = allocateColumn(Float64Array, table.numRows);
  let row = 0;
  for (const chunk of chunks) {
    for (let i = 0; i < chunk.length; i++) out[row++] = valueAt(chunk, i, type === 'bool');
  }
  return out;
}

function valueAt(chunk: ChunkView, row: number, isBool: boolean): number {
  const bit = chunk.bitOffset + row;
  if (chunk.validity !== null && ((chunk.validity[bit >> 3]! >> (bit & 7)) & 1) === 0) return Number.NaN;
  if (isBool) return ((chunk.values as Uint8Array)[bit >> 3]! >> (bit & 7)) & 1;
  return Number(chunk.values[row]);
}

/**
 * Flags of a column: bool, or numbers 0 and 1.
 * @throws WinbackError BAD_INPUT naming column and row (from 1) for a missing or other value
 */
export function flagsOf(table: ArrowTable, name: string): Uint8Array {
  return Uint8Array.from(numbersOf(table, name), (value, row) => {
    if (value === 0 || value === 1) return value;
    throw badCell(name, row, 'must be true or false', value);
  });
}

/** Calls `visit(text, row)` for every row; integers are given as their decimal text. */
export function eachText(table: ArrowTable, name: string, visit: (text: string, row: number) => void): void {
  const vector = columnOf(table, name);
  if (isText(vector)) eachOfText(vector, name, visit);
  else eachNumber(table, name, visit);
}

/** Text of one cell, as `eachText` gives it. */
export function textAt(vector: ArrowVector, row: number): string {
  return String(vector.get(row));
}

export function columnOf(table: ArrowTable, name: string): ArrowVector {
  const vector = table.getChild(name);
  if (vector === null) viewColumn(table, name);
  return vector!;
}

export function isText({ type }: ArrowVector): boolean {
  return (
    type.typeId === arrowType.utf8 ||
    type.typeId === arrowType.largeUtf8 ||
    type.typeId === arrowType.dictionary
  );
}

export function badCell(column: string, row: number, expected: string, value: unknown): WinbackError {
  const shown = value === null || Number.isNaN(value) ? 'nothing' : JSON.stringify(value);
  return new WinbackError('BAD_INPUT', `column "${column}", row ${row + 1}: ${expected}, got ${shown}`);
}

function eachOfText(vector: ArrowVector, name: string, visit: (text: string, row: number) => void): void {
  for (let row = 0; row < vector.length; row++) {
    const value = vector.get(row);
    if (value === null || value === '') throw badCell(name, row, 'must not be empty', value);
    visit(String(value), row);
  }
}

function eachNumber(table: ArrowTable, name: string, visit: (text: string, row: number) => void): void {
  let row = 0;
  for (const chunk of viewColumn(table, name).chunks) {
    for (let i = 0; i < chunk.length; i++, row++) {
      const value = valueAt(chunk, i, false);
      if (!Number.isSafeInteger(value)) throw badCell(name, row, 'must be text or a whole number', value);
      visit(String(value), row);
    }
  }
}
