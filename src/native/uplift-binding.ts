import type { NativeColumn, StopHandle } from './binding.js';

/**
 * native/addon/bindings/uplift_binding.cpp. Columns are read in place until the promise settles; all errors are
 * BAD_INPUT, or ABORTED. Scores must be present, arms 0 or 1, outcomes finite; lengths must agree.
 */
export interface UpliftBinding {
  upliftMetrics(
    scores: NativeColumn,
    treated: NativeColumn,
    outcomes: NativeColumn,
    shares: Float64Array,
    points: number,
  ): Promise<NativeUpliftMetrics>;
  /** The same of effects that are known up to noise, one a row. */
  upliftEffectMetrics(
    scores: NativeColumn,
    effects: NativeColumn,
    points: number,
  ): Promise<NativeEffectMetrics>;
  upliftPackageMetrics(
    scores: NativeColumn,
    treated: NativeColumn,
    outcomes: NativeColumn,
    shares: Float64Array,
    bins: number,
  ): Promise<NativePackageMetrics>;
  /** `shown`: how many rows without support are named. */
  upliftEvaluate(
    log: NativePolicyLog,
    estimators: readonly NativeEstimator[],
    clip: number,
    shown: number,
    stop: StopHandle | null,
  ): Promise<{ readonly values: readonly NativeEstimate[]; readonly support: NativeLogSupport }>;
  /** One term a row, whose mean is the estimator's value. */
  upliftTerms(log: NativePolicyLog, estimator: NativeEstimator): Promise<Float64Array>;
}

export interface NativeEstimate {
  readonly value: number;
  /** NaN where it cannot be told. */
  readonly standardError: number;
}

export interface NativeGainPoint {
  readonly threshold: number;
  readonly share: number;
  readonly gain: number;
  readonly standardError: number;
}

export interface NativeEffectMetrics {
  readonly effect: NativeEstimate;
  readonly area: NativeEstimate;
  readonly aboveRandom: NativeEstimate;
  readonly curve: readonly NativeGainPoint[];
}

export interface NativeUpliftMetrics extends NativeEffectMetrics {
  readonly treated: number;
  readonly untreated: number;
  readonly qini: NativeEstimate;
  readonly qiniEnd: number;
  /** In the order of the shares that were asked for. */
  readonly at: readonly NativeEstimate[];
}

/** NaN where a package has no number. */
export interface NativePackageMetrics {
  readonly auuc: number;
  readonly auucRaw: number;
  readonly qini: number;
  readonly qiniRaw: number;
  readonly upliftAuc: number;
  readonly qiniAuc: number;
  readonly qiniAucWithoutNegative: number;
  readonly weightedAverage: number;
  readonly scoresTied: boolean;
  readonly outcomesBinary: boolean;
  readonly overall: Float64Array;
  readonly byGroup: Float64Array;
}

/** One column an action, in the order of the codes of `action`; `expected` is empty without a model. */
export interface NativePolicyLog {
  readonly action: NativeColumn;
  readonly reward: NativeColumn;
  readonly logging: readonly NativeColumn[];
  readonly target: readonly NativeColumn[];
  readonly expected: readonly NativeColumn[];
}

export interface NativeEstimator {
  readonly rule: 'plain' | 'clip' | 'switch' | 'shrink' | 'subGaussian' | 'none';
  readonly parameter: number;
  readonly usesModel: boolean;
  readonly selfNormalised: boolean;
}

export interface NativeLogSupport {
  readonly rows: number;
  readonly effectiveRows: number;
  readonly largestWeight: number;
  readonly meanWeight: number;
  readonly clipped: number;
  readonly clippedExcess: number;
  readonly smallestReward: number;
  readonly largestReward: number;
  readonly unsupported: number;
  readonly unsupportedShare: number;
  /** The first of them, counted from 0. */
  readonly unsupportedRows: Float64Array;
}
