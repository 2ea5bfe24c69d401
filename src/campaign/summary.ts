import { yuanOfFen, yuanOfMicro } from '../base/money.js';
import type { Economics } from './economics.js';
import type { ResolvedPlanOptions } from './options.js';
import { type ActionSummary, noAction, type TierSummary } from './records.js';

interface Sums {
  users: number;
  spent: bigint;
  profit: bigint;
}

/** Totals of an assignment, recomputed from the inputs. */
export interface Totals {
  readonly users: number;
  readonly spentFen: bigint;
  readonly profitMicro: bigint;
  readonly byAction: readonly ActionSummary[];
  readonly byTier: readonly TierSummary[];
}

/** Sums what `action` gives over all users. Codes of fixed actions outside the plan must be `noAction`. */
export function totalsOf(economics: Economics, options: ResolvedPlanOptions, action: Uint8Array): Totals {
  const names = Object.keys(options.actions);
  const cells = options.tiers.map(() => names.map((): Sums => ({ users: 0, spent: 0n, profit: 0n })));
  const usersOfTier = options.tiers.map(() => 0);
  for (let row = 0; row < action.length; row++) {
    const tier = economics.tier(row);
    usersOfTier[tier]!++;
    const chosen = action[row]!;
    if (chosen === noAction) continue;
    const { value, cost } = economics.worth(row, chosen);
    const cell = cells[tier]![chosen]!;
    cell.users++;
    cell.spent += BigInt(cost);
    cell.profit += BigInt(value);
  }
  const byTier = options.tiers.map(({ name }, t): TierSummary => {
    const total = added(cells[t]!);
    return {
      tier: name,
      users: usersOfTier[t]!,
      targeted: total.users,
      spent: yuanOfFen(total.spent),
      expectedProfit: yuanOfMicro(total.profit),
      byAction: names.map((action, j) => actionSummary(action, cells[t]![j]!)),
    };
  });
  const perAction = names.map((_, j) => added(cells.map((row) => row[j]!)));
  const total = added(perAction);
  return {
    users: total.users,
    spentFen: total.spent,
    profitMicro: total.profit,
    byAction: names.map((name, j) => actionSummary(name, perAction[j]!)),
    byTier,
  };
}

function added(parts: readonly Sums[]): Sums {
  return parts.reduce(
    (sum, part) => ({
      users: sum.users + part.users,
      spent: sum.spent + part.spent,
      profit: sum.profit + part.profit,
    }),
    { users: 0, spent: 0n, profit: 0n },
  );
}

function actionSummary(action: string, sums: Sums): ActionSummary {
  return {
    action,
    users: sums.users,
    spent: yuanOfFen(sums.spent),
    expectedProfit: yuanOfMicro(sums.profit),
  };
}
