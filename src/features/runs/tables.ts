import type { Table } from 'apache-arrow';

import { allocateColumn } from '../../base/large-arrays.js';
import { type BuiltColumn, buildTable, type Validity } from '../../data/tables/build.js';
import type {
  NativeColumnMemory,
  NativeFeatureColumn,
  NativeProgram,
  NativeTableMemory,
} from '../../native/events-binding.js';
import { maskDays } from '../definitions/vocabulary.js';

/** Size of a table before it is filled. */
export interface TableSize {
  readonly rows: number;
  /** Bytes of all user ids. */
  readonly idBytes: number;
  readonly labelled: boolean;
  /** Attribute columns. */
  readonly attributes: number;
}

/** Names of a table's columns, in order: user, day, label (where there is one), features, attributes. */
export interface TableNames {
  readonly user: string;
  readonly day: string;
  readonly label: string | null;
  readonly features: readonly string[];
  readonly attributes: readonly { readonly name: string; readonly categories: readonly string[] }[];
}

/** Memory for the table of one snapshot, with the types that the SQL path gives its columns. */
export function tableMemory(program: NativeProgram, size: TableSize): NativeTableMemory {
  const { rows } = size;
  return {
    offsets: allocateColumn(Int32Array, rows + 1),
    ids: allocateColumn(Uint8Array, size.idBytes),
    days: allocateColumn(Int32Array, rows),
    label: size.labelled ? allocateColumn(Int32Array, rows) : null,
    columns: program.columns.map((column) => columnMemory(valuesOf(column, rows), rows)),
    attributes: Array.from({ length: size.attributes }, () =>
      columnMemory(allocateColumn(Int32Array, rows), rows),
    ),
  };
}

function columnMemory(values: NativeColumnMemory['values'], rows: number): NativeColumnMemory {
  return { values, validity: new Uint8Array((rows + 7) >> 3) };
}

function valuesOf({ kind, of, rank }: NativeFeatureColumn, rows: number): NativeColumnMemory['values'] {
  if (rank !== 'none') return allocateColumn(Float64Array, rows);
  if (kind === 'days' && of.to <= maskDays) return allocateColumn(Int8Array, rows);
  const whole = ['count', 'days', 'newest', 'oldest', 'variety'].includes(kind);
  return whole ? allocateColumn(BigInt64Array, rows) : allocateColumn(Float64Array, rows);
}

/** Bytes that the memory of a table takes, nearly. */
export function tableBytes(program: NativeProgram, { rows, idBytes, attributes }: TableSize): number {
  return idBytes + rows * (12 + 8 * program.columns.length + 4 * attributes);
}

/** A filled memory as an Arrow table over it. `missing` has a count a feature and then a count an attribute. */
export function tableFrom(
  memory: NativeTableMemory,
  names: TableNames,
  missing: readonly number[],
): Promise<Table> {
  const { offsets, ids: bytes, days, label } = memory;
  const presence = (at: number, { validity }: NativeColumnMemory): { validity?: Validity } =>
    missing[at] === 0 ? {} : { validity: { bitmap: validity, nulls: missing[at]! } };
  const columns: BuiltColumn[] = [
    { name: names.user, kind: 'utf8', offsets, bytes },
    { name: names.day, kind: 'date', values: days },
    ...(label === null ? [] : [{ name: names.label!, kind: 'number' as const, values: label }]),
    ...memory.columns.map((column, i) => ({
      name: names.features[i]!,
      kind: 'number' as const,
      values: column.values,
      ...presence(i, column),
    })),
    ...memory.attributes.map((column, i) => ({
      name: names.attributes[i]!.name,
      kind: 'dictionary' as const,
      codes: column.values as Int32Array,
      categories: names.attributes[i]!.categories,
      ...presence(memory.columns.length + i, column),
    })),
  ];
  return buildTable(columns);
}
