/**
 * What a churn run found, as plain JSON-safe records: what the report draws, what summary.json holds
 * and what the stored model's manifest quotes. Probabilities and shares are in [0, 1]; rows are
 * user-snapshots; a field that does not apply is null, never absent.
 */

import type { CalibrationResult } from './calibration-records.js';
import type { ChurnData } from './data-records.js';
import type { Importance } from './importance-records.js';
import type {
  Confusion,
  Curves,
  Decile,
  ModelKind,
  TestMetrics,
  Tier,
  TruthComparison,
} from './test-records.js';
import type { ThresholdResult } from './threshold-records.js';

export type {
  CalibrationMethod,
  CalibrationResult,
  CalibrationTrial,
  ReliabilityBin,
} from './calibration-records.js';
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
export type { FeatureImportance, GroupImportance, Importance } from './importance-records.js';
export type {
  BrierParts,
  Confusion,
  CurvePoint,
  Curves,
  Decile,
  Estimate,
  ModelCurves,
  ModelKind,
  TestMetrics,
  Tier,
  TruthComparison,
} from './test-records.js';
export type { ThresholdAlternative, ThresholdResult } from './threshold-records.js';

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
