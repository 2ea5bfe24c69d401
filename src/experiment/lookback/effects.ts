import { requireShape } from '../../base/shape.js';
import { solveSymmetric } from '../../stats/linear.js';
import { requireRows } from '../config/guards.js';
import { weightedMean } from './balance.js';
import { type ObservedGroup, type PropensityModel, requireGroup } from './propensity.js';

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
