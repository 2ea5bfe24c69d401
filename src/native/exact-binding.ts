import type { StopHandle } from './binding.js';

export const orderings = { barnard: 0, boschloo: 1 } as const;
/** A ratio goes by its share, ratio / (1 + ratio). */
export const scales = { difference: 0, share: 1 } as const;

/** native/addon/bindings/exact_binding.cpp */
export interface ExactBinding {
  /**
   * Exact unconditional test of x of n in control (1) and treatment (2), n1 + n2 <= 20000.
   * @param effect under the null, on `scale`
   * @param tail probability left outside the interval on each side; 0 = no interval (NaN)
   */
  exactUnconditional(
    x1: number,
    n1: number,
    x2: number,
    n2: number,
    ordering: (typeof orderings)[keyof typeof orderings],
    scale: (typeof scales)[keyof typeof scales],
    effect: number,
    tail: number,
  ): Promise<UnconditionalCounts>;
  /** Both arrays are read in place while the work runs. */
  exactPermuteMeans(
    control: Float64Array,
    treatment: Float64Array,
    relabellings: number,
    seed: number,
    threads: number,
    stop: StopHandle | null,
  ): Promise<PermutationCounts>;
}

export interface UnconditionalCounts {
  /** One-sided p for a larger treatment. */
  readonly upper: number;
  readonly lower: number;
  /** Two-sided by the size of the pooled z; 0 for Boschloo's ordering. */
  readonly twoSided: number;
  /** Of the difference. */
  readonly low: number;
  readonly high: number;
  /** Of the ratio's share. */
  readonly shareLow: number;
  readonly shareHigh: number;
}

export interface PermutationCounts {
  readonly relabellings: number;
  readonly upper: number;
  readonly lower: number;
  readonly far: number;
  readonly complete: boolean;
}
