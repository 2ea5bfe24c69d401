import type { OnProgress } from '../base/progress.js';
import type { Calibration } from '../model/calibration/calibration.js';
import type { Classifier } from '../model/classifier.js';
import type { ModelSettings, Trainer } from './candidates.js';
import type { ChosenThreshold } from './choose-threshold.js';
import type { EvaluationOptions } from './options.js';
import type { ChurnEvaluation, FeatureDescription, LeftOutFeature } from './records.js';
import type { Sample } from './sample.js';
import type { ColumnWarning } from './table/column-warnings.js';
import type { Scored } from './test-metrics.js';

/** Labelled data, already cut so that nothing of a later part can be seen in an earlier one. */
export interface ChurnDataset {
  /** File name, or `generated`. */
  readonly source: string;
  /** Label as the user calls it. */
  readonly label: string;
  /** The columns to learn from. */
  readonly features: readonly FeatureDescription[];
  /** The columns that are not learnt from, and why. */
  readonly leftOut: readonly LeftOutFeature[];
  /** Columns that may not be read as they are meant. @default none */
  readonly warnings?: readonly ColumnWarning[] | undefined;
  /** Rows for training, for validation and for the test. */
  readonly split: TimeSplit | FoldSplit;
}

/** Train on earlier snapshots, test on later ones. */
export interface TimeSplit {
  /** Split by time. */
  readonly kind: 'time';
  /** Days between the parts; null when they are not known. */
  readonly embargoDays: number | null;
  /** Rows to train on. */
  readonly train: Sample;
  /** Halved by user: one half chooses and calibrates, the other certifies the threshold. */
  readonly calibration: Sample;
  /** Rows that only the evaluation sees. */
  readonly test: Sample;
}

/** One table without days: cross-validation on a part, a test on the rest. */
export interface FoldSplit {
  /** Split by user. */
  readonly kind: 'cross-validation';
  /** Outer folds, at least 3. */
  readonly folds: number;
  /** All rows. */
  readonly sample: Sample;
}

/** Which models are tried, how they are judged, and what the run may use. */
export interface ChurnOptions {
  /** The candidates and their parameters. */
  readonly models?: ModelSettings | undefined;
  /** Precision floor, calibration, importance and gates. */
  readonly evaluation?: EvaluationOptions | undefined;
  /** Seed of every draw, from 0: the same seed and data give the same run. @default 42 */
  readonly seed?: number | undefined;
  /** Threads of the run. @default every hardware thread */
  readonly threads?: number | undefined;
  /** Stops the run, which then rejects with `ABORTED`. */
  readonly signal?: AbortSignal | undefined;
  /** The stages are `training`, `testing` and `importance`. */
  readonly onProgress?: OnProgress | undefined;
  /** Trains the candidates. @default LightGBM, logistic regression, random forest */
  readonly trainer?: Trainer | undefined;
}

/** A model ready for use: everything that turns a feature row into a decision. */
export interface ChurnModel {
  /** The chosen candidate. */
  readonly classifier: Classifier;
  /** Turns its scores into probabilities. */
  readonly calibration: Calibration;
  /** From which probability a user counts as leaving. */
  readonly threshold: ChosenThreshold;
}

/** The evaluation and the model of a run. */
export interface ChurnRun {
  /** Every number of the report. */
  readonly evaluation: ChurnEvaluation;
  /** What `saveModel` stores. */
  readonly model: ChurnModel;
  /** The test rows as they were scored, in the order of the sample. */
  readonly test: Scored & Pick<Sample, 'days' | 'rows'>;
}
