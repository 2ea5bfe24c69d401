/**
 * What a churn run found, as plain JSON-safe records: what the report draws, what summary.json holds
 * and what the stored model's manifest quotes. Probabilities and shares are in [0, 1]; rows are
 * user-snapshots; a field that does not apply is null, never absent.
 */

import type { ChurnData } from './data-records.js';
import type { UncertifiedReason } from './precision-floor.js';

export type {
  ChurnData,
  FeatureDescription,
  FeatureMeaning,
  LeakSuspect,
  LeftOutFeature,
  LeftOutReason,
  LeftOutValues,
  SplitDescription,
  SplitPart,
} from './data-records.js';

/** A value with a two-sided interval at 95 %. */
export interface Estimate {
  /** Point estimate, in the unit that the field names. */
  readonly value: number;
  /** Lower end of its interval, in the same unit. */
  readonly low: number;
  /** Upper end of its interval, in the same unit. */
  readonly high: number;
}

/** A point of a curve. */
export interface CurvePoint {
  /** False positive rate of a ROC curve, recall of a precision-recall curve. */
  readonly x: number;
  /** True positive rate of a ROC curve, precision of a precision-recall curve. */
  readonly y: number;
}

/** Boosted trees, logistic regression or a random forest. */
export type ModelKind = 'lightgbm' | 'logistic' | 'forest';

/** Everything there is to report of a churn run. */
export interface ChurnEvaluation {
  /** What was read and how it was split. */
  readonly data: ChurnData;
  /** Best first. */
  readonly candidates: readonly Candidate[];
  /** The candidate the rest of the record speaks about. */
  readonly chosen: ModelKind;
  /** How well the model does on rows it has never seen. */
  readonly test: TestMetrics;
  /** Against the true probabilities of generated data; null on real data. */
  readonly truth: TruthComparison | null;
  /** ROC and precision-recall curves. */
  readonly curves: Curves;
  /** How scores became probabilities, and how well these fit the test rows. */
  readonly calibration: CalibrationResult;
  /** Ten rows of equal size, riskiest first. */
  readonly deciles: readonly Decile[];
  /** The chosen threshold and its certificate. */
  readonly threshold: ThresholdResult;
  /** At `threshold.value`, on the test rows. */
  readonly confusion: Confusion;
  /** Test rows by tier of their probability: high, medium, low. */
  readonly tiers: readonly Tier[];
  /** What each feature is worth to the model: the AUC that is lost without it. */
  readonly importance: Importance;
  /** The conditions of going live, met or not. */
  readonly gates: readonly Gate[];
}

/** A model that was tried. */
export interface Candidate {
  /** Kind of the model; each is tried once. */
  readonly name: ModelKind;
  /** ROC-AUC on the validation rows, in [0, 1]: what the choice was made by. Null when it could not be trained. */
  readonly auc: number | null;
  /** Log loss on the validation rows, nats a row; null when it could not be trained. */
  readonly logLoss: number | null;
  /** Why it could not be trained; it is then never chosen. */
  readonly failure: string | null;
}

/** Metrics of the chosen model on the test rows. */
export interface TestMetrics {
  /** User-snapshots that the test is made of, >= 1. */
  readonly rows: number;
  /** Of these, rows whose user left within the horizon. */
  readonly positives: number;
  /** ROC-AUC with the DeLong interval, users as clusters where one appears in several snapshots. */
  readonly auc: Estimate;
  /** AUC of each outer fold by its own model, in [0, 1]; null with a time split. */
  readonly foldAucs: readonly number[] | null;
  /** Average precision, in [0, 1], ties counted together. A random order reaches positives / rows. */
  readonly prAuc: number;
  /** Of the calibrated probabilities, as all below. Nats a row. */
  readonly logLoss: number;
  /** Mean squared distance of probability and outcome, in [0, 1]; 0 is best. */
  readonly brier: number;
  /** Murphy: brier = reliability - resolution + uncertainty, over the bins of `calibration.reliability`. */
  readonly brierParts: BrierParts;
}

/** The parts of the Brier score: reliability minus resolution plus uncertainty. */
export interface BrierParts {
  /** Mean squared distance of predicted and observed rate over the bins, in [0, 1]; 0 is best. */
  readonly reliability: number;
  /** Mean squared distance of the bins' observed rates from the overall one, in [0, 0.25]; more is better. */
  readonly resolution: number;
  /** Overall rate x (1 - rate), in [0, 0.25]: the Brier score of that one rate for everybody. */
  readonly uncertainty: number;
}

/** Where the data is generated: what the best possible model reaches. */
export interface TruthComparison {
  /** AUC of the true probabilities on the same test rows: no model can expect more. */
  readonly bestAuc: number;
  /** Brier score of the true probabilities on the same test rows, in [0, 1]. */
  readonly bestBrier: number;
  /** bestAuc - auc of the chosen model; below 0 only by chance. */
  readonly aucDistance: number;
}

/** Curves of the chosen model. */
export interface Curves {
  /** x = false-positive rate, y = true-positive rate. At most 400 points, corners kept. */
  readonly roc: readonly CurvePoint[];
  /** x = recall, y = precision. At most 400 points. */
  readonly pr: readonly CurvePoint[];
  /** The candidates that were not chosen, on the same test rows, best AUC first: to be seen, nothing is chosen by them. */
  readonly others: readonly ModelCurves[];
}

