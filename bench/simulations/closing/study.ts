// Campaigns with a known truth: whether intervals hold it, and whether the plan after a closing claims what it brings.
import { closeCampaigns } from '../../../src/campaign/closing/close.js';
import { differenceOfMeans } from '../../../src/campaign/closing/effects.js';
import type { CloseRows } from '../../../src/campaign/closing/rows.js';
import { noAction } from '../../../src/campaign/records.js';
import { ratesFile } from '../../../src/pipeline/close/rates-file.js';
import { withRates } from '../../../src/pipeline/plan/rates.js';
import { assumedOf, rowsOf } from '../../../test/support/closing/rows.js';
import type { World } from '../../../test/support/closing/world.js';
import { runCampaign } from '../../../test/support/closing/world.js';
import { firstPlan, worlds } from './worlds.js';

/** Errors of a normal 95 % interval. */
const z = 1.959963984540054;

/** One campaign, its closing, and the campaign after it. */
export interface TaughtCampaign {
  /** Whether the interval of the first closing held the truth. */
  readonly covered: boolean;
  /** Squared error of the difference of means of the realised profit over that of the interval: users that are saved. */
  readonly saved: number;
  /** Squared error of the interval over the least that any unbiased estimate has (Hahn, 1998). */
  readonly overBound: number;
  /** What the first plan claimed over what it brought. */
  readonly firstClaim: number;
  readonly firstTruth: number;
  /** The plan after the closing. */
  readonly claim: number;
  readonly truth: number;
  /** |claim - truth| over the larger of the truth and 5 % of the budget. */
  readonly miss: number;
  /** Coupons that the second plan buys. */
  readonly coupons: number;
}

/** @param seed of the first campaign; the second has other users */
export async function taughtCampaign(
  world: keyof typeof worlds,
  users: number,
  seed: number,
): Promise<TaughtCampaign> {
  const plan = firstPlan(users);
  const truth = worlds[world];
  const first = await runCampaign({ users, seed: 2 * seed, plan, truth });
  const rows = rowsOf(first);
  const closing = closeCampaigns(rows, { assumed: assumedOf(first) });
  const realised = Float64Array.from(first.outcomes, ({ revenue, cost }) => revenue - cost).filter(
    (_, row) => first.plan.assignment.plannedAction[row] !== noAction,
  );
  const taught = withRates(plan, ratesFile(closing.rates, []));
  const second = await runCampaign({ users, seed: 2 * seed + 1, plan: taught, truth });
  const { expectedProfit, byAction } = second.plan.result;
  const width = ({ low, high }: { readonly low: number; readonly high: number }): number => high - low;
  const { incremental } = closing;
  const error = width(incremental) / 2 / z;
  return {
    covered: incremental.low <= first.truth && first.truth <= incremental.high,
    saved: (width(differenceOfMeans(rows, realised)) / width(incremental)) ** 2,
    overBound: (error / leastError(rows, truth)) ** 2,
    ...{ firstClaim: first.plan.result.expectedProfit, firstTruth: first.truth },
    ...{ claim: expectedProfit, truth: second.truth },
    miss: Math.abs(expectedProfit - second.truth) / Math.max(second.truth, 0.05 * plan.budget),
    coupons: byAction.filter(({ action }) => action !== 'sms').reduce((sum, one) => sum + one.users, 0),
  };
}

/** Standard error of an efficient estimate of the total of the contacted, yuan, with the true shares that stay. */
function leastError(rows: CloseRows, truth: World['truth']): number {
  const { risk, value, chance, tier, action, contacted } = rows;
  let [sum, square, effects] = [0, 0, 0];
  for (let row = 0; row < risk.length; row++) {
    const response = truth[rows.actions[action[row]!]!]?.[rows.tiers[tier[row]!]!] ?? 0;
    const [stays, kept] = [1 - risk[row]!, 1 - risk[row]! * (1 - response)];
    const effect = (kept - stays) * value[row]!;
    const spread = (share: number): number => share * (1 - share) * value[row]! ** 2;
    sum += spread(kept) / chance[row]! + spread(stays) / (1 - chance[row]!) + effect ** 2;
    effects += effect;
    square++;
  }
  const reached = contacted.reduce((total, one) => total + one, 0);
  return (reached * Math.sqrt((sum - effects ** 2 / square) / square)) / Math.sqrt(square);
}
