import type { TopLevelSpec } from 'vega-lite';

import type { Texts } from '../../texts/index.js';
import { riskColours } from '../palette.js';
import { type ChartSpec, frame, legendRow, palette, panelTitle, shortNumbers } from '../theme.js';

/** An action in a tier. */
export interface SpendCell {
  /** Action as the report names it. */
  readonly action: string;
  /** Risk tier as the report names it. */
  readonly tier: string;
  /** Place of the tier among all: 0 = the highest risk. */
  readonly rank: number;
  /** Users who get it. */
  readonly users: number;
  /** Expected spend on the users of the cell, yuan. */
  readonly spent: number;
  /** Their expected profit in yuan. */
  readonly expectedProfit: number;
}

/** Users, spend and expected profit of every action, coloured by tier: the highest risk is red. */
export function spendChart(cells: readonly SpendCell[], texts: Texts): ChartSpec {
  const t = texts.charts.spend;
  const ranks = new Map(cells.map((cell) => [cell.tier, cell.rank]));
  const tiers = [...ranks.keys()].sort((a, b) => ranks.get(a)! - ranks.get(b)!);
  const actions = [...new Set(cells.map((cell) => cell.action))];
  const y = { field: 'action', type: 'nominal', sort: actions, title: null } as const;
  const color = {
    field: 'tier',
    type: 'nominal',
    sort: tiers,
    scale: {
      domain: [...tiers],
      range: tiers.map((tier) => riskColours[ranks.get(tier)!] ?? palette.faint),
    },
    legend: legendRow,
  } as const;
  const panel = (field: keyof SpendCell, title: string, labels: typeof namesAxis | null) => ({
    width: 130,
    height: { step: 34 },
    title: panelTitle(title),
    mark: { type: 'bar', cornerRadius: 1, height: { band: 0.68 } } as const,
    encoding: {
      y: { ...y, axis: labels },
      x: { aggregate: 'sum', field, type: 'quantitative', title: null, axis: amountAxis } as const,
      color,
      order: { field: 'rank', type: 'quantitative' } as const,
    },
  });
  const panels = (further: typeof namesAxis | null) => [
    panel('users', t.users, namesAxis),
    panel('spent', t.spent, further),
    panel('expectedProfit', t.profit, further),
  ];
  const head = { ...frame({ title: t.title, subtitle: t.subtitle }), data: { values: [...cells] } };
  const phone = { ...head, spacing: 14, vconcat: panels(namesAxis) };
  return { ...head, usermeta: { phone }, spacing: 24, hconcat: panels(null) } satisfies TopLevelSpec;
}

const namesAxis = { domain: false, ticks: false } as const;

const amountAxis = { tickCount: 3, ...shortNumbers } as const;
