import type { TopLevelSpec } from 'vega-lite';

import { percent } from '../../format.js';
import type { Texts } from '../../texts/index.js';
import { dot, readable, reference } from '../marks.js';
import { type ChartSpec, frame, labelSize, legendRow, list, palette } from '../theme.js';

/** A tenth of the users, ranked by score. */
export interface DecileData {
  /** 1 = riskiest. */
  readonly decile: number;
  /** Test rows of the decile. */
  readonly rows: number;
  /** Share of them that left. */
  readonly churnRate: number;
  /** Churn rate over that of all rows. */
  readonly lift: number;
  /** Share of all churners in this and the riskier deciles. */
  readonly cumulativeGain: number;
}

const decileAxis = { labelAngle: 0, domain: false, ticks: false } as const;

const aboveAverage = {
  condition: { test: 'datum.above', value: palette.blue },
  value: palette.paleBlue,
} as const;

/** Lift by decile, riskiest first; the rule is an average user. */
export function liftChart(deciles: readonly DecileData[], texts: Texts): ChartSpec {
  const t = texts.charts.lift;
  const values = deciles.map(({ decile, lift, churnRate }) => ({
    decile,
    lift,
    rate: percent(churnRate, 0),
    above: lift >= 1,
  }));
  const x = { field: 'decile', type: 'ordinal', title: t.x, axis: decileAxis } as const;
  const y = {
    field: 'lift',
    type: 'quantitative',
    title: t.y,
    axis: { tickCount: 5 },
    stack: null,
  } as const;
  return {
    ...frame({ title: t.title, subtitle: t.subtitle }),
    width: 480,
    height: 300,
    layer: [
      {
        data: { values },
        mark: { type: 'bar', cornerRadiusEnd: 3 },
        encoding: { x, y, color: aboveAverage },
      },
      {
        data: { values: [{ average: 1 }] },
        mark: reference(palette.orange),
        encoding: { y: { field: 'average', type: 'quantitative' } },
      },
      ...readable({
        data: { values },
        mark: { type: 'text', dy: -9, fontSize: labelSize, color: palette.ink } as const,
        encoding: { x, y, text: { field: 'rate' } as const },
      }),
    ],
  } satisfies TopLevelSpec;
}

/** Share of all churners reached by contacting the riskiest tenth, two tenths... */
export function gainChart(deciles: readonly DecileData[], texts: Texts): ChartSpec {
  const t = texts.charts.gain;
  const color = {
    field: 'kind',
    type: 'nominal',
    scale: {
      domain: list(t.model, t.random, t.perfect),
      range: list(palette.blue, palette.faint, palette.green),
    },
    legend: legendRow,
  } as const;
  const axis = { format: '.0%', tickCount: 5 } as const;
  return {
    ...frame({ title: t.title, subtitle: t.subtitle }),
    width: 420,
    height: 340,
    data: { values: gainLines(deciles, texts) },
    encoding: {
      x: { field: 'x', type: 'quantitative', title: t.x, axis },
      y: { field: 'y', type: 'quantitative', title: t.y, axis },
      color,
    },
    layer: [
      { mark: { type: 'line', strokeWidth: 2.2, strokeJoin: 'round' } },
      { transform: [{ filter: { field: 'kind', equal: t.model } }], mark: dot(48) },
    ],
  } satisfies TopLevelSpec;
}

function gainLines(deciles: readonly DecileData[], texts: Texts) {
  const t = texts.charts.gain;
  const rows = deciles.reduce((sum, decile) => sum + decile.rows, 0);
  const churners = deciles.reduce((sum, decile) => sum + decile.rows * decile.churnRate, 0);
  let contacted = 0;
  const model = deciles.map((decile) => {
    contacted += decile.rows;
    return [contacted / rows, decile.cumulativeGain] as const;
  });
  const line = (kind: string, ...points: readonly (readonly [number, number])[]) =>
    points.map(([x, y]) => ({ x, y, kind }));
  return [
    ...line(t.model, [0, 0], ...model),
    ...line(t.random, [0, 0], [1, 1]),
    ...line(t.perfect, [0, 0], [churners / rows, 1], [1, 1]),
  ];
}
