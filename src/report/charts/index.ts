/** One function a chart, from plain data to a Vega-Lite specification; none of them loads the renderer. */
export { type ConfusionData, confusionChart } from './evaluation/confusion.js';
export { type DecileData, gainChart, liftChart } from './evaluation/deciles.js';
export { type ImportanceBar, type ImportanceData, importanceChart } from './evaluation/importance.js';
export { type PrecisionRecallData, precisionRecallChart } from './evaluation/precision-recall.js';
export { type ReliabilityData, type ReliabilityPoint, reliabilityChart } from './evaluation/reliability.js';
export { type RocSeries, rocChart } from './evaluation/roc.js';
export { type ScoreBin, type ScoresData, scoresChart } from './evaluation/scores.js';
export { type CupedEstimate, type CupedRow, cupedChart } from './experiment/cuped.js';
export { type MetricInterval, metricIntervalsChart } from './experiment/metric-intervals.js';
export { type NoveltyData, noveltyChart } from './experiment/novelty.js';
export { type PosteriorData, posteriorChart } from './experiment/posterior.js';
export { type SampleSizeData, sampleSizeChart } from './experiment/sample-size.js';
export { type SequentialData, type SequentialLook, sequentialChart } from './experiment/sequential.js';
export { type FrontierData, type FrontierPoint, frontierChart } from './plan/frontier.js';
export { type SpendCell, spendChart } from './plan/spend.js';
