import { allocateColumn } from '../../base/large-arrays.js';
import { bitsWhere } from '../read/bits.js';
import type { BuiltColumn } from './build.js';

/** Bytes of UTF-8 that a unit of a JavaScript string takes at most. */
const mostBytes = 3;

/** A text column; null = no value. */
export function textCells(name: string, cells: readonly (string | null)[]): BuiltColumn {
  let most = 0;
  for (const cell of cells) most += (cell?.length ?? 0) * mostBytes;
  const bytes = allocateColumn(Uint8Array, most);
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const offsets = allocateColumn(Int32Array, cells.length + 1);
  let at = 0;
  for (const [row, cell] of cells.entries()) {
    if (cell !== null) at += buffer.write(cell, at, 'utf8');
    offsets[row + 1] = at;
  }
  const validity = bitsWhere(cells.length, (row) => cells[row] !== null);
  const found = validity.nulls === 0 ? {} : { validity };
  return { name, kind: 'utf8', offsets, bytes: bytes.subarray(0, at), ...found };
}
