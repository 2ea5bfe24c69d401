import type { NativeColumn, StopHandle } from './binding.js';

/** native/addon/bindings/resampling_binding.cpp. Columns are read in place until the promise settles. */
export interface ResamplingBinding {
  /** `denominator` exactly when the statistic is a ratio. */
  resamplingBootstrap(
    values: NativeColumn,
    denominator: NativeColumn | null,
    group: NativeColumn | null,
    groups: number,
    statistic: 'mean' | 'ratio' | 'quantile',
    multinomial: boolean,
    q: number,
    replicates: number,
    seed: number,
    threads: number,
    stop: StopHandle | null,
  ): Promise<readonly { rows: number; estimate: number; replicates: Float64Array }[]>;
  /** `halves`: rows, sum and sum of squares (of values minus the mean) of one half of each split. */
  resamplingRandomHalves(
    values: NativeColumn,
    seed: number,
    first: number,
    splits: number,
    threads: number,
    stop: StopHandle | null,
  ): Promise<NativeHalves>;
}

export interface NativeHalves {
  readonly rows: number;
  readonly mean: number;
  readonly sum: number;
  readonly squares: number;
  readonly halves: Float64Array;
}
