import type { Texts } from '../../texts/index.js';
import { reference } from '../marks.js';
import { type ChartSpec, frame, palette } from '../theme.js';

/** A column and its distance. */
export interface DistanceBar {
  /** Column as the report names it. */
  readonly name: string;
  /** Measured distance, in [0, 1]. */
  readonly distance: number;
  /** Its lower bound. */
  readonly low: number;
  /** `certain`, one of the other verdicts, or none. */
  readonly verdict: 'certain' | 'other' | 'none';
}

/** Most columns that are drawn. */
export const mostBars = 40;

/** The distance of each column with its lower bound, and the limit. */
export function distancesChart(bars: readonly DistanceBar[], limit: number, texts: Texts): ChartSpec {
  const t = texts.drift.chart;
  const y = {
    field: 'name',
    type: 'nominal',
    sort: null,
    title: null,
    axis: { ticks: false, domain: false },
  } as const;
  const color = {
    field: 'verdict',
    type: 'nominal',
    scale: {
      domain: ['certain', 'other', 'none'],
      range: [palette.red, palette.blue, palette.faint],
    },
    legend: null,
  } as const;
  const x = { field: 'distance', type: 'quantitative', title: t.distance, scale: { domainMin: 0 } } as const;
  return {
    ...frame({ title: t.distances, subtitle: t.distancesText }),
    width: 380,
    height: { step: 18 },
    data: { values: bars.map((bar) => ({ ...bar })) },
    layer: [
      { mark: { type: 'bar', height: { band: 0.62 }, opacity: 0.75 }, encoding: { y, x, color } },
      {
        mark: { type: 'point', filled: true, color: palette.ink, size: 26, opacity: 1 },
        encoding: { y, x: { field: 'low', type: 'quantitative' } as const },
      },
      {
        data: { values: [{ limit }] },
        mark: reference(palette.muted),
        encoding: { x: { field: 'limit', type: 'quantitative' } as const },
      },
    ],
  };
}
