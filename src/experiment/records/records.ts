/**
 * What an experiment analysis says, as plain JSON-safe records: no NaN, no infinity, no functions.
 * An unbounded end of an interval is null. Differences are always variant minus control, in the unit
 * of the metric; relative ones are fractions of the control's absolute value (0.05 = +5 %), with the
 * sign of the difference.
 */

import type { Direction, MetricRole } from '../kinds/kind.js';
import type { MetricKind } from '../kinds/kinds.js';
import type { CheckRecord } from './check-record.js';
import type { LedgerEntry } from './ledger-entry.js';
import type { NotComputableReason } from './not-computable.js';
import type {
  BestArmRecord,
  NoveltyRecord,
  OecRecord,
  SequentialRecord,
  SplitCheckRecord,
  SrmRecord,
} from './process-records.js';
import type { ReasonRecord } from './reason-record.js';
import type { ReferenceRow } from './reference-row.js';

export type { Direction, MetricRole } from '../kinds/kind.js';
export type { MetricKind } from '../kinds/kinds.js';
export type {
  CheckCode,
  CheckRecord,
  CheckStatus,
  CheckValues,
  NotRunCheck,
  RanCheck,
} from './check-record.js';
export type { Coded, NoValues } from './coded.js';
export type { CorrectionValues, LedgerEntry, LedgerValues, NamedMetrics } from './ledger-entry.js';
export type {
  ArmPart,
  NotComputableCode,
  NotComputableReason,
  NotComputableValues,
} from './not-computable.js';
export type {
  BayesianStopRecord,
  BestArmRecord,
  LookRecord,
  NoveltyRecord,
  OecRecord,
  SequentialRecord,
  SplitCheckRecord,
  SrmRecord,
  TestedSplit,
} from './process-records.js';
export type {
  CheckReason,
  IntervalEnds,
  PrimaryValues,
  Reason,
  ReasonRecord,
  ReasonValues,
  ReasonWeight,
  VariantReason,
} from './reason-record.js';
export type { ReferenceCode, ReferenceFigures, ReferenceRow, ReferenceValues } from './reference-row.js';

export type Verdict = 'ship' | 'hold' | 'stop' | 'continue';

