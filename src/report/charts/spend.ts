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

/** Users, spend and expected profit of every action, coloured by tier (in the order of the cells). */
export function spendChart(cells: readonly SpendCell[], texts: Texts): ChartSpec {
  const t = texts.charts.spend;
  const tiers = [...new Set(cells.map((cell) => cell.tier))];
  const actions = [...new Set(cells.map((cell) => cell.action))];
  const y = { field: 'action', type: 'nominal', sort: actions, title: null } as const;
  const color = {
    field: 'tier',
    type: 'nominal',
    sort: tiers,
    scale: colours(tiers, [palette.red, palette.orange, palette.blue, palette.violet, palette.faint]),
    legend: legendRow,
  } as const;
  const panel = (field: keyof SpendCell, title: string, labels: typeof namesAxis | null) => ({
    width: 190,
    height: { step: 34 },
    mark: { type: 'bar', cornerRadius: 1, height: { band: 0.68 } } as const,
    encoding: {
      y: { ...y, axis: labels },
      x: { aggregate: 'sum', field, type: 'quantitative', title, axis: amountAxis } as const,
      color,
    },
  });
  return {
    ...frame({ title: t.title, subtitle: t.subtitle }),
    data: { values: [...cells] },
    spacing: 26,
    hconcat: [
      panel('users', t.users, namesAxis),
      panel('spent', t.spent, null),
      panel('expectedProfit', t.profit, null),
    ],
  };
}

const namesAxis = { domain: false, ticks: false } as const;

const amountAxis = { tickCount: 4, ...shortNumbers } as const;
