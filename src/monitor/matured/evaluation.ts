import type { Coded } from '../../base/coded.js';
import type { Figure, Rate } from '../figures/figure.js';
import type { CalibrationBin, MurphyParts } from './calibration-bins.js';
import type { CalibrationLine } from './calibration-fit.js';
import type { MaturedCounts } from './rows.js';
import type { SliceOutcome } from './slices.js';
import type { Lift, TierOutcome } from './tiers.js';

/** Why there is no evaluation, by code. */
export interface NotEvaluableValues {
  /** No label is final yet. */
  readonly immature: {
    /** Rows whose label is not final. */
    readonly rows: number;
  };
  /** No scored row has an outcome. */
  readonly 'no-outcomes': {
    /** Mature rows without an outcome. */
    readonly rows: number;
  };
  /** Treated users for whom nobody stayed untreated by chance: what the model is worth for them cannot be known. */
  readonly 'no-holdout': {
    /** Their rows. */
    readonly rows: number;
    /** Their share of the mature rows with an outcome, in [0, 1]. */
    readonly share: number;
  };
  /** All untreated users left, or none. */
  readonly 'one-class': {
    /** Untreated rows. */
    readonly rows: number;
  };
  /** Too few untreated users left, or too few of one class, for a figure that means something. */
  readonly 'too-few-positives': {
    /** Effective leavers. */
    readonly effectivePositives: number;
    /** Leavers asked for at least. */
    readonly minimumPositives: number;
  };
}

/** Why there is no evaluation. */
export type NotEvaluableReason = Coded<NotEvaluableValues>;

/** An evaluation that cannot be made. */
export interface NotEvaluable {
  /** Always `not-evaluable`. */
  readonly state: 'not-evaluable';
  /** Why. */
  readonly reason: NotEvaluableReason;
  /** Rows that were left out, and why. */
  readonly counts: MaturedCounts;
}

/** Precision and recall at the stored threshold. */
export interface ThresholdOutcome {
  /** The threshold, on the calibrated probability. */
  readonly value: number;
  /** Share of those at or above it who left; null where there are none. */
  readonly precision: Rate | null;
  /** Share of those who left who are at or above it. */
  readonly recall: Rate | null;
}

/** How good the predictions were, once the labels were known. Every figure is of untreated users, weighted. */
export interface MaturedEvaluation {
  /** Always `evaluated`. */
  readonly state: 'evaluated';
  /** Rows that were left out, and why. */
  readonly counts: MaturedCounts;
  /** Untreated rows that the figures are made of. */
  readonly rows: number;
  /** Of these, rows of users who left. */
  readonly positives: number;
  /** Leavers that would be as informative without weights. */
  readonly effectivePositives: number;
  /** Area under the ROC curve, with DeLong's weighted interval, users as clusters. */
  readonly auc: Figure;
  /** Average precision; the interval is Boyd's (2013) logit one at the effective number of leavers. */
  readonly prAuc: Figure;
  /** Mean squared distance of probability and label. */
  readonly brier: Figure;
  /** Its parts. */
  readonly brierParts: MurphyParts;
  /** Share that left. */
  readonly churn: Rate;
  /** Weighted mean of the predicted probabilities. */
  readonly predicted: number;
  /** `churn` over `predicted`, with the interval of a ratio, users as clusters: 1 where as many leave as expected. */
  readonly observedOverPredicted: Figure;
  /** Line of predicted and observed log odds; null where it has no finite solution. */
  readonly calibration: CalibrationLine | null;
  /** Predicted against observed in bins of equal weight, lowest first. */
  readonly calibrationBins: readonly CalibrationBin[];
  /** Mean distance of observed from predicted over the bins. */
  readonly expectedCalibrationError: number;
  /** At the stored threshold; null without one. */
  readonly threshold: ThresholdOutcome | null;
  /** Realised churn by tier, the highest first. */
  readonly tiers: readonly TierOutcome[];
  /** Churn of the riskiest tenth over churn of all. */
  readonly lift: Lift;
  /** By the columns asked for, those that certainly lose most first. */
  readonly slices: readonly SliceOutcome[];
  /** AUC over everybody, treated users included: it falls when a campaign works, and decides nothing. Null with one class. */
  readonly everybody: number | null;
}
