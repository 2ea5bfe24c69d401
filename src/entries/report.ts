/**
 * Reports and charts, in Chinese and English.
 *
 * @packageDocumentation
 */

// Reports of a churn run and of an experiment.
export {
  chartBuilders,
  prepareReports,
  renderCharts,
  renderEvaluationReport,
  renderExperimentReport,
} from '../report/index.js';
export type {
  EvaluationInput,
  ExperimentInput,
  ReportFiles,
  ReportOptions,
  ReportOrigin,
} from '../report/records.js';

// Charts on their own.
export type { ScoreBin } from '../report/charts/evaluation/scores.js';
export type { SampleSizeData } from '../report/charts/experiment/sample-size.js';
export type { Picture, RenderOptions } from '../report/charts/render.js';
export type { ChartSpec } from '../report/charts/theme.js';
