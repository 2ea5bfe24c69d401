import { WinbackError } from '../base/errors.js';
import { shown } from '../base/options.js';
import type { ColumnStorage, ColumnTypeName, NativeChunk, NativeColumn } from '../native/binding.js';
import { pinned } from '../native/crossing.js';

/**
 * Numbers for a kernel: a plain array (copied), a typed array (read in place), or a column of an Arrow
 * table as `viewColumn` of src/data gives it (read in place, nulls understood).
 */
export type NumberColumn = readonly number[] | ColumnStorage | ColumnShape;

/** What is read of a column: NativeColumn and src/data's ColumnView both have it. */
export interface ColumnShape {
  /** Name for messages. */
  readonly name: string;
  /** Type of the values. */
  readonly type: ColumnTypeName;
  /** Whether the values are codes of categories. */
  readonly categorical: boolean;
  /** The buffers, in the order of the rows. */
  readonly chunks: readonly NativeChunk[];
}

const typeOfTag: Readonly<Record<string, ColumnTypeName>> = {
  Int8Array: 'int8',
  Uint8Array: 'uint8',
  Int16Array: 'int16',
  Uint16Array: 'uint16',
  Int32Array: 'int32',
  Uint32Array: 'uint32',
  BigInt64Array: 'int64',
  BigUint64Array: 'uint64',
  Float32Array: 'float32',
  Float64Array: 'float64',
};

/**
 * The column a kernel reads. Its buffers can no longer be transferred to another thread.
 * @throws WinbackError BAD_INPUT for anything else, or for a buffer that can be resized
 */
export function kernelColumn(input: NumberColumn, name: string): NativeColumn {
  const column = describe(input, name);
  pinned({ columns: [column] });
  return column;
}

function describe(input: NumberColumn, name: string): NativeColumn {
  if (Array.isArray(input)) return whole(Float64Array.from(input as readonly number[]), 'float64', name);
  if (ArrayBuffer.isView(input)) {
    const type = typeOfTag[(input as { [Symbol.toStringTag]?: string })[Symbol.toStringTag] ?? ''];
    if (type !== undefined) return whole(input as ColumnStorage, type, name);
  } else if (isColumn(input)) {
    return { name: input.name, type: input.type, categorical: input.categorical, chunks: input.chunks };
  }
  throw new WinbackError(
    'BAD_INPUT',
    `${name} must be an array of numbers, a typed array or a column, got ${shown(input)}`,
  );
}

function isColumn(input: unknown): input is ColumnShape {
  return input !== null && typeof input === 'object' && Array.isArray((input as ColumnShape).chunks);
}

function whole(values: ColumnStorage, type: ColumnTypeName, name: string): NativeColumn {
  return {
    name,
    type,
    categorical: false,
    chunks: [{ values, validity: null, bitOffset: 0, length: values.length }],
  };
}

export function rowsOf(column: NativeColumn): number {
  return column.chunks.reduce((rows, chunk) => rows + chunk.length, 0);
}
