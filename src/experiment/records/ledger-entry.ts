import type { Coded } from '../../base/coded.js';
import type { Spending } from '../../stats/sequential/spending.js';

/** Metrics by name. */
export interface NamedMetrics {
  /** Names of the metrics. */
  readonly metrics: readonly string[];
}

/** How the p-values of a family of tests were corrected. */
export interface CorrectionValues {
  /** How many tests. */
  readonly tests: number;
  /** How p-values allow for them. */
  readonly correction: 'holm' | 'benjamini-hochberg';
  /** Holm's levels: the whole alpha on one side, or alpha / 2 for each direction. */
  readonly oneSided: boolean;
}

/** What was adjusted between the raw rows and the printed numbers, by the entry's code. */
export interface LedgerValues {
  /** Rows left out by a rule of the config. */
  readonly excluded: {
    /** The rule. */
    readonly reason: string;
    /** How many users. */
    readonly users: number;
  };
  /** Users of more than one arm were left out. */
  readonly 'multi-variant': {
    /** How many users. */
    readonly users: number;
  };
  /** Users without a time of exposure; `leftOut`: of the whole analysis, else of its days only. */
  readonly untimed: {
    /** How many users. */
    readonly users: number;
    /** Whether these users are left out. */
    readonly leftOut: boolean;
  };
  /** Users whose exposures name no variant were left out. */
  readonly 'without-variant': {
    /** How many users. */
    readonly users: number;
  };
  /** Users exposed so far from all others that the days of the experiment do not reach to them. */
  readonly 'far-exposures': {
    /** How many users. */
    readonly users: number;
  };
  /** Events of exposed users that an outcome names and that have no time. */
  readonly 'untimed-events': {
    /** How many events. */
    readonly events: number;
  };
  /** Users whose window is not over were left out. */
  readonly immature: {
    /** How many users. */
    readonly users: number;
    /** How many days. */
    readonly days: number;
  };
  /** Several rows of one user in one arm; `rows`: those beyond one a user. */
  readonly 'repeated-users': {
    /** How many users. */
    readonly users: number;
    /** How many rows. */
    readonly rows: number;
    /** Which row of a user counts. */
    readonly rule: 'first' | 'last' | 'sum';
  };
  /** Rows of a metric with rows of its own; `left`: those of users outside the analysis. */
  readonly 'metric-rows': {
    /** Name of the metric. */
    readonly metric: string;
    /** Rows that are used. */
    readonly used: number;
    /** Rows that are left out. */
    readonly left: number;
  };
  /** Caps of a metric's column, and of its denominator; null or absent = none. `users`: those changed. */
  readonly winsorised: {
    /** Name of the metric. */
    readonly metric: string;
    /** Least value; null where that side is not cut. */
    readonly lower: number | null;
    /** Largest value; null where that side is not cut. */
    readonly upper: number | null;
    /** How many users. */
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
    /** The arm. */
    readonly variant: string;
    /** Columns of the covariates. */
    readonly covariates: readonly string[];
    /** Slope of each covariate. */
    readonly theta: readonly number[];
    /** One slope an arm, or one for all. */
    readonly scope: 'within' | 'pooled';
    /** Share of the variance taken out. */
    readonly varianceReduction: number;
    /** Users without a value, who count with the mean. */
    readonly missingUsers: number;
  };
  /** A bootstrap stands beside the interval. */
  readonly bootstrap: {
    /** Name of the metric. */
    readonly metric: string;
    /** The arm. */
    readonly variant: string;
    /** How many replicates. */
    readonly replicates: number;
    /** Lower end; null where it is unbounded. */
    readonly low: number;
    /** Upper end; null where it is unbounded. */
    readonly high: number;
  };
  /** The effect was taken within strata. */
  readonly strata: {
    /** Columns of the strata. */
    readonly by: readonly string[];
    /** How many strata. */
    readonly strata: number;
  };
  /** The test looks at one side. */
  readonly 'one-sided': {
    /** Name of the metric. */
    readonly metric: string;
    /** Which direction is better. */
    readonly direction: 'increase' | 'decrease';
    /** Error of the test. */
    readonly alpha: number;
  };
  /** Tests of small counts are exact. */
  readonly exact: NamedMetrics;
  /** The test was looked at while it ran. */
  readonly sequential: {
    /** How many looks. */
    readonly looks: number;
    /** How the error is spent. */
    readonly spending: Spending;
    /** Error of the test. */
    readonly alpha: number;
  };
  /** Variants without days and without earlier looks. */
  readonly 'sequential-one-look': {
    /** The arms. */
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
