import type { BuiltColumn, Validity } from './build.js';

/** Typed arrays that can grow. */
export type Storage =
  | Float64Array
  | Float32Array
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array;

const firstRows = 2048;

/** A copy of `array` with room for at least `needed` values, at least doubled; `array` itself if it fits. */
export function grown<T extends Storage>(array: T, needed: number): T {
  if (array.length >= needed) return array;
  const Constructor = array.constructor as new (length: number) => T;
  const larger = new Constructor(Math.max(needed, array.length * 2, firstRows));
  (larger as Uint8Array).set(array as Uint8Array);
  return larger;
}

/** Collects which rows of a growing column are present. */
export class GrowingValidity {
  #bitmap = new Uint8Array(0);
  #nulls = 0;
  #rows = 0;

  /** Appends `count` rows, all present, or as bits `0 .. count - 1` of `bits` say. */
  append(bits: Uint8Array | null, count: number): void {
    this.#bitmap = grown(this.#bitmap, (this.#rows + count + 7) >> 3);
    for (let i = 0; i < count; i++) {
      if (bits === null || (bits[i >> 3]! >> (i & 7)) & 1) {
        const row = this.#rows + i;
        this.#bitmap[row >> 3]! |= 1 << (row & 7);
      } else this.#nulls++;
    }
    this.#rows += count;
  }

  get rows(): number {
    return this.#rows;
  }

  /** Nothing where every row is present. */
  built(): { readonly validity?: Validity } {
    if (this.#nulls === 0) return {};
    const bitmap = this.#bitmap.slice(0, (this.#rows + 7) >> 3);
    return { validity: { bitmap, nulls: this.#nulls } };
  }
}

/** A column that grows chunk by chunk and is then built into Arrow buffers. */
export interface GrowingColumn<Chunk> {
  append(chunk: Chunk): void;
  built(): BuiltColumn;
}
