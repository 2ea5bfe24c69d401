import { WinbackError } from '../../base/errors.js';
import { allocateColumn } from '../../base/large-arrays.js';
import { shown } from '../../base/options.js';
import type { ArrowTable } from '../arrow-shape.js';
import { viewColumn } from '../columns.js';
import type { ChunkView, ColumnView } from '../table-view.js';
import { bitAt } from './bits.js';

/**
 * A column of numbers or bools as doubles, NaN where missing; bools are 0 and 1, 64-bit integers are rounded. For reading
 * only: one chunk of doubles without nulls is not copied.
 * @param remedy what the message for a column of text adds
 * @throws WinbackError BAD_INPUT for a column of text
 */
export function strictNumbers(table: ArrowTable, name: string, remedy = ''): Float64Array {
  const view = viewColumn(table, name);
  if (view.categorical) {
    const example = view.categories?.find((text) => text.trim() !== '') ?? '';
    throw new WinbackError(
      'BAD_INPUT',
      `column "${name}" holds text such as ${shown(example)}, expected numbers${remedy}`,
    );
  }
  return wholeDoubles(view) ?? copied(view, table.numRows);
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
