import type { PlanResult } from '../../campaign/records.js';
import { frontierChart, spendChart } from '../charts/index.js';
import type { ChartSpec } from '../charts/theme.js';
import { actionName, tierName } from '../names.js';
import type { Texts } from '../texts/index.js';

/** The pictures of a plan: money by action and tier, and the frontier where it was computed. */
export function planCharts(plan: PlanResult, texts: Texts): [string, ChartSpec][] {
  // The plan lists its tiers from the lowest risk on.
  const cells = plan.byTier.flatMap((tier, i) =>
    tier.byAction.map(({ action, users, spent, expectedProfit }) => ({
      action: actionName(action, texts),
      tier: tierName(tier.tier, texts),
      rank: plan.byTier.length - 1 - i,
      users,
      spent,
      expectedProfit,
    })),
  );
  const charts: [string, ChartSpec][] = [];
  if (cells.length > 0) charts.push(['plan_spend', spendChart(cells, texts)]);
  if (plan.frontier.length > 1) {
    const chosen = { budget: plan.budget, profit: plan.expectedProfit };
    charts.push(['profit_frontier', frontierChart({ points: plan.frontier, chosen }, texts)]);
  }
  return charts;
}
