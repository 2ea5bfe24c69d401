import type { NumberColumn } from '../../stats/column-input.js';
import type { UpliftEstimate } from '../ranking/records.js';
import type { EstimatorKind, EstimatorOptions } from './estimators.js';

/**
 * A log of decisions that were drawn at random. Columns of actions stand in the order of `actions`.
 */
export interface DecisionLog {
  /** Names of the actions, each once; "none" is one of them where nothing could be done. */
  readonly actions: readonly string[];
  /** Code of the action taken, row by row: its place in `actions`, from 0. */
  readonly action: NumberColumn;
  /** What came of it, such as profit within the outcome window. */
  readonly reward: NumberColumn;
  /** Probability of every action when it was drawn, one column an action; a row's add up to 1. */
  readonly logging: readonly NumberColumn[];
  /** What a model expects of every action, one column an action, fitted on other rows. @default no model */
  readonly expected?: readonly NumberColumn[] | undefined;
}

/** Probability of every action under the evaluated policy, one column an action; a row's add up to 1. */
export type PolicyColumns = readonly NumberColumn[];

/** How a policy is evaluated. */
export interface OffPolicyOptions {
  /** Largest weight of the clipped estimators, > 1. @default 10 */
  readonly clip?: number | undefined;
  /** @default all kinds: 15 with a model, 5 without */
  readonly estimators?: readonly EstimatorOptions[] | undefined;
  /** Coverage of the intervals, in (0, 1). @default 0.95 */
  readonly level?: number | undefined;
  /** Resamples of the bootstrap-t interval; 0 = none. @default 999 */
  readonly replicates?: number | undefined;
  /** Seed of the resamples. @default 42 */
  readonly seed?: number | undefined;
  /** Threads of the resamples. @default 1 below 5 million row draws, else every hardware thread */
  readonly threads?: number | undefined;
  /** Stops the work, which then rejects with `ABORTED`. */
  readonly signal?: AbortSignal | undefined;
}

/** The value of a policy by one estimator. */
export interface OffPolicyEstimate {
  /** Which formula. */
  readonly kind: EstimatorKind;
  /** Its parameter; null where it has none. */
  readonly parameter: number | null;
  /** Mean reward a row. */
  readonly value: number;
  /** Of the sampling of rows; NaN for one row. That of `dm` leaves out the error of the model. */
  readonly standardError: number;
  /** Lower end of the normal interval; null for `dm`, whose error the rows do not tell. */
  readonly low: number | null;
  /** Upper end of the normal interval; null for `dm`. */
  readonly high: number | null;
}

/** Why a log cannot answer for a policy. */
export type UnsupportedReason = 'unsupported-users' | 'few-effective-rows' | 'large-weights';

/** Whether the log can answer for the policy. */
export interface OffPolicyGate {
  /** No reason stands against it. */
  readonly isEvaluable: boolean;
  /** What stands against it. */
  readonly reasons: readonly UnsupportedReason[];
  /** Rows of the log. */
  readonly rows: number;
  /** Rows that would be as informative without weights: (sum of weights)² / sum of squares. */
  readonly effectiveRows: number;
  /** The largest weight; at most 20 where evaluable. */
  readonly largestWeight: number;
  /** Mean weight: 1 up to chance where the logged probabilities are right. */
  readonly meanWeight: number;
  /** Rows whose policy may take an action that the log could not have drawn; 0 where evaluable. */
  readonly unsupportedRows: number;
  /** The first of these rows, counted from 0; at most 100. */
  readonly firstUnsupportedRows: readonly number[];
  /** Mean probability of such actions. */
  readonly unsupportedShare: number;
}

/** What clipping may hide. */
export interface ClippingBias {
  /** The largest weight that counts in full. */
  readonly clip: number;
  /** Share of rows with a larger one. */
  readonly clippedShare: number;
  /** No bias is larger, for rewards within the range of the logged ones, without a model. */
  readonly bound: number;
  /** Difference of the values at `clip` and at twice that: how much the clip matters here. */
  readonly sensitivity: number;
}

/** What a log says about a policy. */
export interface OffPolicyValue {
  /** Whether the numbers below may be relied on. */
  readonly gate: OffPolicyGate;
  /** The clipped doubly robust value (the clipped IPS value without a model). */
  readonly chosen: OffPolicyEstimate;
  /** Bootstrap-t interval of `chosen`, which holds for skewed rewards; null where not evaluable or not asked for. */
  readonly interval: {
    /** Lower end. */
    readonly low: number;
    /** Upper end. */
    readonly high: number;
  } | null;
  /** What the clip may hide. */
  readonly bias: ClippingBias;
  /** Every estimator. */
  readonly estimates: readonly OffPolicyEstimate[];
}

/** Two policies on the same rows. */
export interface PolicyDifference {
  /** The first policy. */
  readonly first: OffPolicyValue;
  /** The second policy. */
  readonly second: OffPolicyValue;
  /** First less second, from the differences of the rows' terms. */
  readonly difference: UpliftEstimate;
  /** Bootstrap-t interval of the difference; null where a policy is not evaluable or it was not asked for. */
  readonly interval: {
    /** Lower end. */
    readonly low: number;
    /** Upper end. */
    readonly high: number;
  } | null;
}
