import type { ExperimentResult, MetricRecord } from '../../experiment/records/records.js';
import type { EffectUnit } from '../charts/theme.js';
import { decimal, type Language, minus, percent, points, pointUnit, signed, significant } from '../format.js';
import { languageOf, type Texts } from '../texts/index.js';
import { isInPoints } from '../texts/kinds.js';

/** How one kind of metric is written: shares in percent, their differences in percentage points. */
export interface MetricFormat {
  value(value: number | null): string;
  difference(value: number | null): string;
  /** An interval of the difference, its unit written once; null = no bound on that side. */
  range(low: number | null, high: number | null): string;
  /** An expected loss: no sign, and never 0 where it is only small. */
  loss(value: number): string;
  /** A relative difference: 0.05 is +5.00%. */
  relative(value: number | null): string;
}

/** What decides how a metric is written. */
export type MetricUnit = Pick<MetricRecord, 'kind' | 'unit'>;

/** How the figures of the metric of that name are written. */
export function formatOf(result: ExperimentResult, name: string, texts: Texts): MetricFormat {
  const metric = result.metrics.find((found) => found.name === name);
  return metricFormat(metric ?? { kind: 'mean', unit: null }, languageOf(texts));
}

function significantYuan(value: number | null, digits: number): string {
  const text = significant(value, digits);
  if (!/\d/.test(text)) return text;
  return text.startsWith(minus) ? `${minus}¥${text.slice(1)}` : `¥${text}`;
}

export function metricFormat(metric: MetricUnit, language: Language): MetricFormat {
  const relative = (value: number | null) => signed(percent(value, 2));
  if (isInPoints(metric)) {
    return {
      value: (value) => percent(value, 3),
      difference: (value) => points(value, language, 3),
      range: (low, high) =>
        `${bounds(low, high, (end) => signed(decimal(end === null ? null : 100 * end, 3)))}${pointUnit(language)}`,
      loss: (value) => (value < 5e-7 ? '< 0.0001%' : percent(value, 4)),
      relative,
    };
  }
  const money = metric.unit === 'yuan';
  const amount = (value: number | null, digits: number) =>
    money ? significantYuan(value, digits) : significant(value, digits);
  const difference = (value: number | null) => signed(amount(value, 4));
  return {
    value: (value) => amount(value, 5),
    difference,
    range: (low, high) => bounds(low, high, difference),
    loss: (value) => amount(value, 3),
    relative,
  };
}

/** `[low, high]`; an end that is null has no bound. */
export function bounds(
  low: number | null,
  high: number | null,
  write: (value: number | null) => string,
): string {
  return `[${low === null ? `${minus}∞` : write(low)}, ${high === null ? '∞' : write(high)}]`;
}

/** The metric's name, with the variant where the experiment has several. */
export function metricLabel(metric: Pick<MetricRecord, 'name' | 'variant'>, several: boolean): string {
  return several ? `${metric.name} / ${metric.variant}` : metric.name;
}

/** Whether names need their variant beside them. */
export function severalVariants(result: ExperimentResult): boolean {
  return new Set(result.metrics.map((metric) => metric.variant)).size > 1;
}

/** Unit of a chart's effect axis. */
export function effectUnit(metric: MetricUnit | undefined): EffectUnit {
  if (metric !== undefined && isInPoints(metric)) return 'points';
  return metric?.unit === 'yuan' ? 'yuan' : 'value';
}
