import { requireRows } from '../config/guards.js';
import { type ObservedGroup, requireGroup } from './propensity.js';

/** How far a covariate differs between the groups, before and after weighting. */
export interface BalanceRow {
  /** Name of the covariate. */
  readonly name: string;
  /** Standardised mean difference: (treated - untreated) / deviation of the treated, unweighted. */
  readonly before: number;
  /** Standardised difference with weights. */
  readonly after: number;
}

/**
 * Standardised mean differences before and after weighting or matching. The scale is the deviation among
 * the treated before adjustment in both, so that a shrinking spread cannot pass for better balance.
 * Below 0.1 is commonly read as balanced.
 * @param group treatment flags and covariates
 * @param scores propensity of each person, in (0, 1)
 * @param weights one per person; a matched-out one has 0
 *
 * @example
 * ```ts
 * import { balanceTable, fitPropensity, inverseWeights } from 'winback/experiment';
 *
 * const treated = Uint8Array.of(0, 0, 1, 0, 1, 1);
 * const covariates = [{ name: 'visits', values: Float64Array.of(1, 2, 3, 4, 5, 6) }];
 * const { scores } = fitPropensity({ treated, covariates });
 * const [score, visits] = balanceTable({ treated, covariates }, scores, inverseWeights(treated, scores, 'att'));
 * score?.name; // propensity score
 * visits?.before; // 1.528
 * ```
 */
export function balanceTable(
  group: ObservedGroup,
  scores: Float64Array,
  weights: Float64Array,
): readonly BalanceRow[] {
  requireGroup(group);
  requireRows({ 'group.treated': group.treated, scores, weights });
  const ones = new Float64Array(scores.length).fill(1);
  return [{ name: 'propensity score', values: scores }, ...group.covariates].map(({ name, values }) => {
    const deviation = treatedDeviation(values, group.treated);
    const smd = (w: Float64Array): number => {
      const gap = weightedMean(values, group.treated, w, 1) - weightedMean(values, group.treated, w, 0);
      return deviation === 0 ? 0 : gap / deviation;
    };
    return { name, before: smd(ones), after: smd(weights) };
  });
}

export function weightedMean(
  values: Float64Array,
  treated: Uint8Array,
  weights: Float64Array,
  side: 0 | 1,
): number {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < values.length; i++) {
    if (treated[i] !== side) continue;
    sum += weights[i]! * values[i]!;
    total += weights[i]!;
  }
  return sum / total;
}

// A 0/1 covariate uses sqrt(p (1 - p)), as MatchIt does; others the sample deviation.
function treatedDeviation(values: Float64Array, treated: Uint8Array): number {
  const chosen = values.filter((_, i) => treated[i] === 1);
  const mean = chosen.reduce((a, b) => a + b, 0) / chosen.length;
  if (values.every((v) => v === 0 || v === 1)) return Math.sqrt(mean * (1 - mean));
  return Math.sqrt(chosen.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (chosen.length - 1));
}

/** Where the propensities of both groups lie. */
export interface Overlap {
  /** Smallest and largest propensity of the treated. */
  readonly treatedRange: readonly [number, number];
  /** Smallest and largest propensity of the untreated. */
  readonly untreatedRange: readonly [number, number];
  /** Share of the treated whose score lies inside the range of the untreated. */
  readonly treatedInside: number;
  /** Kish's effective number of untreated people under the ATT weights p / (1 - p). */
  readonly effectiveUntreated: number;
}

/**
 * Whether there is anybody to compare with: an effect outside the overlap is extrapolation.
 * @param treated 1 or 0 for each person
 * @param scores propensity of each person, in (0, 1)
 *
 * @example
 * ```ts
 * import { overlapOf } from 'winback/experiment';
 *
 * const treated = Uint8Array.of(0, 0, 0, 1, 1);
 * const overlap = overlapOf(treated, Float64Array.of(0.1, 0.3, 0.6, 0.4, 0.8));
 * overlap.treatedInside; // 0.5
 * ```
 */
export function overlapOf(treated: Uint8Array, scores: Float64Array): Overlap {
  requireRows({ treated, scores });
  const inside = scores.filter((_, i) => treated[i] === 1);
  const outside = scores.filter((_, i) => treated[i] === 0);
  const range = (list: Float64Array): readonly [number, number] => [
    list.reduce((a, b) => Math.min(a, b), 1),
    list.reduce((a, b) => Math.max(a, b), 0),
  ];
  const [low, high] = range(outside);
  const odds = outside.map((p) => p / (1 - p));
  const sum = odds.reduce((a, b) => a + b, 0);
  return {
    treatedRange: range(inside),
    untreatedRange: [low, high],
    treatedInside: inside.filter((p) => p >= low && p <= high).length / inside.length,
    effectiveUntreated: sum ** 2 / odds.reduce((total, w) => total + w * w, 0),
  };
}
