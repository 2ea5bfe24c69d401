import type { NativeTable, StopHandle } from './binding.js';

declare const forestTag: unique symbol;
/** A compiled forest. Immutable, safe to share between calls. */
export interface ForestHandle {
  readonly [forestTag]: true;
}

export interface NativeForestInfo {
  /** In the model's order. */
  readonly features: readonly string[];
  /** Scores per row. */
  readonly outputs: number;
  readonly iterations: number;
  /** As the model names it; empty for a custom one. */
  readonly objective: string;
  /** What forestSave was given; empty otherwise. Not trusted. */
  readonly description: string;
}

export interface NativeForestEngine {
  readonly batch: string;
  readonly batchReason: string;
  readonly row: string;
  readonly rowReason: string;
}

export interface NativeForestScoring {
  readonly startIteration: number;
  /** 0 = all that follow. */
  readonly iterations: number;
  readonly raw: boolean;
  readonly threads: number;
}

/** native/addon/bindings/forest_binding.cpp. Codes: BAD_MODEL, BAD_INPUT, ABORTED, CLOSED. */
export interface ForestBinding {
  /** Parses LightGBM's model text and compiles it, off the event loop. */
  forestFromText(text: string): Promise<ForestHandle>;
  /**
   * XGBoost's JSON or UBJSON, compiled off the event loop; `bytes` is copied before the call returns. `rounds`: the
   * first so many, or by name all or those up to the best of early stopping.
   */
  forestFromXgboost(bytes: Uint8Array, rounds: number | 'all' | 'best'): Promise<ForestHandle>;
  /** CatBoost's JSON, the same way. */
  forestFromCatboost(bytes: Uint8Array): Promise<ForestHandle>;
  /** The inverse of forestSave; `bytes` is copied before the call returns. */
  forestLoad(bytes: Uint8Array): Promise<ForestHandle>;
  /** The same from a file, mapped and read in place. BAD_INPUT when it cannot be opened. */
  forestOpen(path: string): Promise<ForestHandle>;
  /**
   * `rows`: with the tables of single rows, which are made if they are not yet. `description`: kept with it,
   * given back by forestInfo.
   */
  forestSave(forest: ForestHandle, rows: boolean, description: string): Promise<Uint8Array>;
  forestInfo(forest: ForestHandle): NativeForestInfo;
  forestEngine(forest: ForestHandle): NativeForestEngine;
  /**
   * Scores the table's columns, which are the features in order, into `scores`: row-major, rows x
   * outputs. Tables are read in place: pin them first.
   */
  forestScore(
    forest: ForestHandle,
    table: NativeTable,
    scores: Float64Array,
    options: NativeForestScoring,
    stop: StopHandle | null,
  ): Promise<void>;
  /** Makes the tables of single rows now instead of at the first forestRow. */
  forestPrepareRows(forest: ForestHandle): Promise<void>;
  /**
   * A function that scores what `values` (one per feature) holds at the time of the call into `scores`
   * (one per output) and returns the first; CLOSED once the forest is closed. Both arrays lie in
   * SharedArrayBuffers, whose memory no JS code can take away, and stay referenced as long as the function.
   */
  forestRow(forest: ForestHandle, values: Float64Array, scores: Float64Array, raw: boolean): () => number;
  forestClose(forest: ForestHandle): void;
}
