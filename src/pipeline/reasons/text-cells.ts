import { allocateColumn } from '../../base/large-arrays.js';
import { bitsWhere } from '../../data/read/bits.js';
import type { BuiltColumn } from '../../data/tables/build.js';

/** A text column from the UTF-8 bytes of its cells; null = no value. */
export function textCells(name: string, cells: readonly (Uint8Array | null)[]): BuiltColumn {
  const offsets = allocateColumn(Int32Array, cells.length + 1);
  for (let row = 0; row < cells.length; row++) offsets[row + 1] = offsets[row]! + (cells[row]?.length ?? 0);
  const bytes = allocateColumn(Uint8Array, offsets[cells.length]!);
  for (let row = 0; row < cells.length; row++) {
    const cell = cells[row];
    if (cell !== null && cell !== undefined) bytes.set(cell, offsets[row]!);
  }
  const validity = bitsWhere(cells.length, (row) => cells[row] !== null);
  return { name, kind: 'utf8', offsets, bytes, ...(validity.nulls === 0 ? {} : { validity }) };
}
