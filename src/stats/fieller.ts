import { oneOf, requireKeys } from '../base/options.js';
import { fieldsOf, level } from './arguments.js';
import { checkEstimates, type MeanErrors } from './mean-errors.js';
import { criticalValue, type Lift, type ResolvedTestOptions, tailProbability } from './test-options.js';

/**
 * Fieller's interval of (treatment - control) / |control|: from all r with |treatment - r control| within the critical
 * value of its error. The sign is that of the difference, also for a control below 0. Unbounded when the control mean is
 * not significantly different from 0; no estimate for a control of 0.
 * @param control mean of the control
 * @param treatment mean of the treatment
 * @param errors squared errors of both means, their covariance and degrees of freedom
 * @param given level and side
 *
 * @example
 * ```ts
 * import { fiellerLift } from 'winback/stats';
 *
 * const errors = { control: 0.1, treatment: 0.2, df: 20, covariance: 0.01 };
 * fiellerLift(5, 6, errors, { alpha: 0.05, alternative: 'two-sided' }).low; // -0.01939
 * ```
 */
export function fiellerLift(
  control: number,
  treatment: number,
  errors: MeanErrors,
  given: Pick<ResolvedTestOptions, 'alpha' | 'alternative'>,
): Lift {
  requireKeys(given, 'options', { alpha: true, alternative: true });
  checkEstimates(control, treatment, errors);
  const { alpha, alternative } = fieldsOf<typeof given>(given, 'options', {
    alpha: level,
    alternative: oneOf('two-sided', 'greater', 'less'),
  });
  const estimate = control === 0 ? Number.NaN : (treatment - control) / Math.abs(control);
  const critical = criticalValue(alpha, alternative, errors.df);
  const ends = control === 0 ? null : liftEnds(control, treatment, errors, critical);
  if (ends === null) return { estimate, low: -Infinity, high: Infinity };
  // Below 0 a larger treatment is a smaller ratio: the ends change places.
  const [low, high] = control < 0 ? [-ends[1], -ends[0]] : ends;
  if (alternative === 'two-sided') return { estimate, low, high };
  return alternative === 'less' ? { estimate, low: -Infinity, high } : { estimate, low, high: Infinity };
}

/**
 * Both lifts u = r - 1 at which |difference - u control| is `critical` standard errors, in ascending order: the roots of
 * a u^2 - 2 b u + c. All is in units of the control, and centred at u = 0: in powers of r the means' squares would cancel and
 * take the digits of the lift with them. Null where the control is within `critical` of its own error from 0.
 */
function liftEnds(
  control: number,
  treatment: number,
  errors: MeanErrors,
  critical: number,
): readonly [number, number] | null {
  const square = critical ** 2;
  const [own, other, shared] = [errors.control, errors.treatment, errors.covariance ?? 0].map(
    (v) => v / control / control,
  ) as [number, number, number];
  const difference = (treatment - control) / control;
  const a = 1 - square * own;
  // Squares of the lift that no double holds are as good as unbounded.
  if (a <= 0 || !Number.isFinite(own + other + difference ** 2)) return null;
  const reach = critical * Math.sqrt(Math.max(0, own + other - 2 * shared));
  const b = difference + square * (own - shared);
  const c = (difference - reach) * (difference + reach);
  // (b^2 - a c) / critical^2, as a sum of terms that are none below 0.
  const slope = own === 0 ? 0 : shared / own;
  const left = Math.max(0, other - shared * slope);
  const root = critical * Math.sqrt(own * (treatment / control - slope) ** 2 + left * a);
  const large = b + (b < 0 ? -root : root);
  const ends = large === 0 ? [0, 0] : [large / a, c / large];
  return [Math.min(...ends), Math.max(...ends)];
}

/**
 * One-sided p of a lift above `lift` (`greater`) or below it (`less`): the linear contrast of both means, by the test
 * that Fieller's interval inverts, so that p is below alpha exactly when the one-sided bound at alpha rules `lift` out. It is never
 * below the p of the control's own difference from 0: where that one is large, the interval is unbounded.
 * @param lift under the null hypothesis, a share of the control's absolute value, e.g. -0.01
 */
export function meanLiftP(
  control: number,
  treatment: number,
  errors: MeanErrors,
  lift: number,
  alternative: 'greater' | 'less',
): number {
  const added = lift * Math.sign(control);
  const ratio = 1 + added;
  const shared = 2 * ratio * (errors.covariance ?? 0);
  const error = Math.sqrt(Math.max(0, errors.treatment - shared + ratio ** 2 * errors.control));
  const distance = treatment - control - added * control;
  const own = errors.control === 0 ? Infinity : Math.abs(control) / Math.sqrt(errors.control);
  return Math.max(
    tailProbability(distance === 0 ? 0 : distance / error, alternative, errors.df),
    tailProbability(own, 'greater', errors.df),
  );
}
