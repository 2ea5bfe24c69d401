import type { NativeColumn, StopHandle } from './binding.js';

/** Rows of a column by the cells of a grid of m values. */
export interface NativeCells {
  /** m: rows with exactly this value. Of codes: the rows of each. */
  readonly equal: Float64Array;
  /** m + 1: rows below the first value, between two, above the last. Of codes: empty. */
  readonly between: Float64Array;
  /** m + 1: sum of value - base over the rows of `between`; base = the value below, or the first value. */
  readonly excess: Float64Array;
  readonly missing: number;
  /** In no cell. */
  readonly infinite: number;
}

export interface NativeSummary extends NativeCells {
  /** Strictly ascending; empty when no row has a finite value. */
  readonly grid: Float64Array;
  /** Deciles, equal ones merged; they stand in the grid. */
  readonly edges: Float64Array;
  /** Every distinct value stands in the grid. */
  readonly exact: boolean;
  readonly mean: number;
  readonly sd: number;
}

/** A column with the values of its grid or the edges of its bins, or with the number of its codes. */
export type NativeCounted =
  | { readonly column: NativeColumn; readonly values: Float64Array; readonly codes: null }
  | { readonly column: NativeColumn; readonly values: null; readonly codes: number };

export interface NativeScoreTable {
  /** [bin][score bin][label]; the last bin holds the rows without a value. */
  readonly counts: Float64Array;
  /** By bin. */
  readonly scoreSums: Float64Array;
  /** By bin: rows with a score at or over the threshold. */
  readonly above: Float64Array;
}

/** native/addon/bindings/drift_binding.cpp. Columns are read in place until the promise settles. */
export interface DriftBinding {
  driftSummarise(column: NativeColumn): Promise<NativeSummary>;
  /** The same for any number of threads. BAD_INPUT for a code that is none. */
  driftCells(
    columns: readonly NativeCounted[],
    threads: number,
    stop: StopHandle | null,
  ): Promise<NativeCells[]>;
  /** Scores in [0, 1] without a missing one, labels 0 or 1. BAD_INPUT when the numbers of rows differ. */
  driftScoreTables(
    columns: readonly NativeCounted[],
    scores: NativeColumn,
    labels: NativeColumn,
    scoreEdges: Float64Array,
    threshold: number,
    threads: number,
    stop: StopHandle | null,
  ): Promise<NativeScoreTable[]>;
  /** Wasserstein distance of order 1: distinct values with their rows against the finite values of a column. */
  driftTransport(
    values: Float64Array,
    rows: Float64Array,
    column: NativeColumn,
    stop: StopHandle | null,
  ): Promise<number>;
}
