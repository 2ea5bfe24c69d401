/** Bitmaps as Arrow and DuckDB keep them: bit `at` is bit `at & 7` of byte `at >> 3`. */

import { allocateColumn } from '../../base/large-arrays.js';
import type { ChunkView } from '../table-view.js';

/** Bit `at` of a bitmap. */
export function bitAt(bitmap: Uint8Array, at: number): 0 | 1 {
  return ((bitmap[at >> 3]! >> (at & 7)) & 1) as 0 | 1;
}

export function setBit(bitmap: Uint8Array, at: number): void {
  bitmap[at >> 3]! |= 1 << (at & 7);
}

export function clearBit(bitmap: Uint8Array, at: number): void {
  bitmap[at >> 3]! &= ~(1 << (at & 7));
}

/** Whether a row of a chunk has a value. */
export function isPresent({ validity, bitOffset }: ChunkView, row: number): boolean {
  return validity === null || bitAt(validity, bitOffset + row) === 1;
}

/** A bitmap with the number of its zero bits. */
export interface Bits {
  readonly bitmap: Uint8Array;
  readonly nulls: number;
}

/** Bit i is 1 where `present(i)`. */
export function bitsWhere(length: number, present: (index: number) => boolean): Bits {
  const bitmap = new Uint8Array((length + 7) >> 3);
  let nulls = 0;
  for (let i = 0; i < length; i++) {
    if (present(i)) setBit(bitmap, i);
    else nulls++;
  }
  return { bitmap, nulls };
}

/** The validity of a column to build; no property where every row is present. */
export function validityWhere(
  length: number,
  present: (index: number) => boolean,
): { readonly validity?: Bits | undefined } {
  const validity = bitsWhere(length, present);
  return validity.nulls === 0 ? {} : { validity };
}

/** The validity of a chunk, all present where it has none, in memory of its own. */
export function copiedValidity({ validity, bitOffset, length }: ChunkView): Uint8Array {
  const bytes = allocateColumn(Uint8Array, Math.ceil((bitOffset + length) / 8));
  if (validity === null) bytes.fill(0xff);
  else bytes.set(validity.subarray(0, bytes.length));
  return bytes;
}
