import type { FrontierStep } from './campaigns.js';

/** What is known of a budget between two steps of a frontier. */
export interface PricedBudget {
  /** The best plan brings at least this. */
  readonly profit: number;
  /** And at most this. */
  readonly upperBound: number;
  /** What the next unit brings at the step before. */
  readonly marginal: number;
}

/**
 * The profit of a budget from a stored frontier. Profit grows with the budget, ever more slowly (the frontier is concave): between two
 * steps it lies above the straight line of both, and below the slopes that leave them.
 * @returns null for a budget that the frontier does not reach
 */
export function profitAt(frontier: readonly FrontierStep[], budget: number): PricedBudget | null {
  const next = frontier.findIndex((step) => step.budget >= budget);
  const right = frontier[next];
  if (right === undefined || budget < 0) return null;
  const { profit, upperBound, marginal } = right;
  const left = frontier[next - 1];
  if (right.budget === budget || left === undefined)
    return right.budget === budget ? { profit, upperBound, marginal } : null;
  const away = budget - left.budget;
  const part = away / (right.budget - left.budget);
  const low = left.profit + part * (right.profit - left.profit);
  // What a step's own bound allows above its profit holds for the budgets beside it, too.
  const high = Math.min(left.upperBound + away * left.marginal, right.upperBound);
  return { profit: low, upperBound: Math.max(low, high), marginal: left.marginal };
}
