// The charts as a program calls them: data in, a specification in the wanted language out.
import { oneOf } from '../base/options.js';
import type {
  ConfusionData,
  CupedRow,
  DecileData,
  FrontierData,
  ImportanceData,
  MetricInterval,
  NoveltyData,
  PosteriorData,
  PrecisionRecallData,
  ReliabilityData,
  RocSeries,
  SampleSizeData,
  ScoresData,
  SequentialData,
  SpendCell,
} from './charts/index.js';
import type { ChartSpec } from './charts/theme.js';
import { type Language, languages } from './format.js';

/** One function a chart, from plain data to a Vega-Lite specification. */
export interface ChartBuilders {
  /**
   * Right and wrong predictions at the threshold: four counts, with shares of each row.
   * @param data the four counts and the threshold
   */
  confusionChart(data: ConfusionData): ChartSpec;
  /**
   * Intervals of each metric before and after variance reduction.
   * @param rows one a metric
   */
  cupedChart(rows: readonly CupedRow[]): ChartSpec;
  /**
   * Expected profit, and users reached, over the budget.
   * @param data profit and users by budget in yuan
   */
  frontierChart(data: FrontierData): ChartSpec;
  /**
   * Share of all churners found in the first deciles of the ranking.
   * @param deciles from the riskiest down
   */
  gainChart(deciles: readonly DecileData[]): ChartSpec;
  /**
   * What each feature is worth to the model, with its spread.
   * @param data features and the metric they are measured by
   */
  importanceChart(data: ImportanceData): ChartSpec;
  /**
   * Churn in each decile over the churn of all users.
   * @param deciles from the riskiest down
   */
  liftChart(deciles: readonly DecileData[]): ChartSpec;
  /**
   * Relative effects with their intervals; `level` is that of the intervals, such as 0.95.
   * @param rows one a metric and arm
   * @param level of the intervals, in (0, 1)
   */
  metricIntervalsChart(rows: readonly MetricInterval[], level: number): ChartSpec;
  /**
   * The effect by day of first exposure, with its trend.
   * @param data effect and interval of each day
   */
  noveltyChart(data: NoveltyData): ChartSpec;
  /**
   * Posterior densities of both arms and of their difference.
   * @param data densities on a common grid
   */
  posteriorChart(data: PosteriorData): ChartSpec;
  /**
   * Precision over recall of each model, with the chosen threshold.
   * @param data curves of the models, and the threshold
   */
  precisionRecallChart(data: PrecisionRecallData): ChartSpec;
  /**
   * Observed over predicted churn, before and after calibration.
   * @param data bins before and after calibration
   */
  reliabilityChart(data: ReliabilityData): ChartSpec;
  /**
   * ROC curves, the main model first.
   * @param models curves; the first is the one the chart is about
   */
  rocChart(models: readonly RocSeries[]): ChartSpec;
  /**
   * Users needed over the effect to find, one curve a power.
   * @param data a curve for each power, and the planned point
   */
  sampleSizeChart(data: SampleSizeData): ChartSpec;
  /**
   * Histograms of the scores of those who left and those who stayed.
   * @param data counts in bins of the score
   */
  scoresChart(data: ScoresData): ChartSpec;
  /**
   * The effect at each look with its stopping boundaries.
   * @param data the looks and their boundaries
   */
  sequentialChart(data: SequentialData): ChartSpec;
  /**
   * What the plan spends by tier and action.
   * @param cells yuan for each tier and action
   */
  spendChart(cells: readonly SpendCell[]): ChartSpec;
}

/** Loads the charts and words them in a language. */
export async function loadChartBuilders(language: Language): Promise<ChartBuilders> {
  oneOf(...languages)(language, 'language');
  const [charts, { textsFor }] = await Promise.all([import('./charts/index.js'), import('./texts/index.js')]);
  const texts = textsFor(language);
  return {
    confusionChart: (data) => charts.confusionChart(data, texts),
    cupedChart: (rows) => charts.cupedChart(rows, texts),
    frontierChart: (data) => charts.frontierChart(data, texts),
    gainChart: (deciles) => charts.gainChart(deciles, texts),
    importanceChart: (data) => charts.importanceChart(data, texts),
    liftChart: (deciles) => charts.liftChart(deciles, texts),
    metricIntervalsChart: (rows, level) => charts.metricIntervalsChart(rows, level, texts),
    noveltyChart: (data) => charts.noveltyChart(data, texts),
    posteriorChart: (data) => charts.posteriorChart(data, texts),
    precisionRecallChart: (data) => charts.precisionRecallChart(data, texts),
    reliabilityChart: (data) => charts.reliabilityChart(data, texts),
    rocChart: (models) => charts.rocChart(models, texts),
    sampleSizeChart: (data) => charts.sampleSizeChart(data, texts),
    scoresChart: (data) => charts.scoresChart(data, texts),
    sequentialChart: (data) => charts.sequentialChart(data, texts),
    spendChart: (cells) => charts.spendChart(cells, texts),
  };
}
