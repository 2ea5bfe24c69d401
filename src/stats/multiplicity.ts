import { ensure } from '../base/errors.js';
import { between, flag, oneOf, optional, strictlyBetween } from '../base/options.js';
import { degrees, fieldsOf, listed, measurable, standardError } from './arguments.js';
import { normal, studentT } from './distributions.js';

/**
 * 'bonferroni' and 'holm' (1979) control the chance of any false claim; 'benjamini-hochberg'
 * (1995) the expected share of false claims for independent or positively dependent tests, 'benjamini-yekutieli'
 * (2001) for any dependence.
 */
export type Adjustment = 'none' | 'bonferroni' | 'holm' | 'benjamini-hochberg' | 'benjamini-yekutieli';

const adjustment = oneOf('none', 'bonferroni', 'holm', 'benjamini-hochberg', 'benjamini-yekutieli');

function sides(value: readonly boolean[], name: string, count: number): void {
  listed(value, name, flag);
  ensure(value.length === count, `${name} must have ${count} elements, got ${value.length}`);
}

/**
 * Adjusted p-values in the order given: reject where they are <= alpha.
 * @param p p-values of all tests, in [0, 1]
 * @param method how they are adjusted
 *
 * @example
 * ```ts
 * import { adjustedPValues } from 'winback/stats';
 *
 * adjustedPValues([0.01, 0.04, 0.5], 'holm')[1]; // 0.08
 * ```
 */
export function adjustedPValues(p: readonly number[], method: Adjustment = 'holm'): number[] {
  listed(p, 'p', between(0, 1));
  adjustment(method, 'method');
  const m = p.length;
  if (method === 'none') return [...p];
  if (method === 'bonferroni') return p.map((value) => Math.min(1, m * value));
  const order = p.map((_, i) => i).sort((a, b) => p[a]! - p[b]!);
  const adjusted = new Array<number>(m);
  if (method === 'holm') {
    let running = 0;
    order.forEach((index, rank) => {
      running = Math.max(running, Math.min(1, (m - rank) * p[index]!));
      adjusted[index] = running;
    });
    return adjusted;
  }
  const harmonic =
    method === 'benjamini-yekutieli'
      ? Array.from({ length: m }, (_, i) => 1 / (i + 1)).reduce((a, b) => a + b, 0)
      : 1;
  let running = 1;
  for (let rank = m - 1; rank >= 0; rank--) {
    const index = order[rank]!;
    running = Math.min(running, (harmonic * m * p[index]!) / (rank + 1));
    adjusted[index] = running;
  }
  return adjusted;
}

/**
 * Holm's adjusted p for effects with a direction, in the order given: Holm's procedure once among the effects above 0 and
 * once among those below, each with all tests counted and half of alpha. As plain Holm where what is significant
 * lies on one side of 0, at most Bonferroni's otherwise. Reject, and claim the effect's side, where it is <= alpha: the chance of
 * any false claim, a wrong side included, is at most alpha under any dependence (two families of one-sided
 * hypotheses, alpha / 2 each). Plain Holm is not known to bound wrong sides when tests depend on each other.
 * @param p two-sided, each twice the smaller of its tails
 * @param positive side of each estimate: true = above 0
 *
 * @example
 * ```ts
 * import { sidedHolm } from 'winback/stats';
 *
 * sidedHolm([0.01, 0.04, 0.5], [true, false, true])[0]; // 0.03
 * ```
 */
export function sidedHolm(p: readonly number[], positive: readonly boolean[]): number[] {
  listed(p, 'p', between(0, 1));
  sides(positive, 'positive', p.length);
  const among = (side: boolean) =>
    adjustedPValues(
      p.map((value, i) => (positive[i] === side ? value : 1)),
      'holm',
    );
  const [above, below] = [among(true), among(false)];
  return p.map((_, i) => (positive[i] ? above[i]! : below[i]!));
}

/** Where an interval that agrees with sidedHolm takes its two ends from. */
export interface SidedEnds {
  /** Level of the two-sided interval whose low end holds; null = the end is 0. */
  readonly low: number | null;
  /** Upper end; null where that side is open. */
  readonly high: number | null;
}

/**
 * The bounds compatible with Holm (Strassburger and Bretz 2008, Guilbaud 2008) for each side at alpha / 2. They are
 * one-sided: those of both sides together hold with confidence 1 - alpha, under any dependence. Towards 0, what is
 * rejected ends at 0, or at Bonferroni's end beyond it when the whole family is rejected on that side; every other end shares
 * alpha with those not rejected on its side.
 * @param rejected whether sidedHolm rejects each test
 * @param positive side of each estimate: true = above 0
 * @param alpha level of the family, in (0, 1)
 *
 * @example
 * ```ts
 * import { sidedEnds } from 'winback/stats';
 *
 * sidedEnds([true, false], [true, false], 0.05).length; // 2
 * ```
 */
