import { bitAt, setBit } from '../../data/read/bits.js';
import type { NativeColumnMemory, NativeTableMemory } from '../../native/events-binding.js';

/**
 * The rows of parts that are each in the order of their ids, in the order of all ids.
 * @param memory the parts, one after the other
 * @param lengths rows of each part
 */
export function inIdOrder(memory: NativeTableMemory, lengths: readonly number[]): NativeTableMemory {
  const order = mergedOrder(memory, lengths);
  const { ids, offsets } = memory;
  const sortedIds = new Uint8Array(ids.length);
  const sortedOffsets = new Int32Array(offsets.length);
  let at = 0;
  order.forEach((row, i) => {
    sortedIds.set(ids.subarray(offsets[row], offsets[row + 1]), at);
    at += offsets[row + 1]! - offsets[row]!;
    sortedOffsets[i + 1] = at;
  });
  return {
    ...memory,
    ids: sortedIds,
    offsets: sortedOffsets,
    label: memory.label?.map((_, i) => memory.label![order[i]!]!) ?? null,
    columns: memory.columns.map((column) => reordered(column, order)),
  };
}

function reordered({ values, validity }: NativeColumnMemory, order: Uint32Array): NativeColumnMemory {
  const sorted = values.slice();
  const bits = new Uint8Array(validity.length);
  order.forEach((row, i) => {
    (sorted as Float64Array)[i] = (values as Float64Array)[row]!;
    if (bitAt(validity, row) === 1) setBit(bits, i);
  });
  return { values: sorted, validity: bits };
}

/** Rows of the memory in the order of their ids. */
function mergedOrder({ ids, offsets }: NativeTableMemory, lengths: readonly number[]): Uint32Array {
  const bytes = Buffer.from(ids.buffer, ids.byteOffset, ids.byteLength);
  const isBefore = (a: number, b: number): boolean =>
    bytes.compare(bytes, offsets[b]!, offsets[b + 1]!, offsets[a]!, offsets[a + 1]!) < 0;
  let first = 0;
  let parts: Uint32Array[] = lengths.map((length) => {
    const part = Uint32Array.from({ length }, (_, i) => first + i);
    first += length;
    return part;
  });
  while (parts.length > 1) {
    parts = Array.from({ length: Math.ceil(parts.length / 2) }, (_, i) => {
      const [left, right] = [parts[2 * i]!, parts[2 * i + 1]];
      return right === undefined ? left : merged(left, right, isBefore);
    });
  }
  return parts[0] ?? new Uint32Array(0);
}

function merged(
  left: Uint32Array,
  right: Uint32Array,
  isBefore: (a: number, b: number) => boolean,
): Uint32Array {
  const out = new Uint32Array(left.length + right.length);
  let [i, j] = [0, 0];
  for (let at = 0; at < out.length; at++) {
    const takesRight = i === left.length || (j < right.length && isBefore(right[j]!, left[i]!));
    out[at] = takesRight ? right[j++]! : left[i++]!;
  }
  return out;
}
