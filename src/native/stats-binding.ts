import type { NativeColumn, StopHandle } from './binding.js';

/** native/addon/bindings/random_binding.cpp; errors are BAD_INPUT. */
export interface RandomBinding {
  /**
   * Fills `words` at once with the first `wordsEach` (a multiple of 4) words of Random's streams `firstStream`,
   * `firstStream` + 1, ... of a seed, one stream after the other.
   */
  randomWords(seed: number, firstStream: number, wordsEach: number, words: Uint32Array): void;
}

/**
 * native/addon/bindings/stats_binding.cpp. Columns are read in place until the promise settles; all errors are
 * BAD_INPUT. Scores must be present, labels 0 or 1; lengths must agree.
 */
export interface StatsBinding {
  statsRankMetrics(
    scores: NativeColumn,
    labels: NativeColumn,
    level: number,
    threads: number,
  ): Promise<NativeRankMetrics>;
  statsCompareAuc(
    first: NativeColumn,
    second: NativeColumn,
    labels: NativeColumn,
    level: number,
    threads: number,
  ): Promise<NativeAucDifference>;
  /** One entry per distinct score, highest first. */
  statsThresholdCounts(
    scores: NativeColumn,
    labels: NativeColumn,
    threads: number,
  ): Promise<NativeThresholdCounts>;
  statsProbabilityMetrics(
    probabilities: NativeColumn,
    labels: NativeColumn,
  ): Promise<{ logLoss: number; brier: number }>;
  /** Knots of the curve, x strictly ascending. */
  statsFitIsotonic(
    x: NativeColumn,
    y: NativeColumn,
    weights: NativeColumn | null,
    increasing: boolean,
  ): Promise<{ x: Float64Array; y: Float64Array }>;
  /** Missing values are left out. */
  statsTwoSampleKs(
    first: NativeColumn,
    second: NativeColumn,
  ): Promise<{ statistic: number; location: number; sign: number }>;
  /** With `edges` null they come from `kind` and `bins`; low and high NaN mean the data's own range. */
  statsHistogram(
    values: NativeColumn,
    edges: Float64Array | null,
    kind: 'width' | 'quantile',
    bins: number,
    low: number,
    high: number,
  ): Promise<NativeHistogram>;
}

/** native/addon/bindings/moments_binding.cpp */
export interface MomentsBinding {
  /** `groups` 0 finds their number. Aborts with ABORTED. */
  statsMoments(
    columns: readonly NativeColumn[],
    group: NativeColumn | null,
    groups: number,
    threads: number,
    stop: StopHandle | null,
  ): Promise<NativeMoments>;
  /** Reads every byte once and returns a number made of them: the memory's speed, for benches. */
  statsReadAll(columns: readonly NativeColumn[], threads: number): Promise<number>;
}

/** native/addon/bindings/bayes_binding.cpp */
export interface BayesBinding {
  /** Shapes of A, then of B. Numbers in the order of `comparisonOf` in src/stats/beta-posterior.ts. */
  statsCompareBetas(a1: number, b1: number, a2: number, b2: number, level: number): Promise<Float64Array>;
  /** The same on the calling thread, into `out`, which holds 9 numbers. */
  statsCompareBetasSync(
    ...shapesAndLevel: [...Parameters<BayesBinding['statsCompareBetas']>, out: Float64Array]
  ): void;
  statsSimulateBetas(
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
  /** `denominator` exactly when the statistic is a ratio. */
  statsBootstrap(
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

export interface NativeRankMetrics {
  readonly positives: number;
  readonly negatives: number;
  readonly auc: number;
  /** DeLong; NaN when a class has one row. */
  readonly standardError: number;
  readonly low: number;
  readonly high: number;
  readonly averagePrecision: number;
  readonly ks: number;
}

export interface NativeAucDifference {
  readonly first: number;
  readonly second: number;
  readonly difference: number;
  readonly standardError: number;
  readonly z: number;
  readonly p: number;
  readonly low: number;
  readonly high: number;
}

export interface NativeThresholdCounts {
  readonly thresholds: Float64Array;
  readonly truePositives: Float64Array;
  readonly falsePositives: Float64Array;
}

export interface NativeHistogram {
  readonly edges: Float64Array;
  readonly counts: Float64Array;
  readonly below: number;
  readonly above: number;
  readonly missing: number;
}
