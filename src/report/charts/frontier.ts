import { yuan } from '../format.js';
import type { Texts } from '../texts/index.js';
import { type ChartSpec, dashes, frame, list, palette, shortNumbers } from './theme.js';
import { thin } from './thin.js';

export interface FrontierPoint {
  /** In yuan. */
  readonly budget: number;
  readonly profit: number;
  /** Expected profit of one more yuan at this budget. */
  readonly marginal: number;
}

export interface FrontierData {
  /** By rising budget. */
  readonly points: readonly FrontierPoint[];
  /** The plan's budget and its expected profit, in yuan. */
  readonly chosen: { readonly budget: number; readonly profit: number };
}

/** The most a budget can earn, with the plan's budget marked, and below it what one more yuan brings. */
export function frontierChart(data: FrontierData, texts: Texts): ChartSpec {
  const t = texts.charts.frontier;
  const end = Math.max(data.chosen.budget, ...data.points.map((point) => point.budget));
  const x = {
    field: 'budget',
    type: 'quantitative',
    scale: { domain: list(0, end), nice: false },
  } as const;
  const money = { ...shortNumbers, tickCount: 6 } as const;
  return {
    ...frame({
      title: t.title,
      subtitle: t.subtitle(yuan(data.chosen.budget, 0), yuan(data.chosen.profit, 0)),
    }),
    spacing: 12,
    vconcat: [
      {
        width: 500,
        height: 270,
        layer: [
          {
            data: { values: thin(data.points.map((p) => ({ ...p, x: p.budget, y: p.profit }))).slice() },
            mark: {
              type: 'area',
              line: { color: palette.blue, strokeWidth: 2.4 },
              color: palette.paleBlue,
              opacity: 0.45,
            },
            encoding: {
              x: { ...x, title: null, axis: { ...money, labels: false, ticks: false } },
              y: { field: 'profit', type: 'quantitative', title: t.profit, axis: { ...money, tickCount: 5 } },
            },
          },
          ...chosenMarks(data),
        ],
      },
      {
        width: 500,
        height: 80,
        layer: [
          {
            data: { values: thin(data.points.map((p) => ({ ...p, x: p.budget, y: p.marginal }))).slice() },
            mark: { type: 'line', interpolate: 'step-after', color: palette.green, strokeWidth: 2 },
            encoding: {
              x: { ...x, title: t.budget, axis: money },
              y: { field: 'marginal', type: 'quantitative', title: t.marginal, axis: { tickCount: 3 } },
            },
          },
          budgetRule(data),
        ],
      },
    ],
  };
}

function budgetRule(data: FrontierData) {
  return {
    data: { values: [data.chosen] },
    mark: { type: 'rule', color: palette.orange, strokeDash: dashes, strokeWidth: 1.4 } as const,
    encoding: { x: { field: 'budget', type: 'quantitative' } as const },
  };
}

function chosenMarks(data: FrontierData) {
  const { budget, profit } = data.chosen;
  const values = [{ budget, profit, text: yuan(profit, 0) }];
  const place = {
    x: { field: 'budget', type: 'quantitative' },
    y: { field: 'profit', type: 'quantitative' },
  } as const;
  const last = data.points.at(-1)?.budget ?? budget;
  const right = budget < last * 0.6;
  return [
    budgetRule(data),
    {
      data: { values },
      mark: {
        type: 'point',
        filled: true,
        size: 120,
        color: palette.orange,
        stroke: palette.white,
        opacity: 1,
      } as const,
      encoding: place,
    },
    {
      data: { values },
      mark: {
        type: 'text',
        align: right ? 'left' : 'right',
        dx: right ? 10 : -10,
        dy: 20,
        fontSize: 12.5,
        color: palette.ink,
      } as const,
      encoding: { ...place, text: { field: 'text' } as const },
    },
  ];
}
