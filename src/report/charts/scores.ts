import { decimal } from '../format.js';
import type { Texts } from '../texts/index.js';
import { type ChartSpec, dashes, frame, legendRow, list, palette, shortNumbers } from './theme.js';

export interface ScoreBin {
  /** Range of the probability. */
  readonly from: number;
  readonly to: number;
  readonly churned: number;
  readonly stayed: number;
}

export interface ScoresData {
  /** Adjacent bins of equal width. */
  readonly bins: readonly ScoreBin[];
  /** Threshold of the report; null when there is none. */
  readonly threshold: number | null;
  /** Lower bounds of the tiers above the lowest. */
  readonly tierBounds: readonly number[];
}

/** Users by predicted probability, those who left stacked under those who stayed. */
export function scoresChart(data: ScoresData, texts: Texts): ChartSpec {
  const t = texts.charts.scores;
  const values = data.bins.flatMap(({ from, to, churned, stayed }) => [
    { from, to, users: churned, kind: t.churned, order: 0 },
    { from, to, users: stayed, kind: t.stayed, order: 1 },
  ]);
  const lines = data.tierBounds.map((at) => ({ at, text: decimal(at, 2), colour: palette.faint }));
  if (data.threshold !== null) {
    lines.push({
      at: data.threshold,
      text: `${t.threshold} ${decimal(data.threshold, 3)}`,
      colour: palette.red,
    });
  }
  const at = { field: 'at', type: 'quantitative' } as const;
  const colour = { field: 'colour', type: 'nominal', scale: null } as const;
  return {
    ...frame({ title: t.title, subtitle: t.subtitle }),
    width: 520,
    height: 300,
    layer: [
      {
        data: { values },
        mark: { type: 'bar', binSpacing: 1 },
        encoding: {
          x: {
            field: 'from',
            type: 'quantitative',
            bin: { binned: true },
            title: t.x,
            axis: { format: '.0%', tickCount: 10, grid: false },
            scale: { domain: list(0, 1) },
          },
          x2: { field: 'to' },
          y: { field: 'users', type: 'quantitative', title: t.y, axis: { ...shortNumbers, tickCount: 5 } },
          order: { field: 'order', type: 'quantitative' },
          color: {
            field: 'kind',
            type: 'nominal',
            scale: { domain: list(t.churned, t.stayed), range: list(palette.orange, palette.paleBlue) },
            legend: legendRow,
          },
        },
      },
      {
        data: { values: lines },
        mark: { type: 'rule', strokeDash: dashes, strokeWidth: 1.3 },
        encoding: { x: at, color: colour },
      },
      {
        data: { values: lines },
        mark: { type: 'text', align: 'left', baseline: 'top', dx: 5, fontSize: 11.5 },
        encoding: { x: at, y: { value: 0 }, text: { field: 'text' }, color: colour },
      },
    ],
  };
}
