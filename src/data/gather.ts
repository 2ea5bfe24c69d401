import { WinbackError } from '../base/errors.js';
import { allocateColumn, type ColumnArrayConstructor } from '../base/large-arrays.js';
import type { ArrowData, ArrowField, ArrowTable, ArrowType, ArrowVector } from './arrow-shape.js';
import { arrowType } from './arrow-shape.js';
import { viewColumn } from './columns.js';
import { type Bits, bitAt, bitsWhere } from './read/bits.js';
import { columnOf } from './read/column.js';
import { readerOf } from './read/reader.js';
import type { ChunkView, ColumnView } from './table-view.js';

/** A column of one contiguous chunk, in Arrow's shape. */
export type OwnVector = ArrowVector & { readonly data: readonly [ArrowData] };

/**
 * Some rows of some columns, in the order asked for, as a table of its own. Values are copied once into plain
 * buffers; a dictionary keeps its categories, bools become bytes.
 * @param rows row numbers of `table`, repeats allowed
 */
export function gatherRows(table: ArrowTable, names: readonly string[], rows: Uint32Array): ArrowTable {
  return tableOf(names.map((name) => [name, gatherColumn(viewColumn(table, name), table, rows)] as const));
}

/** A table over the given columns. They must be equally long. */
export function tableOf(columns: readonly (readonly [name: string, vector: ArrowVector])[]): ArrowTable {
  const byName = new Map(columns);
  const rows = columns[0]?.[1].length ?? 0;
  for (const [name, { length }] of columns) {
    if (length !== rows)
      throw new WinbackError('BAD_INPUT', `column "${name}" has ${length} rows, not ${rows}`);
  }
  return {
    numRows: rows,
    schema: { fields: columns.map(([name, { type }]): ArrowField => ({ name, type })) },
    getChild: (name) => byName.get(name) ?? null,
  };
}

/** `table` with some columns replaced or added. */
export function withColumns(
  table: ArrowTable,
  replaced: readonly (readonly [name: string, vector: ArrowVector])[],
): ArrowTable {
  const names = new Set(replaced.map(([name]) => name));
  const kept = table.schema.fields.flatMap(({ name }) =>
    names.has(name) ? [] : [[name, columnOf(table, name)] as const],
  );
  return tableOf([...kept, ...replaced]);
}

/** A float64 column; NaN reads as missing. */
export function numberVector(values: Float64Array): OwnVector {
  return ownVector({ typeId: arrowType.float, precision: 2 }, values, null, null);
}

/** A uint8 column. */
export function byteVector(values: Uint8Array): OwnVector {
  return ownVector({ typeId: arrowType.int, bitWidth: 8, isSigned: false }, values, null, null);
}

/** A dictionary column; code -1 is missing. */
export function categoryVector(codes: Int32Array, categories: readonly string[]): OwnVector {
  const validity = bitsWhere(codes.length, (row) => codes[row]! >= 0);
  const safe = codes.map((code) => Math.max(code, 0));
  return ownVector(dictionaryType, safe, validity, categoriesVector(categories));
}

const textType: ArrowType = { typeId: arrowType.utf8 };
const dictionaryType: ArrowType = {
  typeId: arrowType.dictionary,
  indices: { typeId: arrowType.int, bitWidth: 32, isSigned: true },
  dictionary: textType,
};

function categoriesVector(categories: readonly string[]): ArrowVector {
  return { type: textType, length: categories.length, data: [], get: (index) => categories[index] };
}

function ownVector(
  type: ArrowType,
  values: ChunkView['values'],
  validity: Bits | null,
  dictionary: ArrowVector | null,
): OwnVector {
  const data: ArrowData = {
    type,
    length: values.length,
    offset: 0,
    nullCount: validity?.nulls ?? 0,
    values,
    nullBitmap: validity === null || validity.nulls === 0 ? null : validity.bitmap,
    dictionary,
  };
  const get = (row: number): unknown => {
    if (validity !== null && bitAt(validity.bitmap, row) === 0) return null;
    return dictionary === null ? values[row] : dictionary.get(Number(values[row]));
  };
  return { type, length: values.length, data: [data], get };
}

function gatherColumn(view: ColumnView, table: ArrowTable, rows: Uint32Array): OwnVector {
  const read = readerOf(view);
  const values = storageFor(view, rows.length);
  const only = view.chunks.length === 1 && view.type !== 'bool' ? view.chunks[0]!.values : null;
  // Nearly every column is one chunk: no search for the row then.
  if (only instanceof Float64Array && values instanceof Float64Array) takeNumbers(only, rows, values);
  else if (only !== null) for (let i = 0; i < rows.length; i++) values[i] = only[rows[i]!] as never;
  else for (let i = 0; i < rows.length; i++) values[i] = read.value(rows[i]!) as never;
  const validity = read.hasNulls ? bitsWhere(rows.length, (i) => read.present(rows[i]!)) : null;
  if (view.categories) return ownVector(dictionaryType, values, validity, categoriesVector(view.categories));
  const bytes: ArrowType = { typeId: arrowType.int, bitWidth: 8, isSigned: false };
  return ownVector(view.type === 'bool' ? bytes : columnOf(table, view.name).type, values, validity, null);
}

// A loop of its own: where it meets arrays of other types too, the engine looks at the type of every element.
function takeNumbers(values: Float64Array, rows: Uint32Array, into: Float64Array): void {
  for (let i = 0; i < rows.length; i++) into[i] = values[rows[i]!]!;
}

function storageFor(view: ColumnView, length: number): ChunkView['values'] {
  if (view.categories) return allocateColumn(Int32Array, length);
  if (view.type === 'bool') return allocateColumn(Uint8Array, length);
  const sample = view.chunks[0]?.values ?? new Float64Array(0);
  return allocateColumn(sample.constructor as ColumnArrayConstructor<ChunkView['values']>, length);
}
