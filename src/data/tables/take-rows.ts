import type { Table, Vector } from 'apache-arrow';
import { allocateColumn, type ColumnArrayConstructor } from '../../base/large-arrays.js';
import { requireShape } from '../../base/shape.js';
import { type ArrowTable, type ArrowType, arrowType } from '../arrow-shape.js';
import { checkTable, viewColumn } from '../columns.js';
import { bitsWhere } from '../read/bits.js';
import { readerOf } from '../read/reader.js';
import { type BuiltColumn, buildTable, type Validity } from './build.js';

/**
 * Some rows of every column of a table, in the order asked for, as a table of plain buffers. Text becomes
 * dictionaries, bools stay bools, dates and timestamps keep their unit.
 * @param table any Arrow table of columns that are read here
 * @param rows row numbers from 0, in the order wanted; one may occur again
 * @throws WinbackError BAD_INPUT for a column type that is not read
 *
 * @example
 * ```ts
 * import { tableFromArrays } from 'apache-arrow';
 * import { takeTableRows } from 'winback/data';
 *
 * const table = tableFromArrays({ user: ['a', 'b', 'c'], score: [0.9, 0.1, 0.4] });
 * const taken = await takeTableRows(table, Uint32Array.of(2, 0));
 * taken.getChild('user')?.toArray(); // [c, a]
 * ```
 */
export async function takeTableRows(table: Table, rows: Uint32Array): Promise<Table> {
  checkTable(table);
  requireShape(rows, 'rows', 'list');
  return buildTable(table.schema.fields.map(({ name }) => takenColumn(table, name, rows)));
}

/** Some rows of one column. @throws WinbackError BAD_INPUT for a column type that is not read */
export function takenColumn(table: Table, name: string, rows: Uint32Array): BuiltColumn {
  const vector = table.getChild(name)!;
  const { typeId } = vector.type as ArrowType;
  switch (typeId) {
    case arrowType.utf8:
    case arrowType.largeUtf8:
      return takenText(vector, name, rows);
    case arrowType.date: {
      const { milliseconds, rest } = takenTimes(vector, rows);
      const values = Int32Array.from(milliseconds, (ms) => Math.floor(ms / 86_400_000));
      return { name, kind: 'date', values, ...rest };
    }
    case arrowType.timestamp: {
      const { milliseconds, rest } = takenTimes(vector, rows);
      const micros = [...milliseconds].map((ms) => BigInt(Math.round(ms * 1000)));
      const zoned = Boolean((vector.type as ArrowType).timezone);
      return { name, kind: 'timestamp', values: BigInt64Array.from(micros), zoned, ...rest };
    }
    default:
      return takenValues(table as ArrowTable, name, rows);
  }
}

function takenValues(table: ArrowTable, name: string, rows: Uint32Array): BuiltColumn {
  const view = viewColumn(table, name);
  const read = readerOf(view);
  const validity = read.hasNulls ? bitsWhere(rows.length, (i) => read.present(rows[i]!)) : null;
  const common = { name, ...(validity ? { validity } : {}) };
  if (view.type === 'bool') {
    const { bitmap } = bitsWhere(rows.length, (i) => read.value(rows[i]!) === 1);
    return { ...common, kind: 'bool', bitmap, rows: rows.length };
  }
  if (view.categories) {
    const codes = Int32Array.from(rows, (row) => Number(read.value(row)));
    return { ...common, kind: 'dictionary', codes, categories: view.categories };
  }
  const Storage = (view.chunks[0]?.values ?? new Float64Array(0)).constructor as ColumnArrayConstructor<
    Extract<BuiltColumn, { kind: 'number' }>['values']
  >;
  const values = allocateColumn(Storage, rows.length);
  for (let i = 0; i < rows.length; i++) values[i] = read.value(rows[i]!) as never;
  return { ...common, kind: 'number', values };
}

function takenText(vector: Vector, name: string, rows: Uint32Array): BuiltColumn {
  const codeOf = new Map<string, number>();
  const codes = Int32Array.from(rows, (row) => {
    const value: unknown = vector.get(row);
    if (value === null || value === undefined) return -1;
    const text = String(value);
    const code = codeOf.get(text) ?? codeOf.size;
    codeOf.set(text, code);
    return code;
  });
  const validity = bitsWhere(rows.length, (i) => codes[i]! >= 0);
  const safe = codes.map((code) => Math.max(code, 0));
  const common = { name, kind: 'dictionary', codes: safe, categories: [...codeOf.keys()] } as const;
  return validity.nulls === 0 ? common : { ...common, validity };
}

// arrow-js gives dates and timestamps as milliseconds.
function takenTimes(
  vector: Vector,
  rows: Uint32Array,
): { readonly milliseconds: Float64Array; readonly rest: { readonly validity?: Validity | undefined } } {
  const milliseconds = new Float64Array(rows.length);
  const validity = bitsWhere(rows.length, (i) => {
    const value: unknown = vector.get(rows[i]!);
    if (value === null || value === undefined) return false;
    milliseconds[i] = Number(value);
    return true;
  });
  return { milliseconds, rest: validity.nulls > 0 ? { validity } : {} };
}
