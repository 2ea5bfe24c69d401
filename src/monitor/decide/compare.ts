import { dayOf } from '../../base/days.js';
import { ensure } from '../../base/errors.js';
import { requireShape } from '../../base/shape.js';
import { riskTiers, tierOf } from '../../model/risk-tiers.js';
import type { AucDifference } from '../../stats/auc.js';
import { compareWeightedAuc } from '../../stats/weighted-auc.js';
import { type Figure, level } from '../figures/figure.js';
import type { MaturedRows } from '../matured/rows.js';
import { sliceGroups } from '../matured/slices.js';
import { type UntreatedRows, untreatedRows, weightedMean } from '../matured/weights.js';

/** What another model says about the rows of an evaluation, row by row. */
export interface OtherScores {
  /** As the model gives them, in any unit. */
  readonly scores: Float64Array;
  /** Calibrated, in [0, 1]. */
  readonly probabilities: Float64Array;
}

/** A slice in both models. */
export interface SliceComparison {
  /** The column. */
  readonly column: string;
  /** Its value. */
  readonly value: string;
  /** Other minus in use. */
  readonly auc: Figure;
}

/** Another model against the one in use, on the same untreated users with final labels. */
export interface ModelComparison {
  /** First: the other model, second: the one in use. */
  readonly auc: AucDifference;
  /** Brier score, other minus in use: below 0 the other is better. */
  readonly brier: Figure;
  /** By the columns of the rows, with enough leavers. */
  readonly slices: readonly SliceComparison[];
  /** Share of all rows by tier, the highest first. */
  readonly tiers: readonly {
    /** `high`, `medium` or `low`. */
    readonly name: string;
    /** In the model in use. */
    readonly inUse: number;
    /** In the other model. */
    readonly other: number;
  }[];
  /** First snapshot day of the rows. */
  readonly from: string;
  /** Number of models that this one was chosen from by these rows: every interval allows for it (Holm, 1979). */
  readonly chosenFrom: number;
}

/**
 * Another model (the previous one, or a challenger) against the one in use on the same rows: paired, weighted by
 * 1 / P(untreated), users as clusters.
 * @param rows of maturedRows, with the scores of the model in use
 * @param other what the other model says about the same rows
 * @param chosenFrom models that the other one was chosen from by these rows, >= 1: intervals are then of level 1 - 0.05 / it
 * @throws WinbackError BAD_INPUT for scores of another length, or with fewer than two users of a class
 *
 * @example
 * ```ts
 * import { compareModels, type MaturedRows } from 'winback/monitor';
 *
 * const rows: MaturedRows = {
 *   ...{ users: ['a', 'b', 'c', 'd'], days: new Int32Array(4).fill(20_000), slices: new Map() },
 *   ...{ scores: Float64Array.of(0.9, 0.6, 0.5, 0.1), probabilities: Float64Array.of(0.9, 0.6, 0.5, 0.1) },
 *   ...{ labels: Uint8Array.of(1, 0, 1, 0), treated: new Uint8Array(4), untreatedProbability: new Float64Array(4).fill(1) },
 *   counts: { scored: 4, immature: 0, withoutOutcome: 0, treated: 0, uncovered: 0, outcomesWithoutScore: 0 },
 * };
 * const better = Float64Array.of(0.9, 0.4, 0.5, 0.1);
 * (await compareModels(rows, { scores: better, probabilities: better })).auc.difference; // 0.25
 * ```
 */
export async function compareModels(
  rows: MaturedRows,
  other: OtherScores,
  chosenFrom = 1,
): Promise<ModelComparison> {
  requireShape(rows, 'rows', { scores: 'list', labels: 'list', treated: 'list', days: 'list' });
  requireShape(other, 'other', { scores: 'numbers', probabilities: 'numbers' });
  for (const name of ['scores', 'probabilities'] as const)
    ensure(
      other[name].length === rows.labels.length,
      `other.${name} must have one entry a row, ${rows.labels.length}, got ${other[name].length}`,
    );
  ensure(
    Number.isInteger(chosenFrom) && chosenFrom >= 1,
    `chosenFrom must be a whole number >= 1, got ${chosenFrom}`,
  );
  const [inUse, challenger] = [untreatedRows(rows), untreatedRows({ ...rows, ...other })];
  const options = { level: 1 - (1 - level) / chosenFrom };
  return {
    auc: await compareWeightedAuc(challenger.scores, inUse.scores, inUse, options),
    brier: brierDifference(inUse, challenger, options.level),
    slices: await sliceComparisons(inUse, challenger, options),
    tiers: tierShares(rows.probabilities, other.probabilities),
    from: dayOf(rows.days.reduce((least, day) => Math.min(least, day), Infinity)),
    chosenFrom,
  };
}

function brierDifference(inUse: UntreatedRows, other: UntreatedRows, coverage: number): Figure {
  const loss = ({ probabilities, labels }: UntreatedRows): Float64Array =>
    probabilities.map((p, row) => (p - labels[row]!) ** 2);
  const [a, b] = [loss(other), loss(inUse)];
  return weightedMean(
    inUse,
    a.map((value, row) => value - b[row]!),
    coverage,
  );
}

async function sliceComparisons(
  inUse: UntreatedRows,
  other: UntreatedRows,
  options: { readonly level: number },
): Promise<readonly SliceComparison[]> {
  const out: SliceComparison[] = [];
  for (const [column, values] of inUse.slices)
    for (const { name, taken } of sliceGroups(values, inUse.labels)) {
      const labels = Uint8Array.from(taken, (row) => inUse.labels[row]!);
      const positives = labels.reduce((sum, label) => sum + label, 0);
      if (positives < 2 || positives > labels.length - 2) continue;
      const weights = Float64Array.from(taken, (row) => inUse.weights[row]!);
      const users = taken.map((row) => inUse.users[row]!);
      const of = (rows: UntreatedRows): Float64Array => Float64Array.from(taken, (row) => rows.scores[row]!);
      const compared = await compareWeightedAuc(of(other), of(inUse), { labels, weights, users }, options);
      const { difference, low, high } = compared;
      out.push({ column, value: name, auc: { value: difference, low, high } });
    }
  return out;
}

function tierShares(inUse: Float64Array, other: Float64Array): ModelComparison['tiers'] {
  const share = (values: Float64Array, tier: number): number =>
    values.reduce((sum, p) => sum + (tierOf(p) === tier ? 1 : 0), 0) / values.length;
  return riskTiers
    .map(({ name }, tier) => ({ name, inUse: share(inUse, tier), other: share(other, tier) }))
    .reverse();
}
