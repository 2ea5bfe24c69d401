import type { NoValues } from './coded.js';

/** What each validity check found, by the check's code. */
export interface CheckValues {
  /** Sample ratio: the arms' sizes against the planned split. */
  readonly srm:
    | { readonly method: 'chi-square' | 'exact-multinomial'; readonly p: number; readonly threshold: number }
    | { readonly method: 'unknown-split' };
  /** Users whose logged variant is, or is not, the one that the configured hash gives. */
  readonly assignment: {
    readonly users: number;
    readonly matched: number;
    readonly wrongVariant: number;
    readonly notIncluded: number;
  };
  /** Users in several variants, their share of all, and what one unit of the experiment is called. */
  readonly 'multi-variant': { readonly users: number; readonly share: number; readonly unit: string };
  /** Users who converted before their exposure; `sameDay`: users whose order cannot be told. */
  readonly 'exposure-order': { readonly users: number; readonly sameDay: number };
  /** Users still inside their conversion window of `days`. */
  readonly immature: { readonly users: number; readonly days: number };
  readonly duration: { readonly days: number; readonly minimumDays: number };
  /** Smallest p of a covariate's difference between the arms before the experiment. */
  readonly 'pre-balance': { readonly p: number };
  /** Rows left out by rule: all, and by rule. */
  readonly exclusions: {
    readonly users: number;
    readonly rules: readonly { readonly reason: string; readonly users: number }[];
  };
  /** Smallest p of a change of the effect with the day of exposure. */
  readonly novelty: { readonly p: number };
  /** The metric with the highest false positive rate of all A/A runs, as a share. */
  readonly 'split-check': {
    readonly metric: string;
    readonly rate: number;
    readonly runs: number;
    readonly alpha: number;
  };
}

export type CheckCode = keyof CheckValues;

export type CheckStatus = 'passed' | 'warning' | 'failed' | 'not-run';

/** A check that was made, with what it found. */
export type RanCheck<Code extends CheckCode = CheckCode> = {
  [C in Code]: {
    readonly code: C;
    readonly status: Exclude<CheckStatus, 'not-run'>;
    /** The numbers behind it. */
    readonly values: CheckValues[C];
  };
}[Code];

/** A check whose data or configuration is not there. */
export type NotRunCheck = {
  [C in CheckCode]: { readonly code: C; readonly status: 'not-run'; readonly values: NoValues };
}[CheckCode];

/** One validity check. A failed one stands at the top of the report and rules out `ship`. */
export type CheckRecord = RanCheck | NotRunCheck;

/** The check of `code`, made or not. */
export function check<C extends CheckCode>(
  code: C,
  status: RanCheck['status'],
  values: CheckValues[C],
): RanCheck<C> {
  return { code, status, values } as RanCheck<C>;
}

export function notRun(code: CheckCode): NotRunCheck {
  return { code, status: 'not-run', values: {} };
}

export function isFailed(record: CheckRecord): record is RanCheck {
  return record.status === 'failed';
}
