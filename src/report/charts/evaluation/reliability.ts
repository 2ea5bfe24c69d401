import type { TopLevelSpec } from 'vega-lite';

import { count, decimal } from '../../format.js';
import type { Texts } from '../../texts/index.js';
import { dot } from '../marks.js';
import { type ChartSpec, colours, dashes, frame, legendRow, list, palette } from '../theme.js';

/** A bin of predicted probabilities. */
export interface ReliabilityPoint {
  /** Test rows of the bin. */
  readonly rows: number;
  /** Mean predicted probability of the bin. */
  readonly predicted: number;
  /** Share of positives with its interval. */
  readonly observed: {
    /** Share of positives. */
    readonly value: number;
    /** Lower end of its interval. */
    readonly low: number;
    /** Upper end of its interval. */
    readonly high: number;
  };
}

/** Bins before and after calibration. */
export interface ReliabilityData {
  /** Bins of the calibrated probabilities. */
  readonly after: readonly ReliabilityPoint[];
  /** Without calibration; empty where nothing was calibrated. */
  readonly before: readonly ReliabilityPoint[];
  /** Mean distance of predicted and observed. */
  readonly expectedError: number;
  /** Brier score of the calibrated probabilities. */
  readonly brier: number;
}

/** Quantile of the standard normal at .975. */
const z95 = 1.959963984540054;

/**
 * Observed churn against predicted probability, with Wilson's intervals, over a band in which 95 % of the bins of a
 * perfectly calibrated model would lie (normal approximation of the binomial; Broecker and Smith, 2007). The bins hold
 * equally many rows: how many is said in words.
 */
export function reliabilityChart(data: ReliabilityData, texts: Texts): ChartSpec {
  const t = texts.charts.reliability;
  const top = limit(data);
  const domain = { domain: list(0, top) };
  const x = {
    field: 'predicted',
    type: 'quantitative',
    scale: { ...domain, nice: false, padding: 0 },
    title: t.x,
    axis,
  } as const;
  const y = { scale: domain, title: t.y, axis };
  const rows = data.after.reduce((sum, bin) => sum + bin.rows, 0) / Math.max(1, data.after.length);
  return {
    ...frame({
      title: t.title,
      subtitle: [t.subtitle(decimal(data.expectedError, 4), decimal(data.brier, 4)), t.rows(count(rows))],
    }),
    width: 420,
    height: 340,
    layer: [...consistency(data, top), ...bins(data, texts, { x, y })],
  } satisfies TopLevelSpec;
}

const axis = { format: '.0%', tickCount: 6 } as const;

function limit(data: ReliabilityData): number {
  const all = [...data.after, ...data.before].flatMap((bin) => [bin.predicted, bin.observed.high]);
  return Math.min(1, Math.ceil(10 * Math.max(0.1, ...all)) / 10);
}

function consistency(data: ReliabilityData, top: number) {
  const band = data.after.map(({ predicted, rows }) => {
    const reach = z95 * Math.sqrt((predicted * (1 - predicted)) / Math.max(1, rows));
    return { predicted, low: Math.max(0, predicted - reach), high: Math.min(top, predicted + reach) };
  });
  const x = { field: 'predicted', type: 'quantitative' } as const;
  return [
    {
      data: { values: band },
      mark: { type: 'area', color: palette.grid, opacity: 0.9, interpolate: 'monotone' } as const,
      encoding: {
        x,
        y: { field: 'low', type: 'quantitative' } as const,
        y2: { field: 'high' } as const,
      },
    },
    {
      data: {
        values: [
          { predicted: 0, y: 0 },
          { predicted: top, y: top },
        ],
      },
      mark: { type: 'line', color: palette.faint, strokeDash: dashes, strokeWidth: 1.2 } as const,
      encoding: { x, y: { field: 'y', type: 'quantitative' } as const },
    },
  ];
}

function bins<X extends object, Y extends object>(
  data: ReliabilityData,
  texts: Texts,
  { x, y }: { x: X; y: Y },
) {
  const t = texts.charts.reliability;
  const row = (kind: string) => (bin: ReliabilityPoint) => ({
    predicted: bin.predicted,
    ...bin.observed,
    kind,
  });
  const [after, before] = [data.after.map(row(t.after)), data.before.map(row(t.before))];
  const kinds = before.length === 0 ? [t.after] : [t.after, t.before];
  const color = {
    field: 'kind',
    type: 'nominal',
    scale: colours(kinds, [palette.blue, palette.orange]),
    legend: before.length === 0 ? null : legendRow,
  } as const;
  const both = { values: [...before, ...after] };
  const value = { ...y, field: 'value', type: 'quantitative' } as const;
  const low = { ...y, field: 'low', type: 'quantitative' } as const;
  const whisker = { type: 'rule', strokeWidth: 1.6 } as const;
  const line = { type: 'line', strokeWidth: 1.4, opacity: 0.55 } as const;
  return [
    {
      data: { values: after },
      mark: whisker,
      encoding: { x, y: low, y2: { field: 'high' } as const, color },
    },
    { data: both, mark: line, encoding: { x, y: value, color } },
    { data: both, mark: dot(60), encoding: { x, y: value, color } },
  ];
}
