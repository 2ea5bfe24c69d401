import type { CheckCode, RanCheck } from './check-record.js';
import type { NoValues } from './coded.js';
import type { NotComputableReason } from './not-computable.js';

/** The primary metric, and the p that decided. */
export interface PrimaryValues {
  readonly metric: string;
  readonly p: number;
  /** `sequential`: it holds at the looks taken; `adjusted`: corrected for several tests. */
  readonly kind: 'plain' | 'adjusted' | 'sequential';
}

/** Ends of an interval; null = unbounded. */
export interface IntervalEnds {
  readonly low: number | null;
  readonly high: number | null;
}

/** What speaks for or against a variant, by the reason's code. */
export interface ReasonValues {
  readonly 'primary-better': PrimaryValues;
  readonly 'primary-worse': PrimaryValues;
  /** `boundary`: there is a sequential plan, whose boundary is not crossed. */
  readonly 'primary-undecided': PrimaryValues & { readonly boundary: boolean };
  /** The boundary was crossed at `look`, but by now the difference has the opposite sign. */
  readonly 'primary-reversed': {
    readonly metric: string;
    readonly look: number | null;
    readonly difference: number;
  };
  readonly 'primary-not-computable': { readonly metric: string; readonly why: NotComputableReason };
  readonly 'oec-not-computable': { readonly why: NotComputableReason };
  readonly 'guardrail-passed': { readonly metric: string; readonly margin: number };
  readonly 'guardrail-harmed': { readonly metric: string };
  /** Without a result, without a margin to judge it by, or with harm of `margin` not ruled out; power in [0, 1]. */
  readonly 'guardrail-undecided':
    | {
        readonly metric: string;
        readonly cause: 'no-result' | 'no-margin';
        readonly why: NotComputableReason;
      }
    | { readonly metric: string; readonly cause: 'noise'; readonly margin: number; readonly power: number };
  readonly 'oec-better': IntervalEnds;
  readonly 'oec-worse': IntervalEnds;
  /** Days run and days asked for. */
  readonly short: { readonly days: number; readonly minimumDays: number };
  /** Days since the boundary was crossed for good, and days asked for. */
  readonly unstable: { readonly days: number; readonly stableDays: number };
  readonly futile: NoValues;
  /** `planned`: the planned number of users; without it there is no plan, and one analysis at a fixed size. */
  readonly 'plan-reached': { readonly planned: boolean };
  readonly 'plan-open': NoValues;
}

/** Which way a reason points. */
export type ReasonWeight = 'for' | 'against' | 'neutral';

/** A reason before it is known whose it is. */
export type Reason<Code extends keyof ReasonValues = keyof ReasonValues> = {
  [C in Code]: { readonly code: C; readonly weighs: ReasonWeight; readonly values: ReasonValues[C] };
}[Code];

/** A reason about one variant. */
export type VariantReason = Reason & { readonly variant: string };

/** A failed check, which rules out every verdict but `hold`. */
export interface CheckReason {
  readonly code: `check-${CheckCode}`;
  readonly weighs: 'against';
  readonly variant: null;
  readonly values: { readonly check: RanCheck };
}

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
