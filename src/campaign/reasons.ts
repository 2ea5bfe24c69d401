import { reasonCode } from './policy.js';
import { noAction, type PlanAssignment } from './records.js';
import { ReducedWorth } from './reduced-worth.js';
import type { Setting } from './setting.js';
import type { Solution } from './solve.js';

/** The part of a solution that reasons need. */
type Chosen = Pick<Solution, 'action' | 'prices' | 'method'>;

/** Gives every user the reason of what he gets, and every held-back user what he would have got. */
export function explain(setting: Setting, chosen: Chosen): PlanAssignment {
  const { options, eligibility, held } = setting;
  const rows = chosen.action.length;
  const action = chosen.action.slice();
  const reason = eligibility.reason.slice();
  const tier = new Uint8Array(rows);
  const notChosen = reasonOfTheRest(setting, chosen);
  for (let row = 0; row < rows; row++) {
    tier[row] = setting.economics.tier(row);
    if (reason[row] === 0 && action[row] === noAction) reason[row] = notChosen(row);
  }
  const plannedAction = action.slice();
  const treatmentProbability = new Float64Array(rows);
  const worth = new ReducedWorth(setting.economics, setting.limits.limits, chosen.prices);
  const holdout = reasonCode('holdout');
  const allows = (row: number, j: number): boolean => eligibility.allows(row, j);
  for (let row = 0; row < rows; row++) {
    if (held[row] === 1 && reason[row] === holdout) {
      plannedAction[row] = worth.best(row, setting.limits.group?.[row] ?? 0, allows).action;
    }
    if (plannedAction[row] !== noAction) treatmentProbability[row] = 1 - options.holdout.share;
  }
  giveFixedAction(setting, action, plannedAction, treatmentProbability);
  return {
    actions: Object.keys(options.actions),
    tiers: options.tiers.map(({ name }) => name),
    action,
    plannedAction,
    tier,
    reason,
    treatmentProbability,
  };
}

// Why a user gets no action: none earns anything with him, or the money earns more with others.
function reasonOfTheRest(
  { economics, eligibility, options }: Setting,
  { method }: Chosen,
): (row: number) => number {
  if (method === 'greedy') return () => reasonCode('greedy_not_selected');
  const actions = Object.keys(options.actions).length;
  return (row) => {
    for (let j = 0; j < actions; j++) {
      if (eligibility.allows(row, j) && economics.worth(row, j).value > 0)
        return reasonCode('budget_used_elsewhere');
    }
    return reasonCode('not_worth_it');
  };
}

// Users who refused profiling: the same free action for each of them, outside the optimisation.
function giveFixedAction(
  { options, eligibility }: Setting,
  action: Uint8Array,
  planned: Uint8Array,
  probability: Float64Array,
): void {
  const fixed = options.eligibility.noProfiling?.action ?? null;
  if (fixed === null) return;
  const code = Object.keys(options.actions).indexOf(fixed);
  const refused = reasonCode('no_profiling');
  eligibility.reason.forEach((why, row) => {
    if (why !== refused) return;
    action[row] = code;
    planned[row] = code;
    probability[row] = 1;
  });
}
