import { ensure } from '../../base/errors.js';
import { finite, integer, listOf, optional, resolveOptions, strictlyBetween } from '../../base/options.js';
import { normal } from '../distributions.js';
import { solve } from '../solve.js';
import { exitProbabilities } from './boundaries.js';

/** Stop when the posterior probability that the variant is better passes a threshold. */
export interface BayesianStopOptions {
  /** Number of equally spaced looks, >= 1. Give this or `times`. */
  readonly looks?: number | undefined;
  /** Information fractions of the looks, increasing in (0, 1]. */
  readonly times?: readonly number[] | undefined;
  /** Stop and keep the variant at P(better) >= win, in (0.5, 1). @default 0.99 */
  readonly win?: number | undefined;
  /** Stop and drop it at P(better) <= lose, in (0, 0.5). @default 0.05 */
  readonly lose?: number | undefined;
  /** True effect as the z expected at the end of the plan; 0 = no effect. @default 0 */
  readonly drift?: number | undefined;
}

/** What a stopping rule does on average. */
export interface StopCharacteristics {
  /** Share of the planned information at each look. */
  readonly times: readonly number[];
  /** z at and above which P(better) >= win, and at and below which it is <= lose. */
  readonly zWin: number;
  /** z below which a look stops as lost. */
  readonly zLose: number;
  /** Chance to have stopped by each look. */
  readonly won: readonly number[];
  /** Probability of a stop as lost at each look. */
  readonly lost: readonly number[];
  /** Expected information at the stop, as a share of the plan. */
  readonly expectedInformation: number;
}

/**
 * Operating characteristics of stopping by the posterior, with a flat prior and a normal estimate, where
 * P(better) = Phi(z): exact to 1e-9, no simulation. Without an effect `won` is the false positive rate, which
 * looking again and again raises far above 1 - win: .051 at 14 daily looks with .99.
 * @param options looks, thresholds and true effect
 * @throws BAD_INPUT
 *
 * @example
 * ```ts
 * import { bayesianStops } from 'winback/stats';
 *
 * bayesianStops({ looks: 3, win: 0.95, lose: 0.05 }).zLose; // -1.645
 * ```
 */
export function bayesianStops(options: BayesianStopOptions): StopCharacteristics {
  const { times, win, lose, drift } = resolve(options);
  const [zWin, zLose] = [normal.quantile(win), normal.quantile(lose)];
  const exits = exitProbabilities(
    times,
    times.map(() => zLose),
    times.map(() => zWin),
    drift,
  );
  const running = (each: readonly number[]): number[] => {
    let sum = 0;
    return each.map((value) => {
      sum += value;
      return sum;
    });
  };
  const stopped = exits.above.map((up, k) => up + exits.below[k]!);
  const left = 1 - stopped.reduce((a, b) => a + b, 0);
  const expected = stopped.reduce((sum, share, k) => sum + share * times[k]!, left * times.at(-1)!);
  return {
    ...{ times, zWin, zLose },
    won: running(exits.above),
    lost: running(exits.below),
    expectedInformation: expected,
  };
}

/**
 * The `win` threshold with which the rule's false wins are `level` over all looks, for example alpha / 2.
 * @param options looks and the threshold of losing
 * @param level chance of a false win, in (0, 0.5)
 *
 * @example
 * ```ts
 * import { calibratedWin } from 'winback/stats';
 *
 * calibratedWin({ looks: 3, lose: 0.05 }, 0.05); // 0.9768
 * ```
 */
export function calibratedWin(options: BayesianStopOptions, level: number): number {
  finite(level, 'level');
  ensure(level > 0 && level < 0.5, `level must be strictly between 0 and 0.5, got ${level}`);
  const falseWins = (z: number): number =>
    bayesianStops({ ...options, drift: 0, win: normal.cdf(z) }).won.at(-1)! - level;
  const [low, high] = [1e-9, 8];
  return normal.cdf(falseWins(low) <= 0 ? low : solve(falseWins, low, high));
}

interface Resolved {
  readonly times: readonly number[];
  readonly win: number;
  readonly lose: number;
  readonly drift: number;
}

function resolve(options: BayesianStopOptions): Resolved {
  const given = resolveOptions<Omit<Resolved, 'times'> & Pick<BayesianStopOptions, 'looks' | 'times'>>(
    'stops',
    options,
    {
      looks: optional(integer(1, 1000), undefined),
      times: optional(listOf(finite), undefined),
      win: optional(strictlyBetween(0.5, 1), 0.99),
      lose: optional(strictlyBetween(0, 0.5), 0.05),
      drift: optional(finite, 0),
    } as never,
  );
  const { looks, times } = given;
  ensure((looks === undefined) !== (times === undefined), 'stops need either looks or times');
  const fractions = times ?? Array.from({ length: looks! }, (_, k) => (k + 1) / looks!);
  ensure(fractions.length > 0, 'stops need at least one look');
  fractions.forEach((t, k) => {
    const before = k === 0 ? 0 : fractions[k - 1]!;
    ensure(t > before && t <= 1, `times must increase in (0, 1], got ${t} after ${before}`);
  });
  return { ...given, times: fractions };
}
