import { ensure } from '../../base/errors.js';
import { between } from '../../base/options.js';
import { requirePart, requireShape } from '../../base/shape.js';
import { level, listed } from '../arguments.js';
import { normal } from '../distributions.js';
import { solve } from '../solve.js';
import { type Boundaries, bound, exitProbabilities } from './boundaries.js';

/** How a sequential plan compares with one test at the end. */
export interface PlanCharacteristics {
  /**
   * Largest size (at the last look) / size of the single test with the same level and power. Multiply the single test's
   * size by it.
   */
  readonly inflation: number;
  /** Expected size when the planned effect is there / size of the single test. */
  readonly expectedUnderEffect: number;
  /** Expected size when there is no effect / size of the single test. */
  readonly expectedUnderNull: number;
  /** Chance to have stopped for the effect by each look, when it is there. */
  readonly powerByLook: readonly number[];
  /** Alpha that the plan never spends: above 0 where its last look comes before information 1. */
  readonly alphaUnspent: number;
  /** Expected z at information 1 when the effect is there. */
  readonly drift: number;
}

/** No effect of this size needs a plan. */
const largestDrift = 1e4;

/**
 * The drift (expected z at information 1) at which the plan finds an effect with this power, and what it costs.
 * @param plan of boundaries
 * @param power chance of finding the planned effect, above the plan's alpha and below 1
 *
 * @example
 * ```ts
 * import { boundaries, planCharacteristics } from 'winback/stats';
 *
 * const plan = planCharacteristics(boundaries({ looks: 3 }), 0.9);
 * plan.inflation; // 1.012
 * plan.expectedUnderEffect; // 0.8115
 * ```
 */
export function planCharacteristics(plan: Boundaries, power = 0.8): PlanCharacteristics {
  requireShape(plan, 'plan', { times: 'list', z: 'list', alphaSpent: 'list', alpha: 'number' });
  const checkedAlpha = level(plan.alpha, 'plan.alpha');
  level(power, 'power');
  listed(plan.alphaSpent, 'plan.alphaSpent', between(0, 1));
  ensure(plan.alphaSpent.length === plan.times.length, 'plan.alphaSpent needs one value per look');
  ensure(
    power > checkedAlpha && power < 1,
    `power must be between alpha (${checkedAlpha}) and 1, got ${power}`,
  );
  const single = singleDrift(plan, power);
  const excess = (drift: number): number => stopping(plan, drift).power - power;
  let most = 2 * single + 4;
  while (excess(most) < 0 && most < largestDrift) most *= 2;
  ensure(
    excess(most) >= 0,
    `the plan's looks spend too little alpha to reach the power ${power}: add a later look`,
  );
  const drift = solve(excess, 0, most);
  const under = stopping(plan, drift);
  // Size at information 1 over that of the single test; a plan may end before.
  const scale = (drift / single) ** 2;
  return {
    inflation: scale * plan.times.at(-1)!,
    expectedUnderEffect: scale * under.expectedTime,
    expectedUnderNull: scale * stopping(plan, 0).expectedTime,
    powerByLook: under.byLook,
    alphaUnspent: Math.max(0, plan.alpha - plan.alphaSpent.at(-1)!),
    drift,
  };
}

/**
 * Power of the plan when the final z is expected at `drift`.
 * @param plan of boundaries
 * @param drift expected z at information 1
 *
 * @example
 * ```ts
 * import { boundaries, planPower } from 'winback/stats';
 *
 * planPower(boundaries({ looks: 2 }), 2.8); // 0.7981
 * ```
 */
export function planPower(plan: Boundaries, drift: number): number {
  requireShape(plan, 'plan', { times: 'list', z: 'list', alphaSpent: 'list', alpha: 'number' });
  requirePart(drift, 'drift', 'number');
  return stopping(plan, drift).power;
}

function singleDrift({ alpha, oneSided }: Boundaries, power: number): number {
  return normal.inverseSurvival(oneSided ? alpha : alpha / 2) + normal.quantile(power);
}

function stopping({ times, z, oneSided }: Boundaries, drift: number) {
  listed(z, 'plan.z', bound);
  const last = times.length - 1;
  const lower = z.map((value) => (oneSided ? -Infinity : -value));
  // Score drift per unit of information, with information 1 at full size.
  const { above, below } = exitProbabilities(times, lower, z, drift);
  let [power, expectedTime, running] = [0, 0, 1];
  const byLook = above.map((up, k) => {
    const stops = k === last ? running : up + below[k]!;
    expectedTime += stops * times[k]!;
    running -= stops;
    power += up;
    return power;
  });
  return { power, byLook, expectedTime };
}
