import { WinbackError } from '../base/errors.js';
import { shown } from '../base/options.js';
import {
  type ArrowData,
  type ArrowTable,
  type ArrowType,
  type ArrowVector,
  arrowType,
  isArrowTable,
} from './arrow-shape.js';
import { dictionaryOf, hasNulls, mergeDictionaries, recoded } from './dictionaries.js';
import { columnOf } from './read/column.js';
import type { ChunkView, ColumnKind, ColumnView, TableView } from './table-view.js';

/**
 * Views of the named columns of an Arrow table, without copying a value: numbers, bools, and the
 * codes of dictionaries. @throws WinbackError BAD_INPUT for a missing column or a type that is not read
 */
export function viewColumns(table: ArrowTable, names: readonly string[]): TableView {
  checkTable(table);
  return { rows: table.numRows, columns: names.map((name) => viewColumn(table, name)) };
}

/** Throws BAD_INPUT unless `value` has the shape of an Arrow table. */
export function checkTable(value: unknown): asserts value is ArrowTable {
  if (!isArrowTable(value))
    throw new WinbackError('BAD_INPUT', `expected an Arrow table, got ${shown(value)}`);
}

/** View of one column. */
export function viewColumn(table: ArrowTable, name: string): ColumnView {
  checkTable(table);
  const vector = columnOf(table, name);
  const categorical = vector.type.typeId === arrowType.dictionary;
  const kind = kindOf(categorical ? vector.type.indices : vector.type, name);
  const chunks = vector.data.map((data) => viewChunk(data, kind, name));
  if (!categorical) return { name, type: kind, categorical, chunks };
  const { categories, codes } = mergeDictionaries(vector.data);
  return { name, categorical, categories, ...merged(kind, chunks, codes) };
}

/** Chunks of which one is recoded all get codes of one type. */
function merged(
  kind: ColumnKind,
  chunks: readonly ChunkView[],
  codes: readonly (Int32Array | null)[],
): Pick<ColumnView, 'type' | 'chunks'> {
  if (codes.every((one) => one === null)) return { type: kind, chunks };
  return { type: 'int32', chunks: chunks.map((chunk, i) => recoded(chunk, codes[i] ?? null)) };
}

/** The codes of a dictionary column, with its dictionaries unread: reading a million labels takes long. */
export interface CodesView {
  readonly chunks: readonly ChunkView[];
  /** One per chunk; chunks mostly share theirs. A later one may have grown, see mergeDictionaries. */
  readonly dictionaries: readonly ArrowVector[];
}

/** @throws WinbackError BAD_INPUT unless the column is a dictionary */
export function viewCodes(table: ArrowTable, name: string): CodesView {
  checkTable(table);
  const vector = table.getChild(name);
  const dictionaries = vector?.data.flatMap(({ dictionary }) => dictionary ?? []) ?? [];
  if (vector === null || dictionaries.length < vector.data.length)
    throw new WinbackError('BAD_INPUT', `column "${name}" is no dictionary`);
  const kind = kindOf(vector.type.indices, name);
  const chunks = vector.data.map((data) => viewChunk(data, kind, name));
  if (new Set(dictionaries).size === 1 && !hasNulls(dictionaries[0]!)) return { chunks, dictionaries };
  const { categories, codes } = mergeDictionaries(vector.data);
  const one = dictionaryOf(categories, dictionaries[0]!);
  return { chunks: merged(kind, chunks, codes).chunks, dictionaries: chunks.map(() => one) };
}

function kindOf(type: ArrowType | undefined, name: string): ColumnKind {
  if (type?.typeId === arrowType.bool) return 'bool';
  if (type?.typeId === arrowType.float && type.precision === 1) return 'float32';
  if (type?.typeId === arrowType.float && type.precision === 2) return 'float64';
  if (type?.typeId === arrowType.int) return `${type.isSigned ? '' : 'u'}int${type.bitWidth}` as ColumnKind;
  throw new WinbackError(
    'BAD_INPUT',
    `column "${name}" has Arrow type ${String(type)}, which is not read: ` +
      'give float64, float32, an integer, bool, or a dictionary of strings',
  );
}

function viewChunk(data: ArrowData, type: ColumnKind, name: string): ChunkView {
  const validity =
    data.nullCount > 0 && data.nullBitmap && data.nullBitmap.length > 0 ? data.nullBitmap : null;
  const values = data.values as ChunkView['values'];
  if (!ArrayBuffer.isView(values))
    throw new WinbackError('BAD_INPUT', `column "${name}" has no values buffer`);
  const needed = type === 'bool' ? Math.ceil((data.offset + data.length) / 8) : data.length;
  if (values.length < needed) {
    throw new WinbackError(
      'BAD_INPUT',
      `column "${name}": a chunk of ${data.length} rows holds ${values.length} values`,
    );
  }
  return { values, validity, bitOffset: data.offset, length: data.length };
}
