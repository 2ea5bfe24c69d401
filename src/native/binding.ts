import type { ColumnArray } from '../base/large-arrays.js';
import type { AllocationBinding } from './allocation-binding.js';
import type { BayesBinding } from './bayes-binding.js';
import type { BoosterBinding } from './booster-binding.js';
import type { BuffersBinding } from './buffers-binding.js';
import type { CalibrationBinding } from './calibration-binding.js';
import type { DistributionsBinding } from './distributions-binding.js';
import type { DriftBinding } from './drift-binding.js';
import type { EventsBinding } from './events-binding.js';
import type { ExactBinding } from './exact-binding.js';
import type { ExplainBinding } from './explain-binding.js';
import type { FilesBinding } from './files-binding.js';
import type { ForestBinding } from './forest-binding.js';
import type { LogisticBinding } from './logistic-binding.js';
import type { MomentsBinding } from './moments-binding.js';
import type { QuantileBinding } from './quantile-binding.js';
import type { RandomBinding } from './random-binding.js';
import type { RankingBinding } from './ranking-binding.js';
import type { ResamplingBinding } from './resampling-binding.js';
import type { RunsBinding } from './runs-binding.js';
import type { ScoreQueryBinding } from './score-query-binding.js';
import type { SequentialBinding } from './sequential-binding.js';
import type { SqliteBinding } from './sqlite-binding.js';
import type { StopBinding } from './stop-binding.js';
import type { UpliftBinding } from './uplift-binding.js';
import type { UsersBinding } from './users-binding.js';

/**
 * The types of all that the addon exports. X-binding.ts describes native/addon/bindings/X_binding.cpp, and
 * every name starts with X. Only load.ts loads the .node file; test/architecture/bindings.test.ts compares the names.
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
    BayesBinding,
    BoosterBinding,
    BuffersBinding,
    CalibrationBinding,
    DistributionsBinding,
    DriftBinding,
    EventsBinding,
    ExactBinding,
    ExplainBinding,
    FilesBinding,
    ForestBinding,
    LogisticBinding,
    MomentsBinding,
    QuantileBinding,
    RandomBinding,
    RankingBinding,
    ResamplingBinding,
    RunsBinding,
    ScoreQueryBinding,
    SequentialBinding,
    SqliteBinding,
    StopBinding,
    UpliftBinding,
    UsersBinding {}
