/** How well a model does on the test rows, as plain JSON-safe records. Part of records.ts. */

/** Boosted trees, logistic regression or a random forest. */
export type ModelKind = 'lightgbm' | 'logistic' | 'forest';

/** A value with a two-sided interval at 95 %. */
export interface Estimate {
  /** Point estimate, in the unit that the field names. */
  readonly value: number;
  /** Lower end of its interval, in the same unit. */
  readonly low: number;
  /** Upper end of its interval, in the same unit. */
  readonly high: number;
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

/** A point of a curve. */
export interface CurvePoint {
  /** False positive rate of a ROC curve, recall of a precision-recall curve. */
  readonly x: number;
  /** True positive rate of a ROC curve, precision of a precision-recall curve. */
  readonly y: number;
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
