import type { Economics } from './economics.js';
import type { ResolvedAction, ResolvedPlanOptions } from './options.js';
import { noAction } from './records.js';

/** Standard deviation of what is known of an action's response in a tier; 0 where nobody says. */
export function responseSdIn(action: ResolvedAction, tier: string): number {
  return typeof action.responseSd === 'number' ? action.responseSd : (action.responseSd[tier] ?? 0);
}

/**
 * Standard deviation, yuan, of the profit that a plan expects, by what is not known of the responses: users of one tier and action
 * share theirs, and those of different ones are independent. 0 where no action has a `responseSd`.
 */
export function profitSd(economics: Economics, options: ResolvedPlanOptions, action: Uint8Array): number {
  const actions = Object.values(options.actions);
  const sds = options.tiers.map(({ name }) =>
    actions.map((own) => (own.uplift === null && own.gain === null ? responseSdIn(own, name) : 0)),
  );
  if (sds.every((row) => row.every((sd) => sd === 0))) return 0;
  const atStake = sds.map((row) => row.map(() => 0));
  for (let row = 0; row < action.length; row++) {
    const chosen = action[row]!;
    if (chosen === noAction) continue;
    atStake[economics.tier(row)]![chosen]! += economics.probability(row) * economics.recovered(row);
  }
  const variance = sds.flatMap((row, t) => row.map((sd, j) => (sd * atStake[t]![j]!) ** 2));
  return Math.sqrt(variance.reduce((sum, one) => sum + one, 0));
}
