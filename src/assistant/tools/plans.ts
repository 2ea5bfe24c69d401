import { WinbackError } from '../../base/errors.js';
import type { FrontierStep } from '../../dashboard/documents/campaigns.js';
import { profitAt } from '../../dashboard/documents/frontier.js';
import { planOf } from '../../dashboard/pages/plan.js';
import type { State } from '../../entries/state.js';
import { recordsOf } from '../../pipeline/state/recompute.js';
import { newestDay, projectOf } from '../projects.js';
import { amount, day, project, tool } from '../tool.js';

/** The plan of a day, as the dashboard shows it, with the decision it comes from. */
async function planOfDay(state: State, of: string, wanted: string | undefined) {
  const date = wanted ?? (await newestDay(state, 'winback_decision', of, `"kind" = 'plan'`));
  const { source } = await recordsOf(state, 'decision', {
    ...{ where: { project: of, kind: 'plan' }, from: date, to: date, newest: true, limit: 1 },
  });
  const plan = await planOf(state, { project: of, from: date, to: date, model: null });
  if (plan === null)
    throw new WinbackError('NOT_FOUND', `day: "${of}" has no plan of ${date}; list_runs gives the days`);
  return { plan, source };
}

export const planSummary = tool(
  'plan_summary',
  { project, day: day.optional() },
  async ({ state }, given) => {
    const of = await projectOf(state, given.project);
    const { plan, source } = await planOfDay(state, of, given.day);
    const { tiers, frontier, date, ...facts } = plan;
    const parts = tiers.map(({ name: tier, users }) => ({ tier, users }));
    return {
      answer: { project: of, day: date, ...facts, tiers: parts, steps: frontier.length },
      records: [source],
    };
  },
);

export const planFrontier = tool(
  'plan_frontier',
  { project, day: day.optional(), budget: amount.optional() },
  async ({ state }, given) => {
    const of = await projectOf(state, given.project);
    const { plan, source } = await planOfDay(state, of, given.day);
    const { frontier } = plan;
    const answer = given.budget === undefined ? { frontier } : pricedAt(frontier, given.budget, plan.date);
    return { answer: { project: of, day: plan.date, ...answer }, records: [source] };
  },
);

function pricedAt(frontier: readonly FrontierStep[], budget: number, date: string) {
  const priced = profitAt(frontier, budget);
  const last = frontier.at(-1)?.budget ?? 0;
  if (priced === null)
    throw new WinbackError('BAD_INPUT', `budget: the frontier of ${date} ends at ${last}, got ${budget}`);
  const { profit, upperBound, marginal } = priced;
  return { budget, atLeast: profit, atMost: upperBound, marginal };
}