/** Curves of a candidate. */
export interface ModelCurves extends Pick<Curves, 'roc' | 'pr'> {
  /** Kind of the model. */
  readonly name: ModelKind;
  /** Area under its ROC curve on the test rows, in [0, 1]. */
  readonly auc: number;
  /** Its average precision on the test rows, in [0, 1]. */
  readonly prAuc: number;
}

/** How scores become probabilities. */
export type CalibrationMethod = 'none' | 'platt' | 'beta' | 'isotonic';

/** The chosen calibration, what others reached, and how well it holds on the test rows. */
export interface CalibrationResult {
  /** The method that turns scores into probabilities; `none` = they are taken as they are. */
  readonly method: CalibrationMethod;
  /** Cross-validated log loss on the calibration rows, per method. */
  readonly trials: readonly CalibrationTrial[];
  /** Bins of the test rows by calibrated probability, lowest first. */
  readonly reliability: readonly ReliabilityBin[];
  /** Bins of the test rows by the model's own probability, lowest first. */
  readonly reliabilityBefore: readonly ReliabilityBin[];
  /** Mean |observed - predicted| over the bins after calibration, weighted by rows, in [0, 1]. */
  readonly expectedError: number;
}

/** What a method reached. */
export interface CalibrationTrial {
  /** The method that was tried. */
  readonly method: CalibrationMethod;
  /** Its log loss on rows that the fit did not see, nats a row. */
  readonly logLoss: number;
}

/** Rows of similar predicted probability (equal-frequency bins). */
export interface ReliabilityBin {
  /** Test rows of the bin; all bins have as many, up to one row. */
  readonly rows: number;
  /** Mean predicted probability of its rows, in [0, 1]. */
  readonly predicted: number;
  /** Share of its rows whose user left, with Wilson's 95 % interval. */
  readonly observed: Estimate;
}

/** A tenth of the test rows, ranked by probability. */
export interface Decile {
  /** 1 = riskiest. */
  readonly decile: number;
  /** Test rows of the decile: a tenth of all, up to one row. */
  readonly rows: number;
  /** Of these, rows whose user left. */
  readonly churners: number;
  /** Lowest calibrated probability in the decile, in [0, 1]. */
  readonly lowest: number;
  /** churners / rows, in [0, 1]. */
  readonly churnRate: number;
  /** churnRate over the churn rate of all test rows; 1 = no better than a random list. */
  readonly lift: number;
  /** Share of all churners in this and the riskier deciles, in [0, 1]. */
  readonly cumulativeGain: number;
  /** Churn rate of this and the riskier deciles over that of all test rows. */
  readonly cumulativeLift: number;
}

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

/** Counts of test rows at the threshold. */
export interface Confusion {
  /** Rows that are selected and whose user left. */
  readonly truePositives: number;
  /** Rows that are selected and whose user stayed. */
  readonly falsePositives: number;
  /** Rows that are not selected and whose user stayed. */
  readonly trueNegatives: number;
  /** Rows that are not selected and whose user left. */
  readonly falseNegatives: number;
}

/** Users of a range of probabilities. */
export interface Tier {
  /** Name of the tier, as scores and plans have it. */
  readonly name: 'high' | 'medium' | 'low';
  /** Lowest calibrated probability of the tier, in [0, 1]; the next higher tier begins where it ends. */
  readonly from: number;
  /** Test rows whose probability lies in the tier. */
  readonly rows: number;
  /** Their share of all test rows, in [0, 1]. */
  readonly share: number;
  /** Mean calibrated probability of its rows, in [0, 1]; null without rows. */
  readonly meanProbability: number | null;
  /** Share of its rows whose user left, in [0, 1]; null without rows. */
  readonly churnRate: number | null;
}

/** What features are worth to the model on the test rows. */
export interface Importance {
  /** What is lost when a feature is shuffled: the area under the ROC curve. */
  readonly metric: 'auc';
  /** Shuffles of each column and of each group, >= 1. */
  readonly repeats: number;
  /** Most important first. Mean and sd over the repeats of the AUC lost by shuffling the column. */
  readonly single: readonly FeatureImportance[];
  /** Columns that move together (|Spearman| >= `correlation`) shuffled together. Most important first. */
  readonly grouped: readonly GroupImportance[];
  /** |Spearman| from which columns are shuffled together, in [0, 1]. */
  readonly correlation: number;
}

/** What a feature is worth. */
export interface FeatureImportance {
  /** Name of the column. */
  readonly feature: string;
  /** AUC lost on average when it is shuffled; near 0, also below, where it does not matter. */
  readonly mean: number;
  /** Standard deviation of that loss over the shuffles. */
  readonly sd: number;
}

/** What features that are permuted together are worth. */
export interface GroupImportance {
  /** Names of the columns, one or more. */
  readonly features: readonly string[];
  /** AUC lost on average when they are shuffled together; near 0, also below, where they do not matter. */
  readonly mean: number;
  /** Standard deviation of that loss over the shuffles. */
  readonly sd: number;
}

/** One condition of going live. */
export interface Gate {
  /** What is asked: ranking, precision of the list, profit, distance to the truth, leaks, days without events. */
  readonly name: 'auc' | 'precision' | 'roi' | 'truth' | 'leak' | 'outage';
  /** How `actual` has to compare with `required`. */
  readonly direction: 'at-least' | 'at-most' | 'above';
  /** The bound: an AUC (`auc`, `truth`), a precision, yuan (`roi`), columns (`leak`) or days (`outage`). */
  readonly required: number;
  /** What the run reached, in the same unit. Null when it could not be had (nothing certified): the gate then fails. */
  readonly actual: number | null;
  /** Whether `actual` meets `required`. */
  readonly passed: boolean;
}
