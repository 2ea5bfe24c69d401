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

export type { Coded, NoValues } from '../../base/coded.js';
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

/** What follows: roll out, wait, end it, or go on. */
export type Verdict = 'ship' | 'hold' | 'stop' | 'continue';

/** A value and its interval; null = unbounded or not defined. */
export interface Estimate {
  /** The estimate; null where there is none. */
  readonly value: number | null;
  /** Lower end of its interval; null where it is unbounded. */
  readonly low: number | null;
  /** Upper end of its interval; null where it is unbounded. */
  readonly high: number | null;
}

/** One arm of one metric. */
export interface ArmRecord {
  /** Name of the arm. */
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
  /** Treatment minus control. */
  readonly difference: number;
  /** Its standard error. */
  readonly standardError: number;
  /** Lower end of its interval; null where it is unbounded. */
  readonly low: number | null;
  /** Upper end of its interval; null where it is unbounded. */
  readonly high: number | null;
  /** p-value of no difference. */
  readonly p: number;
}

/** What covariates from before the experiment change. */
export interface CupedRecord {
  /** Columns of the covariates. */
  readonly covariates: readonly string[];
  /** One slope an arm (`within`), or one for all (`pooled`). */
  readonly scope: 'within' | 'pooled';
  /** One per covariate, in the unit metric / covariate. */
  readonly theta: readonly number[];
  /** Share of the variance of the difference taken away, in [0, 1). */
  readonly varianceReduction: number;
  /** Users without a covariate: their value is set to the mean and marked by an indicator covariate. */
  readonly missingUsers: number;
  /** p of the arms' difference on the first covariate: small = the arms differed before the experiment. */
  readonly imbalanceP: number;
  /** The test without covariates. */
  readonly before: TestRecord;
  /** The test with covariates. */
  readonly after: TestRecord;
}

/** The Bayesian view of a comparison. */
export interface PosteriorRecord {
  /** Beta-binomial for proportions, else normal. */
  readonly model: 'beta-binomial' | 'normal';
  /** Probability that the variant is better than control, in the metric's direction. */
  readonly probabilityBetter: number;
  /** Posterior mean of the control. */
  readonly controlMean: number;
  /** Posterior mean of the treatment. */
  readonly variantMean: number;
  /** Posterior of the difference; central interval of mass `level`. */
  readonly difference: Estimate;
  /** Relative difference with its credible interval. */
  readonly relative: Estimate;
  /** Level of the credible intervals. */
  readonly level: number;
  /** Expected loss of choosing the variant, and of staying, in the metric's unit. */
  readonly lossOfVariant: number;
  /** Expected loss when the control is kept. */
  readonly lossOfControl: number;
  /** Densities on a common grid, for drawing. */
  readonly density: {
    /** Grid of the densities. */
    readonly x: readonly number[];
    /** Density of the control at each x. */
    readonly control: readonly number[];
    /** Density of the treatment at each x. */
    readonly variant: readonly number[];
  };
  /** The reference script's Monte Carlo beside the exact figures; null where not asked for. */
  readonly monteCarlo: {
    /** Number of draws. */
    readonly draws: number;
    /** Seed of the draws. */
    readonly seed: number;
    /** Share of the draws in which the treatment is better. */
    readonly probabilityBetter: number;
    /** Monte Carlo standard error of that share. */
    readonly standardError: number;
    /** Lower end of the interval of the relative difference over the draws. */
    readonly low: number;
    /** Upper end of the interval of the relative difference over the draws. */
    readonly high: number;
  } | null;
}

/** Metric x variant against control: what the tables and the interval plot show. */
export interface MetricRecord {
  /** Name of the metric. */
  readonly name: string;
  /** What the metric is for. */
  readonly role: MetricRole;
  /** What is compared. */
  readonly kind: MetricKind;
  /** Whether more or less of it is better. */
  readonly direction: Direction;
  /** `greater` or `less`: a one-sided primary metric, whose p and intervals count that side only. */
  readonly alternative: 'two-sided' | 'greater' | 'less';
  /** What the values are counted in; absent or null = nothing that is named. */
  readonly unit?: 'yuan' | null | undefined;
  /** The arm compared with the control. */
  readonly variant: string;
  /** The control's and the variant's value, unadjusted. */
  readonly control: number;
  /** Value of the treatment arm. */
  readonly treatment: number;
  /**
   * Both values after CUPED and strata, at the covariate means and stratum shares of all users: treatment - control is
   * `difference`. Null where nothing is adjusted.
   */
  readonly adjusted: {
    /** Value of the control, adjusted by the covariates. */
    readonly control: number;
    /** Value of the treatment, adjusted by the covariates. */
    readonly treatment: number;
  } | null;
  /** The control by itself. */
  readonly controlArm: ArmRecord;
  /** The treatment by itself. */
  readonly treatmentArm: ArmRecord;
  /** Variant - control, adjusted (CUPED, strata) where the ledger says so. */
  readonly difference: number;
  /** Lower end of the interval of the difference; null where it is unbounded. */
  readonly low: number | null;
  /** Upper end of the interval of the difference; null where it is unbounded. */
  readonly high: number | null;
  /** p-value of no difference, for this comparison alone. */
  readonly p: number;
  /** log10 of p: still readable where p is below the smallest double. */
  readonly log10P: number;
  /** Standard error of the difference. */
  readonly standardError: number;
  /** Degrees of freedom of the reference t; null = normal or exact. */
  readonly df: number | null;
  /** Level of low..high and of `relative`, 1 - alpha. */
  readonly level: number;
  /** Difference over the control, with its interval. */
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
  /** Upper end of the interval that allows for all comparisons; null where it is unbounded. */
  readonly simultaneousHigh: number | null;
  /** adjustedP below alpha (for a sequential primary: its boundary crossed). */
  readonly significant: boolean;
  /**
   * Direction of the significant effect; null where it is not significant. With looks it is that of the look whose
   * statistic crossed its boundary, which the difference now may contradict.
   */
  readonly effectDirection: Direction | null;
  /** Cohen's h (proportions) or d (means) with its interval; null for other kinds. */
  readonly effectSize:
    | (Estimate & {
        /** Cohen's h for proportions, Cohen's d for means. */
        readonly name: 'cohen-h' | 'cohen-d';
      })
    | null;
  /** What covariates change; null without. */
  readonly cuped: CupedRecord | null;
  /** What strata change; null without. */
  readonly strata: {
    /** Columns of the strata. */
    readonly by: readonly string[];
    /** Number of strata. */
    readonly count: number;
    /** The test without strata. */
    readonly before: TestRecord;
    /** The test with strata. */
    readonly after: TestRecord;
  } | null;
  /** How extreme values were cut; null where they were not. */
  readonly winsorised: {
    /** Least value; null where the lower side was not cut. */
    readonly lower: number | null;
    /** Largest value; null where the upper side was not cut. */
    readonly upper: number | null;
    /** Ratios: cap of the denominator. */
    readonly perUpper?: number | null | undefined;
    /** Users whose value was cut. */
    readonly users: number;
  } | null;
  /** The Bayesian view; null where there is none. */
  readonly posterior: PosteriorRecord | null;
  /** The test against the margin; null for other roles. */
  readonly guardrail: GuardrailRecord | null;
  /** Percentile interval of the raw difference from the bootstrap; absent when not asked for. */
  readonly bootstrap?:
    | {
        /** Number of replicates. */
        readonly replicates: number;
        /** Lower end of the interval of the difference. */
        readonly low: number;
        /** Upper end of the interval of the difference. */
        readonly high: number;
      }
    | undefined;
  /** Smallest true difference this data could have found with the asked power; null without an error. */
  readonly detectableDifference: number | null;
}

