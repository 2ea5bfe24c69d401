import type { Day } from '../../base/days.js';
import type { ModelComparison } from './compare.js';

/** What is known of a challenger. */
export interface PromotionFacts {
  /** On the newest untreated users with final labels; null where there are too few of them. */
  readonly comparison: ModelComparison | null;
  /** Last snapshot day that the challenger learnt from, YYYY-MM-DD. */
  readonly trainedTo: Day;
  /** Days that a label looks ahead: the embargo between its training and these rows. */
  readonly horizonDays: number;
  /** Its AUC on the test rows when it was made. */
  readonly testAuc: number;
  /** The precision that is certified at its threshold; null where none is. */
  readonly certifiedPrecision: number | null;
  /** Columns that were found to leak the label. */
  readonly leaks: readonly string[];
  /** Whether its files verify and its scores are the same to the bit after it is loaded again. */
  readonly verified: boolean;
  /** Whether a person has accepted that the tiers change in size (`--accept`). */
  readonly accepted: boolean;
  /**
   * Whether only its calibration is new. The tiers of wrong probabilities had the wrong size: they are no condition then.
   * @default false
   */
  readonly sameTrees?: boolean | undefined;
}

/** What each condition of a promotion compares, by the condition's code. */
export interface PromotionValues {
  /** There are rows to compare on. */
  readonly compared: {
    /** Number of challengers that the intervals allow for; null without rows. */
    readonly chosenFrom: number | null;
  };
  /** The rows lie after everything that the challenger has seen. */
  readonly embargo: {
    /** First day whose label the challenger cannot have seen. */
    readonly earliest: Day;
    /** First snapshot day of the rows. */
    readonly from: Day;
  };
  /** It is not worse by more than the margin, for certain. */
  readonly 'not-inferior': {
    /** AUC of the challenger minus AUC of the one in use. */
    readonly difference: number;
    /** Lower end of the interval. */
    readonly low: number;
    /** The margin. */
    readonly margin: number;
  };
  /** Its probabilities are not certainly worse, or its order is certainly better. */
  readonly brier: {
    /** Brier score of the challenger minus that of the one in use. */
    readonly difference: number;
    /** Lower end of the interval. */
    readonly low: number;
  };
  /** It is better in one of both: a tie keeps the model in use. */
  readonly 'no-tie': {
    /** Difference of the AUCs. */
    readonly auc: number;
    /** Difference of the Brier scores. */
    readonly brier: number;
  };
  /** Its AUC on the test rows meets the floor. */
  readonly 'auc-floor': {
    /** The AUC. */
    readonly auc: number;
    /** The floor. */
    readonly floor: number;
  };
  /** Its certified precision meets the floor. */
  readonly 'precision-floor': {
    /** The precision; null where none is certified. */
    readonly precision: number | null;
    /** The floor. */
    readonly floor: number;
  };
  /** No slice is certainly worse by more than the margin. */
  readonly slices: {
    /** Slices that are, as `column = value`. */
    readonly worse: readonly string[];
    /** The margin. */
    readonly margin: number;
  };
  /** Tiers keep their size, or a person has accepted that they do not. */
  readonly tiers: {
    /** The tier that changes most; null without rows. */
    readonly tier: string | null;
    /** Its share in the model in use. */
    readonly inUse: number;
    /** Its share in the challenger. */
    readonly other: number;
    /** Change that is allowed, as a share. */
    readonly allowed: number;
    /** Whether a person has accepted the change. */
    readonly accepted: boolean;
  };
  /** No column leaks the label. */
  readonly leak: {
    /** Columns that do. */
    readonly columns: readonly string[];
  };
  /** The stored model is the one that was trained. */
  readonly verified: Readonly<Record<string, never>>;
}

/** One condition of a promotion. */
export type PromotionCheck = {
  [C in keyof PromotionValues]: {
    /** Which condition it is. */
    readonly code: C;
    /** Whether it holds. */
    readonly passed: boolean;
    /** What it compares. */
    readonly values: PromotionValues[C];
  };
}[keyof PromotionValues];

/** Whether a challenger takes over, and why: a record to be kept. */
export interface PromotionDecision {
  /** `promote` when every condition holds. */
  readonly action: 'promote' | 'keep';
  /** Every condition, those that do not hold first. */
  readonly checks: readonly PromotionCheck[];
}
