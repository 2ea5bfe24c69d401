import type { NativeColumn, StopHandle } from './binding.js';

/** native/addon/bindings/moments_binding.cpp */
export interface MomentsBinding {
  /** `groups` 0 finds their number. Aborts with ABORTED. */
  momentsOf(
    columns: readonly NativeColumn[],
    group: NativeColumn | null,
    groups: number,
    threads: number,
    stop: StopHandle | null,
  ): Promise<NativeMoments>;
  /** Benches only: reads every byte once and returns a number made of them, to measure the memory's speed. */
  momentsReadAll(columns: readonly NativeColumn[], threads: number): Promise<number>;
}

export interface NativeMoments {
  readonly groups: readonly {
    readonly rows: number;
    readonly skipped: number;
    readonly means: Float64Array;
    /** k x k, row-major, symmetric. */
    readonly comoments: Float64Array;
  }[];
  readonly ungrouped: number;
}
