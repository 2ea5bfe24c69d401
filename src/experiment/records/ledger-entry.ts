import type { Coded } from '../../base/coded.js';
import type { Spending } from '../../stats/sequential/spending.js';

/** Metrics by name. */
export interface NamedMetrics {
  /** Names of the metrics, in the order of the configuration. */
  readonly metrics: readonly string[];
}

/** How the p-values of a family of tests were corrected. */
export interface CorrectionValues {
  /** Number of tests in the family. */
  readonly tests: number;
  /** Method that allows for them. */
  readonly correction: 'holm' | 'benjamini-hochberg';
  /** Holm's levels: the whole alpha on one side, or alpha / 2 for each direction. */
  readonly oneSided: boolean;
}

/** What was adjusted between the raw rows and the printed numbers, by the entry's code. */
export interface LedgerValues {
  /** Rows left out by a rule of the config. */
  readonly excluded: {
    /** Name of the rule. */
    readonly reason: string;
    /** Users it left out. */
    readonly users: number;
  };
  /** Users of more than one arm were left out, or counted for the first one. */
  readonly 'multi-variant': {
    /** Users seen in more than one arm. */
    readonly users: number;
    /** Whether they count for the variant that they saw first; else they are left out. */
    readonly first?: boolean | undefined;
  };
  /** Events that stand in PostHog's log more than once count once. */
  readonly 'repeated-events': {
    /** Events beyond one for each id. */
    readonly events: number;
  };
  /** Exposures to answers of the flag that are no variant of the experiment were left out. */
  readonly 'other-variants': {
    /** Such exposures. */
    readonly events: number;
    /** Users who have no other exposure. */
    readonly users: number;
  };
  /** Events whose properties are no JSON: they have no properties. */
  readonly 'no-json': {
    /** Events, of those that the experiment reads. */
    readonly events: number;
  };
  /** PostHog's persons are those of today. */
  readonly persons: {
    /** Events that count for another person than the one they name. */
    readonly moved: number;
    /** Events without a person: their distinct id stands for one. */
    readonly unknown: number;
    /** Events of deleted persons, left out; null where nobody tells who was deleted. */
    readonly deleted: number | null;
  };
  /** PostHog's persons are those of the moment at which an event came. */
  readonly 'persons-then': {
    /** Events that were read. */
    readonly events: number;
  };
  /** Users without a time of exposure; `leftOut`: of the whole analysis, else of its days only. */
  readonly untimed: {
    /** Users without a time of exposure. */
    readonly users: number;
    /** Whether they are left out of the whole analysis; else of its days only. */
    readonly leftOut: boolean;
  };
  /** Users whose exposures name no variant were left out. */
  readonly 'without-variant': {
    /** Users whose exposures name no arm. */
    readonly users: number;
  };
  /** Users exposed so far from all others that the days of the experiment do not reach to them. */
  readonly 'far-exposures': {
    /** Users exposed far from all others. */
    readonly users: number;
  };
  /** Events of exposed users that an outcome names and that have no time. */
  readonly 'untimed-events': {
    /** Events without a time; they count in no metric. */
    readonly events: number;
  };
  /** Rules of a derived event: repeated events, and those that were taken back. */
  readonly 'metric-rules': {
    /** Name of the derived event. */
    readonly name: string;
    /** Name of the event that it is made of. */
    readonly event: string;
    /** Such events in the log. */
    readonly of: number;
    /** Of these, events that say the same as an earlier one. */
    readonly repeated: number;
    /** Events that were taken back as a whole. */
    readonly refunded: number;
    /** Events whose value was reduced. */
    readonly reduced: number;
  };
  /** Users whose window is not over were left out. */
  readonly immature: {
    /** Users whose window is not over. */
    readonly users: number;
    /** Length of the window, days. */
    readonly days: number;
  };
  /** Several rows of one user in one arm; `rows`: those beyond one a user. */
  readonly 'repeated-users': {
    /** Users with several rows in one arm. */
    readonly users: number;
    /** Their rows beyond one a user. */
    readonly rows: number;
    /** Which row of a user counts. */
    readonly rule: 'first' | 'last' | 'sum';
  };
  /** Rows of a metric with rows of its own; `left`: those of users outside the analysis. */
  readonly 'metric-rows': {
    /** Name of the metric. */
    readonly metric: string;
    /** Rows of users in the analysis. */
    readonly used: number;
    /** Rows of users outside the analysis, which are left out. */
    readonly left: number;
  };
  /** Caps of a metric's column, and of its denominator; null or absent = none. `users`: those changed. */
  readonly winsorised: {
    /** Name of the metric. */
    readonly metric: string;
    /** Value that smaller ones were set to, in the metric's unit; null where that side is not cut. */
    readonly lower: number | null;
    /** Value that larger ones were set to, in the metric's unit; null where that side is not cut. */
    readonly upper: number | null;
    /** Users whose value was changed. */
    readonly users: number;
    /** Of a ratio only: both columns are scaled down by one factor. */
    readonly ratio: {
      /** Column that is divided. */
      readonly column: string;
      /** Column that it is divided by. */
      readonly per: string;
      /** Largest value of the divisor; null where it is not cut. */
      readonly perUpper: number | null;
    } | null;
  };
  /** Covariates reduced the variance. */
  readonly cuped: {
    /** Name of the metric. */
    readonly metric: string;
    /** Name of the arm that is compared with the control. */
    readonly variant: string;
    /** Columns of the covariates. */
    readonly covariates: readonly string[];
    /** Slope of each covariate, in the unit metric / covariate. */
    readonly theta: readonly number[];
    /** One slope an arm, or one for all. */
    readonly scope: 'within' | 'pooled';
    /** Share of the variance of the difference taken away, in [0, 1). */
    readonly varianceReduction: number;
    /** Users without a value, who count with the mean. */
    readonly missingUsers: number;
  };
  /** A bootstrap stands beside the interval. */
  readonly bootstrap: {
    /** Name of the metric. */
    readonly metric: string;
    /** Name of the arm that is compared with the control. */
    readonly variant: string;
    /** Number of replicates. */
    readonly replicates: number;
    /** Lower end of the interval of the difference, in the metric's unit. */
    readonly low: number;
    /** Upper end of the interval of the difference, in the metric's unit. */
    readonly high: number;
  };
  /** The effect was taken within strata. */
  readonly strata: {
    /** Columns of the strata. */
    readonly by: readonly string[];
    /** Number of strata with users. */
    readonly strata: number;
  };
  /** The test looks at one side. */
  readonly 'one-sided': {
    /** Name of the metric. */
    readonly metric: string;
    /** Which direction is better. */
    readonly direction: 'increase' | 'decrease';
    /** Error of the test, in (0, 1), all of it on that side. */
    readonly alpha: number;
  };
  /** Tests of small counts are exact. */
  readonly exact: NamedMetrics;
  /** The test was looked at while it ran. */
  readonly sequential: {
    /** Number of looks of the plan. */
    readonly looks: number;
    /** How the error is spent. */
    readonly spending: Spending;
    /** Error over all looks, in (0, 1). */
    readonly alpha: number;
  };
  /** Variants without days and without earlier looks. */
  readonly 'sequential-one-look': {
    /** Names of the arms. */
    readonly variants: readonly string[];
  };
  /** These metrics do not stop the test. */
  readonly 'sequential-others': NamedMetrics;
  /** No metric could be looked at in parts. */
  readonly 'sequential-none': NamedMetrics;
  /** p-values of the primary metrics were corrected. */
  readonly 'correction-primary': CorrectionValues;
  /** p-values of the secondary metrics were corrected. */
  readonly 'correction-secondary': CorrectionValues;
  /** p-values of the overall criterion were corrected. */
  readonly 'correction-oec': CorrectionValues;
}

/** One entry of "what was adjusted and why". */
export type LedgerEntry<Code extends keyof LedgerValues = keyof LedgerValues> = Coded<LedgerValues, Code>;
