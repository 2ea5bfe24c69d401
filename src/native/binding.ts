import type { ColumnArray } from '../base/large-arrays.js';
import type { AllocationBinding } from './allocation-binding.js';
import type { BoosterBinding } from './booster-binding.js';
import type { CalibrationBinding } from './calibration-binding.js';
import type { DistributionsBinding } from './distributions-binding.js';
import type { ExactBinding } from './exact-binding.js';
import type { ExperimentBinding } from './experiment-binding.js';
import type { ExplainBinding } from './explain-binding.js';
import type { FilesBinding } from './files-binding.js';
import type { ForestBinding } from './forest-binding.js';
import type { LogisticBinding } from './logistic-binding.js';
import type { ScoreQueryBinding } from './score-query-binding.js';
import type { SequentialBinding } from './sequential-binding.js';
import type { BayesBinding, MomentsBinding, RandomBinding, StatsBinding } from './stats-binding.js';

/**
 * The typed truth of the addon: everything it exports, under the name of its binding file in
 * native/addon. Nothing else in src/ may load the .node file.
 */

declare const stopTag: unique symbol;
/** Cancels native work from any thread. */
export interface StopHandle {
  readonly [stopTag]: true;
}

/** The typed array behind one column type; `bool` is a bitmap. */
export type ColumnStorage = ColumnArray;

/** A type of values that columns may have. */
export type ColumnTypeName =
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

/** One contiguous run of rows. Row r is `values[r]`, or bit `bitOffset + r` of a bool bitmap. */
export interface NativeChunk {
  /** The buffer of values. */
  readonly values: ColumnStorage;
  /** Bit `bitOffset + r` is 1 where row r is present; null = all present. */
  readonly validity: Uint8Array | null;
  /** First bit of the validity bitmap that belongs to the chunk. */
  readonly bitOffset: number;
  /** Rows. */
  readonly length: number;
}

export interface NativeColumn {
  readonly name: string;
  readonly type: ColumnTypeName;
  /** The values are category codes >= 0. */
  readonly categorical: boolean;
  readonly chunks: readonly NativeChunk[];
}

/** Columns of equal length, chunked alike. Read in place: see pinned() in crossing.ts. */
export interface NativeTable {
  readonly columns: readonly NativeColumn[];
}

/** Errors thrown by any of these carry a `code` of src/base/errors.ts. */
export interface Addon
  extends AllocationBinding,
    BaseBinding,
    BoosterBinding,
    CalibrationBinding,
    DistributionsBinding,
    ExactBinding,
    ExperimentBinding,
    ExplainBinding,
    FilesBinding,
    ForestBinding,
    LogisticBinding,
    BayesBinding,
    MomentsBinding,
    ScoreQueryBinding,
    RandomBinding,
    SequentialBinding,
    StatsBinding {}

/** native/addon/bindings/base_binding.cpp */
export interface BaseBinding {
  stopTokenNew(): StopHandle;
  stopTokenStop(token: StopHandle): void;
  /** Every value as a double, column after column, NaN for null. For tests of the boundary. */
  tableValues(table: NativeTable): Float64Array;
  /** Memory address at which native code reads each chunk of each column. For tests. */
  tableAddresses(table: NativeTable): readonly (readonly bigint[])[];
  /** Memory address of a typed array's first byte. For tests. */
  arrayAddress(array: ColumnStorage): bigint;
  /** Asks for pages of 2 MiB behind an array that was not written to yet. Bytes advised; 0 where that cannot be. */
  adviseHugePages(array: ColumnStorage): number;
  /** Whether this runtime lets the addon hold the memory of a buffer; else columns are copied for asynchronous work. */
  sharesBuffers(): boolean;
  /** With false columns are copied from now on, as where no memory can be held. For tests. */
  allowShares(allowed: boolean): void;
}
