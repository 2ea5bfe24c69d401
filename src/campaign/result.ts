import { yuanOfFen, yuanOfMicro } from '../base/money.js';
import { profitSd } from './claim-spread.js';
import type { Economics } from './economics.js';
import type { GreedyList } from './greedy.js';
import { counts, type Limits } from './limits.js';
import { reasonCode } from './policy.js';
import {
  type ConstraintSummary,
  type ExclusionSummary,
  type GreedySummary,
  noAction,
  type PlanAssignment,
  type PlanResult,
  reasonCodes,
} from './records.js';
import type { Setting } from './setting.js';
import type { Solution } from './solve.js';
import { type Totals, totalsOf } from './summary.js';

/** The greedy list in the record's form. */
export function greedySummary({ economics, options }: Setting, greedy: GreedyList): GreedySummary {
  const totals = totalsOf(economics, options, greedy.action);
  return {
    users: totals.users,
    spent: yuanOfFen(greedy.spent),
    paidProfit: yuanOfMicro(greedy.paidProfit),
    expectedProfit: yuanOfMicro(greedy.profit),
    byAction: totals.byAction,
  };
}

/** The record of a plan. */
export function resultOf(
  setting: Setting,
  chosen: Solution,
  totals: Totals,
  assignment: PlanAssignment,
  greedy: GreedySummary,
): PlanResult {
  const { options, eligibility } = setting;
  const gapMicro = chosen.upperBoundMicro - chosen.profitMicro;
  const upperBound = yuanOfMicro(chosen.upperBoundMicro);
  const constraints = constraintsOf(setting, chosen);
  const sd = profitSd(setting.economics, options, chosen.action);
  return {
    policy: options.policy,
    users: eligibility.reason.length,
    eligible: eligibility.reason.reduce((sum, reason) => sum + (reason === 0 ? 1 : 0), 0),
    targeted: totals.users,
    budget: options.budget,
    spent: yuanOfFen(chosen.spentFen),
    expectedProfit: yuanOfMicro(chosen.profitMicro),
    ...(sd > 0 ? { profitSd: sd } : {}),
    upperBound,
    gap: yuanOfMicro(gapMicro),
    relativeGap: gapMicro === 0n ? 0 : yuanOfMicro(gapMicro) / Math.abs(upperBound),
    shadowPrice: constraints[0]!.shadowPrice,
    certificate: certificateOf(chosen),
    constraints,
    byAction: totals.byAction,
    byTier: totals.byTier,
    exclusions: exclusionsOf(assignment.reason),
    holdout: { ...options.holdout, users: countOf(assignment.reason, reasonCode('holdout')) },
    frontier: chosen.frontier,
    greedy,
  };
}

function certificateOf(chosen: Solution): PlanResult['certificate'] {
  return {
    spentFen: String(chosen.spentFen),
    profitMicro: String(chosen.profitMicro),
    dualBoundMicro: String(chosen.dualBoundMicro),
    upperBoundMicro: String(chosen.upperBoundMicro),
    prices: chosen.prices,
    method: chosen.method,
    coreUsers: chosen.coreUsers,
    coreStates: chosen.coreStates,
  };
}

function constraintsOf(
  { limits: { limits, group }, economics }: Setting,
  chosen: Solution,
): ConstraintSummary[] {
  const used = usedOf(limits, group, economics, chosen.action);
  return limits.map((limit, k) => {
    const { numerator, denominator } = chosen.prices[k]!;
    const price = Number(numerator) / Number(denominator);
    const spend = limit.measure === 'spend';
    return {
      name: limit.name,
      measure: limit.measure,
      bound: limit.bound,
      limit: spend ? yuanOfFen(limit.asked) : limit.asked,
      used: spend ? yuanOfFen(used[k]!) : Number(used[k]!),
      // micro-yuan a fen -> yuan a yuan; micro-yuan a user -> yuan a user
      shadowPrice: price / (spend ? 1e4 : 1e6),
    };
  });
}

/** How much of every limit an assignment uses: fen, or users. */
export function usedOf(
  limits: Limits['limits'],
  group: Uint16Array | null,
  economics: Economics,
  action: Uint8Array,
): bigint[] {
  const used = limits.map(() => 0n);
  for (let row = 0; row < action.length; row++) {
    const chosen = action[row]!;
    if (chosen === noAction) continue;
    const cost = BigInt(economics.worth(row, chosen).cost);
    limits.forEach((limit, k) => {
      if (counts(limit, chosen, group?.[row] ?? 0)) used[k]! += limit.measure === 'spend' ? cost : 1n;
    });
  }
  return used;
}

function exclusionsOf(reason: Uint8Array): ExclusionSummary[] {
  const users = reasonCodes.map(() => 0);
  for (const code of reason) users[code]!++;
  return reasonCodes
    .map((name, code) => ({ reason: name, users: users[code]! }))
    .filter((entry) => entry.reason !== 'selected' && entry.users > 0);
}

function countOf(values: Uint8Array, wanted: number): number {
  return values.reduce((sum, value) => sum + (value === wanted ? 1 : 0), 0);
}
