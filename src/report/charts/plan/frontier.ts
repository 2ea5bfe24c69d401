import type { TopLevelSpec } from 'vega-lite';

import { yuan } from '../../format.js';
import type { Texts } from '../../texts/index.js';
import { dot, readable, reference } from '../marks.js';
import { type ChartSpec, frame, list, palette, panelTitle, shortNumbers } from '../theme.js';
import { thin } from '../thin.js';

/** A budget and what the best plan for it brings. */
export interface FrontierPoint {
  /** Total budget of the point, yuan. */
  readonly budget: number;
  /** Expected profit in yuan. */
  readonly profit: number;
  /** Expected profit of one more yuan at this budget. */
  readonly marginal: number;
}

/** Profit over the budget. */
export interface FrontierData {
  /** By rising budget. */
  readonly points: readonly FrontierPoint[];
  /** The plan's budget and its expected profit, in yuan. */
  readonly chosen: {
    /** The budget of the plan in yuan. */
    readonly budget: number;
    /** Its expected profit in yuan. */
    readonly profit: number;
  };
}

/** The most a budget can earn, with the plan's budget marked, and below it what one more yuan brings. */
export function frontierChart(data: FrontierData, texts: Texts): ChartSpec {
  const t = texts.charts.frontier;
  const { budget, profit } = data.chosen;
  return {
    ...frame({ title: t.title, subtitle: t.subtitle(yuan(budget, 0), yuan(profit, 0)) }),
    spacing: 12,
    vconcat: [
      {
        width: 420,
        height: 220,
        title: panelTitle(t.profit),
        layer: [profitCurve(data), budgetRule(data), ...chosenMarks(data)],
      },
      {
        width: 420,
        height: 80,
        title: panelTitle(t.marginal),
        layer: [marginalCurve(data, texts), budgetRule(data)],
      },
    ],
  } satisfies TopLevelSpec;
}

const money = { ...shortNumbers, tickCount: 6 } as const;

function budgetAxis(data: FrontierData) {
  const end = Math.max(data.chosen.budget, ...data.points.map((point) => point.budget));
  return { field: 'budget', type: 'quantitative', scale: { domain: list(0, end), nice: false } } as const;
}

function profitCurve(data: FrontierData) {
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
        title: null,
        axis: { ...money, tickCount: 5 },
      } as const,
    },
  };
}

function marginalCurve(data: FrontierData, texts: Texts) {
  const t = texts.charts.frontier;
  const top = marginalTop(data.points);
  const points = data.points.map((point) => ({
    ...point,
    x: point.budget,
    y: Math.min(point.marginal, 2 * top),
  }));
  return {
    data: { values: [...thin(points)] },
    mark: {
      type: 'line',
      clip: true,
      interpolate: 'step-after',
      color: palette.green,
      strokeWidth: 2,
    } as const,
    encoding: {
      x: { ...budgetAxis(data), title: t.budget, axis: money },
      y: {
        field: 'y',
        type: 'quantitative',
        title: null,
        scale: { domain: list(0, top), nice: false },
        axis: { tickCount: 3 },
      } as const,
    },
  };
}

/**
 * Top of the axis of what one more yuan brings: twice the value a tenth of the way, since the first few yuan, for the
 * cheapest actions, bring a hundred times what the rest does.
 */
function marginalTop(points: readonly FrontierPoint[]): number {
  const tenth = points[Math.floor(points.length / 10)]?.marginal ?? 0;
  const highest = Math.max(...points.map((point) => point.marginal), 1e-9);
  return tenth > 0 ? Math.min(highest, 2 * tenth) : highest;
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
    ...readable({ data: { values }, mark: label, encoding: { ...place, text: { field: 'text' } as const } }),
  ];
}
