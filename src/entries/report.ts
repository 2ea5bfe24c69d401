/**
 * Reports and charts, in Chinese and English.
 *
 * @packageDocumentation
 */

// Reports of a churn run and of an experiment.
export {
  chartBuilders,
  decisionTexts,
  evaluationTexts,
  promotionTexts,
  experimentTexts,
  prepareReports,
  readingLines,
  renderCharts,
  renderDriftReport,
  renderEvaluationReport,
  renderExperimentReport,
  verificationTexts,
} from '../report/index.js';
export { errorText } from '../report/error-text.js';
export { featureTitle, type TitledFeature } from '../report/feature-titles.js';
export type { Bilingual } from '../report/bilingual.js';
export type { DecisionWithTexts, PromotionWithTexts } from '../report/decision-texts.js';
export type { EvaluationWithTexts, ThresholdWithText } from '../report/evaluation-texts.js';
export type { CheckWithTexts, VerificationWithTexts } from '../report/verification-texts.js';
export type { ExperimentWithTexts } from '../report/experiment-texts.js';
export type {
  DriftInput,
  EvaluationInput,
  ExperimentInput,
  ReportFiles,
  ReportOptions,
  ReportOrigin,
  UnseenEvent,
} from '../report/records.js';

// Charts on their own.
export type { ChartBuilders } from '../report/chart-builders.js';
export type { ScoreBin, ScoresData } from '../report/charts/evaluation/scores.js';
export type { ConfusionData } from '../report/charts/evaluation/confusion.js';
export type { DecileData } from '../report/charts/evaluation/deciles.js';
export type { ImportanceBar, ImportanceData } from '../report/charts/evaluation/importance.js';
export type { PrecisionRecallData } from '../report/charts/evaluation/precision-recall.js';
export type { ReliabilityData, ReliabilityPoint } from '../report/charts/evaluation/reliability.js';
export type { RocSeries } from '../report/charts/evaluation/roc.js';
export type { SampleSizeData } from '../report/charts/experiment/sample-size.js';
export type { CupedEstimate, CupedRow } from '../report/charts/experiment/cuped.js';
export type { MetricInterval } from '../report/charts/experiment/metric-intervals.js';
export type { NoveltyData } from '../report/charts/experiment/novelty.js';
export type { PosteriorData } from '../report/charts/experiment/posterior.js';
export type { SequentialData, SequentialLook } from '../report/charts/experiment/sequential.js';
export type { Picture, RenderOptions } from '../report/charts/render.js';
export type { ChartSpec, EffectUnit } from '../report/charts/theme.js';
export type { FrontierData, FrontierPoint } from '../report/charts/plan/frontier.js';
export type { SpendCell } from '../report/charts/plan/spend.js';
export type { Point } from '../report/charts/thin.js';
export type { NewUsers, ReadingInput } from '../report/reading-facts.js';
export type { Language, languages } from '../report/format.js';
