import type { NoValues } from '../../base/coded.js';
import type { CheckCode, RanCheck } from './check-record.js';
import type { NotComputableReason } from './not-computable.js';

/** The primary metric, and the p that decided. */
export interface PrimaryValues {
  /** Name of the metric. */
  readonly metric: string;
  /** The p that decided, in [0, 1]. */
  readonly p: number;
  /** `sequential`: it holds at the looks taken; `adjusted`: corrected for several tests. */
  readonly kind: 'plain' | 'adjusted' | 'sequential';
  /** Variants that a sequential p is adjusted for; 1 = it is not. */
  readonly variants: number;
}

/** Ends of an interval; null = unbounded. */
export interface IntervalEnds {
  /** Lower end, in the metric's unit; null where it is unbounded. */
  readonly low: number | null;
  /** Upper end, in the metric's unit; null where it is unbounded. */
  readonly high: number | null;
}

/** What speaks for or against a variant, by the reason's code. */
export interface ReasonValues {
  /** A primary metric is better. */
  readonly 'primary-better': PrimaryValues;
  /** A primary metric is worse. */
  readonly 'primary-worse': PrimaryValues;
  /** `boundary`: there is a sequential plan, whose boundary is not crossed. */
  readonly 'primary-undecided': PrimaryValues & {
    /** Whether a boundary of a sequential plan is meant. */
    readonly boundary: boolean;
  };
  /** The boundary was crossed at `look`, but by now the difference has the opposite sign. */
  readonly 'primary-reversed': {
    /** Name of the metric. */
    readonly metric: string;
    /** Number of the look, from 1; null for the end. */
    readonly look: number | null;
    /** Treatment minus control. */
    readonly difference: number;
  };
  /** A primary metric has no result. */
  readonly 'primary-not-computable': {
    /** Name of the metric. */
    readonly metric: string;
    /** Why there is no result. */
    readonly why: NotComputableReason;
  };
  /** The overall criterion has no result. */
  readonly 'oec-not-computable': {
    /** Why there is no result. */
    readonly why: NotComputableReason;
  };
  /** Harm beyond the margin is ruled out. */
  readonly 'guardrail-passed': {
    /** Name of the metric. */
    readonly metric: string;
    /** The margin, in the unit of the metric. */
    readonly margin: number;
  };
  /** Harm is shown. */
  readonly 'guardrail-harmed': {
    /** Name of the metric. */
    readonly metric: string;
  };
  /** Without a result, without a margin to judge it by, or with harm of `margin` not ruled out; power in [0, 1]. */
  readonly 'guardrail-undecided':
    | {
        /** Name of the metric. */
        readonly metric: string;
        /** What is missing. */
        readonly cause: 'no-result' | 'no-margin';
        /** Why there is no result. */
        readonly why: NotComputableReason;
      }
    | {
        /** Name of the metric. */
        readonly metric: string;
        /** What is missing. */
        readonly cause: 'noise';
        /** The margin, in the unit of the metric. */
        readonly margin: number;
        /** Power to rule out harm beyond the margin. */
        readonly power: number;
      };
  /** The overall criterion is better. */
  readonly 'oec-better': IntervalEnds;
  /** The overall criterion is worse. */
  readonly 'oec-worse': IntervalEnds;
  /** Days run and days asked for. */
  readonly short: {
    /** How many days. */
    readonly days: number;
    /** Days that are wanted at least. */
    readonly minimumDays: number;
  };
  /** Days since the boundary was crossed for good, and days asked for. */
  readonly unstable: {
    /** How many days. */
    readonly days: number;
    /** Days after which the effect counts as stable. */
    readonly stableDays: number;
  };
  /** Going on is not worth it. */
  readonly futile: NoValues;
  /** `planned`: the planned number of users; without it there is no plan, and one analysis at a fixed size. */
  readonly 'plan-reached': {
    /** Whether a size was planned. */
    readonly planned: boolean;
  };
  /** The planned size is not reached. */
  readonly 'plan-open': NoValues;
}

/** Which way a reason points. */
export type ReasonWeight = 'for' | 'against' | 'neutral';

/** A reason before it is known whose it is. */
export type Reason<Code extends keyof ReasonValues = keyof ReasonValues> = {
  [C in Code]: {
    /** Which reason it is. */
    readonly code: C;
    /** Which way it weighs. */
    readonly weighs: ReasonWeight;
    /** What the sentence names. */
    readonly values: ReasonValues[C];
  };
}[Code];

/** A reason about one variant. */
export type VariantReason = Reason & {
  /** The arm. */
  readonly variant: string;
};

/** A failed check, which rules out every verdict but `hold`. */
export interface CheckReason {
  /** The code of the sentence. */
  readonly code: `check-${CheckCode}`;
  /** Which way it weighs. */
  readonly weighs: 'against';
  /** A check is about all arms. */
  readonly variant: null;
  /** The values that the sentence names. */
  readonly values: {
    /** The check that failed. */
    readonly check: RanCheck;
  };
}

/** A reason of the decision. */
export type ReasonRecord = VariantReason | CheckReason;

export function reason<C extends keyof ReasonValues>(
  code: C,
  weighs: ReasonWeight,
  values: ReasonValues[C],
): Reason<C> {
  return { code, weighs, values } as Reason<C>;
}

export function checkReason(check: RanCheck): CheckReason {
  return { code: `check-${check.code}`, weighs: 'against', variant: null, values: { check } };
}
