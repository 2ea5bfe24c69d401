import type {
  ExperimentResult,
  MetricRecord,
  SequentialRecord,
  TestRecord,
} from '../../experiment/records/records.js';
import {
  type CupedRow,
  cupedChart,
  type MetricInterval,
  metricIntervalsChart,
  noveltyChart,
  posteriorChart,
  sampleSizeChart,
  sequentialChart,
} from '../charts/index.js';
import type { ChartSpec } from '../charts/theme.js';
import { probability } from '../format.js';
import { properName } from '../names.js';
import type { ExperimentInput } from '../records.js';
import type { Texts } from '../texts/index.js';
import { effectUnit, metricLabel, severalVariants } from './metric-format.js';

/** Pictures of one kind in a report; an experiment of many arms and metrics keeps its tables, not its pictures. */
const pictureLimit = 4;

/** The pictures of the experiment report by file name without extension. */
export function experimentCharts(input: ExperimentInput, texts: Texts): Map<string, ChartSpec> {
  const { result, sampleSize } = input;
  const charts = new Map<string, ChartSpec>();
  const intervals = result.metrics.flatMap((metric) => intervalRow(metric, result));
  if (intervals.length > 0) {
    charts.set('experiment_metrics', metricIntervalsChart(intervals, 1 - result.alpha, texts));
  }
  result.sequential.slice(0, pictureLimit).forEach((record, i) => {
    if (record.looks.length > 0)
      charts.set(`experiment_sequential_${i + 1}`, sequential(record, result, texts));
  });
  posteriors(result).forEach((metric, i) => {
    const spec = posterior(metric, result, texts);
    if (spec !== null) charts.set(`experiment_posterior_${i + 1}`, spec);
  });
  const adjusted = result.metrics.flatMap((metric) => cupedRow(metric, result));
  if (adjusted.length > 0) charts.set('experiment_cuped', cupedChart(adjusted, texts));
  result.novelty.slice(0, pictureLimit).forEach((record, i) => {
    const unit = effectUnit(metricOf(result, record.metric));
    if (record.days.length > 1)
      charts.set(`experiment_novelty_${i + 1}`, noveltyChart({ ...record, unit }, texts));
  });
  if (sampleSize !== null) charts.set('experiment_sample_size', sampleSizeChart(sampleSize, texts));
  return charts;
}

function metricOf(result: ExperimentResult, name: string) {
  return result.metrics.find((metric) => metric.name === name);
}

/** The metrics whose posterior is drawn: the primary ones first. */
export function posteriors(result: ExperimentResult): readonly MetricRecord[] {
  const known = result.metrics.filter((metric) => metric.posterior !== null);
  const primary = known.filter((metric) => metric.role === 'primary');
  return [...primary, ...known.filter((metric) => metric.role !== 'primary')].slice(0, pictureLimit);
}

function intervalRow(metric: MetricRecord, result: ExperimentResult): MetricInterval[] {
  const { value, low, high } = metric.relative;
  if (value === null) return [];
  return [
    {
      label: metricLabel(metric, severalVariants(result)),
      value,
      low,
      high,
      p: metric.adjustedP,
      pName: pNameOf(metric),
      pVariants: pVariantsOf(metric, result),
      verdict: verdictOf(metric),
      margin: relativeMargin(metric),
    },
  ];
}

function verdictOf({ effectDirection, direction }: MetricRecord): MetricInterval['verdict'] {
  if (effectDirection === null) return 'open';
  return effectDirection === direction ? 'better' : 'worse';
}

/** What `adjustedP` is: with looks a sequential p, with a correction for several metrics an adjusted one. */
export function pNameOf({ sequential, adjustedP, p }: MetricRecord): 'plain' | 'adjusted' | 'sequential' {
  if (sequential) return 'sequential';
  return adjustedP === p ? 'plain' : 'adjusted';
}

/** Variants that share alpha in the plan of a primary metric, so that its sequential p is adjusted for them; 1 = none. */
export function pVariantsOf({ name, variant, role }: MetricRecord, result: ExperimentResult): number {
  const plan = result.sequential.find((s) => s.metric === name && s.variant === variant);
  return plan === undefined || role !== 'primary' ? 1 : Math.round(result.alpha / plan.alpha);
}

function relativeMargin(metric: MetricRecord): number | null {
  if (metric.guardrail === null) return null;
  const { margin, relativeMargin: given } = metric.guardrail;
  const size = given ?? (metric.control === 0 ? null : margin / Math.abs(metric.control));
  if (size === null) return null;
  return metric.direction === 'increase' ? -size : size;
}

function sequential(record: SequentialRecord, result: ExperimentResult, texts: Texts): ChartSpec {
  const t = texts.experiment.sequential;
  return sequentialChart(
    {
      metric: metricLabel({ name: record.metric, variant: record.variant }, severalVariants(result)),
      looks: record.looks.map((look) => ({ ...look, label: look.date ?? String(look.look) })),
      byDate: record.looks.every((look) => look.date !== null),
      unit: effectUnit(metricOf(result, record.metric)),
      design: t.design(properName(record.family), properName(record.spending), String(record.plannedLooks)),
    },
    texts,
  );
}

function posterior(metric: MetricRecord, result: ExperimentResult, texts: Texts): ChartSpec | null {
  const found = metric.posterior;
  if (found === null || found.density.x.length < 2) return null;
  const { low, high } = found.difference;
  if (low === null || high === null) return null;
  return posteriorChart(
    {
      metric: metricLabel(metric, severalVariants(result)),
      ...found.density,
      low,
      high,
      level: found.level,
      direction: metric.direction,
      probabilityBetter: probability(found.probabilityBetter),
      unit: effectUnit(metric),
    },
    texts,
  );
}

function cupedRow(metric: MetricRecord, result: ExperimentResult): CupedRow[] {
  const { cuped, control } = metric;
  if (cuped === null || control === 0) return [];
  const [before, after] = [relative(cuped.before, control), relative(cuped.after, control)];
  if (before === null || after === null) return [];
  const label = metricLabel(metric, severalVariants(result));
  return [{ label, before, after, varianceReduction: cuped.varianceReduction }];
}

function relative({ difference, low, high, p }: TestRecord, control: number) {
  if (low === null || high === null) return null;
  const size = Math.abs(control);
  return { value: difference / size, low: low / size, high: high / size, p };
}