/** A metric that has no result in a variant, and why. Everything else of the analysis is reported. */
export interface NotComputableRecord {
  /** Name of the metric. */
  readonly name: string;
  /** What the metric is for. */
  readonly role: MetricRole;
  /** What would be compared. */
  readonly kind: MetricKind;
  /** Whether more or less of it is better. */
  readonly direction: Direction;
  /** The arm that would be compared with the control. */
  readonly variant: string;
  /** Why there is no result. */
  readonly reason: NotComputableReason;
}

/** Non-inferiority of a guardrail: harmful by less than `margin`? */
export interface GuardrailRecord {
  /** Largest tolerated harm, > 0, in the metric's unit; 0 for a relative margin of a control value of 0. */
  readonly margin: number;
  /** The margin as a share of the control; null where it was given in the metric's unit. */
  readonly relativeMargin: number | null;
  /** One-sided p against "worse by the margin or more". */
  readonly p: number;
  /** Worst-case end of the one-sided interval, in the direction of harm. */
  readonly bound: number | null;
  /** Whether harm beyond the margin is ruled out, shown, or neither. */
  readonly status: 'passed' | 'harmed' | 'undecided';
  /** Power to show non-inferiority if the true effect is 0, as one analysis now. */
  readonly power: number;
  /** Whether p, bound and status hold at every look of a sequential plan. */
  readonly sequential: boolean;
  /** Why nothing could be tested (`zero-control`); null otherwise. */
  readonly reason: NotComputableReason | null;
}

/** Everything there is to report of an experiment. */
export interface ExperimentResult {
  /** Name of the experiment. */
  readonly experiment: string;
  /** Version of the experiment. */
  readonly version: string;
  /** The arm that others are compared with. */
  readonly control: string;
  /** The other arms. */
  readonly variants: readonly string[];
  /** What is randomised. */
  readonly unit: string;
  /** Two-sided error of the tests. */
  readonly alpha: number;
  /** Users of all arms. */
  readonly users: number;
  /** Days of the data; null where it has none. */
  readonly days: number | null;
  /** One record a metric and arm. */
  readonly metrics: readonly MetricRecord[];
  /** Metrics without a result in a variant; none of them is among `metrics`. */
  readonly notComputable: readonly NotComputableRecord[];
  /** Null without an OEC, and where it cannot be computed. */
  readonly oec: OecRecord | null;
  /** Which arm is the best of all, by metric; empty with one variant. */
  readonly best: readonly BestArmRecord[];
  /** Whether the split is the planned one. */
  readonly srm: SrmRecord;
  /** Every check of the data. */
  readonly checks: readonly CheckRecord[];
  /** The looks at each primary metric; empty without a sequential plan. */
  readonly sequential: readonly SequentialRecord[];
  /** Effects by days since a user came in; empty without days. */
  readonly novelty: readonly NoveltyRecord[];
  /** Splits of one arm without an effect; empty where not asked. */
  readonly splitChecks: readonly SplitCheckRecord[];
  /** What follows. */
  readonly decision: Verdict;
  /** The variant the decision is about; null when none stands out. */
  readonly decidedVariant: string | null;
  /** Why, the weightiest first. */
  readonly reasons: readonly ReasonRecord[];
  /** Everything that was adjusted, and why. */
  readonly ledger: readonly LedgerEntry[];
  /** Planned against reached; null without a plan in the config. */
  readonly plan: {
    /** Users an arm that were planned. */
    readonly usersPerArm: number;
    /** Share of them that the smallest arm has. */
    readonly reached: number;
    /** Power with the users there are. */
    readonly powerNow: number;
  } | null;
  /** What the reference script says for the same data; null unless the config has `reference: true`. */
  readonly reference: readonly ReferenceRow[] | null;
}
