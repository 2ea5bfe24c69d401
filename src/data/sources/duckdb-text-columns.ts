import type { DuckDBVector } from '@duckdb/node-api';
import { bitAt, setBit } from '../read/bits.js';
import type { BuiltColumn } from '../tables/build.js';
import { filled, type GrowingColumn, GrowingValidity, grown } from '../tables/growing.js';

/** Adds one column of each chunk of a result to a growing Arrow column. */
export type Collector = GrowingColumn<DuckDBVector>;

/** Bit r is 1 where row r of the vector has a value; null = all have. */
export function validityBits(vector: DuckDBVector): Uint8Array | null {
  const { validity } = vector as unknown as { validity?: { data: BigUint64Array | null } };
  if (validity === undefined) return presence(vector);
  const { data } = validity;
  return data === null ? null : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/** The same from the items: vectors of maps and unions keep no bits of their own. */
function presence(vector: DuckDBVector): Uint8Array {
  const bits = new Uint8Array((vector.itemCount + 7) >> 3);
  for (let i = 0; i < vector.itemCount; i++) if (vector.getItem(i) !== null) setBit(bits, i);
  return bits;
}

/** Text as codes into the values seen, in order of appearance. */
export class DictionaryCollector implements Collector {
  readonly #validity = new GrowingValidity();
  readonly #name: string;
  readonly #categories: string[] = [];
  readonly #codeOf = new Map<string, number>();
  #codes = new Int32Array(0);

  constructor(name: string) {
    this.#name = name;
  }

  append(vector: DuckDBVector): void {
    const start = this.#validity.rows;
    this.#codes = grown(this.#codes, start + vector.itemCount);
    for (let i = 0; i < vector.itemCount; i++) {
      const item: unknown = vector.getItem(i);
      if (item !== null) this.#codes[start + i] = this.#code(typeof item === 'string' ? item : String(item));
    }
    this.#validity.append(validityBits(vector), vector.itemCount);
  }

  #code(category: string): number {
    const known = this.#codeOf.get(category);
    if (known !== undefined) return known;
    const code = this.#categories.push(category) - 1;
    this.#codeOf.set(category, code);
    return code;
  }

  built(): BuiltColumn {
    const codes = filled(this.#codes, this.#validity.rows);
    const common = { name: this.#name, ...this.#validity.built() };
    return { ...common, kind: 'dictionary', codes, categories: this.#categories };
  }
}

/** Text as UTF-8 bytes. */
export class Utf8Collector implements Collector {
  readonly #validity = new GrowingValidity();
  readonly #name: string;
  readonly #isText: boolean;
  readonly #encoder = new TextEncoder();
  #offsets = new Int32Array(1);
  #bytes = new Uint8Array(0);

  /** @param isText of VARCHAR: vectors of other types keep something else where its texts lie */
  constructor(name: string, isText: boolean) {
    this.#name = name;
    this.#isText = isText;
  }

  append(vector: DuckDBVector): void {
    const start = this.#validity.rows;
    this.#offsets = grown(this.#offsets, start + vector.itemCount + 1);
    const dataView = this.#isText
      ? (vector as unknown as { readonly dataView?: DataView | undefined }).dataView
      : undefined;
    const valid = validityBits(vector);
    let end = this.#offsets[start]!;
    for (let i = 0; i < vector.itemCount; i++) {
      const present = valid === null || bitAt(valid, i) === 1;
      if (present) end = this.#add(vector, i, dataView, end);
      this.#offsets[start + i + 1] = end;
    }
    this.#validity.append(validityBits(vector), vector.itemCount);
  }

  // DuckDB keeps a text of up to 12 bytes inside its 16-byte entry, after the length (duckdb.h,
  // duckdb_string_t): those need no decoding.
  #add(vector: DuckDBVector, item: number, entries: DataView | undefined, end: number): number {
    const length = entries?.getUint32(item * 16, true) ?? Number.POSITIVE_INFINITY;
    if (entries !== undefined && length <= 12) {
      this.#bytes = grown(this.#bytes, end + length);
      const at = item * 16 + 4;
      for (let i = 0; i < length; i++) this.#bytes[end + i] = entries.getUint8(at + i);
      return end + length;
    }
    const value = String(vector.getItem(item));
    // UTF-8 takes at most three bytes for a UTF-16 unit.
    this.#bytes = grown(this.#bytes, end + value.length * 3);
    return end + this.#encoder.encodeInto(value, this.#bytes.subarray(end)).written;
  }

  built(): BuiltColumn {
    const { rows } = this.#validity;
    const offsets = filled(this.#offsets, rows + 1);
    const bytes = filled(this.#bytes, offsets[rows]!);
    return { name: this.#name, kind: 'utf8', offsets, bytes, ...this.#validity.built() };
  }
}
