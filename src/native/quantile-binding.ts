import type { NativeColumn } from './binding.js';

/** native/addon/bindings/quantile_binding.cpp. Columns are read in place until the promise settles. */
export interface QuantileBinding {
  /** Values of the rows whose `group` is `wanted` (all without a group), ascending. BAD_INPUT unless finite. */
  quantileSorted(values: NativeColumn, group: NativeColumn | null, wanted: number): Promise<Float64Array>;
  /** Sums over clusters: rows m, rows at or below the threshold b, and their squares and product. */
  quantileCountBelow(
    values: NativeColumn,
    group: NativeColumn | null,
    wanted: number,
    clusters: NativeColumn,
    threshold: number,
  ): Promise<NativeClusterSums>;
}

export interface NativeClusterSums {
  readonly clusters: number;
  readonly rows: number;
  readonly below: number;
  readonly rows2: number;
  readonly below2: number;
  readonly cross: number;
}
