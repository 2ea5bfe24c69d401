import { WinbackError } from '../base/errors.js';
import { allocateColumn } from '../base/large-arrays.js';
import { shown } from '../base/options.js';
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

function isNull({ validity, bitOffset }: ChunkView, row: number): boolean {
  const bit = bitOffset + row;
  return validity !== null && ((validity[bit >> 3]! >> (bit & 7)) & 1) === 0;
}

function valueAt(chunk: ChunkView, row: number, isBool: boolean): number {
  const bit = chunk.bitOffset + row;
  if (isNull(chunk, row)) return Number.NaN;
  if (isBool) return ((chunk.values as Uint8Array)[bit >> 3]! >> (bit & 7)) & 1;
  return Number(chunk.values[row]);
}

/** The texts of flags, in any case. */
const flagTexts: Readonly<Record<string, 0 | 1>> = {
  ...{ true: 1, yes: 1, y: 1, t: 1, '1': 1 },
  ...{ false: 0, no: 0, n: 0, f: 0, '0': 0 },
};

/**
 * Flags of a column: bool, numbers 0 and 1, or texts such as yes and no.
 * @throws WinbackError BAD_INPUT naming column and row (from 1) for a missing or other value
 */
export function flagsOf(table: ArrowTable, name: string): Uint8Array {
  const vector = columnOf(table, name);
  if (isText(vector)) {
    return Uint8Array.from({ length: vector.length }, (_, row) => {
      const value = vector.get(row);
      const flag = flagTexts[String(value).trim().toLowerCase()];
      if (flag === undefined) throw badCell(name, row, 'must be true or false', value ?? null);
      return flag;
    });
  }
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
  const got = value === null || Number.isNaN(value) ? 'nothing' : shown(value);
  return new WinbackError('BAD_INPUT', `column "${column}", row ${row + 1}: ${expected}, got ${got}`);
}

function eachOfText(vector: ArrowVector, name: string, visit: (text: string, row: number) => void): void {
  for (let row = 0; row < vector.length; row++) {
    const value = vector.get(row);
    if (value === null || value === '') throw badCell(name, row, 'must not be empty', value);
    visit(String(value), row);
  }
}

function eachNumber(table: ArrowTable, name: string, visit: (text: string, row: number) => void): void {
  const { chunks, type } = viewColumn(table, name);
  let row = 0;
  for (const chunk of chunks) {
    for (let i = 0; i < chunk.length; i++, row++) {
      // 64-bit integers keep all their digits: they never become a double.
      const value = isNull(chunk, i) ? null : type === 'bool' ? valueAt(chunk, i, true) : chunk.values[i]!;
      if (typeof value !== 'bigint' && !Number.isSafeInteger(value))
        throw badCell(name, row, 'must be text or a whole number', value);
      visit(String(value), row);
    }
  }
}
