import type { ArrowTable } from '../../data/arrow-shape.js';
import { forestScores } from './score.js';

/** What an action costs a user: `contact` for everybody, `face` for those who redeem. */
export interface ActionCost {
  /** Yuan of the contact itself. */
  readonly contact: number;
  /** Yuan of the coupon's face value, paid by the sender where it is redeemed; 0 without a coupon. */
  readonly face: number;
}

/** Expected cost of every action: forests give the probability of redeeming. */
export interface CostModel {
  /** LightGBM's texts. */
  readonly forests: readonly string[];
  /** For each action its cost and the place of its forest; null where nothing is redeemed. */
  readonly actions: readonly (ActionCost & {
    /** Place of its forest in `forests`; null where nothing is redeemed. */
    readonly forest: number | null;
  })[];
}

/** Expected cost of every user, one column an action. */
export function scoreCosts(
  { forests, actions }: CostModel,
  table: ArrowTable,
  signal?: AbortSignal,
): Promise<readonly Float64Array[]> {
  return Promise.all(
    actions.map(async ({ contact, face, forest }) => {
      if (forest === null) return new Float64Array(table.numRows).fill(contact);
      const redeems = await forestScores(forests[forest]!, table, null, signal);
      // Where nobody or everybody redeemed the forest is a regression, whose sums of leaves may miss 0 or 1 by rounding.
      return redeems.map((p) => contact + face * Math.min(1, Math.max(0, p)));
    }),
  );
}
