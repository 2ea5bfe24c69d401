/**
 * The part of apache-arrow's Table that is read in place, described structurally: any version of
 * apache-arrow (or another library with the same shape) can be handed in, and importing winback does
 * not load apache-arrow.
 */

/** Values of apache-arrow's `Type` enum that appear in `typeId`. */
export const arrowType = {
  null: 1,
  int: 2,
  float: 3,
  utf8: 5,
  bool: 6,
  decimal: 7,
  date: 8,
  timestamp: 10,
  largeUtf8: 20,
  dictionary: -1,
} as const;

/** The type of a column, in the form that `apache-arrow` has. */
export interface ArrowType {
  /** Number of the type in the Arrow format, such as 3 for floating point. */
  readonly typeId: number;
  /** Int: 8, 16, 32 or 64. */
  readonly bitWidth?: number | undefined;
  /** Of integers: whether they have a sign. */
  readonly isSigned?: boolean | undefined;
  /** Float: 0 half, 1 single, 2 double. Decimal: digits in all. */
  readonly precision?: number | undefined;
  /** Decimal: digits after the point. `bitWidth` is 128 or 256. */
  readonly scale?: number | undefined;
  /** Timestamp: the values are instants; without a zone they are what some clock showed. */
  readonly timezone?: string | null | undefined;
  /** Dictionary: type of its codes and of its values. */
  readonly indices?: ArrowType | undefined;
  /** Of a dictionary: the type of its values. */
  readonly dictionary?: ArrowType | undefined;
}

/** One chunk of one column. A slice has its `values` already moved to its first row, except for Bool. */
export interface ArrowData {
  /** Type of the values. */
  readonly type: ArrowType;
  /** Rows of this chunk. */
  readonly length: number;
  /** First row of the chunk in its buffers. */
  readonly offset: number;
  /** Rows without a value. */
  readonly nullCount: number;
  /** The buffer of values, or of codes where there is a dictionary. */
  readonly values: unknown;
  /** One bit a row, 1 where it has a value; none where every row has one. */
  readonly nullBitmap?: Uint8Array | null | undefined;
  /** The values that the codes stand for. */
  readonly dictionary?: ArrowVector | null | undefined;
}

/** A column: one or more chunks of a type. */
export interface ArrowVector {
  /** Type of the column. */
  readonly type: ArrowType;
  /** Rows of the column. */
  readonly length: number;
  /** The chunks, in the order of the rows. */
  readonly data: readonly ArrowData[];
  /**
   * The value of a row counted from 0; null where it has none.
   * @param index row, from 0
   */
  get(index: number): unknown;
}

/** Name and type of a column. */
export interface ArrowField {
  /** Name of the column. */
  readonly name: string;
  /** Type of the column. */
  readonly type: ArrowType;
}

/** An Apache Arrow table of any version of `apache-arrow`: only this much of it is read. */
export interface ArrowTable {
  /** Rows of the table. */
  readonly numRows: number;
  /** Columns of the table, by name and type. */
  readonly schema: {
    /** In the order of the columns. */
    readonly fields: readonly ArrowField[];
  };
  /**
   * The column of a name; null where there is none.
   * @param name name of the column
   */
  getChild(name: string): ArrowVector | null;
}

export function isArrowTable(value: unknown): value is ArrowTable {
  const table = value as Partial<ArrowTable> | null | undefined;
  return (
    typeof table === 'object' &&
    table !== null &&
    typeof table.getChild === 'function' &&
    Array.isArray(table.schema?.fields)
  );
}
