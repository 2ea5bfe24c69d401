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
  readonly features: readonly FeatureDescription[];
  readonly leftOut: readonly LeftOutFeature[];
  /** Columns that may not be read as they are meant. @default none */
  readonly warnings?: readonly ColumnWarning[] | undefined;
  readonly split: TimeSplit | FoldSplit;
}

export interface TimeSplit {
  readonly kind: 'time';
  /** Days between the parts; null when they are not known. */
  readonly embargoDays: number | null;
  readonly train: Sample;
  /** Halved by user: one half chooses and calibrates, the other certifies the threshold. */
  readonly calibration: Sample;
  readonly test: Sample;
}

export interface FoldSplit {
  readonly kind: 'cross-validation';
  /** Outer folds, at least 3. */
  readonly folds: number;
  readonly sample: Sample;
}

export interface ChurnOptions {
  readonly models?: ModelSettings | undefined;
  readonly evaluation?: EvaluationOptions | undefined;
  /** @default 42 */
  readonly seed?: number | undefined;
  readonly threads?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** The stages are `training`, `testing` and `importance`. */
  readonly onProgress?: OnProgress | undefined;
  /** Trains the candidates. @default LightGBM, logistic regression, random forest */
  readonly trainer?: Trainer | undefined;
}

/** A model ready for use: everything that turns a feature row into a decision. */
export interface ChurnModel {
  readonly classifier: Classifier;
  readonly calibration: Calibration;
  readonly threshold: ChosenThreshold;
}

export interface ChurnRun {
  readonly evaluation: ChurnEvaluation;
  readonly model: ChurnModel;
  /** The test rows as they were scored, in the order of the sample. */
  readonly test: Scored & Pick<Sample, 'days' | 'rows'>;
}
