import type { Data, DataType, Float64, Table } from 'apache-arrow';
import { WinbackError } from '../../base/errors.js';
import type { ColumnArray } from '../../base/large-arrays.js';
import { requireShape } from '../../base/shape.js';

/** Presence of the rows of a column: bit r of `bitmap` is 1 where row r has a value. */
export interface Validity {
  /** One bit a row, lowest first, 1 where the row has a value. */
  readonly bitmap: Uint8Array;
  /** Rows without a value. */
  readonly nulls: number;
}

/** A column to build a table from: a name, its kind, and its buffers, which are taken over and not copied. */
export interface Column {
  /** Name of the column; no two of a table are the same. */
  readonly name: string;
  /** Absent = every row has a value. */
  readonly validity?: Validity | undefined;
}

/** A column of plain buffers, ready to become an Arrow column without copying. */
export type BuiltColumn = Column &
  (
    | {
        /** Which buffers follow. */
        readonly kind: 'number';
        /** One number a row. */
        readonly values: ColumnArray;
      }
    /** Bit r of `bitmap` is the value of row r. */
    | {
        /** Which buffers follow. */
        readonly kind: 'bool';
        /** One bit a row, lowest first. */
        readonly bitmap: Uint8Array;
        /** Rows of the column, which its bitmap does not tell. */
        readonly rows: number;
      }
    /** Days since 1970-01-01. */
    | {
        /** Which buffers follow. */
        readonly kind: 'date';
        /** One number a row. */
        readonly values: Int32Array;
      }
    /** Microseconds since 1970-01-01 UTC; `zoned` where they are known to be instants. */
    | {
        /** Which buffers follow. */
        readonly kind: 'timestamp';
        /** One number a row. */
        readonly values: BigInt64Array;
        /** Whether the times are instants (UTC) and not wall-clock times. @default false */
        readonly zoned?: boolean | undefined;
      }
    | {
        /** Which buffers follow. */
        readonly kind: 'dictionary';
        /** For each row the place of its text in `categories`. */
        readonly codes: Int32Array;
        /** The different texts. */
        readonly categories: readonly string[];
        /** Unique in the table, and the same in all tables of a file. @default the column's position */
        readonly id?: number | undefined;
      }
    /** Row r is `bytes[offsets[r] .. offsets[r + 1])` in UTF-8. */
    | {
        /** Which buffers follow. */
        readonly kind: 'utf8';
        /** Where the bytes of each row begin, and after the last row where they end. */
        readonly offsets: Int32Array;
        /** The UTF-8 bytes of all rows, one after the other. */
        readonly bytes: Uint8Array;
      }
  );

type Arrow = typeof import('apache-arrow');

let loaded: Promise<Arrow> | undefined;

/** apache-arrow, loaded at first use so that importing winback stays cheap. */
export function loadArrow(): Promise<Arrow> {
  loaded ??= import('apache-arrow');
  return loaded;
}

/**
 * An Arrow table of one batch over the given buffers; nothing is copied.
 * @param columns all of one length, with different names; their buffers must not be changed afterwards
 * @throws WinbackError BAD_INPUT when the columns differ in length
 *
 * @example
 * ```ts
 * import { buildTable } from 'winback/data';
 *
 * const table = await buildTable([
 *   { name: 'churn_prob', kind: 'number', values: Float64Array.of(0.9, 0.1, 0.4) },
 *   { name: 'day', kind: 'date', values: Int32Array.of(20_332, 20_332, 20_333) },
 *   { name: 'channel', kind: 'dictionary', codes: Int32Array.of(1, 0, 1), categories: ['ads', 'seo'] },
 * ]);
 * table.getChild('channel')?.get(0); // seo
 * ```
 */
export async function buildTable(columns: readonly BuiltColumn[]): Promise<Table> {
  requireShape(columns, 'columns', 'list');
  const arrow = await loadArrow();
  const data = columns.map((column, i) => arrowData(arrow, column, i));
  const rows = data[0]?.length ?? 0;
  for (const [i, { length }] of data.entries()) {
    if (length !== rows) {
      throw new WinbackError(
        'BAD_INPUT',
        `column "${columns[i]!.name}" has ${length} rows, expected ${rows}`,
      );
    }
  }
  const fields = columns.map((column, i) => new arrow.Field(column.name, data[i]!.type, true));
  const schema = new arrow.Schema(fields);
  const struct = arrow.makeData({
    type: new arrow.Struct(fields),
    length: rows,
    nullCount: 0,
    children: data,
  });
  return new arrow.Table(schema, [new arrow.RecordBatch(schema, struct)]);
}

// `position` is the dictionary's id: equal in every table of equal columns, as a file of several needs.
function arrowData(arrow: Arrow, column: BuiltColumn, position: number): Data<DataType> {
  const presence = {
    nullCount: column.validity?.nulls ?? 0,
    ...(column.validity ? { nullBitmap: column.validity.bitmap } : {}),
  };
  switch (column.kind) {
    case 'number': {
      const { values } = column;
      const type = numberType(arrow, values);
      return arrow.makeData({ type, data: values as Float64Array, length: values.length, ...presence });
    }
    case 'bool':
      return arrow.makeData({
        type: new arrow.Bool(),
        data: column.bitmap,
        length: column.rows,
        ...presence,
      });
    case 'date': {
      const { values: data } = column;
      return arrow.makeData({ type: new arrow.DateDay(), data, length: data.length, ...presence });
    }
    case 'timestamp': {
      const { values: data } = column;
      const type = new arrow.TimestampMicrosecond(column.zoned ? 'UTC' : null);
      return arrow.makeData({ type, data, length: data.length, ...presence });
    }
    default:
      return textData(arrow, column, position, presence);
  }
}

type TextColumn = Extract<BuiltColumn, { kind: 'dictionary' | 'utf8' }>;

function textData(
  arrow: Arrow,
  column: TextColumn,
  position: number,
  presence: { readonly nullCount: number; readonly nullBitmap?: Uint8Array | undefined },
): Data<DataType> {
  if (column.kind === 'utf8') {
    const { offsets: valueOffsets, bytes: data } = column;
    const length = valueOffsets.length - 1;
    return arrow.makeData({ type: new arrow.Utf8(), valueOffsets, data, length, ...presence });
  }
  return arrow.makeData({
    type: new arrow.Dictionary(new arrow.Utf8(), new arrow.Int32(), column.id ?? position),
    data: column.codes,
    dictionary: arrow.vectorFromArray([...column.categories], new arrow.Utf8()),
    length: column.codes.length,
    ...presence,
  });
}

type Numbers = Extract<BuiltColumn, { kind: 'number' }>['values'];

// Typed as Float64 for makeData's overloads, which are chosen by the static type; the run-time type
// and the run-time array always belong together.
function numberType(arrow: Arrow, values: Numbers): Float64 {
  return numberTypeOf(arrow, values) as unknown as Float64;
}

function numberTypeOf(arrow: Arrow, values: Numbers): DataType {
  if (values instanceof Float64Array) return new arrow.Float64();
  if (values instanceof Float32Array) return new arrow.Float32();
  if (values instanceof Int8Array) return new arrow.Int8();
  if (values instanceof Uint8Array) return new arrow.Uint8();
  if (values instanceof Int16Array) return new arrow.Int16();
  if (values instanceof Uint16Array) return new arrow.Uint16();
  if (values instanceof Int32Array) return new arrow.Int32();
  if (values instanceof Uint32Array) return new arrow.Uint32();
  if (values instanceof BigInt64Array) return new arrow.Int64();
  return new arrow.Uint64();
}
