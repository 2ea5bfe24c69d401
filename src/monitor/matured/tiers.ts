import { riskTiers, tierOf } from '../../model/risk-tiers.js';
import type { Rate } from '../figures/figure.js';
import { rateOf, type UntreatedRows } from './weights.js';

/** What became of the users of one risk tier. */
export interface TierOutcome {
  /** `high`, `medium` or `low`. */
  readonly name: string;
  /** The calibrated probability that the tier begins at. */
  readonly from: number;
  /** Share of all users that the tier holds, with weights. */
  readonly share: number;
  /** Weighted mean of the predicted probabilities; null for an empty tier. */
  readonly predicted: number | null;
  /** Share that left; null for an empty tier. */
  readonly left: Rate | null;
}

/** Realised churn of every tier, the highest first. */
export function tierOutcomes(rows: UntreatedRows): readonly TierOutcome[] {
  const tiers = Uint8Array.from(rows.probabilities, (p) => tierOf(p));
  const total = rows.weights.reduce((sum, weight) => sum + weight, 0);
  return riskTiers
    .map(({ name, from }, tier) => {
      let [weight, sum] = [0, 0];
      tiers.forEach((own, row) => {
        if (own !== tier) return;
        weight += rows.weights[row]!;
        sum += rows.weights[row]! * rows.probabilities[row]!;
      });
      const left = rateOf(
        rows,
        (row) => tiers[row] === tier,
        (row) => rows.labels[row] === 1,
      );
      return { name, from, share: weight / total, predicted: left === null ? null : sum / weight, left };
    })
    .reverse();
}

/** Churn among the riskiest tenth against churn among all. */
export interface Lift {
  /** Share of all weight that the cut selects: a tenth, or more where scores are equal. */
  readonly share: number;
  /** Share of the selected that left over the share of all that left. */
  readonly value: number;
  /** Lower end: of the selected share's interval over the same base. */
  readonly low: number;
  /** Upper end. */
  readonly high: number;
}

const liftShare = 0.1;

/** Lift of the riskiest tenth by score; rows of equal score stay together. */
export function topLift(rows: UntreatedRows): Lift {
  const { scores, weights, labels } = rows;
  const order = Uint32Array.from(scores, (_, row) => row).sort((a, b) => scores[b]! - scores[a]! || a - b);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const base = weights.reduce((sum, weight, row) => sum + weight * labels[row]!, 0) / total;
  let [taken, last] = [0, 0];
  while (last < order.length && taken < liftShare * total * (1 - 1e-12)) taken += weights[order[last++]!]!;
  const cut = scores[order[last - 1]!]!;
  const found = rateOf(
    rows,
    (row) => scores[row]! >= cut,
    (row) => labels[row] === 1,
  )!;
  const share = weights.reduce((sum, weight, row) => sum + (scores[row]! >= cut ? weight : 0), 0) / total;
  return { share, value: found.value / base, low: found.low / base, high: found.high / base };
}
