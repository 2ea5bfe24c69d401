import type { NativeColumn } from './binding.js';

/**
 * native/addon/bindings/ranking_binding.cpp. Columns are read in place until the promise settles; all errors are
 * BAD_INPUT. Scores must be present, labels 0 or 1; lengths must agree.
 */
export interface RankingBinding {
  rankingMetrics(
    scores: NativeColumn,
    labels: NativeColumn,
    level: number,
    threads: number,
  ): Promise<NativeRankMetrics>;
  rankingCompareAuc(
    first: NativeColumn,
    second: NativeColumn,
    labels: NativeColumn,
    level: number,
    threads: number,
  ): Promise<NativeAucDifference>;
  /** One entry per distinct score, highest first. */
  rankingThresholdCounts(
    scores: NativeColumn,
    labels: NativeColumn,
    threads: number,
  ): Promise<NativeThresholdCounts>;
  /** Every row counts with a weight in class 1 and one in class 0; weights must be numbers >= 0. */
  rankingWeighted(
    scores: NativeColumn,
    positive: NativeColumn,
    negative: NativeColumn,
  ): Promise<NativeWeightedRanking>;
  rankingProbabilityMetrics(
    probabilities: NativeColumn,
    labels: NativeColumn,
  ): Promise<{ logLoss: number; brier: number }>;
  /** Knots of the curve, x strictly ascending. */
  rankingFitIsotonic(
    x: NativeColumn,
    y: NativeColumn,
    weights: NativeColumn | null,
    increasing: boolean,
  ): Promise<{ x: Float64Array; y: Float64Array }>;
  /** Missing values are left out. */
  rankingTwoSampleKs(
    first: NativeColumn,
    second: NativeColumn,
  ): Promise<{ statistic: number; location: number; sign: number }>;
  /** With `edges` null they come from `kind` and `bins`; low and high NaN mean the data's own range. */
  rankingHistogram(
    values: NativeColumn,
    edges: Float64Array | null,
    kind: 'width' | 'quantile',
    bins: number,
    low: number,
    high: number,
  ): Promise<NativeHistogram>;
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

export interface NativeWeightedRanking extends NativeThresholdCounts {
  /** By row: share of class 0's weight that is ranked below it, ties half. */
  readonly below: Float64Array;
  /** By row: share of class 1's weight that is ranked above it, ties half. */
  readonly above: Float64Array;
}

export interface NativeHistogram {
  readonly edges: Float64Array;
  readonly counts: Float64Array;
  readonly below: number;
  readonly above: number;
  readonly missing: number;
}
