import { tableFromArrays } from 'apache-arrow';

import type { ActionOptions } from '../../../src/campaign/options.js';

/** A small market in whole micro-yuan and fen: gain and cost of each user and action. */
export interface Market {
  readonly users: number;
  readonly actions: number;
  /** [user][action], micro-yuan before cost. */
  readonly gain: readonly (readonly number[])[];
  /** [user][action], fen. */
  readonly cost: readonly (readonly number[])[];
}

const kinds = ['plain', 'ties', 'earning', 'fine', 'worthless', 'proportional', 'huge'] as const;
export const marketKinds = kinds.length;

/** Markets that hurt: ties everywhere, negative costs, all-negative profits, values next to costs, huge sums. */
export function randomMarket(random: () => number, users: number, actions: number, kind: number): Market {
  const whole = (low: number, high: number): number => low + Math.floor(random() * (high - low + 1));
  const cell = (): readonly [gain: number, cost: number] => {
    const cost = whole(0, 12);
    switch (kinds[kind % kinds.length]) {
      case 'ties':
        return [(cost + whole(-2, 2)) * 1e4, cost];
      case 'earning':
        return [whole(0, 40) * 1e4, whole(-5, 9)];
      case 'fine':
        return [whole(0, 1e6), cost];
      case 'worthless':
        return [-whole(0, 40) * 1e4, cost];
      case 'proportional':
        return [(cost * 11 + 100) * 1e3, cost];
      case 'huge':
        return [whole(0, 9e8) * 1e6, whole(0, 9e5)];
      default:
        return [whole(0, 40) * 1e4, cost];
    }
  };
  const cells = Array.from({ length: users }, () => Array.from({ length: actions }, cell));
  return {
    users,
    actions,
    gain: cells.map((row) => row.map(([gain]) => gain)),
    cost: cells.map((row) => row.map(([, cost]) => cost)),
  };
}

/** The market as a table and the actions that read it. `order` permutes the rows. */
export function asTable(market: Market, order = Array.from({ length: market.users }, (_, i) => i)) {
  const columns: Record<string, unknown> = {
    user_id: order.map((user) => `user ${user}`),
    churn_prob: Float64Array.from(order, () => 0.5),
  };
  const actions: Record<string, ActionOptions> = {};
  for (let j = 0; j < market.actions; j++) {
    columns[`gain${j}`] = Float64Array.from(order, (user) => market.gain[user]![j]! / 1e6);
    columns[`cost${j}`] = Float64Array.from(order, (user) => market.cost[user]![j]! / 100);
    actions[`a${j}`] = { gain: `gain${j}`, cost: `cost${j}` };
  }
  return { table: tableFromArrays(columns as Record<string, Float64Array>), actions };
}

/** Profit of one cell, micro-yuan. */
export function profitOf(market: Market, user: number, action: number): number {
  return market.gain[user]![action]! - market.cost[user]![action]! * 1e4;
}

/** The best profit of all plans, one user after the other. */
export function bruteForce(market: Market, budget: number, user = 0): number {
  if (user === market.users) return budget >= 0 ? 0 : Number.NEGATIVE_INFINITY;
  let best = bruteForce(market, budget, user + 1);
  for (let j = 0; j < market.actions; j++) {
    const rest = bruteForce(market, budget - market.cost[user]![j]!, user + 1);
    best = Math.max(best, profitOf(market, user, j) + rest);
  }
  return best;
}