export function sidedEnds(
  rejected: readonly boolean[],
  positive: readonly boolean[],
  alpha: number,
): readonly SidedEnds[] {
  listed(rejected, 'rejected', flag);
  sides(positive, 'positive', rejected.length);
  strictlyBetween(0, 1)(alpha, 'alpha');
  const m = rejected.length;
  const level = (side: boolean) => {
    const count = rejected.filter((is, i) => is && positive[i] === side).length;
    return { all: count === m, shared: alpha / (count === m ? m : m - count) };
  };
  const [above, below] = [level(true), level(false)];
  const end = (i: number, side: boolean, { all, shared }: typeof above) =>
    rejected[i] && positive[i] === side && !all ? null : shared;
  return rejected.map((_, i) => ({ low: end(i, true, above), high: end(i, false, below) }));
}

/** An estimate of several that are looked at together. */
export interface EstimateWithError {
  /** Estimate of the effect, in any unit. */
  readonly estimate: number;
  /** Standard error of the estimate, in the same unit. */
  readonly error: number;
  /** Degrees of freedom; absent = normal. */
  readonly df?: number | undefined;
}

/**
 * Two-sided intervals. 'bonferroni' and 'holm' hold together with confidence 1 - alpha under any dependence.
 * 'holm': they leave out 0 exactly where sidedHolm rejects (an end at 0 is open), see sidedEnds; the end away from 0 is
 * Bonferroni's or closer. 'false-coverage': for the effects that Benjamini-Hochberg selects, level
 * 1 - selected x alpha / m (Benjamini and Yekutieli 2005), null for the rest: they bound the expected share that misses.
 * @param effects estimates with their errors
 * @param method what the intervals hold together
 * @param alpha level of the family, in (0, 1)
 *
 * @example
 * ```ts
 * import { simultaneousIntervals } from 'winback/stats';
 *
 * const estimates = [{ estimate: 1, error: 0.3 }, { estimate: -0.5, error: 0.4 }];
 * simultaneousIntervals(estimates, 'holm', 0.05)[0]?.low; // 0
 * ```
 */
export function simultaneousIntervals(
  effects: readonly EstimateWithError[],
  method: 'bonferroni' | 'holm' | 'false-coverage' = 'bonferroni',
  alpha = 0.05,
): readonly ({
  /** Lower end. */
  readonly low: number;
  /** Upper end. */
  readonly high: number;
} | null)[] {
  strictlyBetween(0, 1)(alpha, 'alpha');
  oneOf('bonferroni', 'holm', 'false-coverage')(method, 'method');
  listed(effects, 'effects', (effect, name) =>
    fieldsOf<EstimateWithError>(effect, name, {
      estimate: measurable,
      error: standardError,
      df: optional(degrees, Infinity),
    }),
  );
  if (method === 'bonferroni') return effects.map((effect) => intervalAt(effect, alpha / effects.length));
  return method === 'holm' ? holmIntervals(effects, alpha) : coverageIntervals(effects, alpha);
}

interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Two-sided, at confidence 1 - level. */
function intervalAt({ estimate, error, df = Infinity }: EstimateWithError, level: number): Interval {
  const critical =
    df === Infinity ? normal.inverseSurvival(level / 2) : studentT.inverseSurvival(level / 2, df);
  return { low: estimate - critical * error, high: estimate + critical * error };
}

/** Two-sided p-value of no effect. */
function pOf({ estimate, error, df = Infinity }: EstimateWithError): number {
  const size = Math.abs(estimate / error);
  return Math.min(1, 2 * (df === Infinity ? normal.survival(size) : studentT.survival(size, df)));
}

function coverageIntervals(
  effects: readonly EstimateWithError[],
  alpha: number,
): readonly (Interval | null)[] {
  const adjusted = adjustedPValues(effects.map(pOf), 'benjamini-hochberg');
  const selected = adjusted.map((value) => value <= alpha);
  const level = (selected.filter(Boolean).length * alpha) / effects.length;
  return effects.map((effect, i) => (selected[i] ? intervalAt(effect, level) : null));
}

function holmIntervals(effects: readonly EstimateWithError[], alpha: number): readonly Interval[] {
  const positive = effects.map(({ estimate }) => estimate > 0);
  const rejected = sidedHolm(effects.map(pOf), positive).map((value) => value <= alpha);
  return sidedEnds(rejected, positive, alpha).map((levels, i) => {
    const effect = effects[i]!;
    const low = levels.low === null ? 0 : intervalAt(effect, levels.low).low;
    const high = levels.high === null ? 0 : intervalAt(effect, levels.high).high;
    if (!rejected[i]) return { low, high };
    return positive[i] ? { low: Math.max(0, low), high } : { low, high: Math.min(0, high) };
  });
}
