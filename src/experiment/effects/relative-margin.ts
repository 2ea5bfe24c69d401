import { solve } from '../../stats/solve.js';
import type { Effect } from './effect-types.js';

/** Smallest p told. */
const smallest = 1e-300;
/** At one half the interval is a point, which rounding may turn into none. */
const nearHalf = 0.5 - 1e-6;
/** Stands for an unbounded lift, so that the root search meets finite numbers only. */
const unbounded = 1e6;

/**
 * One-sided test that the effect is no worse than a share of the control's value. Margin and effect come from the same
 * control, whose own error counts: p inverts the lift interval (Fieller's, or the ratio score), so that p is below alpha
 * exactly when the bound at alpha rules the margin out. Taking share x control for a fixed margin would pass a harm of
 * 10 % in 5.9 % of the experiments instead of 5 %, where the metric should fall, and 4.2 % where it should rise.
 * @param share tolerated harm, > 0, as a share of the control's absolute value
 * @returns p and the bound of the difference, in the metric's unit
 */
export function relativeMarginTest(
  effect: Effect,
  share: number,
  wantsMore: boolean,
  alpha: number,
): { readonly p: number; readonly bound: number } {
  const control = effect.control.value;
  const margin = wantsMore ? -share : share;
  // The bound of difference / |control|: below for 'greater', above for 'less'.
  const boundAt = (side: 'greater' | 'less', level: number): number => {
    const { low, high } = effect.run({ alternative: side, alpha: level }).lift;
    return side === 'greater' ? low : high;
  };
  const beyond = (side: 'greater' | 'less', level: number): number => {
    const distance = boundAt(side, level) - margin;
    return Math.max(-unbounded, Math.min(unbounded, side === 'greater' ? distance : -distance));
  };
  const levelOf = (side: 'greater' | 'less'): number => {
    const excess = (logLevel: number): number => beyond(side, Math.exp(logLevel));
    const [least, most] = [Math.log(smallest), Math.log(nearHalf)];
    if (excess(least) > 0) return smallest;
    return excess(most) < 0 ? 0.5 : Math.exp(solve(excess, least, most));
  };
  const [side, other] = wantsMore ? (['greater', 'less'] as const) : (['less', 'greater'] as const);
  const above = effect.difference > margin * Math.abs(control);
  const p = above === wantsMore ? levelOf(side) : 1 - levelOf(other);
  return { p, bound: boundAt(side, alpha) * Math.abs(control) };
}
