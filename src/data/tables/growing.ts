import {
  allocateColumn,
  type ColumnArray,
  type ColumnArrayConstructor,
  copiedColumn,
} from '../../base/large-arrays.js';
import { bitAt, setBit } from '../read/bits.js';
import type { BuiltColumn, Validity } from './build.js';

/** Typed arrays that can grow. */
export type Storage = ColumnArray;

const firstRows = 2048;

/** A copy of `array` with room for at least `needed` values, at least doubled; `array` itself if it fits. */
export function grown<T extends Storage>(array: T, needed: number): T {
  if (array.length >= needed) return array;
  const Constructor = array.constructor as ColumnArrayConstructor<T>;
  const larger = allocateColumn(Constructor, Math.max(needed, array.length * 2, firstRows));
  (larger as Uint8Array).set(array as Uint8Array);
  return larger;
}

/** The first `length` values; without a copy where little room is left over. */
export function filled<T extends Storage>(values: T, length: number): T {
  const used = values.subarray(0, length) as T;
  return values.length <= length * 1.25 ? used : copiedColumn(used);
}

/** Collects which rows of a growing column are present. Until the first null there is no bitmap. */
export class GrowingValidity {
  #bitmap: Uint8Array | undefined;
  #nulls = 0;
  #rows = 0;

  /** Appends `count` rows, all present, or as bits `0 .. count - 1` of `bits` say. */
  append(bits: Uint8Array | null, count: number): void {
    const start = this.#rows;
    this.#rows += count;
    if (bits === null) {
      if (this.#bitmap !== undefined) setBits(this.#reserved(), start, this.#rows);
      return;
    }
    const nulls = count - onesOf(bits, count);
    if (nulls === 0 && this.#bitmap === undefined) return;
    if (this.#bitmap === undefined) setBits(this.#reserved(), 0, start);
    const bitmap = this.#reserved();
    this.#nulls += nulls;
    for (let i = 0; i < count; i++) {
      if (bitAt(bits, i) === 1) setBit(bitmap, start + i);
    }
  }

  #reserved(): Uint8Array {
    this.#bitmap = grown(this.#bitmap ?? new Uint8Array(0), (this.#rows + 7) >> 3);
    return this.#bitmap;
  }

  get rows(): number {
    return this.#rows;
  }

  /** Nothing where every row is present. */
  built(): { readonly validity?: Validity | undefined } {
    if (this.#nulls === 0) return {};
    const bitmap = this.#reserved().slice(0, (this.#rows + 7) >> 3);
    return { validity: { bitmap, nulls: this.#nulls } };
  }
}

function setBits(bitmap: Uint8Array, from: number, to: number): void {
  let row = from;
  for (; row < to && (row & 7) !== 0; row++) setBit(bitmap, row);
  bitmap.fill(0xff, row >> 3, to >> 3);
  for (row = Math.max(row, to & ~7); row < to; row++) setBit(bitmap, row);
}

const onesOfByte = Uint8Array.from({ length: 256 }, (_, byte) => {
  let ones = 0;
  for (let rest = byte; rest > 0; rest >>= 1) ones += rest & 1;
  return ones;
});

function onesOf(bits: Uint8Array, count: number): number {
  let ones = 0;
  for (let i = 0; i < count >> 3; i++) ones += onesOfByte[bits[i]!]!;
  for (let i = count & ~7; i < count; i++) ones += bitAt(bits, i);
  return ones;
}

/** A column that grows chunk by chunk and is then built into Arrow buffers. */
export interface GrowingColumn<Chunk> {
  append(chunk: Chunk): void;
  built(): BuiltColumn;
}
