import { percent, pValue, signed } from '../format.js';
import type { Texts } from '../texts/index.js';
import { type ChartSpec, frame, legendRow, list, palette, signedLabels } from './theme.js';

export interface MetricInterval {
  /** Metric, with the variant where there are several. */
  readonly label: string;
  /** Relative difference to control (0.05 = +5 %) and its interval; null = unbounded or not defined. */
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly p: number;
  /** Whether the difference is significant and in the wished direction. */
  readonly verdict: 'better' | 'worse' | 'open';
  /** Lowest tolerated relative difference of a guardrail (or highest, where less is better); null for others. */
  readonly margin: number | null;
}

/** Relative difference of every metric with its interval; guardrail margins as ticks. */
export function metricIntervalsChart(
  rows: readonly MetricInterval[],
  level: number,
  texts: Texts,
): ChartSpec {
  const t = texts.charts.metricIntervals;
  const reach = axisReach(rows);
  const values = rows.map((row) => ({
    label: row.label,
    value: row.value,
    low: Math.max(-reach, row.low ?? -reach),
    high: Math.min(reach, row.high ?? reach),
    verdict: t[row.verdict],
    bounded: row.low !== null && row.high !== null,
    note: `${signed(percent(row.value, 2))}   p ${relation(pValue(row.p))}`,
    ...(row.margin === null ? {} : { margin: row.margin }),
  }));
  const y = {
    field: 'label',
    type: 'nominal',
    sort: null,
    title: null,
    axis: { domain: false, ticks: false, labelPadding: 10, grid: false },
  } as const;
  const x = { type: 'quantitative', title: t.x, scale: { domain: list(-reach, reach), nice: true } } as const;
  const axis = { ...signedLabels('.1~%'), tickCount: 6 } as const;
  const color = {
    field: 'verdict',
    type: 'nominal',
    scale: {
      domain: list(t.better, t.open, t.worse),
      range: list(palette.green, palette.muted, palette.red),
    },
    legend: legendRow,
  } as const;
  return {
    ...frame({ title: t.title, subtitle: t.subtitle(percent(level, 0)) }),
    width: 440,
    height: { step: 38 },
    data: { values },
    layer: [
      {
        data: { values: [{ none: 0 }] },
        mark: { type: 'rule', color: palette.faint, strokeWidth: 1.4 },
        encoding: { x: { field: 'none', type: 'quantitative' } },
      },
      {
        mark: { type: 'rule', strokeWidth: 3, strokeCap: 'round' },
        encoding: {
          y,
          x: { ...x, field: 'low', axis },
          x2: { field: 'high' },
          color,
          opacity: { condition: { test: 'datum.bounded', value: 1 }, value: 0.35 },
        },
      },
      {
        mark: { type: 'point', filled: true, size: 90, opacity: 1, stroke: palette.white },
        encoding: { y, x: { ...x, field: 'value', axis }, color },
      },
      {
        mark: { type: 'text', align: 'left', dx: 16, fontSize: 12, color: palette.ink },
        encoding: { y, x: { value: 'width' }, text: { field: 'note' } },
      },
      {
        transform: [{ filter: 'isValid(datum.margin)' }],
        mark: { type: 'tick', thickness: 2.5, size: 22, color: palette.orange, orient: 'vertical' },
        encoding: { y, x: { ...x, field: 'margin', axis } },
      },
    ],
  };
}

function relation(p: string): string {
  return p.startsWith('<') ? p : `= ${p}`;
}

/** Half the width of the symmetric axis: wide enough for every bounded interval and margin. */
function axisReach(rows: readonly MetricInterval[]): number {
  const ends = rows.flatMap((row) => [row.low, row.high, row.value, row.margin]);
  const sizes = ends.filter((end): end is number => end !== null && Number.isFinite(end)).map(Math.abs);
  return Math.max(0.01, ...sizes) * 1.12;
}
