// A campaign with a known truth: scored users, a plan by the real planner, and what became of the users.
import { tableFromArrays } from 'apache-arrow';
import { Random } from '../../../src/base/random.js';
import { Economics } from '../../../src/campaign/economics.js';
import type { PlanOptions } from '../../../src/campaign/options.js';
import { type CampaignPlan, planCampaign } from '../../../src/campaign/plan.js';
import { noAction } from '../../../src/campaign/records.js';

/** Users, the responses that hold, and those that the plan assumes. */
export interface World {
  readonly users: number;
  readonly seed: number;
  readonly plan: PlanOptions;
  /** True share of would-be leavers whom an action brings back, by action and tier name. */
  readonly truth: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** What became of a user. */
export interface Outcome {
  readonly user: string;
  readonly stayed: number;
  readonly revenue: number;
  readonly cost: number;
}

/** A campaign that was run, with what the contacts truly brought in expectation. */
export interface Campaign {
  readonly table: ReturnType<typeof tableFromArrays>;
  readonly plan: CampaignPlan;
  readonly outcomes: readonly Outcome[];
  /** Yuan that the contacts of the contacted users bring in expectation. */
  readonly truth: number;
}

/** Scored users: risk between 0.05 and 0.95, revenue with a long tail. */
export function scoredUsers({ users, seed }: Pick<World, 'users' | 'seed'>) {
  const random = new Random(seed, 1);
  const ids = Array.from({ length: users }, (_, i) => `u${i}`);
  const risk = ids.map(() => 0.05 + 0.9 * random.uniform());
  const revenue = ids.map(() => Math.round(100 * Math.exp(3.4 + 0.8 * random.normal())) / 100);
  return tableFromArrays({ user_id: ids, churn_prob: risk, pay_amt_30: revenue });
}

/** Plans and runs a campaign. */
export async function runCampaign(world: World): Promise<Campaign> {
  const table = scoredUsers(world);
  const plan = await planCampaign(table, world.plan);
  const { assignment, options, fallbackRevenue } = plan;
  const economics = new Economics(table, options, fallbackRevenue);
  const random = new Random(world.seed, 2);
  let truth = 0;
  const outcomes = Array.from({ length: table.numRows }, (_, row): Outcome => {
    const code = assignment.action[row]!;
    const action = code === noAction ? null : assignment.actions[code]!;
    const tier = assignment.tiers[assignment.tier[row]!]!;
    const risk = economics.probability(row);
    const response = action === null ? 0 : (world.truth[action]?.[tier] ?? 0);
    const cost = action === null ? 0 : economics.worth(row, code).cost / 100;
    const value = economics.recovered(row);
    if (action !== null) truth += risk * response * value - cost;
    const stayed = Number(random.chance(1 - risk * (1 - response)));
    const paid = stayed * value * Math.exp(0.8 * random.normal() - 0.32);
    return { user: `u${row}`, stayed, revenue: Math.round(paid * 100) / 100, cost };
  });
  return { table, plan, outcomes, truth };
}

/** The outcomes as CSV. */
export const outcomesCsv = (outcomes: readonly Outcome[]): string =>
  [
    'user_id,stayed,revenue,cost',
    ...outcomes.map(({ user, stayed, revenue, cost }) => [user, stayed, revenue, cost].join(',')),
  ].join('\n');
