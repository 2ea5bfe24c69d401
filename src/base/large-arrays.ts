import { WinbackError } from './errors.js';

/** A typed array that holds the values of a column. */
export type ColumnArray =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | Float32Array
  | Float64Array;

/** `Float64Array` and the like. */
export interface ColumnArrayConstructor<T extends ColumnArray> {
  /** Bytes of one value. */
  readonly BYTES_PER_ELEMENT: number;
  /**
   * An array of zeros.
   * @param length number of values, from 0
   */
  new (length: number): T;
}

/** Below this an array holds at most one whole page of 2 MiB; numpy draws the line here too. */
const largeBytes = 4 << 20;

let advise: ((array: ColumnArray) => void) | undefined;

/** Called with every large new array before anything is written to it. Set by src/native. */
export function adviseLargeArrays(how: (array: ColumnArray) => void): void {
  advise = how;
}

/**
 * A typed array of zeros for the values of a column, for passing large tables to any function here. On Linux an array
 * of 4 MiB or more asks for memory in pages of 2 MiB instead of 4 KiB (as numpy's arrays do): it is filled several times
 * faster and read up to a third faster. Elsewhere, and where the system refuses, it is a plain array; the values are the
 * same either way.
 * @param Constructor e.g. `Float64Array`
 * @param length values, a whole number from 0
 * @throws WinbackError BAD_INPUT for any other length; RangeError, as the constructor itself, where memory does not suffice
 *
 * @example
 * ```ts
 * import { allocateColumn } from 'winback/data';
 *
 * const scores = allocateColumn(Float64Array, 1_000_000);
 * scores.length; // 1000000
 * ```
 */
export function allocateColumn<T extends ColumnArray>(
  Constructor: ColumnArrayConstructor<T>,
  length: number,
): T {
  if (!Number.isSafeInteger(length) || length < 0) {
    throw new WinbackError('BAD_INPUT', `length must be a whole number from 0, got ${String(length)}`);
  }
  const array = new Constructor(length);
  if (array.byteLength >= largeBytes) advise?.(array);
  return array;
}

/** A copy of `values` for keeping: `slice` with allocateColumn's memory. */
export function copiedColumn<T extends ColumnArray>(values: T): T {
  const copy = allocateColumn(values.constructor as ColumnArrayConstructor<T>, values.length);
  (copy as Uint8Array).set(values as Uint8Array);
  return copy;
}
