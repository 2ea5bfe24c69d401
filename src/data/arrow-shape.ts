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

export interface ArrowType {
  readonly typeId: number;
  /** Int: 8, 16, 32 or 64. */
  readonly bitWidth?: number | undefined;
  readonly isSigned?: boolean | undefined;
  /** Float: 0 half, 1 single, 2 double. Decimal: digits in all. */
  readonly precision?: number | undefined;
  /** Decimal: digits after the point. `bitWidth` is 128 or 256. */
  readonly scale?: number | undefined;
  /** Timestamp: the values are instants; without a zone they are what some clock showed. */
  readonly timezone?: string | null | undefined;
  /** Dictionary: type of its codes and of its values. */
  readonly indices?: ArrowType | undefined;
  readonly dictionary?: ArrowType | undefined;
}

/** One chunk of one column. A slice has its `values` already moved to its first row, except for Bool. */
export interface ArrowData {
  readonly type: ArrowType;
  readonly length: number;
  readonly offset: number;
  readonly nullCount: number;
  readonly values: unknown;
  readonly nullBitmap?: Uint8Array | null | undefined;
  readonly dictionary?: ArrowVector | null | undefined;
}

export interface ArrowVector {
  readonly type: ArrowType;
  readonly length: number;
  readonly data: readonly ArrowData[];
  get(index: number): unknown;
}

export interface ArrowField {
  readonly name: string;
  readonly type: ArrowType;
}

export interface ArrowTable {
  readonly numRows: number;
  readonly schema: { readonly fields: readonly ArrowField[] };
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
