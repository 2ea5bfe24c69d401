import type { OnProgress } from '../base/progress.js';
import { threadsFor } from '../base/threads.js';
import type { ArrowTable } from '../data/arrow-shape.js';
import type { NativeMarket, NativePlanOptions } from '../native/allocation-binding.js';
import { crossing, pinned, withStop } from '../native/crossing.js';
import { addon } from '../native/load.js';
import type { Limits } from './limits.js';
import type { ResolvedPlanOptions } from './options.js';
import type { ExactPrice, FrontierPoint, PlanCertificate } from './records.js';

/** How a plan is computed; none of it changes the plan. */
export interface PlanWork {
  /** @default 1 below 50,000 users, else every hardware thread */
  readonly threads?: number | undefined;
  /** States the proof of the optimum may look at before the plan is given with its gap. @default 4e8 */
  readonly effort?: number | undefined;
  /** Stops the search, which then rejects with `ABORTED`. */
  readonly signal?: AbortSignal | undefined;
  /** Called as each of the stages `checking`, `optimising` and `summarising` begins. */
  readonly onProgress?: OnProgress | undefined;
}

/** A plan of the native planner, in exact integers. */
export interface Solution {
  readonly action: Uint8Array;
  readonly spentFen: bigint;
  readonly profitMicro: bigint;
  readonly dualBoundMicro: bigint;
  readonly upperBoundMicro: bigint;
  readonly prices: readonly ExactPrice[];
  readonly method: PlanCertificate['method'];
  readonly coreUsers: number;
  readonly coreStates: number;
  readonly frontier: readonly FrontierPoint[];
}

const defaultEffort = 4e8;

/** The best plan of `market` inside `limits`, by the native planner. */
export async function solve(
  table: ArrowTable,
  market: NativeMarket,
  limits: Limits,
  options: ResolvedPlanOptions,
  work: PlanWork,
): Promise<Solution> {
  const native = {
    threads: threadsFor(table.numRows, work.threads),
    effort: work.effort ?? defaultEffort,
  };
  pinned(market.table);
  if (limits.limits.length > 1) return solveSeveral(market, limits, native, work);
  const budgets = frontierBudgets(limits.limits[0]!.limit, options);
  const plan = await withStop(work.signal, (stop) =>
    crossing(() => addon().allocationPlan(market, limits.limits[0]!.limit, budgets, native, stop)),
  );
  const price = { numerator: plan.priceNumerator, denominator: plan.priceDenominator };
  return {
    action: plan.action,
    spentFen: BigInt(plan.spent),
    profitMicro: BigInt(plan.profit),
    dualBoundMicro: BigInt(plan.dualBound),
    upperBoundMicro: BigInt(plan.upperBound),
    prices: [price],
    method: price.numerator === '0' ? 'budget-not-binding' : 'core-search',
    coreUsers: plan.coreUsers,
    coreStates: plan.coreStates,
    frontier: frontierOf(budgets, plan.frontier),
  };
}

async function solveSeveral(
  market: NativeMarket,
  { limits }: Limits,
  native: NativePlanOptions,
  { signal }: PlanWork,
): Promise<Solution> {
  const several = limits.map(({ measure, bound, limit, actions, groups }) => ({
    spend: measure === 'spend',
    atMost: bound === 'max',
    amount: limit,
    actions,
    groups,
  }));
  const plan = await withStop(signal, (stop) =>
    crossing(() => addon().allocationPlanLimits(market, several, native, stop)),
  );
  return {
    action: plan.action,
    spentFen: BigInt(plan.spent),
    profitMicro: BigInt(plan.profit),
    dualBoundMicro: BigInt(plan.dualBound),
    upperBoundMicro: BigInt(plan.dualBound),
    prices: plan.priceNumerators.map((numerator) => ({ numerator, denominator: plan.priceDenominator })),
    method: 'lagrangian',
    coreUsers: 0,
    coreStates: 0,
    frontier: [],
  };
}

// Evenly spaced from 0 to `upTo` budgets, whole fen, each once.
function frontierBudgets(budgetFen: number, { frontier }: ResolvedPlanOptions): Float64Array {
  const last = Math.round(budgetFen * frontier.upTo);
  const budgets = new Set<number>();
  for (let k = 0; k < frontier.points; k++) {
    budgets.add(frontier.points === 1 ? last : Math.round((last / (frontier.points - 1)) * k));
  }
  return Float64Array.from(budgets);
}

function frontierOf(budgets: Float64Array, points: Float64Array): FrontierPoint[] {
  return Array.from(budgets, (fen, k) => ({
    budget: fen / 100,
    profit: points[3 * k]! / 1e6,
    upperBound: points[3 * k + 1]! / 1e6,
    // micro-yuan a fen: 1e4 of them are one yuan a yuan
    marginal: points[3 * k + 2]! / 1e4,
  }));
}
