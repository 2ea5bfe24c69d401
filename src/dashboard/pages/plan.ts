import type { State } from '../../entries/state.js';
import type { FrontierStep, NewestPlan } from '../documents/campaigns.js';
import type { Part, Scope } from '../documents/common.js';
import { shownParts, shownUsers } from './cells.js';

/** What a plan tells of one tier. */
interface TierFacts {
  readonly tier: string;
  readonly users: number;
}

/** What the decision of a plan holds (pipeline/daily/plan-decision.ts); money in whole units of the currency. */
interface PlanFacts {
  readonly users: number;
  readonly eligible: number;
  readonly targeted: number;
  readonly budget: number;
  readonly spent: number;
  readonly expectedProfit: number;
  readonly upperBound: number;
  readonly shadowPrice: number;
  readonly holdout: number;
  readonly byTier: readonly TierFacts[];
  readonly frontier: readonly FrontierStep[];
  readonly greedy: { readonly expectedProfit: number } | null;
}

/** The newest plan of a scope; null before there is one. */
export async function planOf(state: State, { project, from, to }: Scope): Promise<NewestPlan | null> {
  const where = { project, kind: 'plan' };
  const [found] = await state.list('decision', { where, from, to, newest: true, limit: 1 });
  if (found === undefined) return null;
  // What wrote the decision is typed there.
  const facts = found.details as unknown as PlanFacts;
  const targeted = shownUsers(facts.targeted);
  const { budget, upperBound, shadowPrice, frontier, greedy } = facts;
  return {
    ...{ date: found.date, budget, upperBound, shadowPrice, frontier, targeted },
    ...(targeted === null
      ? { spent: null, expectedProfit: null }
      : { spent: facts.spent, expectedProfit: facts.expectedProfit }),
    ...tiersOf(facts),
    eligible: shownUsers(facts.eligible),
    holdout: shownUsers(facts.holdout),
    greedyProfit: greedy?.expectedProfit ?? null,
  };
}

function tiersOf({ byTier }: PlanFacts): { readonly users: number | null; readonly tiers: readonly Part[] } {
  const { parts, total } = shownParts(byTier.map(({ users }) => users));
  return {
    users: total,
    tiers: byTier.map(({ tier }, i) => ({ name: tier, users: parts[i]!, costMinor: null })),
  };
}
