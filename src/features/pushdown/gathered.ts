import type { Table } from 'apache-arrow';

import { bitAt, setBit } from '../../data/read/bits.js';
import type { NativeColumnMemory, NativeTableMemory } from '../../native/events-binding.js';

/** Answers of a server, copied into the memory of a table. */

interface Chunk {
  /** First bit of `nullBitmap`; the others begin with the chunk, also where it is a slice. */
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
  chunksOf(tables, name).reduce((sum, { valueOffsets: o, length }) => sum + o[length]! - o[0]!, 0);

/** The ids of all parts, one part after the other. */
export function copyIds(
  tables: readonly Table[],
  name: string,
  { ids, offsets }: Pick<NativeTableMemory, 'ids' | 'offsets'>,
): void {
  let [row, at] = [0, 0];
  for (const { valueOffsets, length, values } of chunksOf(tables, name)) {
    const first = valueOffsets[0]!;
    ids.set((values as Uint8Array).subarray(first, valueOffsets[length]), at);
    for (let i = 0; i < length; i++) offsets[row++] = at + valueOffsets[i]! - first;
    at += valueOffsets[length]! - first;
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
    if (nullCount === 0) setBits(validity, row, length);
    else for (let i = 0; i < length; i++) if (bitAt(nullBitmap, offset + i) === 1) setBit(validity, row + i);
    row += length;
  }
  return missing;
}

function setBits(bits: Uint8Array, from: number, length: number): void {
  const to = from + length;
  let at = from;
  while (at < to && at % 8 !== 0) setBit(bits, at++);
  const whole = at + ((to - at) & ~7);
  if (whole > at) bits.fill(0xff, at >> 3, whole >> 3);
  for (at = Math.max(at, whole); at < to; at++) setBit(bits, at);
}

function copyValues({ length, values: from }: Chunk, to: NativeColumnMemory['values'], row: number): void {
  if (from instanceof Float64Array && to instanceof Float64Array) to.set(from.subarray(0, length), row);
  else if (from instanceof BigInt64Array && to instanceof BigInt64Array)
    to.set(from.subarray(0, length), row);
  else if (to instanceof BigInt64Array) for (let i = 0; i < length; i++) to[row + i] = BigInt(from[i]!);
  else for (let i = 0; i < length; i++) to[row + i] = Number(from[i]!);
}
