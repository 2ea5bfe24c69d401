import type { Coded } from '../../base/coded.js';
import type { NotEvaluableReason } from '../matured/evaluate.js';
import type { DriftState } from '../rule/state.js';

/** What speaks for or against doing something with the model in use, by the reason's code. */
export interface DecisionValues {
  /** The data of the day is at fault: a model trained on it would learn the fault. */
  readonly 'data-fault': {
    /** Kind of the alarm: `data-gap`, `tracking-loss`, `missing-jump`, `schema` and the like. */
    readonly kind: string;
    /** The event, column or source it is about. */
    readonly object: string;
  };
  /** The model is old enough for the regular training. */
  readonly clock: {
    /** Days since it was trained. */
    readonly ageDays: number;
    /** Days of the policy. */
    readonly everyDays: number;
  };
  /** A column, or the score, has certainly drifted, and this moves users over the threshold. */
  readonly drift: {
    /** The column; null for the score. */
    readonly column: string | null;
    /** Kolmogorov-Smirnov distance from the profile. */
    readonly ks: number;
    /** Its lower bound. */
    readonly ksLow: number;
    /** Change of the share of users over the threshold; null where it is not known. */
    readonly deltaAbove: number | null;
  };
  /** The evidence of several days raised the alarm of a column. */
  readonly 'drift-alarm': {
    /** The column; null for the score. */
    readonly column: string | null;
    /** Distance on the last day. */
    readonly ks: number;
  };
  /** Drift that asks for nothing: it is not certain, or moves too few users over the threshold. */
  readonly 'drift-noted': {
    /** The column; null for the score. */
    readonly column: string | null;
    /** What can be said of it. */
    readonly state: DriftState;
    /** Distance from the profile. */
    readonly ks: number;
    /** Change of the share of users over the threshold; null where it is not known. */
    readonly deltaAbove: number | null;
  };
  /** The AUC has certainly fallen: even the upper end of its interval is below the bound. */
  readonly 'auc-fell': AucValues;
  /** The AUC seen is below the bound, its interval is not. */
  readonly 'auc-maybe-fell': AucValues;
  /** The AUC holds. */
  readonly 'auc-holds': AucValues;
  /** Nothing can be said about matured labels. */
  readonly 'not-evaluable': {
    /** Why. */
    readonly why: NotEvaluableReason;
  };
  /** On the same rows the previous model is better for certain: the change of model did the harm. */
  readonly 'previous-better': PairValues;
  /** On the same rows the previous model is not better for certain: a rollback would not help. */
  readonly 'previous-not-better': PairValues;
  /** There are no scores of a previous model on these rows, so that nothing tells whether a rollback would help. */
  readonly 'no-previous': Readonly<Record<string, never>>;
  /** The previous model reads other features than are built now, so that it cannot be put back. */
  readonly 'previous-unusable': {
    /** Version of the features it reads. */
    readonly featureVersion: string;
    /** Version of the features that are built. */
    readonly built: string;
  };
  /** The slope of the calibration is certainly out of its range: the order is right, the probabilities are not. */
  readonly 'calibration-off': RangeValues;
  /** The slope seen is out of its range, its interval is not. */
  readonly 'calibration-maybe-off': RangeValues;
  /** Certainly more, or fewer, users left than the probabilities expect. */
  readonly 'level-off': RangeValues;
  /** More, or fewer, users left than the probabilities expect, but not for certain. */
  readonly 'level-maybe-off': RangeValues;
}

/** An AUC against the stored one. */
export interface AucValues {
  /** Weighted AUC of untreated users with final labels. */
  readonly auc: number;
  /** Lower end of its interval. */
  readonly low: number;
  /** Upper end. */
  readonly high: number;
  /** AUC on the test rows when the model was made. */
  readonly stored: number;
  /** Bound under which it counts as fallen. */
  readonly bound: number;
}

/** Previous model against the one in use, on the same rows. */
export interface PairValues {
  /** AUC of the previous model minus AUC of the one in use. */
  readonly difference: number;
  /** Lower end of the interval. */
  readonly low: number;
  /** Upper end. */
  readonly high: number;
  /** One-sided p of no advantage. */
  readonly p: number;
}

/** A figure of the calibration against its range. */
export interface RangeValues {
  /** The slope, or the share of the leavers expected that left; 1 where predictions agree with what happened. */
  readonly value: number;
  /** Lower end of its interval. */
  readonly low: number;
  /** Upper end. */
  readonly high: number;
  /** Range that needs no new calibration. */
  readonly range: readonly [number, number];
}

/** `decides`: the action follows from it. `blocks`: nothing else is done. `blocked`: it would have asked for an action. `notes`: it is only told. */
export type DecisionWeight = 'decides' | 'blocks' | 'blocked' | 'notes';

/** A reason with its weight. */
export type DecisionReason = Coded<DecisionValues> & {
  /** What it did to the decision. */
  readonly weighs: DecisionWeight;
};

export function decisionReason<C extends keyof DecisionValues>(
  code: C,
  weighs: DecisionWeight,
  values: DecisionValues[C],
): DecisionReason {
  // A code with the values of that code.
  return { code, weighs, values } as DecisionReason;
}
