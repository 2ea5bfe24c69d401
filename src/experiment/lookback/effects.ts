import { WinbackError } from '../../base/errors.js';
import { integer, requireKeys } from '../../base/options.js';
import { requirePart, requireShape, requireShapes } from '../../base/shape.js';
import { requireRows } from '../config/guards.js';
import { solveSymmetric } from '../moments/linear.js';
import { weightedMean } from './balance.js';
import { type ObservedGroup, type PropensityModel, requireGroup } from './propensity.js';

/** A treated row and the untreated row closest to it. */
export interface MatchedPair {
  /** Row of the treated, counted from 0. */
  readonly treatedRow: number;
  /** Row of the untreated, counted from 0. */
  readonly controlRow: number;
  /** |score difference|. */
  readonly distance: number;
}

/** How far pairs may be apart, and how they are found. */
export interface MatchingOptions {
  /** Largest accepted score distance, in standard deviations of the score. @default none */
  readonly caliper?: number | undefined;
  /**
   * Whom a treated person may take: the nearest score on either side, or only scores not above the own,
   * which is what MatchIt 4.5.1 does in its default order (6 of lalonde's 185 pairs are not the nearest
   * there). @default both
   */
  readonly search?: 'both' | 'not-above' | undefined;
}

/**
 * One-to-one nearest-neighbour matching without replacement on the score, treated people with the
 * largest score first (they have the fewest candidates). Of equally near people the one next in score
 * order, then row order, is taken: below the treated the last row, above the first, as in MatchIt.
 * @param treated 1 or 0 for each person
 * @param scores propensity of each person, in (0, 1)
 * @param options caliper and whom a treated person may take
 *
 * @example
 * ```ts
 * import { matchPairs } from 'winback/experiment';
 *
 * const treated = Uint8Array.of(0, 0, 1, 0, 1);
 * const pairs = matchPairs(treated, Float64Array.of(0.2, 0.75, 0.8, 0.5, 0.4));
 * pairs.map(({ treatedRow, controlRow }) => `${treatedRow} with ${controlRow}`); // [2 with 1, 4 with 3]
 * ```
 */
export function matchPairs(
  treated: Uint8Array,
  scores: Float64Array,
  options: MatchingOptions = {},
): readonly MatchedPair[] {
  requireKeys(options, 'options', { caliper: true, search: true });
  requireRows({ treated, scores });
  const rows = [...scores.keys()];
  const order = rows.filter((i) => treated[i] === 1).sort((a, b) => scores[b]! - scores[a]! || a - b);
  const free = new Set(rows.filter((i) => treated[i] === 0));
  const limit = options.caliper === undefined ? Number.POSITIVE_INFINITY : options.caliper * spread(scores);
  const pairs: MatchedPair[] = [];
  for (const treatedRow of order) {
    let controlRow = -1;
    let distance = Number.POSITIVE_INFINITY;
    for (const candidate of free) {
      if (options.search === 'not-above' && scores[candidate]! > scores[treatedRow]!) continue;
      const gap = Math.abs(scores[candidate]! - scores[treatedRow]!);
      const lower = scores[candidate]! < scores[treatedRow]!;
      if (gap < distance || (gap === distance && lower)) [controlRow, distance] = [candidate, gap];
    }
    if (controlRow < 0 || distance > limit) continue;
    free.delete(controlRow);
    pairs.push({ treatedRow, controlRow, distance });
  }
  return pairs;
}

function spread(scores: Float64Array): number {
  const mean = scores.reduce((a, b) => a + b, 0) / scores.length;
  return Math.sqrt(scores.reduce((sum, s) => sum + (s - mean) ** 2, 0) / (scores.length - 1));
}

/**
 * Weight 1 for everybody in a pair, 0 for the rest: what the balance table of a matching needs.
 * @param pairs of matchPairs
 * @param rows number of people
 *
 * @example
 * ```ts
 * import { matchPairs, pairWeights } from 'winback/experiment';
 *
 * const treated = Uint8Array.of(0, 0, 1, 0, 1);
 * const pairs = matchPairs(treated, Float64Array.of(0.2, 0.75, 0.8, 0.5, 0.4));
 * pairWeights(pairs, treated.length); // [0, 1, 1, 1, 1]
 * ```
 */
