import type { Table } from 'apache-arrow';

import { bitAt, setBit } from '../../data/read/bits.js';
import type { NativeColumnMemory, NativeTableMemory } from '../../native/events-binding.js';

/** Answers of a server, copied into the memory of a table. */

interface Chunk {
  readonly offset: number;
  readonly length: number;
  readonly nullCount: number;
  readonly nullBitmap: Uint8Array;
  readonly values: ArrayLike<number | bigint>;
  readonly valueOffsets: Int32Array;
}

const chunksOf = (tables: readonly Table[], name: string): readonly Chunk[] =>
  tables.flatMap((table) =>
    table.numRows === 0 ? [] : (table.getChild(name)!.data as unknown as readonly Chunk[]),
  );

/** Bytes of all user ids. */
export const idBytesOf = (tables: readonly Table[], name: string): number =>
  chunksOf(tables, name).reduce(
    (sum, { valueOffsets: o, offset, length }) => sum + o[offset + length]! - o[offset]!,
    0,
  );

/** The ids of all parts, one part after the other. */
export function copyIds(
  tables: readonly Table[],
  name: string,
  { ids, offsets }: Pick<NativeTableMemory, 'ids' | 'offsets'>,
): void {
  let [row, at] = [0, 0];
  for (const { valueOffsets, offset, length, values } of chunksOf(tables, name)) {
    const first = valueOffsets[offset]!;
    ids.set((values as Uint8Array).subarray(first, valueOffsets[offset + length]), at);
    for (let i = 0; i < length; i++) offsets[row++] = at + valueOffsets[offset + i]! - first;
    at += valueOffsets[offset + length]! - first;
  }
  offsets[row] = at;
}

/** The numbers of all parts. @returns how many are missing */
export function copyNumbers(
  tables: readonly Table[],
  name: string,
  { values, validity }: NativeColumnMemory,
): number {
  let row = 0;
  let missing = 0;
  for (const chunk of chunksOf(tables, name)) {
    const { offset, length, nullCount, nullBitmap } = chunk;
    copyValues(chunk, values, row);
    missing += nullCount;
    for (let i = 0; i < length; i++)
      if (nullCount === 0 || bitAt(nullBitmap, offset + i) === 1) setBit(validity, row + i);
    row += length;
  }
  return missing;
}

function copyValues(
  { offset, length, values: from }: Chunk,
  to: NativeColumnMemory['values'],
  row: number,
): void {
  if (from instanceof Float64Array && to instanceof Float64Array)
    to.set(from.subarray(offset, offset + length), row);
  else if (from instanceof BigInt64Array && to instanceof BigInt64Array)
    to.set(from.subarray(offset, offset + length), row);
  else if (to instanceof BigInt64Array)
    for (let i = 0; i < length; i++) to[row + i] = BigInt(from[offset + i]!);
  else for (let i = 0; i < length; i++) to[row + i] = Number(from[offset + i]!);
}
