import { WinbackError } from '../base/errors.js';
import { requireKeys } from '../base/options.js';
import { progressOf } from '../base/progress.js';
import type { ArrowTable } from '../data/arrow-shape.js';
import { type GreedyList, greedyOf } from './greedy.js';
import { nativeMarket } from './market.js';
import { resolvePlanOptions } from './option-checks.js';
import type { PlanOptions, ResolvedPlanOptions } from './options.js';
import { explain } from './reasons.js';
import type { PlanAssignment, PlanResult } from './records.js';
import { greedySummary, resultOf } from './result.js';
import { type Setting, settingOf } from './setting.js';
import { type PlanWork, type Solution, solve } from './solve.js';
import { totalsOf } from './summary.js';
import { requireUniqueUsers } from './user-keys.js';

/** A plan with what it was made from: enough to write, show or verify it. */
export interface CampaignPlan {
  /** Everything there is to report: money, counts, the proof. */
  readonly result: PlanResult;
  /** Who gets what, row by row. */
  readonly assignment: PlanAssignment;
  /** The options with every default filled in. */
  readonly options: ResolvedPlanOptions;
  /** Revenue assumed for users without any, yuan. */
  readonly fallbackRevenue: number;
}

/**
 * Who gets which action so that the expected profit is the largest inside the budget and all other limits,
 * each user getting at most one. With the total budget alone the plan is the integer optimum, proven (docs/explanation/plan.md);
 * `result.gap` > 0 says how much it could be from it.
 * @param table one row a user; read in place
 * @param given budget in yuan, actions, limits and rules; what is absent has the default that `PlanOptions` names
 * @param work threads, effort, stop signal and progress
 * @throws WinbackError BAD_INPUT naming option, or column and row (from 1); ABORTED
 *
 * @example
 * ```ts
 * import { tableFromArrays } from 'apache-arrow';
 * import { planCampaign } from 'winback/campaign';
 *
 * const table = tableFromArrays({ user_id: [1, 2, 3], churn_prob: [0.9, 0.5, 0.1], pay_amt_30: [200, 40, 80] });
 * const actions = { push: { response: 0.01 }, coupon: { face: 20, response: 0.3 } };
 * const { result, assignment } = await planCampaign(table, { budget: 20, actions });
 * result.spent; // 20
 * result.gap; // 0
 * assignment.actions[assignment.action[0]!]; // coupon
 * ```
 */
export async function planCampaign(
  table: ArrowTable,
  given: PlanOptions,
  work: PlanWork = {},
): Promise<CampaignPlan> {
  const options = resolvePlanOptions(given);
  requireKeys(work, 'work', { threads: true, effort: true, signal: true, onProgress: true });
  progressOf('planCampaign', work)?.({ stage: 'checking', done: 0, total: 1 });
  const setting = settingOf(table, options);
  requireUniqueUsers(table, options.columns.user, setting.keys);
  const optimum = await optimumOf(table, setting, work);
  work.onProgress?.({ stage: 'summarising', done: 0, total: 1 });
  const greedy = greedyOf(setting);
  const chosen = options.policy === 'greedy' ? greedySolution(greedy, optimum) : optimum;
  const totals = totalsOf(setting.economics, options, chosen.action);
  if (totals.spentFen !== chosen.spentFen || totals.profitMicro !== chosen.profitMicro) {
    throw new WinbackError('INTERNAL', 'the plan does not add up to what the planner says');
  }
  const assignment = explain(setting, chosen);
  const result = resultOf(setting, chosen, totals, assignment, greedySummary(setting, greedy));
  return { result, assignment, options, fallbackRevenue: setting.fallbackRevenue };
}

function optimumOf(table: ArrowTable, setting: Setting, work: PlanWork): Promise<Solution> {
  const extra = { allowed: setting.eligibility.masks(), group: setting.limits.group, keys: setting.keys };
  const market = nativeMarket(table, setting.options, setting.fallbackRevenue, extra);
  work.onProgress?.({ stage: 'optimising', done: 0, total: 1 });
  return solve(table, market, setting.limits, setting.options, work);
}

// The greedy list under the optimum's bound: the ablation shows what it leaves.
function greedySolution(greedy: GreedyList, optimum: Solution): Solution {
  return {
    ...optimum,
    action: greedy.action,
    spentFen: greedy.spent,
    profitMicro: greedy.profit,
    method: 'greedy',
  };
}
