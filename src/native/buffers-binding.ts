import type { ColumnStorage, NativeTable } from './binding.js';

/** native/addon/bindings/buffers_binding.cpp */
export interface BuffersBinding {
  /** Tests only: every value as a double, column after column, NaN for null. */
  buffersTableValues(table: NativeTable): Float64Array;
  /** Tests only: the memory address at which native code reads each chunk of each column. */
  buffersTableAddresses(table: NativeTable): readonly (readonly bigint[])[];
  /** Tests only: the memory address of a typed array's first byte. */
  buffersArrayAddress(array: ColumnStorage): bigint;
  /** Asks for pages of 2 MiB behind an array that was not written to yet. Bytes advised; 0 where that cannot be. */
  buffersAdvise(array: ColumnStorage): number;
  /** Tests only: whether the addon can hold the memory of a buffer here; else it copies columns for asynchronous work. */
  buffersShared(): boolean;
  /** Tests only: with false, columns are copied from now on, as where no memory can be held. */
  buffersAllowShares(allowed: boolean): void;
}
