import type { Texts } from '../texts/index.js';
import { type ChartSpec, colours, frame, legendRow, palette, shortNumbers } from './theme.js';

export interface SpendCell {
  /** Action as the report names it. */
  readonly action: string;
  /** Risk tier as the report names it. */
  readonly tier: string;
  readonly users: number;
  /** In yuan. */
  readonly spent: number;
  readonly expectedProfit: number;
}

/** Where the money goes (tiers in the order of the cells): users, spend and expected profit of every action, coloured by tier. */
export function spendChart(cells: readonly SpendCell[], texts: Texts): ChartSpec {
  const t = texts.charts.spend;
  const tiers = [...new Set(cells.map((cell) => cell.tier))];
  const actions = [...new Set(cells.map((cell) => cell.action))];
  const panel = (field: keyof SpendCell, title: string, first: boolean) => ({
    width: 190,
    height: { step: 34 },
    mark: { type: 'bar', cornerRadius: 1, height: { band: 0.68 } } as const,
    encoding: {
      y: {
        field: 'action',
        type: 'nominal',
        sort: actions,
        title: null,
        axis: first ? { domain: false, ticks: false } : null,
      } as const,
      x: {
        aggregate: 'sum',
        field,
        type: 'quantitative',
        title,
        axis: { tickCount: 4, ...shortNumbers },
      } as const,
      color: {
        field: 'tier',
        type: 'nominal',
        sort: tiers,
        scale: colours(tiers, [palette.red, palette.orange, palette.blue, palette.violet, palette.faint]),
        legend: legendRow,
      } as const,
    },
  });
  return {
    ...frame({ title: t.title, subtitle: t.subtitle }),
    data: { values: [...cells] },
    spacing: 26,
    hconcat: [
      panel('users', t.users, true),
      panel('spent', t.spent, false),
      panel('expectedProfit', t.profit, false),
    ],
  };
}
