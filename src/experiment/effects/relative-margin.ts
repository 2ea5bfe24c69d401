import { solve } from '../../stats/solve.js';
import type { LiftP } from '../kinds/kind.js';
import type { Effect } from './effect-types.js';

/** Smallest p told. */
const smallest = 1e-300;
/** At one half the interval is a point, which rounding may turn into none. */
const nearHalf = 0.5 - 1e-6;
/** Stands for an unbounded lift, so that the root search meets finite numbers only. */
const unbounded = 1e6;

/**
 * One-sided test that the effect is no worse than a share of the control's value. Margin and effect come from the same
 * control, whose own error counts: p is that of treatment against (1 -+ share) x control, so that p is below alpha
 * exactly when the lift's bound at alpha (Fieller's, or the ratio score's) rules the margin out. Taking share x control for a
 * fixed margin would pass a harm of 10 % in 5.9 % of the experiments instead of 5 %, where the metric should fall, and
 * 4.2 % where it should rise.
 * @param share tolerated harm, > 0, as a share of the control's absolute value
 * @returns p and the bound of the difference, in the metric's unit
 */
export function relativeMarginTest(
  effect: Effect,
  share: number,
  wantsMore: boolean,
  alpha: number,
): { readonly p: number; readonly bound: number } {
  const margin = wantsMore ? -share : share;
  const side = wantsMore ? 'greater' : 'less';
  const p = (effect.liftP ?? inverted(effect))(margin, side);
  const control = Math.abs(effect.control.value);
  return { p: Math.max(smallest, p), bound: boundAt(effect, side, alpha) * control };
}

// The bound of difference / |control|: below for 'greater', above for 'less'.
function boundAt(effect: Effect, side: 'greater' | 'less', alpha: number): number {
  const { low, high } = effect.run({ alternative: side, alpha }).lift;
  return side === 'greater' ? low : high;
}

// The level at which the lift's bound reaches `lift`.
function inverted(effect: Effect): LiftP {
  const levelOf = (side: 'greater' | 'less', lift: number): number => {
    const excess = (logLevel: number): number => {
      const distance = boundAt(effect, side, Math.exp(logLevel)) - lift;
      return Math.max(-unbounded, Math.min(unbounded, side === 'greater' ? distance : -distance));
    };
    const [least, most] = [Math.log(smallest), Math.log(nearHalf)];
    if (excess(least) > 0) return smallest;
    return excess(most) < 0 ? 0.5 : Math.exp(solve(excess, least, most));
  };
  return (lift, side) => {
    const above = effect.difference > lift * Math.abs(effect.control.value);
    const other = side === 'greater' ? 'less' : 'greater';
    return above === (side === 'greater') ? levelOf(side, lift) : 1 - levelOf(other, lift);
  };
}
