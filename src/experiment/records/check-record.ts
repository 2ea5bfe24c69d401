import type { NoValues } from '../../base/coded.js';
import type { ClosureRecord, RegistrationStanding } from './audit-records.js';

/** What each validity check found, by the check's code. */
export interface CheckValues {
  /** Sample ratio: the arms' sizes against the planned split. */
  readonly srm:
    | {
        /** How p was computed. */
        readonly method: 'chi-square' | 'exact-multinomial';
        /** p-value of the planned split, in [0, 1]. */
        readonly p: number;
        /** p-value below which the check fails. */
        readonly threshold: number;
      }
    | {
        /** How the p-value was computed. */
        readonly method: 'unknown-split';
      };
  /** Users whose logged variant is, or is not, the one that the configured hash gives. */
  readonly assignment: {
    /** Users whose arm was computed again. */
    readonly users: number;
    /** Users whose logged arm is the planned one. */
    readonly matched: number;
    /** Users logged in another arm than planned. */
    readonly wrongVariant: number;
    /** Users whom the plan leaves out. */
    readonly notIncluded: number;
  };
  /** Users in several variants, their share of all, and what one unit of the experiment is called. */
  readonly 'multi-variant': {
    /** Users seen in more than one arm. */
    readonly users: number;
    /** Their share of all users, in [0, 1]. */
    readonly share: number;
    /** What is randomised, as the configuration calls it. */
    readonly unit: string;
    /** Whether they count for the variant that they saw first; else they are left out. */
    readonly first?: boolean | undefined;
  };
  /** Users who converted before their exposure; `sameDay`: users whose order cannot be told. */
  readonly 'exposure-order': {
    /** Users whose outcome comes before their exposure. */
    readonly users: number;
    /** Users whose outcome and exposure are of the same day, of which no more is known. */
    readonly sameDay: number;
  };
  /** Users still inside their conversion window of `days`. */
  readonly immature: {
    /** Users whose window is not over. */
    readonly users: number;
    /** Length of the window, days. */
    readonly days: number;
  };
  /** The experiment ran for too few days. */
  readonly duration: {
    /** Days from the first to the last exposure. */
    readonly days: number;
    /** Days that the configuration asks for at least. */
    readonly minimumDays: number;
  };
  /** Smallest p of a covariate's difference between the arms before the experiment. */
  readonly 'pre-balance': {
    /** p-value of no difference, in [0, 1]. */
    readonly p: number;
  };
  /** Programs that a rule found and left out, and whether the arms have alike shares of them. */
  readonly bots: {
    /** Users that the rule found. */
    readonly users: number;
    /** Their share of all users, in [0, 1]. */
    readonly share: number;
    /** p of one share in all arms, in [0, 1]; null without any program. */
    readonly p: number | null;
  };
  /** The column whose mix of users moved most during the run. */
  readonly mix: {
    /** The column. */
    readonly column: string;
    /** Share of the users that would have to be others for the mix to be the same, in [0, 1]. */
    readonly distance: number;
    /** p of one mix, in [0, 1]. */
    readonly p: number;
  };
  /** Whether logged conversions lead back to exposures, and outcomes to events. */
  readonly closure: ClosureRecord;
  /** How the analysis stands to what was registered. */
  readonly registration: RegistrationStanding;
  /** Rows left out by rule: all, and by rule. */
  readonly exclusions: {
    /** Users left out by all rules together. */
    readonly users: number;
    /** Users by the rule that left them out. */
    readonly rules: readonly {
      /** Name of the rule. */
      readonly reason: string;
      /** Users it left out. */
      readonly users: number;
    }[];
  };
  /** Smallest p of a change of the effect with the day of exposure. */
  readonly novelty: {
    /** p-value of no change, in [0, 1]. */
    readonly p: number;
  };
  /** The metric with the highest false positive rate of all A/A runs, as a share. */
  readonly 'split-check': {
    /** Name of the metric. */
    readonly metric: string;
    /** Share of the splits that tested as significant, in [0, 1]. */
    readonly rate: number;
    /** Number of random splits. */
    readonly runs: number;
    /** Level of each test, in (0, 1): the share that is expected. */
    readonly alpha: number;
  };
}

/** A check of the data. */
export type CheckCode = keyof CheckValues;

/** How a check came out. */
export type CheckStatus = 'passed' | 'warning' | 'failed' | 'not-run';

/** A check that was made, with what it found. */
export type RanCheck<Code extends CheckCode = CheckCode> = {
  [C in Code]: {
    /** Which check it is. */
    readonly code: C;
    /** How it came out. */
    readonly status: Exclude<CheckStatus, 'not-run'>;
    /** The numbers behind it. */
    readonly values: CheckValues[C];
  };
}[Code];

/** A check whose data or configuration is not there. */
export type NotRunCheck = {
  [C in CheckCode]: {
    /** Which check it is. */
    readonly code: C;
    /** It could not be made with this data. */
    readonly status: 'not-run';
    /** None. */
    readonly values: NoValues;
  };
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
