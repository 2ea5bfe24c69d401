import type { UncertifiedReason } from './precision-floor.js';
import type { Estimate } from './test-records.js';

/** The threshold, why it was chosen, and what it gives on the test rows. */
export interface ThresholdResult {
  /** Probability in [0, 1] from which a user is contacted. */
  readonly value: number;
  /** How `value` was found. */
  readonly rule: 'certified-f0.5' | 'f0.5';
  /** The precision floor holds for `value` with the stated confidence, out of sample. */
  readonly certified: boolean;
  /** Why not, when not certified; null otherwise. */
  readonly reason: UncertifiedReason | null;
  /** Precision that the list has to hold, in (0, 1), as the configuration asks. */
  readonly precisionFloor: number;
  /** Probability with which a certified threshold holds the floor on new users, in (0, 1). */
  readonly confidence: number;
  /** Lowest and highest certified threshold; null when none is. */
  readonly certifiedRange: {
    /** The smallest certified threshold, a probability in [0, 1]. */
    readonly low: number;
    /** The largest certified threshold, a probability in [0, 1]. */
    readonly high: number;
  } | null;
  /** Users the certificate was tested on, one row each. */
  readonly certificationRows: number;
  /** `held-out`: rows the shipped model never saw. `cross-validated`: out-of-fold scores of its twins. */
  readonly basis: 'held-out' | 'cross-validated';
  /** Share of the selected test rows whose user left, in [0, 1]; null when nobody is selected. */
  readonly precision: number | null;
  /** The same with its 95 % interval; null when nobody is selected. */
  readonly precisionInterval: Estimate | null;
  /** Share of the test rows of users who left that are selected, in [0, 1]. */
  readonly recall: number;
  /** Test rows at or above the threshold. */
  readonly selected: number;
  /** The other usual cuts with their test figures. */
  readonly alternatives: readonly ThresholdAlternative[];
}

/** What another rule would have chosen. */
export interface ThresholdAlternative {
  /** Largest F0.5, or largest Youden index. */
  readonly rule: 'f0.5' | 'youden';
  /** The threshold of that rule, a probability in [0, 1]. */
  readonly value: number;
  /** Share of the test rows it selects whose user left, in [0, 1]; null when it selects none. */
  readonly precision: number | null;
  /** Share of the test rows of users who left that it selects, in [0, 1]. */
  readonly recall: number;
}
