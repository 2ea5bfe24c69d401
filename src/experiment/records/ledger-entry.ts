import type { Spending } from '../../stats/sequential/spending.js';
import type { Coded } from './coded.js';

/** Metrics by name. */
export interface NamedMetrics {
  readonly metrics: readonly string[];
}

/** How the p-values of a family of tests were corrected. */
export interface CorrectionValues {
  readonly tests: number;
  readonly correction: 'holm' | 'benjamini-hochberg';
  /** Holm's levels: the whole alpha on one side, or alpha / 2 for each direction. */
  readonly oneSided: boolean;
}

/** What was adjusted between the raw rows and the printed numbers, by the entry's code. */
export interface LedgerValues {
  /** Rows left out by a rule of the config. */
  readonly excluded: { readonly reason: string; readonly users: number };
  readonly 'multi-variant': { readonly users: number };
  /** Users without a time of exposure; `leftOut`: of the whole analysis, else of its days only. */
  readonly untimed: { readonly users: number; readonly leftOut: boolean };
  /** Events of exposed users that an outcome names and that have no time. */
  readonly 'untimed-events': { readonly events: number };
  readonly immature: { readonly users: number; readonly days: number };
  /** Several rows of one user in one arm; `rows`: those beyond one a user. */
  readonly 'repeated-users': {
    readonly users: number;
    readonly rows: number;
    readonly rule: 'first' | 'last' | 'sum';
  };
  /** Rows of a metric with rows of its own; `left`: those of users outside the analysis. */
  readonly 'metric-rows': { readonly metric: string; readonly used: number; readonly left: number };
  /** Caps of a metric's column, and of its denominator; null or absent = none. `users`: those changed. */
  readonly winsorised: {
    readonly metric: string;
    readonly lower: number | null;
    readonly upper: number | null;
    readonly users: number;
    /** Of a ratio only: both columns are scaled down by one factor. */
    readonly ratio: {
      readonly column: string;
      readonly per: string;
      readonly perUpper: number | null;
    } | null;
  };
  readonly cuped: {
    readonly metric: string;
    readonly variant: string;
    readonly covariates: readonly string[];
    readonly theta: readonly number[];
    readonly scope: 'within' | 'pooled';
    /** Share of the variance taken out. */
    readonly varianceReduction: number;
    readonly missingUsers: number;
  };
  readonly bootstrap: {
    readonly metric: string;
    readonly variant: string;
    readonly replicates: number;
    readonly low: number;
    readonly high: number;
  };
  readonly strata: { readonly by: readonly string[]; readonly strata: number };
  readonly 'one-sided': {
    readonly metric: string;
    readonly direction: 'increase' | 'decrease';
    readonly alpha: number;
  };
  readonly exact: NamedMetrics;
  readonly sequential: { readonly looks: number; readonly spending: Spending; readonly alpha: number };
  /** Variants without days and without earlier looks. */
  readonly 'sequential-one-look': { readonly variants: readonly string[] };
  readonly 'sequential-others': NamedMetrics;
  readonly 'sequential-none': NamedMetrics;
  readonly 'correction-primary': CorrectionValues;
  readonly 'correction-secondary': CorrectionValues;
  readonly 'correction-oec': CorrectionValues;
}

/** One entry of "what was adjusted and why". */
export type LedgerEntry<Code extends keyof LedgerValues = keyof LedgerValues> = Coded<LedgerValues, Code>;
