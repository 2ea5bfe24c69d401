/**
 * Experiments: who gets what, was the data fit to use, what was the effect, what follows.
 *
 * @packageDocumentation
 */

// The analysis: configuration and data in, every metric, check and the decision out.
export { analyzeExperiment, type AnalyzeOptions } from '../experiment/analyze.js';
export {
  type AssignmentConfig,
  type DataConfig,
  type ExperimentConfig,
  experimentConfig,
  type MetricConfig,
  type OecConfig,
} from '../experiment/config/config.js';
export type { EventsData, ExposureConfig, OutcomeConfig } from '../experiment/config/events-config.js';
export type { ExclusionRule, RowCondition } from '../experiment/config/exclusion-rules.js';
export type { SequentialConfig } from '../experiment/config/sequential-config.js';
export type { MetricRowsConfig } from '../experiment/config/metric-config.js';
export type {
  ArmRecord,
  BayesianStopRecord,
  BestArmRecord,
  CupedRecord,
  Direction,
  Estimate,
  ExperimentResult,
  GuardrailRecord,
  LookRecord,
  MetricKind,
  MetricRecord,
  MetricRole,
  NotComputableRecord,
  NoveltyRecord,
  OecRecord,
  PosteriorRecord,
  SequentialRecord,
  SplitCheckRecord,
  SrmRecord,
  TestRecord,
  TestedSplit,
  Verdict,
} from '../experiment/records/records.js';

// What a result says, as codes with the values of each code; `experimentTexts` of winback/report has the sentences.
export type {
  ArmPart,
  CheckCode,
  CheckReason,
  CheckRecord,
  CheckStatus,
  CheckValues,
  Coded,
  CorrectionValues,
  IntervalEnds,
  LedgerEntry,
  LedgerValues,
  NamedMetrics,
  NoValues,
  NotComputableCode,
  NotComputableReason,
  NotComputableValues,
  NotRunCheck,
  PrimaryValues,
  RanCheck,
  Reason,
  ReasonRecord,
  ReasonValues,
  ReasonWeight,
  ReferenceCode,
  ReferenceFigures,
  ReferenceRow,
  ReferenceValues,
  VariantReason,
} from '../experiment/records/records.js';

// What moved during the run, what programs change, and whether conversions lead back to exposures.
export type {
  AuditedEffect,
  BotRecord,
  ClosureRecord,
  MixRecord,
  RegistrationStanding,
  RegistrationState,
} from '../experiment/records/records.js';
export type { DerivedEvent } from '../experiment/config/events-config.js';

// The dictionary of metrics.
export type { BotRule } from '../metrics/bot-rule.js';
export type {
  DeduplicationRule,
  MetricDefinition,
  MetricSource,
  OutlierRule,
  RefundRule,
} from '../metrics/definition.js';
export {
  type MetricDictionary,
  metricDictionary,
  type NamedMetric,
  seriesOf,
} from '../metrics/dictionary.js';

// Registration before the first exposure, and looks by their plan.
export { experimentDigest } from '../experiment/register/digest.js';
export { fileRegister } from '../experiment/register/file-register.js';
export { lookDue, type LookDue, type TakenLook } from '../experiment/register/looks.js';
export {
  type ExperimentRegister,
  registerExperiment,
  type RegisterResult,
  registrationStanding,
} from '../experiment/register/register.js';
export type {
  ExposurePoint,
  RegisteredMetric,
  Registration,
  RegistrationFacts,
} from '../experiment/register/registration.js';

// Data of an experiment, from a table, Arrow columns, aggregates or events in DuckDB.
export { dataFromAggregates } from '../experiment/sources/aggregates.js';
export { dataFromArrow } from '../experiment/sources/arrow-data.js';
export { dataFromEvents } from '../experiment/sources/from-events.js';
export { loadExperiment, type LoadExperimentOptions } from '../experiment/sources/load.js';
export { momentsFromEvents, type SqlRows } from '../experiment/sources/push-down.js';
export {
  dataFromTable,
  type ExperimentData,
  type MetricRows,
  type UserRows,
} from '../experiment/data/data.js';
export { withMetricRows } from '../experiment/data/metric-rows.js';
export type { CapFacts, ColumnFacts } from '../experiment/data/prepare.js';
export type { WinsoriseRule } from '../experiment/config/metric-config.js';
export type { RepeatedUsersRule } from '../experiment/config/config.js';
export type { LabelColumn } from '../experiment/data/user-table.js';

// Who is in which arm, and whether the split came out as planned.
export {
  type Assigner,
  assigner,
  type Assignment,
  type AssignmentPlan,
} from '../experiment/assignment/assignment.js';
export { type AssignmentAudit, auditAssignment } from '../experiment/assignment/audit.js';
export { type BucketRange, bucketRanges, chooseVariation } from '../experiment/assignment/buckets.js';
export { collidingRanges, inNamespace, type Namespace } from '../experiment/assignment/namespace.js';
export { bucketOf } from '../experiment/assignment/hash.js';
export { sampleRatioTest } from '../experiment/assignment/srm.js';
export { splitCheck } from '../experiment/verdict/split-check.js';

// Groups that were not randomised: propensity, balance, weighted and matched effects.
export { type BalanceRow, balanceTable, type Overlap, overlapOf } from '../experiment/lookback/balance.js';
export {
  augmentedEffect,
  inverseWeights,
  type ObservedEffect,
  weightedEffect,
} from '../experiment/lookback/effects.js';
export {
  matchedEffect,
  type MatchedPair,
  type MatchingOptions,
  matchPairs,
  pairWeights,
} from '../experiment/lookback/matching.js';
export {
  fitPropensity,
  indicatorColumns,
  type ObservedGroup,
  type PropensityModel,
} from '../experiment/lookback/propensity.js';

// Building blocks: moments with covariates, posteriors, sizes by effect.
export { type JointMoments, mergeMoments } from '../experiment/moments/moments.js';
export { type BetaArm, betaRecord, type BetaRecordOptions } from '../experiment/posterior/beta-posterior.js';
export { type NormalArm, normalPosterior } from '../experiment/posterior/normal-posterior.js';
export { type SizeCurves, sizeCurves } from '../experiment/reference/size-curves.js';
export { referenceObrienFlemingLevel } from '../experiment/reference/reference-rows.js';
export type { Look } from '../experiment/data/look.js';
export type { MetricTest, RunTest } from '../experiment/kinds/kind.js';

// The whole of `winback experiment analyze`: configuration, data, analysis, report.
export { experimentSection } from '../pipeline/experiment/config.js';
export { readExperimentConfig } from '../pipeline/experiment/read-config.js';
export {
  type ExperimentOutput,
  type ExperimentRun,
  type ExperimentRunOptions,
  runExperiment,
} from '../pipeline/experiment/run.js';
export type { ReportOutput } from '../pipeline/report-output.js';
export type { OnProgress, Progress } from '../base/progress.js';
