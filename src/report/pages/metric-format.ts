import type { MetricKind, MetricRecord } from '../../experiment/records.js';
import { type Language, percent, points, signed, significant } from '../format.js';

/** How one kind of metric is written: shares in percent, their differences in percentage points. */
export interface MetricFormat {
  value(value: number | null): string;
  difference(value: number | null): string;
  /** A relative difference: 0.05 is +5.00%. */
  relative(value: number | null): string;
}

export function metricFormat(kind: MetricKind, language: Language): MetricFormat {
  const relative = (value: number | null) => signed(percent(value, 2));
  if (kind === 'proportion') {
    return {
      value: (value) => percent(value, 3),
      difference: (value) => points(value, language, 3),
      relative,
    };
  }
  return {
    value: (value) => significant(value, 5),
    difference: (value) => signed(significant(value, 4)),
    relative,
  };
}

/** `[low, high]`; an end that is null has no bound. */
export function bounds(
  low: number | null,
  high: number | null,
  write: (value: number | null) => string,
): string {
  return `[${low === null ? '-∞' : write(low)}, ${high === null ? '∞' : write(high)}]`;
}

/** The metric's name, with the variant where the experiment has several. */
export function metricLabel(metric: Pick<MetricRecord, 'name' | 'variant'>, several: boolean): string {
  return several ? `${metric.name} / ${metric.variant}` : metric.name;
}

/** Unit of a chart's effect axis. */
export function effectUnit(kind: MetricKind | undefined): 'points' | 'value' {
  return kind === 'proportion' ? 'points' : 'value';
}
