/**
 * Churn: from a table of users to a calibrated, evaluated model and its tiers.
 * Examples that read files of `out/` run in a folder in which `npx winback demo` was run.
 *
 * @packageDocumentation
 */

// A prepared table: reading, splitting.
export type { ColumnWarning } from '../churn/table/column-warnings.js';
export { type PreparedTable, prepareTable } from '../churn/table/prepared-table.js';
export type { PreparedTableOptions } from '../churn/table/table-options.js';
export { splitSample, type TableSplitOptions } from '../churn/split.js';
export type { Sample } from '../churn/sample.js';

// The run: candidates, the choice, calibration, threshold, evaluation.
export { runChurn } from '../churn/run.js';
export type {
  ChurnDataset,
  ChurnModel,
  ChurnOptions,
  ChurnRun,
  FoldSplit,
  TimeSplit,
} from '../churn/dataset.js';
export type { EvaluationOptions } from '../churn/options.js';
export type {
  BrierParts,
  CalibrationMethod,
  CalibrationResult,
  CalibrationTrial,
  Candidate,
  ChurnData,
  ChurnEvaluation,
  Confusion,
  CurvePoint,
  Curves,
  Decile,
  Estimate,
  FeatureImportance,
  Gate,
  GroupImportance,
  Importance,
  ModelCurves,
  ModelKind,
  ReliabilityBin,
  TestMetrics,
  ThresholdAlternative,
  ThresholdResult,
  Tier,
  TruthComparison,
} from '../churn/records.js';
export {
  type ModelSettings,
  trainCandidate,
  type Trainer,
  type TrainingContext,
} from '../churn/candidates.js';
export type { ChosenThreshold } from '../churn/choose-threshold.js';

// Conditions a run has to meet, and a threshold with a certified precision.
export { outageGate, profitGate } from '../churn/gates.js';
export {
  certifyPrecision,
  type PrecisionFloor,
  type PrecisionFloorOptions,
  type ScoredRows,
  type UncertifiedReason,
  type UncertifiedValues,
} from '../churn/precision-floor.js';
export type {
  FeatureDescription,
  FeatureMeaning,
  LeakSuspect,
  LeftOutFeature,
  LeftOutReason,
  LeftOutValues,
  OwnMeaning,
  SplitDescription,
  SplitPart,
} from '../churn/data-records.js';
export type { Scored } from '../churn/test-metrics.js';
export type { Labels } from '../model/metrics.js';
export type { UserId } from '../model/folds.js';

// The whole of `winback churn` as calls: configuration, data, run.
export { readConfig } from '../pipeline/config-file.js';
export {
  type ChurnConfig,
  churnConfig,
  type EventChurnConfig,
  type TableChurnConfig,
  type TableSource,
} from '../pipeline/churn/config.js';
export type { PreparedChurn } from '../pipeline/churn/dataset.js';
export { prepareChurn, type PrepareChurnOptions } from '../pipeline/churn/prepare.js';
export {
  type ChurnPipelineOptions,
  type ChurnPipelineRun,
  runChurnPipeline,
} from '../pipeline/churn/run.js';
export type { ChurnSettings, ComputeOptions } from '../pipeline/churn/compute.js';
export type { ChurnSummary } from '../pipeline/churn/summary.js';
export type { ChurnOutput } from '../pipeline/churn/write.js';
export type { WriteBack } from '../pipeline/write-back-config.js';
export type { ReportOutput } from '../pipeline/report-output.js';
export type { OnProgress, Progress } from '../base/progress.js';
