import type { Economics } from './economics.js';
import { noAction } from './records.js';
import type { Setting } from './setting.js';

/** The reference script's list: who gets what, and its paid part in total. */
export interface GreedyList {
  readonly action: Uint8Array;
  /** Fen. */
  readonly spent: bigint;
  /** Micro-yuan of the paid part, which the reference script reports. */
  readonly paidProfit: bigint;
  /** Micro-yuan with the free actions. */
  readonly profit: bigint;
}

/** The greedy list of a plan's users inside the total budget. */
export function greedyOf({ economics, eligibility, limits }: Setting): GreedyList {
  const mayGet = (row: number, action: number): boolean => eligibility.mayGet(row, action);
  return greedyList(economics, eligibility.reason.length, limits.limits[0]!.limit, mayGet);
}

/**
 * The reference script's greedy rule (its function optimize_under_budget): every tier has one action - the
 * lowest tier the first, and so on -, paid ones are taken by expected profit per yuan until the first that
 * does not fit, free ones go to everybody.
 * @param budget fen
 * @param mayGet whether a user may get an action
 */
function greedyList(
  economics: Economics,
  rows: number,
  budget: number,
  mayGet: (row: number, action: number) => boolean,
): GreedyList {
  const action = new Uint8Array(rows).fill(noAction);
  let profit = 0n;
  const paid: {
    readonly row: number;
    readonly action: number;
    readonly cost: number;
    readonly value: number;
  }[] = [];
  for (let row = 0; row < rows; row++) {
    const chosen = Math.min(economics.tier(row), economics.actions - 1);
    if (!mayGet(row, chosen)) continue;
    const { value, cost } = economics.worth(row, chosen);
    if (cost > 0) {
      if (value > 0) paid.push({ row, action: chosen, cost, value });
      continue;
    }
    action[row] = chosen;
    profit += BigInt(value);
  }
  paid.sort((a, b) => b.value / b.cost - a.value / a.cost || a.row - b.row);
  let spent = 0;
  let paidProfit = 0n;
  for (const taken of paid) {
    if (spent + taken.cost > budget) break;
    spent += taken.cost;
    action[taken.row] = taken.action;
    paidProfit += BigInt(taken.value);
  }
  return { action, spent: BigInt(spent), paidProfit, profit: profit + paidProfit };
}
