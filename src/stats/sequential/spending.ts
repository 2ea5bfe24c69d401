import { between, finite, oneOf } from '../../base/options.js';
import { level } from '../arguments.js';
import { normal } from '../distributions.js';

/**
 * How fast the level is spent: Lan and DeMets' (1983) O'Brien-Fleming and Pocock types, or Hwang, Shih and
 * DeCani (1990).
 */
export type Spending = 'obrien-fleming' | 'pocock' | 'hwang-shih-decani';

/**
 * Cumulative level spent at information fraction `t` in [0, 1] of a one-sided level `alpha`:
 * O'Brien-Fleming type 2 - 2 Phi(z(alpha/2) / sqrt t), Pocock type alpha ln(1 + (e - 1) t),
 * Hwang-Shih-DeCani alpha (1 - e^(-gamma t)) / (1 - e^(-gamma)), linear at gamma = 0.
 * @param spending which function
 * @param alpha one-sided level, in (0, 1)
 * @param t information fraction
 * @param gamma of Hwang-Shih-DeCani
 *
 * @example
 * ```ts
 * import { spentAt } from 'winback/stats';
 *
 * spentAt('pocock', 0.05, 0.5); // 0.03101
 * ```
 */
export function spentAt(spending: Spending, alpha: number, t: number, gamma = -4): number {
  if (typeof alpha !== 'number' || !(alpha > 0 && alpha < 1)) level(alpha, 'alpha');
  if (typeof t !== 'number' || Number.isNaN(t)) finite(t, 't');
  if (t <= 0) return 0;
  if (t >= 1) return alpha;
  if (spending === 'obrien-fleming') {
    return 2 * normal.survival(normal.inverseSurvival(alpha / 2) / Math.sqrt(t));
  }
  if (spending === 'pocock') return alpha * Math.log1p((Math.E - 1) * t);
  oneOf('hwang-shih-decani')(spending, 'spending');
  between(-500, 500)(gamma, 'gamma');
  return gamma === 0 ? alpha * t : (alpha * Math.expm1(-gamma * t)) / Math.expm1(-gamma);
}
