/**
 * Incremental effects: how well scores rank users by an effect, and what a policy would have earned according to a log of another one.
 *
 * @packageDocumentation
 */

// Do scores rank users by the effect of a treatment?
export { effectMetrics, upliftMetrics } from '../uplift/ranking/metrics.js';
export {
  type CausalmlMetrics,
  packageMetrics,
  type PackageMetricOptions,
  type PackageMetrics,
  type ScikitUpliftMetrics,
} from '../uplift/ranking/package-metrics.js';
export type {
  EffectRankMetrics,
  GainCurvePoint,
  UpliftAtShare,
  UpliftEstimate,
  UpliftRankMetrics,
  UpliftRankOptions,
} from '../uplift/ranking/records.js';

// What would another policy have earned?
export { comparePolicies, evaluatePolicy } from '../uplift/off-policy/evaluate.js';
export {
  type EstimatorKind,
  estimatorKinds,
  type EstimatorOptions,
} from '../uplift/off-policy/estimators.js';
export type {
  ClippingBias,
  DecisionLog,
  OffPolicyEstimate,
  OffPolicyGate,
  OffPolicyOptions,
  OffPolicyValue,
  PolicyColumns,
  PolicyDifference,
  UnsupportedReason,
} from '../uplift/off-policy/records.js';

// What do actions change, learnt from a randomised log?
export { trainUplift } from '../uplift/train/train.js';
export { scoreUplift, type UpliftScores } from '../uplift/train/score.js';
export type {
  UpliftActionOptions,
  UpliftColumns,
  UpliftOptions,
  UpliftWork,
} from '../uplift/train/options.js';
export type {
  ActionReport,
  CandidateValue,
  UpliftCandidate,
  UpliftModel,
  UpliftGate,
  UpliftReport,
} from '../uplift/train/records.js';
export type {
  EffectModel,
  EffectTerm,
  LinearEffect,
  LinearEffects,
  RateEffects,
} from '../uplift/effects/records.js';
export type { ActionCost, CostModel } from '../uplift/effects/costs.js';
export type { FrontierValue } from '../uplift/judge/frontier.js';
export type { HeldOutValue } from '../uplift/judge/value.js';
export type { OnProgress, Progress } from '../base/progress.js';
export type { ColumnShape, NumberColumn } from '../stats/column-input.js';
