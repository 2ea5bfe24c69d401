/** A table seen as typed arrays over the caller's buffers: what kernels read. Nothing here owns memory. */

import type { ColumnArray } from '../base/large-arrays.js';

export type ColumnKind =
  | 'int8'
  | 'uint8'
  | 'int16'
  | 'uint16'
  | 'int32'
  | 'uint32'
  | 'int64'
  | 'uint64'
  | 'float32'
  | 'float64'
  | 'bool';

/** One contiguous run of rows; fields as in src/native/binding.ts NativeChunk, which it satisfies. */
export interface ChunkView {
  readonly values: ColumnArray;
  readonly validity: Uint8Array | null;
  readonly bitOffset: number;
  readonly length: number;
}

export interface ColumnView {
  readonly name: string;
  readonly type: ColumnKind;
  /** The values are codes into `categories`. */
  readonly categorical: boolean;
  readonly chunks: readonly ChunkView[];
  readonly categories?: readonly string[] | undefined;
}

export interface TableView {
  readonly rows: number;
  readonly columns: readonly ColumnView[];
}