export function pairWeights(pairs: readonly MatchedPair[], rows: number): Float64Array {
  requirePairs(pairs);
  integer(0)(rows, 'rows');
  const weights = new Float64Array(rows);
  for (const { treatedRow, controlRow } of pairs) weights[treatedRow] = weights[controlRow] = 1;
  return weights;
}

function requirePairs(pairs: unknown): void {
  requireShapes(pairs, 'pairs', { treatedRow: 'number', controlRow: 'number' });
}

/** A causal estimate that rests on "no unmeasured confounders", which no data can show. */
export interface ObservedEffect {
  /** Effect on the treated (`att`) or on all (`ate`). */
  readonly estimand: 'att' | 'ate';
  /** How it was estimated. */
  readonly method: 'matching' | 'weighting' | 'aipw';
  /** The effect, in the unit of the outcome. */
  readonly effect: number;
  /** Null where no sound simple one exists. */
  readonly standardError: number | null;
}

/**
 * Mean outcome difference within pairs; the standard error treats the pairs as the sample.
 * @param outcome one value a person, in any unit
 * @param pairs of matchPairs, at least two
 *
 * @example
 * ```ts
 * import { matchedEffect, matchPairs } from 'winback/experiment';
 *
 * const treated = Uint8Array.of(0, 0, 1, 0, 1);
 * const pairs = matchPairs(treated, Float64Array.of(0.2, 0.75, 0.8, 0.5, 0.4));
 * matchedEffect(Float64Array.of(3, 5, 9, 4, 6), pairs).effect; // 3
 * ```
 */
export function matchedEffect(outcome: Float64Array, pairs: readonly MatchedPair[]): ObservedEffect {
  requirePart(outcome, 'outcome', 'numbers');
  requirePairs(pairs);
  if (pairs.length < 2) throw new WinbackError('BAD_INPUT', `matching left ${pairs.length} pairs, need 2`);
  const gaps = pairs.map((p) => outcome[p.treatedRow]! - outcome[p.controlRow]!);
  const effect = gaps.reduce((a, b) => a + b, 0) / gaps.length;
  const variance = gaps.reduce((sum, g) => sum + (g - effect) ** 2, 0) / (gaps.length - 1);
  return { estimand: 'att', method: 'matching', effect, standardError: Math.sqrt(variance / gaps.length) };
}

/**
 * Weights of inverse propensity weighting: ATT (1 and p / (1 - p)) or ATE (1/p and 1 / (1 - p)).
 * @param treated 1 or 0 for each person
 * @param scores propensity of each person, in (0, 1)
 * @param estimand effect on the treated (`att`) or on all (`ate`)
 *
 * @example
 * ```ts
 * import { inverseWeights } from 'winback/experiment';
 *
 * inverseWeights(Uint8Array.of(1, 0), Float64Array.of(0.5, 0.2), 'ate'); // [2, 1.25]
 * ```
 */
export function inverseWeights(
  treated: Uint8Array,
  scores: Float64Array,
  estimand: 'att' | 'ate',
): Float64Array {
  requireRows({ treated, scores });
  return scores.map((p, i) => {
    const side = treated[i] === 1 ? 1 / p : 1 / (1 - p);
    return estimand === 'ate' ? side : side * p;
  });
}

/**
 * Difference of the weighted means (weights normalised within each group, Hajek).
 * @param outcome one value a person, in any unit
 * @param treated 1 or 0 for each person
 * @param scores propensity of each person, in (0, 1)
 * @param estimand effect on the treated (`att`) or on all (`ate`)
 *
 * @example
 * ```ts
 * import { weightedEffect } from 'winback/experiment';
 *
 * const treated = Uint8Array.of(1, 1, 0, 0);
 * const scores = Float64Array.of(0.5, 0.8, 0.5, 0.2);
 * weightedEffect(Float64Array.of(10, 14, 7, 5), treated, scores, 'att').effect; // 5.4
 * ```
 */
