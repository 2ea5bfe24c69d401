/**
 * The names most people need. Each subject has an entry of its own with all of its names: `winback/data`, `/features`,
 * `/churn`, `/model`, `/registry`, `/campaign`, `/experiment`, `/stats`, `/report`, `/simulate`.
 *
 * @packageDocumentation
 */

// Every error of the package, with a stable code.
export { type ErrorCode, errorCodes, WinbackError } from './base/errors.js';

// How far long work is: what every `onProgress` takes.
export type { OnProgress, Progress } from './base/progress.js';

// Tables and files.
export { readBatches, readTable } from './data/tables/read.js';
export { writeTable } from './data/tables/write.js';
export { buildTable } from './data/tables/build.js';
export { DuckDb } from './data/sources/duckdb.js';
export type { ArrowTable } from './data/arrow-shape.js';

// Events to features.
export { featuresConfig, type FeaturesConfig } from './features/config.js';
export { buildSnapshots, type SnapshotTable } from './features/build.js';

// Churn: from a table of users to a calibrated, evaluated model.
export { type PreparedTable, prepareTable } from './churn/table/prepared-table.js';
export { splitSample } from './churn/split.js';
export { runChurn } from './churn/run.js';
export type { ChurnData, ChurnEvaluation } from './churn/records.js';
export type { ChurnDataset, ChurnOptions, ChurnRun } from './churn/dataset.js';
export type { PreparedTableOptions } from './churn/table/table-options.js';

// The whole of `winback churn` as calls: configuration, data, run.
export { readConfig } from './pipeline/config-file.js';
export { churnConfig, type ChurnConfig } from './pipeline/churn/config.js';
export { prepareChurn, type PrepareChurnOptions } from './pipeline/churn/prepare.js';
export {
  type ChurnPipelineOptions,
  type ChurnPipelineRun,
  runChurnPipeline,
} from './pipeline/churn/run.js';

// Models and what drives them.
export { trainLightGbm, trainRandomForest } from './model/tree-classifier.js';
export { trainLogistic } from './model/logistic.js';
export { Booster, type TrainingOptions } from './model/booster.js';
export { CompiledForest } from './model/compiled-forest.js';
export { permutationImportance } from './model/importance.js';
export { shapContributions } from './model/shap.js';
export type { Classifier } from './model/classifier.js';
export type { LightGbmParameters } from './model/lightgbm-parameters.js';

// Stored models, and scoring with them.
export {
  loadModel,
  type ModelToStore,
  saveModel,
  type StoredModel,
  verifyModel,
} from './registry/model-store.js';
export { scoreFile } from './pipeline/score/file.js';
export type { ScoreOptions } from './pipeline/score/options.js';

// The whole of `winback features`, `plan` and `experiment analyze`.
export { type FeaturesRunOptions, runFeatures } from './pipeline/features/run.js';
export { type PlanRun, type PlanRunOptions, runPlan } from './pipeline/plan/run.js';
export { runPlanVerification } from './pipeline/plan/verify.js';
export {
  type ExperimentRun,
  type ExperimentRunOptions,
  runExperiment,
} from './pipeline/experiment/run.js';

// The best plan inside a budget.
export { type CampaignPlan, planCampaign } from './campaign/plan.js';
export { verifyPlan } from './campaign/verify/verify.js';
export { writePlan } from './campaign/plan-file.js';
export type { PlanOptions } from './campaign/options.js';
export type { PlanResult } from './campaign/records.js';

// Experiments: size, assignment, analysis.
export { proportionSampleSize } from './stats/power/power-proportions.js';
export { meanSampleSize } from './stats/power/power-means.js';
export { assigner, type Assignment } from './experiment/assignment/assignment.js';
export { experimentConfig, type ExperimentConfig, type MetricConfig } from './experiment/config/config.js';
export { loadExperiment } from './experiment/sources/load.js';
export { dataFromTable, type ExperimentData } from './experiment/data/data.js';
export { analyzeExperiment, type AnalyzeOptions } from './experiment/analyze.js';
export type { ExperimentResult } from './experiment/records/records.js';

// Reports.
export { renderCharts, renderEvaluationReport, renderExperimentReport } from './report/index.js';
export { writeFiles } from './registry/output-folder.js';
export type { ReportFiles, ReportOptions } from './report/records.js';

// Generated data with a known truth.
export { generateEvents } from './simulate/generate-events.js';
export { generateChurnTable } from './simulate/generate-table.js';
export { generateExperiment } from './simulate/generate.js';

// Names that version 0.1 exported here: each says where it is now.
export * from './entries/moved.js';
