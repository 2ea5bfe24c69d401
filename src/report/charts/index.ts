/** One function a chart, from plain data to a Vega-Lite specification; none of them loads the renderer. */
export { type ConfusionData, confusionChart } from './confusion.js';
export { type CupedEstimate, type CupedRow, cupedChart } from './cuped.js';
export { type DecileData, gainChart, liftChart } from './deciles.js';
export { type FrontierData, type FrontierPoint, frontierChart } from './frontier.js';
export { type ImportanceBar, type ImportanceData, importanceChart } from './importance.js';
export { type MetricInterval, metricIntervalsChart } from './metric-intervals.js';
export { type NoveltyData, noveltyChart } from './novelty.js';
export { type PosteriorData, posteriorChart } from './posterior.js';
export { type PrecisionRecallData, precisionRecallChart } from './precision-recall.js';
export { type ReliabilityData, type ReliabilityPoint, reliabilityChart } from './reliability.js';
export { type RocSeries, rocChart } from './roc.js';
export { type SampleSizeData, sampleSizeChart } from './sample-size.js';
export { type ScoreBin, type ScoresData, scoresChart } from './scores.js';
export { type SequentialData, type SequentialLook, sequentialChart } from './sequential.js';
export { type SpendCell, spendChart } from './spend.js';
