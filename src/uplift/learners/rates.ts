import type { RateEffects } from '../effects/records.js';
import { forestScores, tierOf } from '../effects/score.js';
import { fitOutcome, rowsOf, type Study } from './study.js';

/** Risks at which the middle and the high tier begin. */
const cuts = [0.4, 0.7];

interface Cell {
  readonly users: number;
  readonly stayed: number;
  readonly risk: number;
}

/**
 * Measured rates: for each action and tier of risk, how much more of the users stay, over their mean risk without an action. What a plan
 * without a model of effects would use.
 */
export async function rateLearner(study: Study, rows: Int32Array): Promise<RateEffects> {
  const text = await fitOutcome(study, rowsOf(study, rows, 0), false);
  const stay = await forestScores(text, study.table, null, study.signal);
  const cells = Array.from({ length: study.actions }, () =>
    Array.from({ length: cuts.length + 1 }, (): Cell => ({ users: 0, stayed: 0, risk: 0 })),
  );
  for (const row of rows) {
    const risk = 1 - stay[row]!;
    const [byTier, tier] = [cells[study.action[row]!]!, tierOf(risk, cuts)];
    byTier[tier] = added(byTier[tier]!, { users: 1, stayed: study.outcome[row]!, risk });
  }
  const rates = cells
    .slice(1)
    .map((byTier) =>
      byTier.map(
        (cell, tier) => rateOf(cell, cells[0]![tier]!) ?? rateOf(total(byTier), total(cells[0]!)) ?? 0,
      ),
    );
  return { kind: 'rates', forests: [text], cuts, rates };
}

const added = (a: Cell, b: Cell): Cell => ({
  users: a.users + b.users,
  stayed: a.stayed + b.stayed,
  risk: a.risk + b.risk,
});

const total = (byTier: readonly Cell[]): Cell => byTier.reduce(added);

// An empty cell has no rate: the action's rate over all tiers stands for it.
function rateOf(treated: Cell, control: Cell): number | undefined {
  if (treated.users === 0 || control.users === 0) return undefined;
  const risk = (treated.risk + control.risk) / (treated.users + control.users);
  return (treated.stayed / treated.users - control.stayed / control.users) / risk;
}
