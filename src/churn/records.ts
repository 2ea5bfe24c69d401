/**
 * What a churn run found, as plain JSON-safe records: what the report draws, what summary.json holds
 * and what the stored model's manifest quotes. Probabilities and shares are in [0, 1]; rows are
 * user-snapshots; a field that does not apply is null, never absent.
 */

import type { ChurnData } from './data-records.js';

export type {
  ChurnData,
  FeatureDescription,
  LeakSuspect,
  LeftOutFeature,
  SplitDescription,
  SplitPart,
} from './data-records.js';

/** A value with a two-sided interval at 95 %. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface CurvePoint {
  readonly x: number;
  readonly y: number;
}

export type ModelKind = 'lightgbm' | 'logistic' | 'forest';

export interface ChurnEvaluation {
  readonly data: ChurnData;
  /** Best first. */
  readonly candidates: readonly Candidate[];
  /** The candidate the rest of the record speaks about. */
  readonly chosen: ModelKind;
  readonly test: TestMetrics;
  /** Against the true probabilities of generated data; null on real data. */
  readonly truth: TruthComparison | null;
  readonly curves: Curves;
  readonly calibration: CalibrationResult;
  /** Ten rows of equal size, riskiest first. */
  readonly deciles: readonly Decile[];
  readonly threshold: ThresholdResult;
  /** At `threshold.value`, on the test rows. */
  readonly confusion: Confusion;
  /** High, medium, low. */
  readonly tiers: readonly Tier[];
  readonly importance: Importance;
  readonly gates: readonly Gate[];
}

export interface Candidate {
  readonly name: ModelKind;
  /** ROC-AUC on the validation rows: what the choice was made by. Null when it could not be trained. */
  readonly auc: number | null;
  readonly logLoss: number | null;
  /** Why it could not be trained; it is then never chosen. */
  readonly failure: string | null;
}

export interface TestMetrics {
  readonly rows: number;
  readonly positives: number;
  /** ROC-AUC with the DeLong interval, users as clusters where one appears in several snapshots. */
  readonly auc: Estimate;
  /** AUC of each outer fold by its own model; null with a time split. */
  readonly foldAucs: readonly number[] | null;
  /** Average precision, ties counted together. */
  readonly prAuc: number;
  /** Of the calibrated probabilities, as all below. Nats a row. */
  readonly logLoss: number;
  readonly brier: number;
  /** Murphy: brier = reliability - resolution + uncertainty, over the bins of `calibration.reliability`. */
  readonly brierParts: BrierParts;
}

export interface BrierParts {
  readonly reliability: number;
  readonly resolution: number;
  readonly uncertainty: number;
}

export interface TruthComparison {
  /** AUC of the true probabilities on the same test rows: no model can expect more. */
  readonly bestAuc: number;
  readonly bestBrier: number;
  /** bestAuc - auc of the chosen model. */
  readonly aucDistance: number;
}

export interface Curves {
  /** x = false-positive rate, y = true-positive rate. At most 400 points, corners kept. */
  readonly roc: readonly CurvePoint[];
  /** x = recall, y = precision. At most 400 points. */
  readonly pr: readonly CurvePoint[];
  /** The candidates that were not chosen, on the same test rows, best AUC first: to be seen, nothing is chosen by them. */
  readonly others: readonly ModelCurves[];
}

export interface ModelCurves extends Pick<Curves, 'roc' | 'pr'> {
  readonly name: ModelKind;
  readonly auc: number;
  /** Average precision. */
  readonly prAuc: number;
}

export type CalibrationMethod = 'none' | 'platt' | 'beta' | 'isotonic';

export interface CalibrationResult {
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

export interface CalibrationTrial {
  readonly method: CalibrationMethod;
  readonly logLoss: number;
}

/** Rows of similar predicted probability (equal-frequency bins). */
export interface ReliabilityBin {
  readonly rows: number;
  /** Mean predicted probability. */
  readonly predicted: number;
  /** Share of churners, with Wilson's 95 % interval. */
  readonly observed: Estimate;
}

export interface Decile {
  /** 1 = riskiest. */
  readonly decile: number;
  readonly rows: number;
  readonly churners: number;
  /** Lowest probability in the decile. */
  readonly lowest: number;
  readonly churnRate: number;
  /** churnRate / overall churn rate. */
  readonly lift: number;
  /** Share of all churners in this and the riskier deciles. */
  readonly cumulativeGain: number;
  readonly cumulativeLift: number;
}

export interface ThresholdResult {
  /** Contact when the probability is at least this. */
  readonly value: number;
  /** How `value` was found. */
  readonly rule: 'certified-f0.5' | 'f0.5';
  /** The precision floor holds for `value` with the stated confidence, out of sample. */
  readonly certified: boolean;
  /** Why not, when not certified; null otherwise. */
  readonly reason: string | null;
  readonly precisionFloor: number;
  readonly confidence: number;
  /** Lowest and highest certified threshold; null when none is. */
  readonly certifiedRange: { readonly low: number; readonly high: number } | null;
  /** Users the certificate was tested on, one row each. */
  readonly certificationRows: number;
  /** `held-out`: rows the shipped model never saw. `cross-validated`: out-of-fold scores of its twins. */
  readonly basis: 'held-out' | 'cross-validated';
  /** On the test rows at `value`. Precision is null when nobody is selected. */
  readonly precision: number | null;
  readonly precisionInterval: Estimate | null;
  readonly recall: number;
  readonly selected: number;
  /** The other usual cuts with their test figures. */
  readonly alternatives: readonly ThresholdAlternative[];
}

export interface ThresholdAlternative {
  readonly rule: 'f0.5' | 'youden';
  readonly value: number;
  readonly precision: number | null;
  readonly recall: number;
}

/** Counts of test rows. */
export interface Confusion {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly trueNegatives: number;
  readonly falseNegatives: number;
}

export interface Tier {
  readonly name: 'high' | 'medium' | 'low';
  /** Lower bound of the probability, inclusive. */
  readonly from: number;
  readonly rows: number;
  readonly share: number;
  readonly meanProbability: number | null;
  readonly churnRate: number | null;
}

export interface Importance {
  readonly metric: 'auc';
  readonly repeats: number;
  /** Most important first. Mean and sd over the repeats of the AUC lost by shuffling the column. */
  readonly single: readonly FeatureImportance[];
  /** Columns that move together (|Spearman| >= `correlation`) shuffled together. Most important first. */
  readonly grouped: readonly GroupImportance[];
  readonly correlation: number;
}

export interface FeatureImportance {
  readonly feature: string;
  readonly mean: number;
  readonly sd: number;
}

export interface GroupImportance {
  readonly features: readonly string[];
  readonly mean: number;
  readonly sd: number;
}

/** One condition of going live. */
export interface Gate {
  readonly name: 'auc' | 'precision' | 'roi' | 'truth' | 'leak' | 'outage';
  /** What is asked, as a comparison: actual >= required, or <= where `direction` says so. */
  readonly direction: 'at-least' | 'at-most' | 'above';
  readonly required: number;
  /** Null when the figure could not be had (nothing certified): the gate then fails. */
  readonly actual: number | null;
  readonly passed: boolean;
}
