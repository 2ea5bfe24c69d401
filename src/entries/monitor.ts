/**
 * Monitoring: whether today's rows are still those that the model learnt from, and how sure that is.
 *
 * @packageDocumentation
 */

// What the rows of the training looked like.
export { type ProfileOptions, profileOf, withScored } from '../monitor/profile/profile.js';
export { profileFiles, profileFrom } from '../monitor/profile/files.js';
export type {
  CategoryProfile,
  ColumnProfile,
  ExpectedMove,
  NumericProfile,
  Profile,
  ProfiledColumn,
  ScoredBins,
  ScoredRows,
  SeenName,
} from '../monitor/profile/records.js';
export type { ScoredSample } from '../monitor/profile/scored.js';

// Today's rows against the profile.
export { evidenceUpdate, type ReportDay } from '../monitor/drift/evidence-update.js';
export { driftOf } from '../monitor/drift/drift.js';
export type {
  CalendarEntry,
  DailyMean,
  DriftOptions,
  DriftRules,
  ResolvedRules,
} from '../monitor/drift/options.js';
export type { DomainClassifier, DriftReport, ScoreDrift } from '../monitor/drift/records.js';
export type {
  AucEffect,
  ColumnDrift,
  DriftReason,
  ShareChange,
  ThreeSigma,
  UnseenCategories,
} from '../monitor/drift/column-records.js';
export type { DriftState } from '../monitor/rule/state.js';

// The same distances as other tools print them.
export {
  type PeerColumn,
  type PeerDefinition,
  peerDrift,
  type PeerOptions,
} from '../monitor/definitions/definition.js';

// Evidence that grows over days.
export { nextEvidence } from '../monitor/rule/evidence.js';
export type {
  DistanceUpdate,
  DriftEvidence,
  EvidenceOptions,
  EvidenceStep,
  EvidenceUpdate,
  SeriesEvidence,
  SeriesUpdate,
  ShareUpdate,
} from '../monitor/rule/evidence-records.js';

// Whether the day's events came in the usual numbers.
export { checkVolume } from '../monitor/volume/volume.js';
export type {
  DayCounts,
  Expectation,
  VolumeCheck,
  VolumeFault,
  VolumeReading,
  VolumeState,
} from '../monitor/volume/records.js';
// What really happened, once the labels are known.
export type { Figure, Rate } from '../monitor/figures/figure.js';
export {
  arrivalLateness,
  type Maturity,
  maturityOf,
  type MaturityOptions,
} from '../monitor/matured/maturity.js';
export {
  type MaturedCounts,
  type MaturedRows,
  maturedRows,
  type MaturedRowsOptions,
  type MaturedTables,
} from '../monitor/matured/rows.js';
export {
  evaluateMatured,
  type EvaluateOptions,
  type MaturedEvaluation,
  type NotEvaluable,
  type NotEvaluableReason,
  type NotEvaluableValues,
  type ThresholdOutcome,
} from '../monitor/matured/evaluate.js';
export type { CalibrationBin, MurphyParts } from '../monitor/matured/calibration-bins.js';
export type { CalibrationLine } from '../monitor/matured/calibration-fit.js';
export type { SliceOutcome } from '../monitor/matured/slices.js';
export type { Lift, TierOutcome } from '../monitor/matured/tiers.js';

// What is expected while the labels are open.
export {
  type EstimateOptions,
  estimatePerformance,
  type PerformanceEstimate,
} from '../monitor/estimate/estimate.js';

// What a campaign brought, against its holdout.
export {
  type CampaignOptions,
  campaignOutcome,
  type CampaignOutcome,
  type NoOutcome,
  type NoOutcomeValues,
  type StratumOutcome,
} from '../monitor/campaigns/outcome.js';

// What to do with the model: retrain, roll back, recalibrate, promote.
export {
  compareModels,
  type ModelComparison,
  type OtherScores,
  type SliceComparison,
} from '../monitor/decide/compare.js';
export {
  decideModel,
  type ModelAction,
  type ModelDecision,
  type ModelFacts,
  type PreviousModel,
} from '../monitor/decide/decide.js';
export type { RetrainPolicy } from '../monitor/decide/policy.js';
export { decidePromotion } from '../monitor/decide/promotion.js';
export type {
  PromotionCheck,
  PromotionDecision,
  PromotionFacts,
  PromotionValues,
} from '../monitor/decide/promotion-records.js';
export type {
  AucValues,
  DecisionReason,
  DecisionValues,
  DecisionWeight,
  PairValues,
  RangeValues,
} from '../monitor/decide/reasons.js';
export {
  type CalibrationFigures,
  type NotRecalibrated,
  type NotRecalibratedValues,
  type Recalibration,
  recalibrate,
} from '../monitor/decide/recalibrate.js';
export type { DriftFinding } from '../monitor/decide/triggers.js';

// The whole of `winback drift`, on files.
export type { DayLog } from '../pipeline/drift/events.js';
export { type DriftRunOptions, driftRules } from '../pipeline/drift/options.js';
export { type DriftRun, runDrift } from '../pipeline/drift/run.js';
export type { UnseenEvent } from '../report/records.js';
export type { OnProgress, Progress } from '../base/progress.js';
