import type { DuckDBDataChunk, DuckDBType, DuckDBVector } from '@duckdb/node-api';

import type { BuiltColumn } from '../tables/build.js';
import { type GrowingColumn, GrowingValidity, grown, type Storage } from '../tables/growing.js';

/** DuckDB's type ids (duckdb.h, `duckdb_type`), of which the constants that are told apart here. */
const typeId = {
  boolean: 1,
  bigint: 5,
  timestamp: 12,
  date: 13,
  hugeint: 16,
  varchar: 17,
  decimal: 19,
  timestampS: 20,
  timestampMs: 21,
  timestampNs: 22,
  timestampTz: 31,
  uhugeint: 32,
} as const;

/** TINYINT .. UBIGINT, FLOAT, DOUBLE: vectors whose `items` is the typed array of the values. */
const plainNumbers: ReadonlySet<number> = new Set([2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);

/** How text columns, and codes of categories, are to appear. */
export interface TextColumns {
  readonly utf8: ReadonlySet<string>;
  readonly categories: Readonly<Record<string, readonly string[]>>;
}

/** Adds column `index` of each chunk of a result to a growing Arrow column. */
type Collector = GrowingColumn<DuckDBVector>;

/**
 * Collector for one result column: numbers keep their width, DECIMAL and HUGEINT become float64, DATE
 * days, every TIMESTAMP microseconds (UTC for those with a zone), VARCHAR a dictionary or UTF-8 bytes,
 * anything else its text.
 */
export function collectorOf(name: string, type: DuckDBType, as: TextColumns): Collector {
  const id: number = type.typeId;
  const categories = as.categories[name];
  if (categories) return new ItemCollector(name, 'dictionary', Number, categories);
  if (plainNumbers.has(id)) return new NumberCollector(name, 'number');
  if (id === typeId.date) return new ItemCollector(name, 'date', (item) => (item as { days: number }).days);
  if (id === typeId.boolean) return new BoolCollector(name);
  if (id === typeId.decimal) return new ItemCollector(name, 'number', decimalToNumber);
  if (id === typeId.hugeint || id === typeId.uhugeint) return new ItemCollector(name, 'number', Number);
  if (id === typeId.timestamp || id === typeId.timestampTz) return new NumberCollector(name, 'timestamp');
  if (id === typeId.timestampS) return new NumberCollector(name, 'timestamp', (t) => t * 1_000_000n);
  if (id === typeId.timestampMs) return new NumberCollector(name, 'timestamp', (t) => t * 1000n);
  if (id === typeId.timestampNs) return new NumberCollector(name, 'timestamp', (t) => t / 1000n);
  return as.utf8.has(name) ? new Utf8Collector(name) : new DictionaryCollector(name);
}

/** Collects whole chunks into columns. */
export class ChunkCollector {
  readonly #collectors: readonly Collector[];
  #rows = 0;

  constructor(names: readonly string[], types: readonly DuckDBType[], as: TextColumns) {
    this.#collectors = names.map((name, i) => collectorOf(name, types[i]!, as));
  }

  get rows(): number {
    return this.#rows;
  }

  append(chunk: DuckDBDataChunk): void {
    for (const [i, collector] of this.#collectors.entries()) collector.append(chunk.getColumnVector(i));
    this.#rows += chunk.rowCount;
  }

  built(): readonly BuiltColumn[] {
    return this.#collectors.map((collector) => collector.built());
  }
}

function decimalToNumber(item: unknown): number {
  return (item as { toDouble(): number }).toDouble();
}

function validityBits(vector: DuckDBVector): Uint8Array | null {
  const { data } = (vector as unknown as { validity: { data: BigUint64Array | null } }).validity;
  return data === null ? null : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

class NumberCollector implements Collector {
  readonly #validity = new GrowingValidity();
  readonly #name: string;
  readonly #kind: 'number' | 'timestamp';
  readonly #toMicros: ((value: bigint) => bigint) | undefined;
  #values: Storage | undefined;

  constructor(name: string, kind: 'number' | 'timestamp', toMicros?: (value: bigint) => bigint) {
    this.#name = name;
    this.#kind = kind;
    this.#toMicros = toMicros;
  }

  append(vector: DuckDBVector): void {
    const { items } = vector as unknown as { items: Storage };
    const start = this.#validity.rows;
    const Constructor = items.constructor as new (length: number) => Storage;
    const values = grown(this.#values ?? new Constructor(0), start + items.length);
    const converted = this.#toMicros ? (items as BigInt64Array).map(this.#toMicros) : items;
    (values as Uint8Array).set(converted as Uint8Array, start);
    this.#values = values;
    this.#validity.append(validityBits(vector), items.length);
  }

  built(): BuiltColumn {
    const { rows } = this.#validity;
    const common = { name: this.#name, ...this.#validity.built() };
    const values = this.#values?.slice(0, rows);
    if (this.#kind === 'timestamp') {
      return { ...common, kind: 'timestamp', values: (values ?? new BigInt64Array(0)) as BigInt64Array };
    }
    return { ...common, kind: 'number', values: values ?? new Float64Array(0) };
  }
}

/** For the types whose items have to be converted one by one. */
class ItemCollector implements Collector {
  readonly #validity = new GrowingValidity();
  readonly #name: string;
  readonly #kind: 'number' | 'date' | 'dictionary';
  readonly #convert: (item: unknown) => number;
  readonly #categories: readonly string[];
  #values: Float64Array | Int32Array;

  constructor(
    name: string,
    kind: 'number' | 'date' | 'dictionary',
    convert: (item: unknown) => number,
    categories: readonly string[] = [],
  ) {
    this.#name = name;
    this.#kind = kind;
    this.#convert = convert;
    this.#categories = categories;
    this.#values = kind === 'number' ? new Float64Array(0) : new Int32Array(0);
  }

  append(vector: DuckDBVector): void {
    const start = this.#validity.rows;
    this.#values = grown(this.#values, start + vector.itemCount);
    for (let i = 0; i < vector.itemCount; i++) {
      const item: unknown = vector.getItem(i);
      this.#values[start + i] = item === null ? 0 : this.#convert(item);
    }
    this.#validity.append(validityBits(vector), vector.itemCount);
  }

  built(): BuiltColumn {
    const values = this.#values.slice(0, this.#validity.rows);
    const common = { name: this.#name, ...this.#validity.built() };
    if (this.#kind === 'number') return { ...common, kind: 'number', values };
    if (this.#kind === 'date') return { ...common, kind: 'date', values: values as Int32Array };
    return { ...common, kind: 'dictionary', codes: values as Int32Array, categories: this.#categories };
  }
}

class BoolCollector implements Collector {
  readonly #validity = new GrowingValidity();
  readonly #name: string;
  #bitmap = new Uint8Array(0);

  constructor(name: string) {
    this.#name = name;
  }

  append(vector: DuckDBVector): void {
    const start = this.#validity.rows;
    this.#bitmap = grown(this.#bitmap, (start + vector.itemCount + 7) >> 3);
    for (let i = 0; i < vector.itemCount; i++) {
      const row = start + i;
      if (vector.getItem(i) === true) this.#bitmap[row >> 3]! |= 1 << (row & 7);
    }
    this.#validity.append(validityBits(vector), vector.itemCount);
  }

  built(): BuiltColumn {
    const { rows } = this.#validity;
    const bitmap = this.#bitmap.slice(0, (rows + 7) >> 3);
    return { name: this.#name, kind: 'bool', bitmap, rows, ...this.#validity.built() };
  }
}

class DictionaryCollector implements Collector {
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
    const codes = this.#codes.slice(0, this.#validity.rows);
    const common = { name: this.#name, ...this.#validity.built() };
    return { ...common, kind: 'dictionary', codes, categories: this.#categories };
  }
}

class Utf8Collector implements Collector {
  readonly #validity = new GrowingValidity();
  readonly #name: string;
  readonly #encoder = new TextEncoder();
  #offsets = new Int32Array(1);
  #bytes = new Uint8Array(0);

  constructor(name: string) {
    this.#name = name;
  }

  append(vector: DuckDBVector): void {
    const start = this.#validity.rows;
    this.#offsets = grown(this.#offsets, start + vector.itemCount + 1);
    const { dataView } = vector as unknown as { readonly dataView?: DataView };
    const valid = validityBits(vector);
    let end = this.#offsets[start]!;
    for (let i = 0; i < vector.itemCount; i++) {
      const present = valid === null || ((valid[i >> 3]! >> (i & 7)) & 1) === 1;
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
    const offsets = this.#offsets.slice(0, rows + 1);
    const bytes = this.#bytes.slice(0, offsets[rows]);
    return { name: this.#name, kind: 'utf8', offsets, bytes, ...this.#validity.built() };
  }
}
