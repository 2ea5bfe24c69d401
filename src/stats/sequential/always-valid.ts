import { positive } from '../../base/options.js';
import { fieldsOf, level, listed, measurable, squaredError, standardError } from '../arguments.js';

/** An estimate and the variance of one pair of users (variance of the difference x n), with n pairs seen. */
export interface Running {
  /** The effect so far. */
  readonly estimate: number;
  /** Variance of the difference of one pair: the squared standard error times `n`. */
  readonly variance: number;
  /** Pairs of users so far. */
  readonly n: number;
}

function check(running: Running): void {
  fieldsOf<Running>(running, 'running', { estimate: measurable, variance: squaredError, n: positive });
  positive(running.variance, 'running.variance');
}

/**
 * Mixture sequential probability ratio of a normal mean, with a N(0, tau2) mixture over the effect (Robbins 1970;
 * Johari, Koomen, Pekelis and Walsh 2017): sqrt(V / (V + n tau2)) exp(n^2 tau2 estimate^2 / (2 V (V + n tau2))).
 * Under no effect it exceeds 1 / alpha with chance at most alpha at any stopping time.
 * @param running estimate, variance and pairs so far
 * @param tau2 variance of the mixture over the effect, > 0, in the squared unit of the effect
 *
 * @example
 * ```ts
 * import { mixtureRatio } from 'winback/stats';
 *
 * mixtureRatio({ estimate: 0.1, variance: 2, n: 1000 }, 0.1); // 1.624
 * ```
 */
export function mixtureRatio(running: Running, tau2: number): number {
  check(running);
  standardError(tau2, 'tau2');
  const { estimate, variance, n } = running;
  const wide = variance + n * tau2;
  return Math.sqrt(variance / wide) * Math.exp((n * n * tau2 * estimate ** 2) / (2 * variance * wide));
}

/**
 * Always-valid p after each look: the running minimum of 1 / mixtureRatio. May be looked at at any time.
 * @param looks estimate, variance and pairs at each look, in order
 * @param tau2 variance of the mixture over the effect, > 0, in the squared unit of the effect
 *
 * @example
 * ```ts
 * import { alwaysValidP } from 'winback/stats';
 *
 * alwaysValidP([{ estimate: 0.1, variance: 2, n: 1000 }], 0.1)[0]; // 0.6157
 * ```
 */
export function alwaysValidP(looks: readonly Running[], tau2: number): readonly number[] {
  listed(looks, 'looks', (look) => check(look as Running));
  let least = 1;
  return looks.map((look) => {
    least = Math.min(least, 1 / mixtureRatio(look, tau2));
    return least;
  });
}

/**
 * The interval that inverts mixtureRatio at one look; valid at any stopping time.
 * @param running estimate, variance and pairs so far
 * @param tau2 variance of the mixture over the effect, > 0, in the squared unit of the effect
 * @param alpha one minus the level, in (0, 1)
 *
 * @example
 * ```ts
 * import { mixtureInterval } from 'winback/stats';
 *
 * mixtureInterval({ estimate: 0.1, variance: 2, n: 1000 }, 0.1, 0.05).low; // -0.04228
 * ```
 */
export function mixtureInterval(
  running: Running,
  tau2: number,
  alpha = 0.05,
): {
  /** Lower end. */
  readonly low: number;
  /** Upper end. */
  readonly high: number;
} {
  check(running);
  level(alpha, 'alpha');
  const { estimate, variance, n } = running;
  const wide = variance + n * standardError(tau2, 'tau2');
  const reach = Math.sqrt(
    ((variance * wide) / (n * n * tau2)) * (2 * Math.log(1 / alpha) + Math.log(wide / variance)),
  );
  return { low: estimate - reach, high: estimate + reach };
}

/**
 * The rho that makes the asymptotic confidence sequence tightest near `n` users (Waudby-Smith et al. 2021, appendix).
 * @param alpha one minus the level, in (0, 1)
 * @param n number of users, > 0
 *
 * @example
 * ```ts
 * import { sequenceRho } from 'winback/stats';
 *
 * sequenceRho(0.05, 1000); // 0.08909
 * ```
 */
export function sequenceRho(alpha: number, n: number): number {
  level(alpha, 'alpha');
  positive(n, 'n');
  const log = -2 * Math.log(alpha);
  return Math.sqrt((log + Math.log(log + 1)) / n);
}

/**
 * Asymptotic confidence sequence of a mean: estimate +- this. Two-sided, asymptotically valid at all times at once
 * (Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas 2021, theorem 2.2).
 * @param running variance and pairs so far
 * @param rho of sequenceRho, > 0
 * @param alpha one minus the level, in (0, 1)
 *
 * @example
 * ```ts
 * import { sequenceHalfWidth } from 'winback/stats';
 *
 * sequenceHalfWidth({ variance: 2, n: 1000 }, 0.1, 0.05); // 0.1359
 * ```
 */
export function sequenceHalfWidth(
  running: Pick<Running, 'variance' | 'n'>,
  rho: number,
  alpha = 0.05,
): number {
  fieldsOf<Running>(running, 'running', { variance: positive, n: positive });
  level(alpha, 'alpha');
  const { variance, n } = running;
  const scale = n * standardError(rho, 'rho') ** 2;
  return Math.sqrt(((2 * variance * (scale + 1)) / (n * scale)) * Math.log(Math.sqrt(scale + 1) / alpha));
}
