import type { ColumnProfile, ScoredBins } from '../profile/records.js';
import type { AucEffect } from './column-records.js';

/** Rows by the bins of a profile's scored rows: its own bins, and the missing values last. */
export interface BinRows {
  readonly reference: readonly number[];
  readonly current: readonly number[];
}

const plus = (a: number, b: number): number => a + b;
const sum = (values: readonly number[]): number => values.reduce(plus, 0);

/**
 * What the shift of one column does to a mean over the rows, when the law of all else given the column stays the same and nothing
 * moves inside a bin: the sum of (q - p) times the mean of the bin. A bin without a labelled row counts as the mean of all.
 */
export function shiftOf(
  { reference, current }: BinRows,
  means: readonly (number | null)[],
  overall: number,
): number | null {
  const [n, m] = [sum(reference), sum(current)];
  if (n === 0 || m === 0) return null;
  return sum(means.map((mean, bin) => (current[bin]! / m - reference[bin]! / n) * (mean ?? overall)));
}

/** What every comparison with the same scored rows needs. */
interface ScoredReference {
  /** Labelled rows by bin. */
  readonly rows: readonly number[];
  /** Mean score and share over the threshold of all labelled rows. */
  readonly overall: { readonly score: number; readonly above: number };
  /** AUC of the labelled rows as they are; null without both classes. */
  readonly plain: BinnedAuc | null;
}

/** A profile is compared with one day after another: what depends on it alone is found once. */
const known = new WeakMap<ScoredBins, ScoredReference>();

function scoredReference(scored: ScoredBins): ScoredReference {
  const before = known.get(scored);
  if (before !== undefined) return before;
  const { counts, meanScore, shareAbove } = scored;
  const width = counts.length / meanScore.length;
  const rows = meanScore.map((_, bin) => counts.subarray(bin * width, (bin + 1) * width).reduce(plus, 0));
  const all = sum(rows);
  const mean = (values: readonly (number | null)[]): number =>
    sum(values.map((value, bin) => (value ?? 0) * rows[bin]!)) / all;
  const plain = binnedAuc(
    counts,
    rows.map(() => 1),
  );
  const found = { rows, overall: { score: mean(meanScore), above: mean(shareAbove) }, plain };
  known.set(scored, found);
  return found;
}

/** Mean score and share over the threshold of all labelled rows. */
export const overallOf = (scored: ScoredBins): ScoredReference['overall'] => scoredReference(scored).overall;

/**
 * The AUC of the labelled rows when each row of bin b has the weight q_b / p_b, p being the shares of the labelled rows. Scores are
 * known by bin: rows of one score bin count as ties, which the error bounds. null without both classes.
 */
export function aucEffect(scored: ScoredBins, current: readonly number[]): AucEffect | null {
  const { rows, plain } = scoredReference(scored);
  const [n, m] = [sum(rows), sum(current)];
  if (n === 0 || m === 0) return null;
  const weights = rows.map((count, bin) => (count === 0 ? 0 : (current[bin]! / m) * (n / count)));
  const weighted = binnedAuc(scored.counts, weights);
  if (weighted === null || plain === null) return null;
  return {
    value: weighted.auc,
    reference: plain.auc,
    error: Math.max(weighted.error, plain.error),
    uncovered: sum(rows.map((count, bin) => (count === 0 ? current[bin]! / m : 0))),
  };
}

interface BinnedAuc {
  readonly auc: number;
  readonly error: number;
}

function binnedAuc(counts: Float64Array, weights: readonly number[]): BinnedAuc | null {
  const width = counts.length / weights.length / 2;
  let below = 0;
  let positives = 0;
  let concordant = 0;
  let tied = 0;
  for (let k = 0; k < width; k++) {
    let stayed = 0;
    let left = 0;
    for (let bin = 0; bin < weights.length; bin++) {
      stayed += weights[bin]! * counts[(bin * width + k) * 2]!;
      left += weights[bin]! * counts[(bin * width + k) * 2 + 1]!;
    }
    concordant += left * (below + stayed / 2);
    tied += (left * stayed) / 2;
    below += stayed;
    positives += left;
  }
  const pairs = positives * below;
  return pairs === 0 ? null : { auc: concordant / pairs, error: tied / pairs };
}

/** The bins of the scored rows: numbers by decile, texts by kept category and all others, and the missing values last. */
export function effectBins(
  column: ColumnProfile,
  reference: readonly number[],
  current: readonly number[],
): BinRows {
  if (column.kind === 'numeric') return { reference, current };
  const kept = column.categories.length;
  // Other and unseen categories lie in one bin there.
  const folded = (rows: readonly number[]): readonly number[] => [
    ...rows.slice(0, kept),
    rows[kept]! + rows[kept + 1]!,
    rows[kept + 2]!,
  ];
  return { reference: folded(reference), current: folded(current) };
}