export function weightedEffect(
  outcome: Float64Array,
  treated: Uint8Array,
  scores: Float64Array,
  estimand: 'att' | 'ate',
): ObservedEffect {
  requireRows({ outcome, treated, scores });
  const weights = inverseWeights(treated, scores, estimand);
  const effect = weightedMean(outcome, treated, weights, 1) - weightedMean(outcome, treated, weights, 0);
  return { estimand, method: 'weighting', effect, standardError: null };
}

/**
 * Augmented inverse propensity weighting with linear outcome models: consistent when either the score or
 * the outcome model is right. Standard error from the influence function (Robins, Rotnitzky and Zhao, 1994).
 * @param outcome one value a person, in any unit
 * @param group treatment flags and covariates
 * @param model of fitPropensity for the same group
 * @param estimand effect on the treated (`att`) or on all (`ate`)
 *
 * @example
 * ```ts
 * import { augmentedEffect, fitPropensity } from 'winback/experiment';
 *
 * const treated = Uint8Array.of(0, 0, 1, 0, 1, 1);
 * const group = { treated, covariates: [{ name: 'visits', values: Float64Array.of(1, 2, 3, 4, 5, 6) }] };
 * // Spend is 2 a visit, and 3 more with the treatment.
 * const spend = Float64Array.of(2, 4, 9, 8, 13, 15);
 * augmentedEffect(spend, group, fitPropensity(group), 'ate').effect; // 3
 * ```
 */
export function augmentedEffect(
  outcome: Float64Array,
  group: ObservedGroup,
  model: PropensityModel,
  estimand: 'att' | 'ate',
): ObservedEffect {
  requireGroup(group);
  requireShape(model, 'model', { scores: 'numbers' });
  requireRows({ outcome, 'group.treated': group.treated, 'model.scores': model.scores });
  const { treated } = group;
  const { scores } = model;
  const untreatedMean = linearPrediction(outcome, group, 0);
  const treatedMean = estimand === 'ate' ? linearPrediction(outcome, group, 1) : untreatedMean;
  const share = treated.reduce((a, b) => a + b, 0) / treated.length;
  const influence = scores.map((p, i) => {
    const residual0 = outcome[i]! - untreatedMean[i]!;
    if (estimand === 'att') return (treated[i] === 1 ? residual0 : (-p / (1 - p)) * residual0) / share;
    const correction = treated[i] === 1 ? (outcome[i]! - treatedMean[i]!) / p : -residual0 / (1 - p);
    return treatedMean[i]! - untreatedMean[i]! + correction;
  });
  const rows = influence.length;
  const effect = influence.reduce((a, b) => a + b, 0) / rows;
  const centre = (i: number): number => (estimand === 'att' ? (treated[i]! / share) * effect : effect);
  const variance = influence.reduce((sum, v, i) => sum + (v - centre(i)) ** 2, 0) / rows;
  return { estimand, method: 'aipw', effect, standardError: Math.sqrt(variance / rows) };
}

// Ordinary least squares fitted on one group, predicted for everybody. Columns are centred for conditioning.
function linearPrediction(outcome: Float64Array, group: ObservedGroup, side: 0 | 1): Float64Array {
  const rows = [...group.treated.keys()].filter((i) => group.treated[i] === side);
  const columns = group.covariates.map(({ values }) => values);
  const mean = (values: Float64Array): number => rows.reduce((sum, i) => sum + values[i]!, 0) / rows.length;
  const centres = columns.map(mean);
  const level = mean(outcome);
  const gram = columns.map((a, ai) =>
    columns.map((b, bi) => rows.reduce((s, i) => s + (a[i]! - centres[ai]!) * (b[i]! - centres[bi]!), 0)),
  );
  const right = columns.map((a, ai) =>
    rows.reduce((s, i) => s + (a[i]! - centres[ai]!) * (outcome[i]! - level), 0),
  );
  const slopes = solveSymmetric(gram, right);
  return Float64Array.from(outcome, (_, i) =>
    columns.reduce((sum, values, c) => sum + slopes[c]! * (values[i]! - centres[c]!), level),
  );
}
