import { yuan } from '../format.js';
import type { Texts } from '../texts/index.js';
import { dot, reference } from './marks.js';
import { type ChartSpec, frame, list, palette, shortNumbers } from './theme.js';
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
  const { budget, profit } = data.chosen;
  return {
    ...frame({ title: t.title, subtitle: t.subtitle(yuan(budget, 0), yuan(profit, 0)) }),
    spacing: 12,
    vconcat: [
      { width: 500, height: 270, layer: [profitCurve(data, texts), budgetRule(data), ...chosenMarks(data)] },
      { width: 500, height: 80, layer: [marginalCurve(data, texts), budgetRule(data)] },
    ],
  };
}

const money = { ...shortNumbers, tickCount: 6 } as const;

function budgetAxis(data: FrontierData) {
  const end = Math.max(data.chosen.budget, ...data.points.map((point) => point.budget));
  return { field: 'budget', type: 'quantitative', scale: { domain: list(0, end), nice: false } } as const;
}

function profitCurve(data: FrontierData, texts: Texts) {
  const points = data.points.map((point) => ({ ...point, x: point.budget, y: point.profit }));
  return {
    data: { values: [...thin(points)] },
    mark: {
      type: 'area',
      line: { color: palette.blue, strokeWidth: 2.4 },
      color: palette.paleBlue,
      opacity: 0.45,
    } as const,
    encoding: {
      x: { ...budgetAxis(data), title: null, axis: { ...money, labels: false, ticks: false } },
      y: {
        field: 'profit',
        type: 'quantitative',
        title: texts.charts.frontier.profit,
        axis: { ...money, tickCount: 5 },
      } as const,
    },
  };
}

function marginalCurve(data: FrontierData, texts: Texts) {
  const t = texts.charts.frontier;
  const points = data.points.map((point) => ({ ...point, x: point.budget, y: point.marginal }));
  return {
    data: { values: [...thin(points)] },
    mark: { type: 'line', interpolate: 'step-after', color: palette.green, strokeWidth: 2 } as const,
    encoding: {
      x: { ...budgetAxis(data), title: t.budget, axis: money },
      y: {
        field: 'marginal',
        type: 'quantitative',
        title: t.marginal,
        axis: { tickCount: 3 },
      } as const,
    },
  };
}

function budgetRule(data: FrontierData) {
  return {
    data: { values: [data.chosen] },
    mark: reference(palette.orange),
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
  // The label stands on the side of the budget that has room.
  const right = budget < (data.points.at(-1)?.budget ?? budget) * 0.6;
  const label = {
    type: 'text',
    align: right ? 'left' : 'right',
    dx: right ? 10 : -10,
    dy: 20,
    fontSize: 12.5,
    color: palette.ink,
  } as const;
  return [
    { data: { values }, mark: dot(120, palette.orange), encoding: place },
    { data: { values }, mark: label, encoding: { ...place, text: { field: 'text' } as const } },
  ];
}
