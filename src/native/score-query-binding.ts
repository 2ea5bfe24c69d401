import type { StopHandle } from './binding.js';
import type { NativeCalibration } from './calibration-binding.js';
import type { ForestHandle } from './forest-binding.js';

export interface NativeScoreQuery {
  /** DuckDB's configuration: names and values. */
  readonly settings: readonly (readonly [string, string])[];
  /** The name by which `sql` calls the forest, with one argument per feature. */
  readonly function: string;
  /** A COPY or INSERT. */
  readonly sql: string;
  /** One per feature: names of a categorical one in order of their codes (its argument is a text), else null. */
  readonly categories: readonly (readonly string[] | null)[];
  readonly calibration: NativeCalibration;
}

export interface NativeColumnCounts {
  /** Whether any row had a value. */
  readonly any: boolean;
  /** Rows with a text, of a categorical feature. */
  readonly texts: number;
  /** Of these, rows with a text that the model does not know. */
  readonly unseen: number;
}

export interface NativeScoreQueryResult {
  /** Written. */
  readonly rows: number;
  /** What the column of each feature held; empty where the statement failed. */
  readonly columns: readonly NativeColumnCounts[];
  /** DuckDB's message for what it could not do; null = done. */
  readonly failure: string | null;
}

/** native/addon/bindings/score_query_binding.cpp. Codes: BAD_INPUT, ABORTED, CLOSED, OUT_OF_MEMORY, INTERNAL. */
export interface ScoreQueryBinding {
  /** Whether this process has loaded a DuckDB that scoring can run in. */
  scoreQueryReady(): boolean;
  /**
   * Runs one statement in an engine of its own, on native threads; `onRows` hears of the rows scored so
   * far.
   */
  scoreQueryRun(
    forest: ForestHandle,
    query: NativeScoreQuery,
    onRows: ((rows: number) => void) | null,
    stop: StopHandle | null,
  ): Promise<NativeScoreQueryResult>;
}
