/**
 * Models: training, scoring, calibration and explanation.
 * Examples that read files of `out/` run in a folder in which `npx winback demo` was run.
 *
 * @packageDocumentation
 */

// Classifiers: one interface for boosted trees, random forests and logistic regression.
export type { Classifier, FeatureColumn, PredictOptions } from '../model/classifier.js';
export {
  type RandomForestOptions,
  trainLightGbm,
  trainRandomForest,
  TreeClassifier,
} from '../model/tree-classifier.js';
export { type Coefficient, LogisticModel, type LogisticOptions, trainLogistic } from '../model/logistic.js';
export { loadClassifier } from '../model/load-classifier.js';

// LightGBM itself, with every parameter.
export {
  Booster,
  type BoosterOutput,
  type TrainingLog,
  type TrainingOptions,
  type TrainingProgress,
} from '../model/booster.js';
export type { LightGbmParameters } from '../model/lightgbm-parameters.js';

// Compiled forests: fast scoring of tables and of single rows.
export {
  CompiledForest,
  type ForestEngine,
  type ForestOptions,
  type XgboostOptions,
  type ForestSaveOptions,
  type ForestScoreOptions,
} from '../model/compiled-forest.js';
export type { XgboostRounds } from '../model/import/source.js';
export { type RowOptions, RowScorer, type RowValue } from '../model/row-scorer.js';

// Calibrated probabilities.
export { type CalibrationChoice, chooseCalibration } from '../model/calibration/calibration-choice.js';
export {
  calibrate,
  type Calibration,
  fitCalibration,
  parseCalibration,
} from '../model/calibration/calibration.js';
export { composedCalibration, type LogOddsLine } from '../model/calibration/calibration-compose.js';
export type { IsotonicCurve } from '../model/calibration/calibration-isotonic.js';

// What drives a model, and what drove one score.
export {
  type GroupImportance,
  type ImportanceOptions,
  type PermutationImportance,
  permutationImportance,
} from '../model/importance.js';
export { type Contributions, shapContributions, type ShapOptions } from '../model/shap.js';
export type { OnProgress, Progress } from '../base/progress.js';