/** A value and its interval; null = unbounded or not defined. */
export interface Estimate {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** One arm of one metric. */
export interface ArmRecord {
  readonly variant: string;
  /** Users in the analysis. */
  readonly users: number;
  /** Proportion, mean, ratio or quantile. */
  readonly value: number;
  /** Converted users; proportions only. */
  readonly successes: number | null;
  /** Sample standard deviation of one user; null for quantiles. */
  readonly deviation: number | null;
}

/** A difference with its test. */
export interface TestRecord {
  readonly difference: number;
  readonly standardError: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly p: number;
}

export interface CupedRecord {
  readonly covariates: readonly string[];
  readonly scope: 'within' | 'pooled';
  /** One per covariate, in the unit metric / covariate. */
  readonly theta: readonly number[];
  /** Share of the variance of the difference taken away, in [0, 1). */
  readonly varianceReduction: number;
  /** Users without a covariate: their value is set to the mean and marked by an indicator covariate. */
  readonly missingUsers: number;
  /** p of the arms' difference on the first covariate: small = the arms differed before the experiment. */
  readonly imbalanceP: number;
  readonly before: TestRecord;
  readonly after: TestRecord;
}

export interface PosteriorRecord {
  readonly model: 'beta-binomial' | 'normal';
  /** Probability that the variant is better than control, in the metric's direction. */
  readonly probabilityBetter: number;
  readonly controlMean: number;
  readonly variantMean: number;
  /** Posterior of the difference; central interval of mass `level`. */
  readonly difference: Estimate;
  readonly relative: Estimate;
  readonly level: number;
  /** Expected loss of choosing the variant, and of staying, in the metric's unit. */
  readonly lossOfVariant: number;
  readonly lossOfControl: number;
  /** Densities on a common grid, for drawing. */
  readonly density: {
    readonly x: readonly number[];
    readonly control: readonly number[];
    readonly variant: readonly number[];
  };
  /** The reference script's Monte Carlo beside the exact figures; null where not asked for. */
  readonly monteCarlo: {
    readonly draws: number;
    readonly seed: number;
    readonly probabilityBetter: number;
    readonly standardError: number;
    readonly low: number;
    readonly high: number;
  } | null;
}

/** Metric x variant against control: what the tables and the interval plot show. */
export interface MetricRecord {
  readonly name: string;
  readonly role: MetricRole;
  readonly kind: MetricKind;
  readonly direction: Direction;
  /** `greater` or `less`: a one-sided primary metric, whose p and intervals count that side only. */
  readonly alternative: 'two-sided' | 'greater' | 'less';
  /** What the values are counted in; absent or null = nothing that is named. */
  readonly unit?: 'yuan' | null | undefined;
  readonly variant: string;
  /** The control's and the variant's value, unadjusted. */
  readonly control: number;
  readonly treatment: number;
  /**
   * Both values after CUPED and strata, at the covariate means and stratum shares of all users: treatment - control is
   * `difference`. Null where nothing is adjusted.
   */
  readonly adjusted: { readonly control: number; readonly treatment: number } | null;
  readonly controlArm: ArmRecord;
  readonly treatmentArm: ArmRecord;
  /** Variant - control, adjusted (CUPED, strata) where the ledger says so. */
  readonly difference: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly p: number;
  /** log10 of p: still readable where p is below the smallest double. */
  readonly log10P: number;
  readonly standardError: number;
  /** Degrees of freedom of the reference t; null = normal or exact. */
  readonly df: number | null;
  /** Level of low..high and of `relative`, 1 - alpha. */
  readonly level: number;
  readonly relative: Estimate;
  /** `welch-t`, `pooled-z`, `boschloo`, `ratio-delta`...: the test that gave p and the interval. */
  readonly method: string;
  /** Whether that test is exact: it needs no approximation for large samples. */
  readonly exact: boolean;
  /**
   * p after the looks of a sequential plan and the correction for several metrics and arms; equals p when there is
   * neither.
   */
  readonly adjustedP: number;
  /** Whether the looks taken are accounted for in `adjustedP` and the simultaneous interval. */
  readonly sequential: boolean;
  /**
   * Interval that agrees with `adjustedP`: it leaves out 0 exactly when adjustedP is below alpha. An end at exactly 0 is
   * open: the effect lies beyond it. Both null = unbounded (a metric Benjamini-Hochberg does not select).
   */
  readonly simultaneousLow: number | null;
  readonly simultaneousHigh: number | null;
  /** adjustedP below alpha (for a sequential primary: its boundary crossed). */
  readonly significant: boolean;
  /**
   * Direction of the significant effect; null where it is not significant. With looks it is that of the look whose
   * statistic crossed its boundary, which the difference now may contradict.
   */
  readonly effectDirection: Direction | null;
  /** Cohen's h (proportions) or d (means) with its interval; null for other kinds. */
  readonly effectSize: (Estimate & { readonly name: 'cohen-h' | 'cohen-d' }) | null;
  readonly cuped: CupedRecord | null;
  readonly strata: {
    readonly by: readonly string[];
    readonly count: number;
    readonly before: TestRecord;
    readonly after: TestRecord;
  } | null;
  readonly winsorised: {
    readonly lower: number | null;
    readonly upper: number | null;
    /** Ratios: cap of the denominator. */
    readonly perUpper?: number | null | undefined;
    readonly users: number;
  } | null;
  readonly posterior: PosteriorRecord | null;
  readonly guardrail: GuardrailRecord | null;
  /** Percentile interval of the raw difference from the bootstrap; absent when not asked for. */
  readonly bootstrap?:
    | { readonly replicates: number; readonly low: number; readonly high: number }
    | undefined;
  /** Smallest true difference this data could have found with the asked power; null without an error. */
  readonly detectableDifference: number | null;
}

/** A metric that has no result in a variant, and why. Everything else of the analysis is reported. */
export interface NotComputableRecord {
  readonly name: string;
  readonly role: MetricRole;
  readonly kind: MetricKind;
  readonly direction: Direction;
  readonly variant: string;
  readonly reason: NotComputableReason;
}

/** Non-inferiority of a guardrail: harmful by less than `margin`? */
export interface GuardrailRecord {
  /** Largest tolerated harm, > 0, in the metric's unit; 0 for a relative margin of a control value of 0. */
  readonly margin: number;
  readonly relativeMargin: number | null;
  /** One-sided p against "worse by the margin or more". */
  readonly p: number;
  /** Worst-case end of the one-sided interval, in the direction of harm. */
  readonly bound: number | null;
  readonly status: 'passed' | 'harmed' | 'undecided';
  /** Power to show non-inferiority if the true effect is 0, as one analysis now. */
  readonly power: number;
  /** Whether p, bound and status hold at every look of a sequential plan. */
  readonly sequential: boolean;
  /** Why nothing could be tested (`zero-control`); null otherwise. */
  readonly reason: NotComputableReason | null;
}

export interface ExperimentResult {
  readonly experiment: string;
  readonly version: string;
  readonly control: string;
  readonly variants: readonly string[];
  readonly unit: string;
  readonly alpha: number;
  readonly users: number;
  readonly days: number | null;
  readonly metrics: readonly MetricRecord[];
  /** Metrics without a result in a variant; none of them is among `metrics`. */
  readonly notComputable: readonly NotComputableRecord[];
  /** Null without an OEC, and where it cannot be computed. */
  readonly oec: OecRecord | null;
  /** Which arm is the best of all, by metric; empty with one variant. */
  readonly best: readonly BestArmRecord[];
  readonly srm: SrmRecord;
  readonly checks: readonly CheckRecord[];
  readonly sequential: readonly SequentialRecord[];
  readonly novelty: readonly NoveltyRecord[];
  readonly splitChecks: readonly SplitCheckRecord[];
  readonly decision: Verdict;
  /** The variant the decision is about; null when none stands out. */
  readonly decidedVariant: string | null;
  readonly reasons: readonly ReasonRecord[];
  readonly ledger: readonly LedgerEntry[];
  /** Planned against reached; null without a plan in the config. */
  readonly plan: {
    readonly usersPerArm: number;
    readonly reached: number;
    readonly powerNow: number;
  } | null;
  /** What the reference script says for the same data; null unless the config has `reference: true`. */
  readonly reference: readonly ReferenceRow[] | null;
}
