import type { DuckDBDataChunk, DuckDBEnumType, DuckDBType, DuckDBVector } from '@duckdb/node-api';
import { allocateColumn, type ColumnArrayConstructor } from '../../base/large-arrays.js';
import { setBit } from '../read/bits.js';
import type { BuiltColumn } from '../tables/build.js';
import { filled, GrowingValidity, grown, type Storage } from '../tables/growing.js';
import { type Collector, DictionaryCollector, Utf8Collector, validityBits } from './duckdb-text-columns.js';

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
  enum: 23,
  timestampTz: 31,
  uhugeint: 32,
} as const;

/** TINYINT .. UBIGINT, FLOAT, DOUBLE: vectors whose `items` is the typed array of the values. */
const plainNumbers: ReadonlySet<number> = new Set([2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);

/** How text columns, and codes of categories, are to appear. */
export interface TextColumns {
  readonly utf8: ReadonlySet<string>;
  /** DECIMAL and HUGEINT columns whose values are names: text, not float64. */
  readonly text: ReadonlySet<string>;
  readonly categories: Readonly<Record<string, readonly string[]>>;
}

/**
 * Collector for one result column: numbers keep their width, DECIMAL and HUGEINT become float64 (text
 * where they are names), DATE
 * days, every TIMESTAMP microseconds (with the zone UTC for those that have one), VARCHAR a dictionary or UTF-8
 * bytes, ENUM a dictionary of its values, anything else its text.
 * @param capacity rows to make room for at once
 */
export function collectorOf(name: string, type: DuckDBType, as: TextColumns, capacity = 0): Collector {
  const id: number = type.typeId;
  const texts = (): Collector =>
    as.utf8.has(name) ? new Utf8Collector(name, id === typeId.varchar) : new DictionaryCollector(name);
  const categories = as.categories[name];
  if (categories) return new ItemCollector(name, 'dictionary', Number, categories);
  if (plainNumbers.has(id)) return new NumberCollector(name, 'number', capacity);
  if (id === typeId.enum) return new EnumCollector(name, (type as DuckDBEnumType).values, capacity);
  if (id === typeId.date) return new ItemCollector(name, 'date', (item) => (item as { days: number }).days);
  if (id === typeId.boolean) return new BoolCollector(name);
  const isWide = id === typeId.decimal || id === typeId.hugeint || id === typeId.uhugeint;
  if (isWide && (as.text.has(name) || as.utf8.has(name))) return texts();
  if (id === typeId.decimal) return new ItemCollector(name, 'number', decimalToNumber);
  if (isWide) return new ItemCollector(name, 'number', Number);
  if (id === typeId.timestamp) return new NumberCollector(name, 'timestamp', capacity);
  if (id === typeId.timestampTz) return new NumberCollector(name, 'instant', capacity);
  if (id === typeId.timestampS)
    return new NumberCollector(name, 'timestamp', capacity, (t) => t * 1_000_000n);
  if (id === typeId.timestampMs) return new NumberCollector(name, 'timestamp', capacity, (t) => t * 1000n);
  if (id === typeId.timestampNs) return new NumberCollector(name, 'timestamp', capacity, (t) => t / 1000n);
  return texts();
}

/** Collects whole chunks into columns. */
export class ChunkCollector {
  readonly #collectors: readonly Collector[];
  #rows = 0;

  constructor(names: readonly string[], types: readonly DuckDBType[], as: TextColumns, capacity = 0) {
    this.#collectors = names.map((name, i) => collectorOf(name, types[i]!, as, capacity));
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

// The digits are rounded once. A quotient of doubles is right while both are exact.
function decimalToNumber(item: unknown): number {
  const { value, scale } = item as { readonly value: bigint; readonly scale: number };
  const isExact = scale <= 22 && value <= largestExact && value >= -largestExact;
  return isExact ? Number(value) / 10 ** scale : Number(String(item));
}

const largestExact = BigInt(Number.MAX_SAFE_INTEGER);

class NumberCollector implements Collector {
  readonly #validity = new GrowingValidity();
  readonly #name: string;
  readonly #kind: 'number' | 'timestamp' | 'instant';
  readonly #capacity: number;
  readonly #toMicros: ((value: bigint) => bigint) | undefined;
  #values: Storage | undefined;

  constructor(
    name: string,
    kind: 'number' | 'timestamp' | 'instant',
    capacity: number,
    toMicros?: (value: bigint) => bigint,
  ) {
    this.#name = name;
    this.#kind = kind;
    this.#capacity = capacity;
    this.#toMicros = toMicros;
  }

  append(vector: DuckDBVector): void {
    const { items } = vector as unknown as { items: Storage };
    const start = this.#validity.rows;
    const Constructor = items.constructor as ColumnArrayConstructor<Storage>;
    const values = grown(this.#values ?? allocateColumn(Constructor, this.#capacity), start + items.length);
    const converted = this.#toMicros ? (items as BigInt64Array).map(this.#toMicros) : items;
    (values as Uint8Array).set(converted as Uint8Array, start);
    this.#values = values;
    this.#validity.append(validityBits(vector), items.length);
  }

  built(): BuiltColumn {
    const { rows } = this.#validity;
    const common = { name: this.#name, ...this.#validity.built() };
    const values = this.#values && filled(this.#values, rows);
    if (this.#kind === 'number') return { ...common, kind: 'number', values: values ?? new Float64Array(0) };
    const micros = (values ?? new BigInt64Array(0)) as BigInt64Array;
    return { ...common, kind: 'timestamp', values: micros, zoned: this.#kind === 'instant' };
  }
}

/** Values of an ENUM as they are stored: codes into its list of texts. */
class EnumCollector implements Collector {
  readonly #validity = new GrowingValidity();
  readonly #name: string;
  readonly #categories: readonly string[];
  #codes: Int32Array;

  constructor(name: string, categories: readonly string[], capacity: number) {
    this.#name = name;
    this.#categories = categories;
    this.#codes = allocateColumn(Int32Array, capacity);
  }

  append(vector: DuckDBVector): void {
    const { items } = vector as unknown as { items: Uint8Array | Uint16Array | Uint32Array };
    const start = this.#validity.rows;
    this.#codes = grown(this.#codes, start + items.length);
    this.#codes.set(items, start);
    this.#validity.append(validityBits(vector), items.length);
  }

  built(): BuiltColumn {
    const codes = filled(this.#codes, this.#validity.rows);
    const common = { name: this.#name, ...this.#validity.built() };
    return { ...common, kind: 'dictionary', codes, categories: this.#categories };
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
    const values = filled(this.#values, this.#validity.rows);
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
      if (vector.getItem(i) === true) setBit(this.#bitmap, row);
    }
    this.#validity.append(validityBits(vector), vector.itemCount);
  }

  built(): BuiltColumn {
    const { rows } = this.#validity;
    const bitmap = this.#bitmap.slice(0, (rows + 7) >> 3);
    return { name: this.#name, kind: 'bool', bitmap, rows, ...this.#validity.built() };
  }
}
