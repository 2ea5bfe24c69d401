export { type ErrorCode, errorCodes, WinbackError } from './base/errors.js';
export { allocateColumn, type ColumnArray, type ColumnArrayConstructor } from './base/large-arrays.js';
// Campaign: the budget-optimal plan
export type {
  ActionOptions,
  EligibilityOptions,
  LimitOptions,
  PlanOptions,
  TierOptions,
} from './campaign/options.js';
export { type CampaignPlan, planCampaign } from './campaign/plan.js';
export { checkPlanOptions } from './campaign/plan-columns.js';
export { type PlanFile, type WritePlanOptions, writePlan } from './campaign/plan-file.js';
export {
  type ActionSummary,
  type ConstraintSummary,
  type ExclusionSummary,
  type FrontierPoint,
  type GreedySummary,
  noAction,
  type PlanAssignment,
  type PlanCertificate,
  type PlanResult,
  type ReasonCode,
  reasonCodes,
  type TierSummary,
} from './campaign/records.js';
export type { PlanWork } from './campaign/solve.js';
export {
  type PlanVerification,
  type VerificationCheck,
  type VerifyOptions,
  verifyPlan,
} from './campaign/verify.js';
// Churn: training, evaluation, calibration, threshold
export type { ModelSettings, Trainer } from './churn/candidates.js';
export { trainCandidate } from './churn/candidates.js';
export { churnChecks } from './churn/checks.js';
export type { ChosenThreshold } from './churn/choose-threshold.js';
export type {
  ChurnDataset,
  ChurnModel,
  ChurnOptions,
  ChurnProgress,
  ChurnRun,
  FoldSplit,
  TimeSplit,
} from './churn/dataset.js';
export { outageGate, profitGate } from './churn/gates.js';
export type { EvaluationOptions } from './churn/options.js';
export {
  certifyPrecision,
  type PrecisionFloor,
  type PrecisionFloorOptions,
  type ScoredRows,
} from './churn/precision-floor.js';
export type { Candidate, ChurnData, ChurnEvaluation, Gate, ModelKind, Tier } from './churn/records.js';
export { runChurn } from './churn/run.js';
export { type Sample, sampleOf } from './churn/sample.js';
export { splitSample, type TableSplitOptions } from './churn/split.js';
export { type ColumnWarning, columnWarningText } from './churn/table/column-warnings.js';
export { type PreparedTable, prepareTable } from './churn/table/prepared-table.js';
export type { PreparedTableOptions } from './churn/table/table-options.js';
// Tables and files
export type { ArrowTable } from './data/arrow-shape.js';
export { type BatchOptions, DuckDb, type DuckDbOptions, type QueryOptions } from './data/sources/duckdb.js';
export { type BuiltColumn, buildTable, type Validity } from './data/tables/build.js';
export type { CsvOptions } from './data/tables/csv.js';
export { endsInsideLine } from './data/tables/csv-diagnosis.js';
export { nameColumn } from './data/tables/name-column.js';
export { type FileFormat, formatOf } from './data/tables/paths.js';
export {
  type ReadBatchesOptions,
  type ReadTableOptions,
  readBatches,
  readTable,
} from './data/tables/read.js';
export { takeTableRows } from './data/tables/take-rows.js';
export { type WriteTableOptions, writeTable } from './data/tables/write.js';
export { type AnalyzeOptions, analyzeExperiment } from './experiment/analyze.js';
export {
  type Assignment,
  type AssignmentAudit,
  type AssignmentPlan,
  assigner,
  auditAssignment,
  type BucketRange,
  bucketRanges,
  chooseVariation,
  collidingRanges,
  inNamespace,
  type Namespace,
} from './experiment/assignment/assignment.js';
export { bucketOf } from './experiment/assignment/hash.js';
export { sampleRatioTest } from './experiment/assignment/srm.js';
export { type ExperimentConfig, experimentConfig, type MetricConfig } from './experiment/config/config.js';
export type { ExposureConfig, OutcomeConfig } from './experiment/config/events-config.js';
export { dataFromTable, type ExperimentData, type MetricRows } from './experiment/data/data.js';
export { withMetricRows } from './experiment/data/metric-rows.js';
export { type BalanceRow, balanceTable, type Overlap, overlapOf } from './experiment/lookback/balance.js';
export {
  augmentedEffect,
  inverseWeights,
  type MatchedPair,
  type MatchingOptions,
  matchedEffect,
  matchPairs,
  type ObservedEffect,
  pairWeights,
  weightedEffect,
} from './experiment/lookback/effects.js';
export {
  fitPropensity,
  indicatorColumns,
  type ObservedGroup,
  type PropensityModel,
} from './experiment/lookback/propensity.js';
export { type JointMoments, mergeMoments as mergeJointMoments } from './experiment/moments/moments.js';
export { type BetaArm, type BetaRecordOptions, betaRecord } from './experiment/posterior/beta-posterior.js';
export { type NormalArm, normalPosterior } from './experiment/posterior/normal-posterior.js';
export type {
  Bilingual,
  CheckRecord,
  ExperimentResult,
  LedgerEntry,
  MetricRecord,
  NotComputableCode,
  NotComputableReason,
  NotComputableRecord,
  PosteriorRecord,
  ReferenceRow,
  SequentialRecord,
  SrmRecord,
  Verdict,
} from './experiment/records/records.js';
export { referenceObrienFlemingLevel } from './experiment/reference/reference-rows.js';
export { type SizeCurves, sizeCurves } from './experiment/reference/size-curves.js';
export { dataFromAggregates } from './experiment/sources/aggregates.js';
export { dataFromArrow } from './experiment/sources/arrow-data.js';
export { dataFromEvents } from './experiment/sources/from-events.js';
export { type LoadExperimentOptions, loadExperiment } from './experiment/sources/load.js';
export { momentsFromEvents, type SqlRows } from './experiment/sources/push-down.js';
export { calibrationOf } from './experiment/verdict/calibration.js';
// Events to features
export {
  type BuildOptions,
  buildSnapshot,
  buildSnapshots,
  type FeatureSet,
  type SnapshotTable,
  snapshotsOf,
  tableOf,
} from './features/build.js';
export {
  type AttributesConfig,
  type EngineConfig,
  type EventsConfig,
  type FeaturesConfig,
  featuresChecks,
  featuresConfig,
  type SnapshotsConfig,
  type WindowsConfig,
} from './features/config.js';
export { type LeakCheckOptions, leakCheck } from './features/leak-check.js';
export { type EventLog, openEventLog, type WorkOptions } from './features/log/event-log.js';
export { emptyDaysInLabels } from './features/log/log-range.js';
export { requireReadable } from './features/log/require-readable.js';
export type {
  AttributesReading,
  ColumnReading,
  Day,
  EmptyDays,
  EventLogRecord,
  FeatureFamily,
  FeatureRecord,
  FeatureReport,
  LeakAlarm,
  LeftOutFeature,
  LogReading,
  NamedCount,
  NeverSeen,
  RowsOutside,
  SectionRecord,
  SnapshotRecord,
  SplitRecord,
} from './features/records.js';
// Events to features
export type { AttributeEncoding } from './features/snapshot-query.js';
export {
  type Fold,
  type MatureSnapshot,
  matureSnapshot,
  type OpenSnapshot,
  planSplits,
  rollingOrigin,
  type SplitPlan,
} from './features/splits.js';
export {
  buildStoredFeatures,
  parseStoredFeatures,
  type StoredFeatures,
  type StoredFeaturesTable,
} from './features/stored-features.js';
export {
  Booster,
  type BoosterOutput,
  type TrainingLog,
  type TrainingOptions,
  type TrainingProgress,
} from './model/booster.js';
export {
  type Calibration,
  calibrate,
  fitCalibration,
  parseCalibration,
} from './model/calibration/calibration.js';
export { chooseCalibration } from './model/calibration/calibration-choice.js';
export type { Classifier, FeatureColumn, PredictOptions } from './model/classifier.js';
export {
  CompiledForest,
  type ForestEngine,
  type ForestOptions,
  type ForestSaveOptions,
  type ForestScoreOptions,
} from './model/compiled-forest.js';
export { conform } from './model/conform.js';
export {
  type GroupImportance,
  type ImportanceOptions,
  type PermutationImportance,
  permutationImportance,
} from './model/importance.js';
export type { LightGbmParameters } from './model/lightgbm-parameters.js';
export { loadClassifier } from './model/load-classifier.js';
export { type Coefficient, LogisticModel, type LogisticOptions, trainLogistic } from './model/logistic.js';
export { type RowOptions, RowScorer, type RowValue } from './model/row-scorer.js';
export { type Contributions, type ShapOptions, shapContributions } from './model/shap.js';
export {
  type RandomForestOptions,
  TreeClassifier,
  trainLightGbm,
  trainRandomForest,
} from './model/tree-classifier.js';
export { type ScoreOptions, scoreFile } from './pipeline/score/file.js';
// Stored models
export type { Finding } from './registry/artefact-files.js';
export type { Manifest, ModelDescription, StoredFile } from './registry/manifest.js';
export {
  type LoadOptions,
  loadModel,
  type ModelToStore,
  type ModelVerification,
  type StoredModel,
  saveModel,
  verifyModel,
} from './registry/model-store.js';
export { settleFolder, writeFiles, writeOutputs, writeWhole } from './registry/output-folder.js';
export type { ScoreBin } from './report/charts/evaluation/scores.js';
export type { SampleSizeData } from './report/charts/experiment/sample-size.js';
export type { Picture, RenderOptions } from './report/charts/render.js';
export type { ChartSpec } from './report/charts/theme.js';
// Reports and charts
export {
  chartBuilders,
  prepareReports,
  readingLines,
  renderCharts,
  renderEvaluationReport,
  renderExperimentReport,
} from './report/index.js';
export type { ReadingInput } from './report/reading-facts.js';
export type {
  EvaluationInput,
  ExperimentInput,
  ReportFiles,
  ReportOptions,
  ReportOrigin,
} from './report/records.js';
export {
  type GeneratedExperiment,
  type GenerateExperimentOptions,
  generateExperiment,
} from './simulate/generate.js';
// Generated data with a known truth
export {
  type ChurnTruth,
  type GeneratedEvents,
  type GenerateEventsOptions,
  generateEvents,
} from './simulate/generate-events.js';
export {
  type GeneratedTable,
  type GenerateTableOptions,
  generateChurnTable,
} from './simulate/generate-table.js';
export { allocationShares } from './stats/allocation.js';
export {
  type AucDifference,
  compareAuc,
  type ProbabilityMetrics,
  probabilityMetrics,
  type RankMetrics,
  type RankOptions,
  rankMetrics,
  type ThresholdCounts,
  thresholdCounts,
} from './stats/auc.js';
export { type AvailableMoments, availableCovariance, availableMoments } from './stats/available-moments.js';
export { type ArmPosterior, type BestArm, bestArm, betaArm, normalArm } from './stats/best-arm.js';
export {
  type BetaComparison,
  type BetaShape,
  type BetaSimulation,
  compareBetas,
  compareBetasSync,
  posteriorShape,
  type Simulated,
  type SimulationOptions,
  simulateBetas,
} from './stats/beta-posterior.js';
export { chooseProportionTest, type ProportionChoice, proportionTest } from './stats/choose.js';
export type { ColumnShape, NumberColumn } from './stats/column-input.js';
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
export { cohenD, cohenH, type EffectSize, hedgesG } from './stats/effects.js';
export {
  type EquivalenceResult,
  equivalenceTest,
  type NonInferiorityResult,
  nonInferiorityTest,
} from './stats/equivalence.js';
export { barnardTest, boschlooTest, type ExactTestOptions } from './stats/exact.js';
export { type FisherOptions, type FisherResult, fisherTest } from './stats/fisher.js';
export { countInBins, type Histogram, type HistogramOptions, histogram } from './stats/histogram.js';
export { fitIsotonic, type IsotonicCurve, type IsotonicOptions, isotonicAt } from './stats/isotonic.js';
export { type KsDistance, twoSampleKs } from './stats/ks.js';
export {
  fiellerLift,
  type MeanErrors,
  type MeanSample,
  meanSample,
  meanTest,
  studentTest,
  welchTest,
} from './stats/means.js';
export {
  covariance,
  type GroupMoments,
  type Moments,
  type MomentsOptions,
  mergeMoments,
  moments,
} from './stats/moments.js';
export {
  type Adjustment,
  adjustedPValues,
  type EstimateWithError,
  type SidedEnds,
  sidedEnds,
  sidedHolm,
  simultaneousIntervals,
} from './stats/multiplicity.js';
export {
  type MeanPlan,
  meanMde,
  meanPower,
  meanSampleSize,
} from './stats/power/power-means.js';
export {
  type NonInferiorityPlan,
  nonInferiorityPower,
  nonInferioritySize,
} from './stats/power/power-non-inferiority.js';
export { daysNeeded, type SampleSize, type SizeOptions } from './stats/power/power-options.js';
export {
  type ProportionPlan,
  type ProportionSizeMethod,
  proportionMde,
  proportionPower,
  proportionPowerCurve,
  proportionSampleSize,
} from './stats/power/power-proportions.js';
export {
  differenceInterval,
  type ProportionIntervalMethod,
  type ProportionSample,
  type ProportionTestOptions,
  proportionInterval,
  twoProportionTest,
} from './stats/proportions.js';
export { type QuantileInterval, type QuantileOptions, quantileInterval } from './stats/quantile/quantile.js';
export { type MannWhitneyOptions, type MannWhitneyResult, mannWhitneyTest } from './stats/rank.js';
export {
  type BootstrapGroup,
  type BootstrapOptions,
  bootstrap,
  replicateInterval,
} from './stats/resampling/bootstrap.js';
export { type Halves, randomHalves } from './stats/resampling/random-halves.js';
export {
  bcaInterval,
  type PermutationOptions,
  type PermutationResult,
  permutationTest,
} from './stats/resampling/resampling.js';
export {
  alwaysValidP,
  mixtureInterval,
  mixtureRatio,
  type Running,
  sequenceHalfWidth,
  sequenceRho,
} from './stats/sequential/always-valid.js';
export {
  type BayesianStopOptions,
  bayesianStops,
  calibratedWin,
  type StopCharacteristics,
} from './stats/sequential/bayesian-stops.js';
export {
  type Boundaries,
  type BoundaryOptions,
  boundaries,
  exitProbabilities,
} from './stats/sequential/boundaries.js';
export {
  type Assumption,
  conditionalPower,
  futilityBound,
  type Interim,
  predictivePower,
} from './stats/sequential/futility.js';
export { type PlanCharacteristics, planCharacteristics, planPower } from './stats/sequential/plan.js';
export { type LooksSoFar, sequentialP } from './stats/sequential/sequential-p.js';
export { type Spending, spentAt } from './stats/sequential/spending.js';
export {
  repeatedInterval,
  type SequentialInference,
  type SequentialOutcome,
  sequentialInference,
} from './stats/sequential/stop.js';
export type { Alternative, Lift, TestOptions, TestResult } from './stats/test-options.js';
