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
  /** The estimate. */
  readonly value: number;
  /** Lower end of its interval. */
  readonly low: number;
  /** Upper end of its interval. */
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
  /** How scores became probabilities. */
  readonly calibration: CalibrationResult;
  /** Ten rows of equal size, riskiest first. */
  readonly deciles: readonly Decile[];
  /** The chosen threshold and its certificate. */
  readonly threshold: ThresholdResult;
  /** At `threshold.value`, on the test rows. */
  readonly confusion: Confusion;
  /** High, medium, low. */
  readonly tiers: readonly Tier[];
  /** What each feature is worth. */
  readonly importance: Importance;
  /** The conditions the run had to meet. */
  readonly gates: readonly Gate[];
}

/** A model that was tried. */
export interface Candidate {
  /** Kind of the model. */
  readonly name: ModelKind;
  /** ROC-AUC on the validation rows: what the choice was made by. Null when it could not be trained. */
  readonly auc: number | null;
  /** Log loss in nats on the validation rows; null where it failed. */
  readonly logLoss: number | null;
  /** Why it could not be trained; it is then never chosen. */
  readonly failure: string | null;
}

/** Metrics of the chosen model on the test rows. */
export interface TestMetrics {
  /** Test rows. */
  readonly rows: number;
  /** Test rows of users who left. */
  readonly positives: number;
  /** ROC-AUC with the DeLong interval, users as clusters where one appears in several snapshots. */
  readonly auc: Estimate;
  /** AUC of each outer fold by its own model; null with a time split. */
  readonly foldAucs: readonly number[] | null;
  /** Average precision, ties counted together. */
  readonly prAuc: number;
  /** Of the calibrated probabilities, as all below. Nats a row. */
  readonly logLoss: number;
  /** Mean squared error of the probabilities, in [0, 1]. */
  readonly brier: number;
  /** Murphy: brier = reliability - resolution + uncertainty, over the bins of `calibration.reliability`. */
  readonly brierParts: BrierParts;
}

/** The parts of the Brier score: reliability minus resolution plus uncertainty. */
export interface BrierParts {
  /** How far probabilities are from what happened; 0 is best. */
  readonly reliability: number;
  /** How far the groups differ from the mean rate; more is better. */
  readonly resolution: number;
  /** The score of the mean rate alone. */
  readonly uncertainty: number;
}

/** Where the data is generated: what the best possible model reaches. */
export interface TruthComparison {
  /** AUC of the true probabilities on the same test rows: no model can expect more. */
  readonly bestAuc: number;
  /** Brier score of the true probabilities. */
  readonly bestBrier: number;
  /** bestAuc - auc of the chosen model. */
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
  /** Area under its ROC curve. */
  readonly auc: number;
  /** Average precision. */
  readonly prAuc: number;
}

/** How scores become probabilities. */
export type CalibrationMethod = 'none' | 'platt' | 'beta' | 'isotonic';

/** The chosen calibration, what others reached, and how well it holds on the test rows. */
export interface CalibrationResult {
  /** The chosen method. */
  readonly method: CalibrationMethod;
  /** Cross-validated log loss on the calibration rows, per method. */
  readonly trials: readonly CalibrationTrial[];
  /** On the test rows, after calibration. */
  readonly reliability: readonly ReliabilityBin[];
  /** On the test rows, before calibration. */
  readonly reliabilityBefore: readonly ReliabilityBin[];
  /** Mean |observed - predicted| over the bins, weighted by rows. */
  readonly expectedError: number;
}

/** What a method reached. */
export interface CalibrationTrial {
  /** The method. */
  readonly method: CalibrationMethod;
  /** Log loss in nats on rows that the fit did not see. */
  readonly logLoss: number;
}

/** Rows of similar predicted probability (equal-frequency bins). */
export interface ReliabilityBin {
  /** Rows of the bin. */
  readonly rows: number;
  /** Mean predicted probability. */
  readonly predicted: number;
  /** Share of churners, with Wilson's 95 % interval. */
  readonly observed: Estimate;
}

/** A tenth of the test rows, ranked by probability. */
export interface Decile {
  /** 1 = riskiest. */
  readonly decile: number;
  /** Rows of the decile. */
  readonly rows: number;
  /** Rows of users who left. */
  readonly churners: number;
  /** Lowest probability in the decile. */
  readonly lowest: number;
  /** Share of users who left. */
  readonly churnRate: number;
  /** churnRate / overall churn rate. */
  readonly lift: number;
  /** Share of all churners in this and the riskier deciles. */
  readonly cumulativeGain: number;
  /** Churn rate of this and all higher deciles over that of all rows. */
  readonly cumulativeLift: number;
}

