import { ensure } from '../../base/errors.js';
import { positive } from '../../base/options.js';
import {
  type ArmVariances,
  halfWidth,
  plannedVariance,
  widthsFor,
} from '../../campaign/closing/holdout-widths.js';
import type { HoldoutWidth } from '../../campaign/closing/records.js';
import { readPlannedCampaign } from './planned.js';

/** Which share to hold back of a plan that was not yet run. */
export interface HoldoutPlan {
  /** Users with a planned action. */
  readonly users: number;
  /** Profit that the plan expects of them, yuan. */
  readonly claimed: number;
  /** What each share gives. */
  readonly holdoutWidths: readonly HoldoutWidth[];
  /** The smallest share whose half-width is at most the wanted one; null where none is, or nothing was wanted. */
  readonly share: number | null;
}

/**
 * What `winback close --plan-holdout` says: from the plan alone, since users stay with 1 - risk and a contact changes that by
 * little.
 * @param folder of the plan
 * @param wanted half of the interval, yuan; null where nothing is wanted
 */
export async function holdoutPlan(
  folder: string,
  wanted: number | null,
  signal: AbortSignal | undefined,
): Promise<HoldoutPlan> {
  const { rows } = await readPlannedCampaign(folder, signal);
  const planned = [...rows.values()];
  const users = planned.length;
  ensure(users > 0, `${folder}: the plan has an action for nobody`);
  const claimed = planned.reduce((sum, row) => sum + row.claimed, 0);
  const variance = plannedVariance(planned);
  const both = { contacted: variance, held: variance };
  const share = wanted === null ? null : leastShare(users, both, positive(wanted, '--half-width'));
  return { users, claimed, holdoutWidths: widthsFor(users, both, claimed / users), share };
}

/** The half-width falls with the share: the smallest thousandth that reaches the wanted one. */
function leastShare(users: number, variances: ArmVariances, wanted: number): number | null {
  for (let thousandths = 1; thousandths < 1000; thousandths++)
    if (halfWidth(users, thousandths / 1000, variances) <= wanted) return thousandths / 1000;
  return null;
}
