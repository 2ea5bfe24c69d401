export { type ErrorCode, errorCodes, WinbackError } from './base/errors.js';
export type { ArrowTable } from './data/arrow-shape.js';
export {
  Booster,
  type BoosterOutput,
  type TrainingLog,
  type TrainingOptions,
  type TrainingProgress,
} from './model/booster.js';
export type { Classifier, FeatureColumn, PredictOptions } from './model/classifier.js';
export type { LightGbmParameters } from './model/lightgbm-parameters.js';
export {
  beta,
  binomial,
  chiSquare,
  type Distribution,
  fisherF,
  gamma,
  hypergeometric,
  noncentralT,
  normal,
  studentT,
} from './stats/distributions.js';
