import type { StopHandle } from './binding.js';

/** native/addon/bindings/bayes_binding.cpp */
export interface BayesBinding {
  /** Shapes of A, then of B. Numbers in the order of `comparisonOf` in src/stats/posterior/beta-posterior.ts. */
  bayesCompare(a1: number, b1: number, a2: number, b2: number, level: number): Promise<Float64Array>;
  /** The same on the calling thread, into `out`, which holds 9 numbers. */
  bayesCompareSync(...shapesAndLevel: [...Parameters<BayesBinding['bayesCompare']>, out: Float64Array]): void;
  bayesSimulate(
    a1: number,
    b1: number,
    a2: number,
    b2: number,
    level: number,
    draws: number,
    seed: number,
    threads: number,
    stop: StopHandle | null,
  ): Promise<NativeBetaSimulation>;
}

interface NativeEstimate {
  readonly value: number;
  readonly error: number;
}

export interface NativeBetaSimulation {
  readonly probability: NativeEstimate;
  readonly lossA: NativeEstimate;
  readonly lossB: NativeEstimate;
  readonly meanA: NativeEstimate;
  readonly meanB: NativeEstimate;
  readonly low: NativeEstimate;
  readonly high: NativeEstimate;
}
