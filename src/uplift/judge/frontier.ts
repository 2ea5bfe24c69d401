import type { Pace } from '../../base/pace.js';
import { chooseActions, type Predicted } from './choose-actions.js';
import { type HeldOutValue, type ProfitScores, policyValue } from './value.js';

/** A budget with what the model claims and what held-out users say. Yuan a user. */
export interface FrontierValue {
  /** Budget, yuan a user; the last is what is spent without a limit. */
  readonly budget: number;
  /** Predicted spend. */
  readonly spent: number;
  /** Predicted profit. */
  readonly claimed: number;
  /** Profit by doubly robust scores of users that the models did not see. */
  readonly heldOut: HeldOutValue;
}

/** Shares of the unlimited spend that are shown. */
const shares = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

/** Both lines of the frontier, at shares of what is spent without a limit. */
export async function frontierOf(
  predicted: Predicted,
  profits: ProfitScores,
  rows: Int32Array,
  level: number,
  pace: Pace,
): Promise<readonly FrontierValue[]> {
  const at = async (budget: number): Promise<FrontierValue> => {
    const action = await chooseActions(predicted, rows, budget, pace);
    const { spent, claimed } = claims(predicted, rows, action);
    return {
      budget: budget / rows.length,
      spent,
      claimed,
      heldOut: policyValue(profits, rows, action, level),
    };
  };
  const whole = await at(Infinity);
  const points: FrontierValue[] = [];
  for (const share of shares) points.push(await at(share * whole.spent * rows.length));
  return [...points, { ...whole, budget: whole.spent }];
}

/** What the predictions say of a choice, yuan a user. */
export function claims(
  { gain, cost }: Predicted,
  rows: Int32Array,
  action: Uint8Array,
): { readonly spent: number; readonly claimed: number } {
  let [spent, claimed] = [0, 0];
  for (const row of rows) {
    const code = action[row]!;
    if (code === 0) continue;
    spent += cost[code - 1]![row]!;
    claimed += gain[code - 1]![row]! - cost[code - 1]![row]!;
  }
  return { spent: spent / rows.length, claimed: claimed / rows.length };
}
