import { decimal } from '../format.js';
import type { Texts } from '../texts/index.js';
import { reference } from './marks.js';
import { type ChartSpec, frame, legendRow, list, palette, shortNumbers } from './theme.js';

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
  return {
    ...frame({ title: t.title, subtitle: t.subtitle }),
    width: 520,
    height: 300,
    layer: [histogram(data, texts), ...bounds(data, texts)],
  };
}

function histogram(data: ScoresData, texts: Texts) {
  const t = texts.charts.scores;
  const values = data.bins.flatMap(({ from, to, churned, stayed }) => [
    { from, to, users: churned, kind: t.churned, order: 0 },
    { from, to, users: stayed, kind: t.stayed, order: 1 },
  ]);
  return {
    data: { values },
    mark: { type: 'bar', binSpacing: 1 } as const,
    encoding: {
      x: {
        field: 'from',
        type: 'quantitative',
        bin: { binned: true },
        title: t.x,
        axis: { format: '.0%', tickCount: 10, grid: false },
        scale: { domain: list(0, 1) },
      } as const,
      x2: { field: 'to' } as const,
      y: {
        field: 'users',
        type: 'quantitative',
        title: t.y,
        axis: { ...shortNumbers, tickCount: 5 },
      } as const,
      order: { field: 'order', type: 'quantitative' } as const,
      color: {
        field: 'kind',
        type: 'nominal',
        scale: { domain: list(t.churned, t.stayed), range: list(palette.orange, palette.paleBlue) },
        legend: legendRow,
      } as const,
    },
  };
}

function bounds({ tierBounds, threshold }: ScoresData, texts: Texts) {
  const values = tierBounds.map((at) => ({ at, text: decimal(at, 2), colour: palette.faint }));
  if (threshold !== null) {
    const text = `${texts.charts.scores.threshold} ${decimal(threshold, 3)}`;
    values.push({ at: threshold, text, colour: palette.red });
  }
  const x = { field: 'at', type: 'quantitative' } as const;
  const color = { field: 'colour', type: 'nominal', scale: null } as const;
  const label = { type: 'text', align: 'left', baseline: 'top', dx: 5, fontSize: 11.5 } as const;
  return [
    { data: { values }, mark: reference(palette.faint), encoding: { x, color } },
    {
      data: { values },
      mark: label,
      encoding: { x, y: { value: 0 }, text: { field: 'text' } as const, color },
    },
  ];
}
