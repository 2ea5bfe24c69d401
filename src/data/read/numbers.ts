import { WinbackError } from '../../base/errors.js';
import { allocateColumn } from '../../base/large-arrays.js';
import { shown } from '../../base/options.js';
import type { ArrowTable } from '../arrow-shape.js';
import { viewColumn } from '../columns.js';
import { numberIn } from '../number-text.js';
import type { ChunkView, ColumnView } from '../table-view.js';
import { bitAt } from './bits.js';
import { readerOf } from './reader.js';

/**
 * A column of numbers or bools as doubles, NaN where missing; bools are 0 and 1, 64-bit integers are rounded. For reading
 * only: one chunk of doubles without nulls is not copied.
 * @param remedy what the message for a column of text adds
 * @throws WinbackError BAD_INPUT for a column of text
 */
export function strictNumbers(table: ArrowTable, name: string, remedy = ''): Float64Array {
  const view = viewColumn(table, name);
  if (view.categorical) refuseText(view, remedy);
  return wholeDoubles(view) ?? copied(view, table.numRows);
}

/** Names the value for which the column is of text: the first that is no number, or else the first mark of a missing one. */
function refuseText(view: ColumnView, remedy: string): never {
  const { name, categories = [] } = view;
  const kinds = categories.map(numberIn);
  const is = (wanted: (kind: number | null | undefined) => boolean): Set<number> =>
    new Set(kinds.flatMap((kind, code) => (wanted(kind) ? [code] : [])));
  const [words, marks] = [is((kind) => kind === undefined), is((kind) => kind === null)];
  const codes = words.size > 0 ? words : marks;
  const row = codes.size > 0 ? firstRow(view, codes) : null;
  if (row === null)
    throw new WinbackError('BAD_INPUT', `column "${name}" holds text, expected numbers${remedy}`);
  const text = categories[row.code]!;
  const where = `column "${name}", row ${row.row + 1}`;
  throw new WinbackError('BAD_INPUT', `${where}: ${shown(text)} is text, expected numbers${remedy}`);
}

function firstRow(view: ColumnView, codes: ReadonlySet<number>): { row: number; code: number } | null {
  const read = readerOf(view);
  const rows = view.chunks.reduce((sum, { length }) => sum + length, 0);
  for (let row = 0; row < rows; row++) {
    const code = read.present(row) ? Number(read.value(row)) : -1;
    if (codes.has(code)) return { row, code };
  }
  return null;
}

/** Every value of a column as a double, NaN where missing; a dictionary gives its codes. A copy. */
export function numbersOrCodes(table: ArrowTable, name: string): Float64Array {
  return copied(viewColumn(table, name), table.numRows);
}

function wholeDoubles({ chunks }: ColumnView): Float64Array | null {
  const [only] = chunks;
  if (chunks.length !== 1 || only!.validity !== null) return null;
  return only!.values instanceof Float64Array ? only!.values.subarray(0, only!.length) : null;
}

function copied({ chunks, type }: ColumnView, rows: number): Float64Array {
  const out = allocateColumn(Float64Array, rows);
  let at = 0;
  for (const chunk of chunks) {
    copyChunk(chunk, type === 'bool', out.subarray(at, at + chunk.length));
    at += chunk.length;
  }
  return out;
}

// A loop for each kind of storage: an engine that meets several in one loop looks at the type of every element.
function copyChunk({ values, validity, bitOffset, length }: ChunkView, isBool: boolean, out: Float64Array) {
  if (isBool) for (let row = 0; row < length; row++) out[row] = bitAt(values as Uint8Array, bitOffset + row);
  else if (values instanceof BigInt64Array || values instanceof BigUint64Array)
    for (let row = 0; row < length; row++) out[row] = Number(values[row]);
  else out.set((values as Float64Array).subarray(0, length));
  if (validity === null) return;
  for (let row = 0; row < length; row++) if (bitAt(validity, bitOffset + row) === 0) out[row] = Number.NaN;
}
