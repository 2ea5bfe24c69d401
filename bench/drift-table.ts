// A table of 40 columns, 32 of numbers and 8 of texts, that bench/peers/drift.py makes too: integer arithmetic modulo 2^32.
import { allocateColumn } from '../src/base/large-arrays.js';
import type { ArrowTable } from '../src/data/arrow-shape.js';
import { type BuiltColumn, buildTable } from '../src/data/tables/build.js';
import type { ProfiledColumn } from '../src/monitor/profile/records.js';

const numericColumns = 32;
const textColumns = 8;

/** Categories of the first column of texts; each next one has four more. */
const fewestCategories = 6;

/** A number in [0, 1) of a row, a column, a side (0 training, 1 today) and a draw. */
function uniform(row: number, column: number, side: number, draw: number): number {
  const salt = column * 8 + side * 4 + draw + 1;
  let word = Math.imul(row ^ Math.imul(salt, 0x9e3779b1), 0x85ebca6b);
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
  return ((word ^ (word >>> 16)) >>> 0) / 4294967296;
}

/** About normal, mean 0, standard deviation 1. */
function bell(row: number, column: number, side: number): number {
  const sum = uniform(row, column, side, 0) + uniform(row, column, side, 1) + uniform(row, column, side, 2);
  return 2 * (sum - 1.5);
}

/** Four kinds in turn: about normal, of any magnitude, counts, payments of which many are zero. */
function value(row: number, column: number, side: number): number {
  const shift = side * 0.002 * column;
  const z = bell(row, column, side) + shift;
  switch (column % 4) {
    case 0:
      return z;
    case 1:
      return Math.exp(1.5 * z);
    case 2:
      return Math.floor(10 * uniform(row, column, side, 0) ** 2 * (1 + shift));
    default:
      return uniform(row, column, side, 3) < 0.6 ? 0 : Math.round(100 * Math.exp(z)) / 100;
  }
}

const name = (column: number): string => `c${String(column).padStart(2, '0')}`;

/** All columns, as a profile describes them. */
export const driftColumns: readonly ProfiledColumn[] = Array.from(
  { length: numericColumns + textColumns },
  (_, column) => ({ name: name(column), kind: column < numericColumns ? 'numeric' : 'categorical' }),
);

/** The rows of one side. */
export async function driftTable(rows: number, side: number): Promise<ArrowTable> {
  const columns = driftColumns.map(({ name: own, kind }, column): BuiltColumn => {
    if (kind === 'numeric') {
      const values = allocateColumn(Float64Array, rows);
      for (let row = 0; row < rows; row++) values[row] = value(row, column, side);
      return { name: own, kind: 'number', values };
    }
    const count = fewestCategories + 4 * (column - numericColumns);
    const codes = allocateColumn(Int32Array, rows);
    for (let row = 0; row < rows; row++) codes[row] = Math.floor(count * uniform(row, column, side, 0) ** 2);
    const categories = Array.from({ length: count }, (_, code) => `category ${code}`);
    return { name: own, kind: 'dictionary', codes, categories };
  });
  return buildTable(columns);
}