/** The threshold, why it was chosen, and what it gives on the test rows. */
export interface ThresholdResult {
  /** Contact when the probability is at least this. */
  readonly value: number;
  /** How `value` was found. */
  readonly rule: 'certified-f0.5' | 'f0.5';
  /** The precision floor holds for `value` with the stated confidence, out of sample. */
  readonly certified: boolean;
  /** Why not, when not certified; null otherwise. */
  readonly reason: UncertifiedReason | null;
  /** The precision that was asked for. */
  readonly precisionFloor: number;
  /** How sure the certificate is. */
  readonly confidence: number;
  /** Lowest and highest certified threshold; null when none is. */
  readonly certifiedRange: {
    /** The smallest certified threshold. */
    readonly low: number;
    /** The largest certified threshold. */
    readonly high: number;
  } | null;
  /** Users the certificate was tested on, one row each. */
  readonly certificationRows: number;
  /** `held-out`: rows the shipped model never saw. `cross-validated`: out-of-fold scores of its twins. */
  readonly basis: 'held-out' | 'cross-validated';
  /** On the test rows at `value`. Precision is null when nobody is selected. */
  readonly precision: number | null;
  /** Precision on the test rows with its interval; null where no row is selected. */
  readonly precisionInterval: Estimate | null;
  /** Share of the users who left that are selected. */
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
  /** The threshold. */
  readonly value: number;
  /** Precision on the test rows; null where no row is selected. */
  readonly precision: number | null;
  /** Share of the users who left that are selected. */
  readonly recall: number;
}

/** Counts of test rows. */
export interface Confusion {
  /** Selected and left. */
  readonly truePositives: number;
  /** Selected and stayed. */
  readonly falsePositives: number;
  /** Not selected and stayed. */
  readonly trueNegatives: number;
  /** Not selected and left. */
  readonly falseNegatives: number;
}

/** Users of a range of probabilities. */
export interface Tier {
  /** Name of the tier. */
  readonly name: 'high' | 'medium' | 'low';
  /** Lower bound of the probability, inclusive. */
  readonly from: number;
  /** Test rows in it. */
  readonly rows: number;
  /** Share of the test rows. */
  readonly share: number;
  /** Mean predicted probability; null without rows. */
  readonly meanProbability: number | null;
  /** Share of users who left; null without rows. */
  readonly churnRate: number | null;
}

/** What features are worth to the model on the test rows. */
export interface Importance {
  /** What is lost when a feature is permuted. */
  readonly metric: 'auc';
  /** Permutations of each feature. */
  readonly repeats: number;
  /** Most important first. Mean and sd over the repeats of the AUC lost by shuffling the column. */
  readonly single: readonly FeatureImportance[];
  /** Columns that move together (|Spearman| >= `correlation`) shuffled together. Most important first. */
  readonly grouped: readonly GroupImportance[];
  /** Features correlated above this are permuted together. */
  readonly correlation: number;
}

/** What a feature is worth. */
export interface FeatureImportance {
  /** Name of the feature. */
  readonly feature: string;
  /** Mean loss of AUC over the permutations. */
  readonly mean: number;
  /** Standard deviation of the loss over the permutations. */
  readonly sd: number;
}

/** What features that are permuted together are worth. */
export interface GroupImportance {
  /** Names of the features. */
  readonly features: readonly string[];
  /** Mean loss of AUC over the permutations. */
  readonly mean: number;
  /** Standard deviation of the loss over the permutations. */
  readonly sd: number;
}

/** One condition of going live. */
export interface Gate {
  /** What is asked. */
  readonly name: 'auc' | 'precision' | 'roi' | 'truth' | 'leak' | 'outage';
  /** What is asked, as a comparison: actual >= required, or <= where `direction` says so. */
  readonly direction: 'at-least' | 'at-most' | 'above';
  /** The bound that has to be met. */
  readonly required: number;
  /** Null when the figure could not be had (nothing certified): the gate then fails. */
  readonly actual: number | null;
  /** Whether it was met. */
  readonly passed: boolean;
}
