import type { UserId } from '../model/folds.js';
import {
  averagePrecision,
  descendingOrder,
  type Labels,
  type Ranking,
  rankingOf,
  rocAuc,
} from '../model/metrics.js';
import { riskTiers } from '../model/risk-tiers.js';
import { probabilityMetrics } from '../stats/auc.js';
import { aucInterval } from './auc-interval.js';
import type {
  BrierParts,
  CurvePoint,
  Curves,
  Decile,
  ReliabilityBin,
  TestMetrics,
  Tier,
  TruthComparison,
} from './records.js';
import { shareOf } from './share.js';

/** Test rows with what was predicted and what happened. */
export interface Scored {
  /** Calibrated probabilities, in [0, 1], row by row. */
  readonly probabilities: Float64Array;
  /** Probabilities as the model gave them, in [0, 1], row by row. */
  readonly uncalibrated: Float64Array;
  /** 1 for a user who left, 0 for one who stayed, row by row. */
  readonly labels: Labels;
  /** The user of each row. */
  readonly users: readonly UserId[];
  /** The true probabilities of generated data; null for any other. */
  readonly truth: Float64Array | null;
}

const reliabilityBins = 10;

/**
 * All scalar figures of the test rows. Ranking figures are of the model's own order, before calibration ties.
 * @param ranking of the uncalibrated scores
 */
export async function testMetrics(
  scored: Scored,
  ranking: Ranking,
  foldAucs: readonly number[] | null,
): Promise<TestMetrics> {
  const { labels, users, uncalibrated: scores } = scored;
  return {
    rows: scored.labels.length,
    positives: ranking.positives,
    auc: aucInterval(ranking, { scores, labels, users }),
    foldAucs,
    prAuc: averagePrecision(ranking),
    ...(await probabilityMetrics(scored.probabilities, labels)),
    brierParts: brierParts(reliability(scored.probabilities, scored.labels)),
  };
}

// Murphy (1973), over bins: equals the Brier score up to the spread inside the bins.
function brierParts(bins: readonly ReliabilityBin[]): BrierParts {
  const rows = bins.reduce((sum, bin) => sum + bin.rows, 0);
  const base = bins.reduce((sum, bin) => sum + bin.rows * bin.observed.value, 0) / rows;
  const weighted = (value: (bin: ReliabilityBin) => number): number =>
    bins.reduce((sum, bin) => sum + bin.rows * value(bin), 0) / rows;
  return {
    reliability: weighted((bin) => (bin.predicted - bin.observed.value) ** 2),
    resolution: weighted((bin) => (bin.observed.value - base) ** 2),
    uncertainty: base * (1 - base),
  };
}

/** Equal-frequency bins by predicted probability, lowest first. */
export function reliability(probabilities: Float64Array, labels: Labels): readonly ReliabilityBin[] {
  const order = descendingOrder(probabilities).reverse();
  const bins = Math.min(reliabilityBins, order.length);
  return Array.from({ length: bins }, (_, bin) => {
    const members = order.subarray(...slice(order.length, bins, bin));
    let predicted = 0;
    let churners = 0;
    for (const row of members) {
      predicted += probabilities[row]!;
      churners += labels[row]!;
    }
    return {
      rows: members.length,
      predicted: predicted / members.length,
      observed: shareOf(churners, members.length),
    };
  });
}

const slice = (rows: number, parts: number, part: number): readonly [number, number] => [
  Math.floor((rows * part) / parts),
  Math.floor((rows * (part + 1)) / parts),
];

/** Mean distance of observed from predicted over the bins, weighted by rows. */
export function expectedError(bins: readonly ReliabilityBin[]): number {
  const rows = bins.reduce((sum, bin) => sum + bin.rows, 0);
  return bins.reduce((sum, bin) => sum + bin.rows * Math.abs(bin.predicted - bin.observed.value), 0) / rows;
}

/** Ten rows of equal size, riskiest first. */
export function deciles(probabilities: Float64Array, labels: Labels): readonly Decile[] {
  const order = descendingOrder(probabilities);
  const total = labels.reduce((sum, label) => sum + label, 0);
  const base = total / labels.length;
  const parts = Math.min(10, order.length);
  let caught = 0;
  let seen = 0;
  return Array.from({ length: parts }, (_, part) => {
    const members = order.subarray(...slice(order.length, parts, part));
    let churners = 0;
    for (const row of members) churners += labels[row]!;
    caught += churners;
    seen += members.length;
    return {
      decile: part + 1,
      rows: members.length,
      churners,
      lowest: probabilities[members[members.length - 1]!]!,
      churnRate: churners / members.length,
      lift: churners / members.length / base,
      cumulativeGain: caught / total,
      cumulativeLift: caught / seen / base,
    };
  });
}

/** ROC and precision-recall curves, at most `points` points each, ends kept. */
export function curves(ranking: Ranking, points = 400): Pick<Curves, 'roc' | 'pr'> {
  const cuts = ranking.thresholds.length;
  const roc: CurvePoint[] = [{ x: 0, y: 0 }];
  const pr: CurvePoint[] = [];
  const step = Math.max(1, (cuts - 1) / (points - 2));
  for (let at = 0; at < cuts - 0.5; at += step) addPoint(ranking, Math.round(at), roc, pr);
  if (roc[roc.length - 1]!.x < 1 || roc[roc.length - 1]!.y < 1) addPoint(ranking, cuts - 1, roc, pr);
  return { roc, pr };
}

function addPoint(ranking: Ranking, cut: number, roc: CurvePoint[], pr: CurvePoint[]): void {
  const tp = ranking.truePositives[cut]!;
  const fp = ranking.falsePositives[cut]!;
  roc.push({ x: fp / ranking.negatives, y: tp / ranking.positives });
  pr.push({ x: tp / ranking.positives, y: tp / (tp + fp) });
}

/** Rows by tier of the calibrated probability, the highest tier first. */
export function tiers(probabilities: Float64Array, labels: Labels): readonly Tier[] {
  let above = Infinity;
  return [...riskTiers].reverse().map(({ name, from }) => {
    let rows = 0;
    let sum = 0;
    let churners = 0;
    for (let row = 0; row < labels.length; row++) {
      const p = probabilities[row]!;
      if (p < from || p >= above) continue;
      rows++;
      sum += p;
      churners += labels[row]!;
    }
    above = from;
    const [meanProbability, churnRate] = rows === 0 ? [null, null] : [sum / rows, churners / rows];
    return { name, from, rows, share: rows / labels.length, meanProbability, churnRate };
  });
}

/** How far the model is from the true probabilities on the same rows; null on real data. */
export async function truthComparison(scored: Scored, auc: number): Promise<TruthComparison | null> {
  if (scored.truth === null) return null;
  const bestAuc = rocAuc(await rankingOf(scored.truth, scored.labels));
  const { brier: bestBrier } = await probabilityMetrics(scored.truth, scored.labels);
  return { bestAuc, bestBrier, aucDistance: bestAuc - auc };
}
