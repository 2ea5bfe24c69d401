import type { Rate } from '../figures/figure.js';
import { rateOf, type UntreatedRows } from './weights.js';

/** Rows of similar predicted probability. */
export interface CalibrationBin {
  /** Weighted mean of the predicted probabilities. */
  readonly predicted: number;
  /** Weighted share that left. */
  readonly observed: Rate;
  /** Share of all weight that lies in the bin. */
  readonly share: number;
}

/** Parts of the Brier score (Murphy, 1973): score = reliability - resolution + uncertainty, up to the spread inside bins. */
export interface MurphyParts {
  /** Squared distance of predicted and observed; 0 is best. */
  readonly reliability: number;
  /** Squared distance of the bins' observed shares from the overall one; more is better. */
  readonly resolution: number;
  /** Variance of the labels: no model changes it. */
  readonly uncertainty: number;
}

const binCount = 10;

/** Bins of equal weight by predicted probability, lowest first; equal probabilities stay together. */
export function calibrationBins(rows: UntreatedRows): readonly CalibrationBin[] {
  const bin = binOf(rows);
  const total = rows.weights.reduce((sum, weight) => sum + weight, 0);
  return Array.from({ length: binCount }, (_, index) => index).flatMap((index) => {
    const observed = rateOf(
      rows,
      (row) => bin[row] === index,
      (row) => rows.labels[row] === 1,
    );
    if (observed === null) return [];
    let [weight, sum] = [0, 0];
    bin.forEach((own, row) => {
      if (own !== index) return;
      weight += rows.weights[row]!;
      sum += rows.weights[row]! * rows.probabilities[row]!;
    });
    return [{ predicted: sum / weight, observed, share: weight / total }];
  });
}

/** The bin of each row, by where the middle of its tie lies in the weight sorted by probability. */
function binOf({ probabilities, weights }: UntreatedRows): Uint8Array {
  const order = Uint32Array.from(probabilities, (_, row) => row).sort(
    (a, b) => probabilities[a]! - probabilities[b]! || a - b,
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const bins = new Uint8Array(weights.length);
  let before = 0;
  for (let begin = 0; begin < order.length; ) {
    let [end, here] = [begin, 0];
    const value = probabilities[order[begin]!]!;
    while (end < order.length && probabilities[order[end]!] === value) here += weights[order[end++]!]!;
    const middle = (before + here / 2) / total;
    const bin = Math.min(binCount - 1, Math.floor(binCount * middle));
    for (; begin < end; begin++) bins[order[begin]!] = bin;
    before += here;
  }
  return bins;
}

/** Mean distance of observed from predicted over the bins, by their share. */
export function expectedError(bins: readonly CalibrationBin[]): number {
  return bins.reduce((sum, bin) => sum + bin.share * Math.abs(bin.predicted - bin.observed.value), 0);
}

export function murphyParts(bins: readonly CalibrationBin[]): MurphyParts {
  const sum = (of: (bin: CalibrationBin) => number): number =>
    bins.reduce((all, bin) => all + bin.share * of(bin), 0);
  const base = sum((bin) => bin.observed.value);
  return {
    reliability: sum((bin) => (bin.predicted - bin.observed.value) ** 2),
    resolution: sum((bin) => (bin.observed.value - base) ** 2),
    uncertainty: base * (1 - base),
  };
}
