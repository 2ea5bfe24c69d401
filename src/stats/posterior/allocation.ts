import { ensure } from '../../base/errors.js';
import { between, listOf } from '../../base/options.js';

/**
 * Shares of the arms in the next batch of a bandit: floor + (1 - arms x floor) x weight. With P(best) as weights this is
 * Thompson sampling that never starves an arm, so that every arm goes on being measured.
 * @param weights one per arm, adding up to 1 within 1e-6, such as the probabilities of bestArm
 * @param floor least share of every arm, from 0 to 1 / arms
 * @throws WinbackError BAD_INPUT
 *
 * @example
 * ```ts
 * import { allocationShares } from 'winback/stats';
 *
 * allocationShares([0.25, 0.25, 0.5])[2]; // 0.5
 * ```
 */
export function allocationShares(weights: readonly number[], floor = 0): readonly number[] {
  listOf(between(0, 1))(weights, 'weights');
  const sum = weights.reduce((total, weight) => total + weight, 0);
  ensure(weights.length > 0 && Math.abs(sum - 1) <= 1e-6, `weights must add up to 1, got ${sum}`);
  between(0, 1 / weights.length)(floor, 'floor');
  return weights.map((weight) => floor + (1 - weights.length * floor) * (weight / sum));
}
