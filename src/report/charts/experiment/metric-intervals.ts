import type { TopLevelSpec } from 'vega-lite';

import { percent, pRelation, signed } from '../../format.js';
import type { Texts } from '../../texts/index.js';
import { dot, readable, sideNote, span, zeroLine } from '../marks.js';
import { type ChartSpec, frame, labelSize, legendRow, list, palette, signedLabels } from '../theme.js';

/** The relative difference of a metric. */
export interface MetricInterval {
  /** Metric, with the variant where there are several. */
  readonly label: string;
  /** Relative difference to control (0.05 = +5 %) and its interval; null = unbounded or not defined. */
  readonly value: number;
  /** Lower end of the interval; null where it is unbounded. */
  readonly low: number | null;
  /** Upper end of the interval; null where it is unbounded. */
  readonly high: number | null;
  /** p that `verdict` goes by, and its name. */
  readonly p: number;
  /** Which p-value is shown. @default 'plain' */
  readonly pName?: 'plain' | 'adjusted' | 'sequential' | undefined;
  /** Variants that a sequential p is adjusted for. @default 1 */
  readonly pVariants?: number | undefined;
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
  const head = {
    ...frame({ title: t.title, subtitle: t.subtitle(percent(level, 0)) }),
    width: 440,
    data: { values: rows.map((row) => intervalRow(row, from, to, texts)) },
  };
  const x = {
    type: 'quantitative',
    title: t.x,
    scale: { domain: list(from, to), nice: true },
    axis: { ...signedLabels('.1~%'), tickCount: 6 },
  } as const;
  const phone = { ...head, height: { step: 58 }, layer: layers(x, texts, true) } as const;
  return {
    ...head,
    usermeta: { phone },
    height: { step: 42 },
    layer: layers(x, texts, false),
  } satisfies TopLevelSpec;
}

/** Names at the left and figures at the right of the intervals, or both above where there is no room. */
function layers<X extends object>(given: X, texts: Texts, above: boolean) {
  const t = texts.charts.metricIntervals;
  const color = {
    field: 'verdict',
    type: 'nominal',
    scale: {
      domain: list(t.better, t.open, t.worse),
      range: list(palette.green, palette.muted, palette.red),
    },
    legend: legendRow,
  } as const;
  const x = given as X & { readonly type: 'quantitative' };
  const y = { ...label, axis: above ? null : labelAxis } as const;
  const yOffset = above ? 14 : 0;
  const words = above ? wordsAbove(y) : [wordsBeside(y)];
  return [
    zeroLine('x'),
    {
      mark: { ...span, yOffset, y2Offset: yOffset },
      encoding: { y, x: { ...x, field: 'low' }, x2: { field: 'high' } as const, color, opacity },
    },
    { mark: { ...dot(90), yOffset }, encoding: { y, x: { ...x, field: 'value' }, color } },
    ...words,
    {
      transform: [{ filter: 'isValid(datum.margin)' }],
      mark: { ...marginTick, yOffset },
      encoding: { y, x: { ...x, field: 'margin' } },
    },
  ];
}

const label = { field: 'label', type: 'nominal', sort: null, title: null } as const;

const labelAxis = { domain: false, ticks: false, labelPadding: 10, labelLimit: 150, grid: false } as const;

function wordsBeside<Y extends object>(y: Y) {
  const mark = { ...sideNote, dy: -7, lineHeight: 15 } as const;
  return { mark, encoding: { y, x: { value: 'width' as const }, text: { field: 'notes' } as const } };
}

function wordsAbove<Y extends object>(y: Y) {
  const text = (field: string, dy: number, color: string) =>
    readable({
      mark: { type: 'text', align: 'left', dy, limit: 250, fontSize: labelSize, color } as const,
      encoding: { y, x: { value: 0 }, text: { field } },
    });
  return [...text('label', -20, palette.ink), ...text('note', -4, palette.muted)];
}

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
    ...notes(row, texts),
    ...(row.margin === null ? {} : { margin: row.margin }),
  };
}

function notes({ value, p, pName = 'plain', pVariants = 1 }: MetricInterval, texts: Texts) {
  const notes = [signed(percent(value, 2)), `${texts.pLabel(pName, pVariants)} ${pRelation(p)}`];
  return { notes, note: notes.join(texts.comma) };
}

/** Ends of the axis: room for every bounded interval and margin, and 0 never at the edge. */
function axisRange(rows: readonly MetricInterval[]): readonly [number, number] {
  const ends = rows.flatMap((row) => [row.low, row.high, row.value, row.margin]);
  const known = ends.filter((end): end is number => end !== null && Number.isFinite(end));
  const [low, high] = [Math.min(0, ...known), Math.max(0, ...known)];
  const room = Math.max(0.01, high - low) * 0.08;
  return [low - room, high + room];
}
