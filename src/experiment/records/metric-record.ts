import type { Direction, MetricRole } from '../kinds/kind.js';
import type { MetricKind } from '../kinds/kinds.js';
import type { Estimate, TestRecord } from './estimate.js';
import type { GuardrailRecord } from './guardrail-record.js';
import type { PosteriorRecord } from './posterior-record.js';

/** One arm of one metric. */
export interface ArmRecord {
  /** Name of the arm, as the configuration has it. */
  readonly variant: string;
  /** Users of the arm who are in the analysis of this metric. */
  readonly users: number;
  /** Proportion, mean, ratio or quantile of the arm, in the metric's unit, before any adjustment. */
  readonly value: number;
  /** Users who converted, from 0 to `users`; null for all kinds but proportions. */
  readonly successes: number | null;
  /** Sample standard deviation of one user (n - 1), in the metric's unit; null for quantiles. */
  readonly deviation: number | null;
}

/** What covariates from before the experiment change. */
export interface CupedRecord {
  /** Names of the covariate columns, in the order of `theta`. */
  readonly covariates: readonly string[];
  /** One slope an arm (`within`), or one for all (`pooled`). */
  readonly scope: 'within' | 'pooled';
  /** One per covariate, in the unit metric / covariate. */
  readonly theta: readonly number[];
  /** Share of the variance of the difference taken away, in [0, 1). */
  readonly varianceReduction: number;
  /** Users without a covariate: their value is set to the mean and marked by an indicator covariate. */
  readonly missingUsers: number;
  /** p of the arms' difference on the first covariate, in [0, 1]: small = the arms differed before the experiment. */
  readonly imbalanceP: number;
  /** The test without covariates. */
  readonly before: TestRecord;
  /** The test with covariates. */
  readonly after: TestRecord;
}

/** Metric x variant against control: what the tables and the interval plot show. */
export interface MetricRecord {
  /** Name of the metric, as the configuration has it. */
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
  /** Name of the arm that is compared with the control. */
  readonly variant: string;
  /** Value of the control, unadjusted, in the metric's unit. */
  readonly control: number;
  /** Value of the treatment arm, unadjusted, in the metric's unit. */
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
  /** Treatment minus control, in the metric's unit; adjusted (CUPED, strata) where the ledger says so. */
  readonly difference: number;
  /** Lower end of the interval of the difference at `level`; null where it is unbounded. */
  readonly low: number | null;
  /** Upper end of the interval of the difference at `level`; null where it is unbounded. */
  readonly high: number | null;
  /** p-value of no difference, for this comparison alone, in [0, 1]. */
  readonly p: number;
  /** log10 of p, for very small ones; not below -323.3, the smallest double. */
  readonly log10P: number;
  /** Standard error of the difference, in the metric's unit. */
  readonly standardError: number;
  /** Degrees of freedom of the reference t; null = normal or exact. */
  readonly df: number | null;
  /** Level of low..high and of `relative`, 1 - alpha. */
  readonly level: number;
  /** Difference as a share of the control's absolute value, with its interval at `level`. */
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
  /** Upper end of the same interval; null where it is unbounded. */
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
    /** Columns of the configuration that tell the strata. */
    readonly by: readonly string[];
    /** Number of strata with users. */
    readonly count: number;
    /** The test without strata. */
    readonly before: TestRecord;
    /** The test with strata. */
    readonly after: TestRecord;
  } | null;
  /** How extreme values were cut; null where they were not. */
  readonly winsorised: {
    /** Value that smaller ones were set to, in the metric's unit; null where the lower side was not cut. */
    readonly lower: number | null;
    /** Value that larger ones were set to, in the metric's unit; null where the upper side was not cut. */
    readonly upper: number | null;
    /** Of a ratio: value that larger denominators were set to; null or absent where they were not cut. */
    readonly perUpper?: number | null | undefined;
    /** Users of both arms whose value was changed. */
    readonly users: number;
  } | null;
  /** The Bayesian view; null where there is none. */
  readonly posterior: PosteriorRecord | null;
  /** The test against the margin; null for other roles. */
  readonly guardrail: GuardrailRecord | null;
  /** Percentile interval of the raw difference from the bootstrap; absent when not asked for. */
  readonly bootstrap?:
    | {
        /** Replicates that the interval is made of. */
        readonly replicates: number;
        /** Lower end of the interval of the difference, in the metric's unit. */
        readonly low: number;
        /** Upper end of the interval of the difference, in the metric's unit. */
        readonly high: number;
      }
    | undefined;
  /**
   * Smallest true difference this data could have found with the asked power, in the metric's unit; null without an
   * error.
   */
  readonly detectableDifference: number | null;
}
