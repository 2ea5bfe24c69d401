import { type Ranking, rankingOf } from '../model/metrics.js';
import { type Cut, cutFor, fBetaCut, precisionOf, youdenCut } from '../model/threshold.js';
import { certifyPrecision, type PrecisionFloorOptions, type ScoredRows } from './precision-floor.js';
import type { Confusion, ThresholdResult } from './records.js';
import { shareOf } from './share.js';

/** The threshold as chosen before the test rows are seen. */
export type ChosenThreshold = Pick<
  ThresholdResult,
  | 'value'
  | 'rule'
  | 'certified'
  | 'reason'
  | 'precisionFloor'
  | 'confidence'
  | 'certifiedRange'
  | 'certificationRows'
> & {
  /** The threshold of largest F0.5. */
  readonly f05: number;
  /** The threshold of largest Youden index. */
  readonly youden: number;
};

/**
 * The cut to use: of the thresholds certified for the precision floor, the one with the best F0.5 on the
 * learning rows; without a certificate, the plain F0.5 cut, said to be uncertified.
 */
export async function chooseThreshold(
  learn: ScoredRows,
  certify: ScoredRows,
  options: PrecisionFloorOptions,
): Promise<ChosenThreshold> {
  const ranking = await rankingOf(learn.scores, learn.labels);
  const f05 = fBetaCut(ranking).threshold;
  const { certified, floor, confidence, rows, reason } = certifyPrecision(learn, certify, options);
  const common = {
    precisionFloor: floor,
    confidence,
    certificationRows: rows,
    reason,
    f05,
    youden: youdenCut(ranking).threshold,
  };
  if (certified.length === 0)
    return { ...common, value: f05, rule: 'f0.5', certified: false, certifiedRange: null };
  const value = certified.reduce((best, next) => (f05Of(ranking, next) > f05Of(ranking, best) ? next : best));
  const certifiedRange = { low: certified[0]!, high: certified[certified.length - 1]! };
  return { ...common, value, rule: 'certified-f0.5', certified: true, certifiedRange };
}

function f05Of(ranking: Ranking, threshold: number): number {
  const { truePositives, falsePositives } = cutFor(ranking, threshold);
  return truePositives / (truePositives + falsePositives + 0.25 * ranking.positives);
}

/** What the chosen threshold does on the test rows. @param ranking of their probabilities */
export function thresholdOnTest(
  chosen: ChosenThreshold,
  ranking: Ranking,
  basis: ThresholdResult['basis'],
): ThresholdResult {
  const { f05, youden, ...kept } = chosen;
  const cut = cutFor(ranking, kept.value);
  const selected = cut.truePositives + cut.falsePositives;
  const alternatives = (
    [
      ['f0.5', f05],
      ['youden', youden],
    ] as const
  ).map(([rule, value]) => {
    const other = cutFor(ranking, value);
    return { rule, value, precision: precisionOf(other), recall: other.truePositives / ranking.positives };
  });
  return {
    ...kept,
    basis,
    precision: precisionOf(cut),
    precisionInterval: selected === 0 ? null : shareOf(cut.truePositives, selected),
    recall: cut.truePositives / ranking.positives,
    selected,
    alternatives,
  };
}

/** Test rows by prediction and outcome at `threshold`. @param ranking of their probabilities */
export function confusionAt(ranking: Ranking, threshold: number): Confusion {
  const { truePositives, falsePositives }: Cut = cutFor(ranking, threshold);
  return {
    truePositives,
    falsePositives,
    trueNegatives: ranking.negatives - falsePositives,
    falseNegatives: ranking.positives - truePositives,
  };
}
