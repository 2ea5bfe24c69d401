import { percent, pRelation, signed } from '../format.js';
import type { Texts } from '../texts/index.js';
import { dot, sideNote, span, zeroLine } from './marks.js';
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
  const [from, to] = axisRange(rows);
  const x = {
    type: 'quantitative',
    title: t.x,
    scale: { domain: list(from, to), nice: true },
    axis: { ...signedLabels('.1~%'), tickCount: 6 },
  } as const;
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
    data: { values: rows.map((row) => intervalRow(row, from, to, texts)) },
    layer: [
      zeroLine('x'),
      { mark: span, encoding: { y, x: { ...x, field: 'low' }, x2: { field: 'high' }, color, opacity } },
      { mark: dot(90), encoding: { y, x: { ...x, field: 'value' }, color } },
      { mark: sideNote, encoding: { y, x: { value: 'width' }, text: { field: 'note' } } },
      {
        transform: [{ filter: 'isValid(datum.margin)' }],
        mark: marginTick,
        encoding: { y, x: { ...x, field: 'margin' } },
      },
    ],
  };
}

const y = {
  field: 'label',
  type: 'nominal',
  sort: null,
  title: null,
  axis: { domain: false, ticks: false, labelPadding: 10, grid: false },
} as const;

/** An interval without an end on one side is drawn pale, to the edge of the plot. */
const opacity = { condition: { test: 'datum.bounded', value: 1 }, value: 0.35 } as const;

const marginTick = {
  type: 'tick',
  thickness: 2.5,
  size: 22,
  color: palette.orange,
  orient: 'vertical',
} as const;

function intervalRow(row: MetricInterval, from: number, to: number, texts: Texts) {
  return {
    label: row.label,
    value: row.value,
    low: Math.max(from, row.low ?? from),
    high: Math.min(to, row.high ?? to),
    verdict: texts.charts.metricIntervals[row.verdict],
    bounded: row.low !== null && row.high !== null,
    note: `${signed(percent(row.value, 2))}   p ${pRelation(row.p)}`,
    ...(row.margin === null ? {} : { margin: row.margin }),
  };
}

/** Ends of the axis: room for every bounded interval and margin, and 0 never at the edge. */
function axisRange(rows: readonly MetricInterval[]): readonly [number, number] {
  const ends = rows.flatMap((row) => [row.low, row.high, row.value, row.margin]);
  const known = ends.filter((end): end is number => end !== null && Number.isFinite(end));
  const [low, high] = [Math.min(0, ...known), Math.max(0, ...known)];
  const room = Math.max(0.01, high - low) * 0.08;
  return [low - room, high + room];
}
