/**
 * What a kind of metric is: which keys of the config it needs, how its value and error come from the data, which tests
 * and posterior it has, and in which unit it is planned. Every part of the analysis asks the kind, found by `kindOf`
 * (kinds.ts), instead of comparing names. A kind computes from moments or rows alone: it knows no data and no config.
 */
import type { Complete } from '../../base/complete.js';
import type { MeanErrors } from '../../stats/mean-errors.js';
import type { TestOptions, TestResult } from '../../stats/test-options.js';
import type { JointMoments } from '../moments/moments.js';

/** What a metric is for: the decision, more insight, to do no harm, or the overall criterion. */
export type MetricRole = 'primary' | 'secondary' | 'guardrail' | 'oec';
/** Which way a metric should move. */
export type Direction = 'increase' | 'decrease';
/** `auto` = the kind's own choice. */
export type MetricTest = 'auto' | 'score' | 'welch' | 'exact';

/**
 * Runs one comparison at any level, side and null: interval and p always invert each other.
 * @param options level, side and null of the test
 */
export type RunTest = (options: TestOptions) => TestResult;

/** One-sided p that difference / |control| is above `lift` (`greater`) or below it (`less`). */
export type LiftP = (lift: number, alternative: 'greater' | 'less') => number;

/** One arm of one metric. */
export interface ArmValue {
  readonly users: number;
  readonly value: number;
  /** Null unless the kind counts successes. */
  readonly successes: number | null;
  /** Sample standard deviation of one user; null for kinds that are computed from rows. */
  readonly deviation: number | null;
}

/** Keys of a metric's config that only some kinds have. */
export type KindKey = 'per' | 'quantile' | 'positive' | 'rows' | 'covariates';

/** One metric of one arm as aggregates give it. */
export interface AggregateCell {
  readonly users: number;
  readonly successes: number | undefined;
  readonly mean: number | undefined;
  readonly variance: number | undefined;
  /** Of a ratio's denominator, and the sample covariance of both. */
  readonly perMean: number | undefined;
  readonly perVariance: number | undefined;
  readonly covariance: number | undefined;
}

/** What an aggregate cell says: sample moments of the value, and of a denominator beside it. */
export interface AggregateMoments {
  readonly mean: number;
  readonly variance: number;
  readonly per?:
    | { readonly mean: number; readonly variance: number; readonly covariance: number }
    | undefined;
}

interface AnyKind {
  /** Several metrics of the kind, as messages name them: `ratios`. */
  readonly plural: string;
  /** Keys without which there is no such metric, each with the message that asks for it. */
  readonly needs: Readonly<Partial<Record<KindKey, string>>>;
  readonly takes: readonly KindKey[];
  readonly tests: readonly MetricTest[];
  /** Whether every user's value must be 0 or 1. */
  readonly binary: boolean;
  /**
   * Whether every user has a value that can be added up: then the metric may be a term of the OEC, is followed by day of
   * exposure and tested by A/A splits.
   */
  readonly perUser: boolean;
  /** Whether a bootstrap interval is made beside the test, where the config asks for replicates. */
  readonly resampled: boolean;
  /**
   * Posterior of an unadjusted comparison; adjusted ones are normal. `none`: the error is none of a posterior, so that
   * the metric is no goal when the best arm is looked for.
   */
  readonly posterior: 'beta' | 'normal' | 'none';
  /** Unit in which differences are planned and drawn: percentage points, or the metric's own. */
  readonly unit: 'points' | 'value';
  /** The rows that the reference script prints for such a metric; null = none. */
  readonly reference: 'proportion' | 'mean' | null;
  /** Standardised size of the effect with its interval at level 1 - alpha; null where none is in use. */
  readonly effectSize: ((control: ArmValue, treatment: ArmValue, alpha: number) => EffectSize) | null;
  /** @param refuse throws BAD_INPUT naming metric and variant */
  fromAggregate(cell: AggregateCell, refuse: (message: string) => never): AggregateMoments;
}

export interface EffectSize {
  readonly name: 'cohen-h' | 'cohen-d';
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Columns of the moments that one metric uses; `per` < 0 = no denominator. */
export interface MetricColumns {
  readonly value: number;
  readonly per: number;
  readonly covariates: readonly number[];
}

/** A kind whose value and error follow from joint moments, so that rows are not needed. */
export interface MomentsKind extends AnyKind {
  readonly from: 'moments';
  /**
   * Whether the arms are counts of successes: then the score and the exact test apply, and an arm where nobody or
   * everybody succeeded can still be compared.
   */
  readonly counted: boolean;
  /** The test of the difference of means, as results name it. */
  readonly method: 'welch-t' | 'ratio-delta';
  /**
   * Each stratum of one arm as moments of [value of a user, covariates]. Null where the arm has no value: a denominator
   * of 0.
   */
  userMoments(cells: readonly JointMoments[], columns: MetricColumns): readonly JointMoments[] | null;
}

/** Rows of one arm of one metric: those of `values` whose `group` is `wanted`. */
export interface ArmRows {
  readonly values: Float64Array;
  readonly group: Int32Array;
  readonly wanted: number;
  /** Code of each row's user, where users have several rows. */
  readonly clusters: Int32Array | undefined;
}

/** One arm's value with its squared error and the error's degrees of freedom. */
export interface RowsEstimate {
  readonly users: number;
  readonly value: number;
  readonly squaredError: number;
  readonly df: number;
}

/** Two arms' values with the errors that a test of means takes. */
export interface RowsPair {
  readonly control: ArmValue;
  readonly treatment: ArmValue;
  readonly errors: Complete<MeanErrors>;
}

/** A kind that needs single rows: no aggregates, no looks in the past, no adjustment. */
export interface RowsKind extends AnyKind {
  readonly from: 'rows';
  /** @throws BAD_INPUT for too few rows */
  estimate(rows: ArmRows, level: number): Promise<RowsEstimate>;
  /** @param clustered whether users have several rows */
  compare(control: RowsEstimate, treatment: RowsEstimate, clustered: boolean): RowsPair & { run: RunTest };
  /** The comparison of arms whose rows are so tied that neither has an error. Rows are not clustered. */
  tied(control: ArmRows, treatment: ArmRows, level: number): Promise<RunTest>;
}

export type Kind = MomentsKind | RowsKind;
