import { ensure } from '../base/errors.js';
import { fenOf } from '../base/money.js';
import type { ArrowTable } from '../data/arrow-shape.js';
import { counts, type Limit } from './limits.js';
import type { ResolvedPlanOptions } from './options.js';
import { reasonCode } from './policy.js';
import { explain } from './reasons.js';
import { type ExactPrice, noAction, type PlanResult, type ReasonCode, reasonCodes } from './records.js';
import { ReducedWorth } from './reduced-worth.js';
import { settingOf } from './setting.js';

/** What of a written plan decides about users whom it did not have. */
export interface PlanPrices {
  readonly options: ResolvedPlanOptions;
  /** Revenue in yuan taken where a user has none, as the plan took it. */
  readonly fallbackRevenue: number;
  readonly certificate: { readonly prices: readonly ExactPrice[] };
}

/** What the prices of a plan decide about a user. */
export interface PricedUser {
  /** Name of the action; null for none. */
  readonly action: string | null;
  readonly reason: ReasonCode;
  /** Kept without an action to measure the campaign. */
  readonly held: boolean;
  /** What the action takes of each limit of the plan, in their order: fen or users, at least 0. */
  readonly uses: readonly number[];
}

/**
 * Decides about one user as the plan would have: every action is worth its value less what it uses at the prices of the plan. The
 * plan decided so about all users but those between whom the last of a limit had to be divided.
 * @param table one row, with the columns that the plan reads
 * @throws WinbackError BAD_INPUT naming column and row
 */
export function decideByPrice(table: ArrowTable, plan: PlanPrices): PricedUser {
  ensure(table.numRows === 1, 'decideByPrice decides about one user');
  const { options, fallbackRevenue, certificate } = plan;
  const setting = settingOf(table, options, fallbackRevenue);
  const { economics, eligibility, limits } = setting;
  const group = limits.group?.[0] ?? 0;
  const worth = new ReducedWorth(economics, limits.limits, certificate.prices);
  const best = worth.best(0, group, (row, action) => eligibility.mayGet(row, action)).action;
  const chosen = { action: Uint8Array.of(best), prices: certificate.prices, method: 'core-search' } as const;
  const explained = explain(setting, chosen);
  const [action, reason] = [explained.action[0]!, explained.reason[0]!];
  const spent = best === noAction ? 0 : Math.max(0, economics.worth(0, best).cost);
  return {
    action: explained.actions[action] ?? null,
    reason: reasonCodes[reason]!,
    held: reason === reasonCode('holdout'),
    uses: limits.limits.map((limit) => useOf(limit, { action: best, group, spent })),
  };
}

interface Use {
  readonly action: number;
  readonly group: number;
  readonly spent: number;
}

function useOf(limit: Limit, { action, group, spent }: Use): number {
  if (action === noAction || !counts(limit, action, group)) return 0;
  return limit.measure === 'spend' ? spent : 1;
}

/** What a plan left of one of its limits. */
export interface LeftOver {
  /** `budget`, or the name of the limit. */
  readonly limit: string;
  /** Fen or users; null for a least amount, which nothing uses up. */
  readonly left: number | null;
}

/** What a plan left of its limits, in their order. */
export function leftOverOf({ constraints }: Pick<PlanResult, 'constraints'>): readonly LeftOver[] {
  return constraints.map(({ name, measure, bound, limit, used }) => {
    const left = measure === 'spend' ? fenOf(limit, name) - fenOf(used, name) : limit - used;
    return { limit: name, left: bound === 'max' ? Math.max(0, left) : null };
  });
}
