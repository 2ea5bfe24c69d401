import type { NativeColumn, StopHandle } from './binding.js';

/** native/addon/bindings/experiment_binding.cpp. Columns are read in place until the promise settles. */
export interface ExperimentBinding {
  /** Values of the rows whose `group` is `wanted` (all without a group), ascending. BAD_INPUT unless finite. */
  experimentSorted(values: NativeColumn, group: NativeColumn | null, wanted: number): Promise<Float64Array>;
  /** Sums over clusters: rows m, rows at or below the threshold b, and their squares and product. */
  experimentCountBelow(
    values: NativeColumn,
    group: NativeColumn | null,
    wanted: number,
    clusters: NativeColumn,
    threshold: number,
  ): Promise<NativeClusterSums>;
  /** `halves`: rows, sum and sum of squares (of values minus the mean) of one half of each split. */
  experimentRandomHalves(
    values: NativeColumn,
    seed: number,
    first: number,
    splits: number,
    threads: number,
    stop: StopHandle | null,
  ): Promise<NativeHalves>;
}

export interface NativeClusterSums {
  readonly clusters: number;
  readonly rows: number;
  readonly below: number;
  readonly rows2: number;
  readonly below2: number;
  readonly cross: number;
}

export interface NativeHalves {
  readonly rows: number;
  readonly mean: number;
  readonly sum: number;
  readonly squares: number;
  readonly halves: Float64Array;
}
