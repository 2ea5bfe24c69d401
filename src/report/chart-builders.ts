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
  /** Right and wrong predictions at the threshold: four counts, with shares of each row. */
  confusionChart(data: ConfusionData): ChartSpec;
  /** Intervals of each metric before and after variance reduction. */
  cupedChart(rows: readonly CupedRow[]): ChartSpec;
  /** Expected profit, and users reached, over the budget. */
  frontierChart(data: FrontierData): ChartSpec;
  /** Share of all churners found in the first deciles of the ranking. */
  gainChart(deciles: readonly DecileData[]): ChartSpec;
  /** What each feature is worth to the model, with its spread. */
  importanceChart(data: ImportanceData): ChartSpec;
  /** Churn in each decile over the churn of all users. */
  liftChart(deciles: readonly DecileData[]): ChartSpec;
  /** Relative effects with their intervals; `level` is that of the intervals, such as 0.95. */
  metricIntervalsChart(rows: readonly MetricInterval[], level: number): ChartSpec;
  /** The effect by days since a user came in, with its trend. */
  noveltyChart(data: NoveltyData): ChartSpec;
  /** Posterior densities of both arms and of their difference. */
  posteriorChart(data: PosteriorData): ChartSpec;
  /** Precision over recall of each model, with the chosen threshold. */
  precisionRecallChart(data: PrecisionRecallData): ChartSpec;
  /** Observed over predicted churn, before and after calibration. */
  reliabilityChart(data: ReliabilityData): ChartSpec;
  /** ROC curves, the main model first. */
  rocChart(models: readonly RocSeries[]): ChartSpec;
  /** Users needed over the effect to find, one curve a power. */
  sampleSizeChart(data: SampleSizeData): ChartSpec;
  /** Histograms of the scores of those who left and those who stayed. */
  scoresChart(data: ScoresData): ChartSpec;
  /** The effect at each look with its stopping boundaries. */
  sequentialChart(data: SequentialData): ChartSpec;
  /** What the plan spends by tier and action. */
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
