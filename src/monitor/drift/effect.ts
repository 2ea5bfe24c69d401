import type { ColumnProfile, Profile, ScoredBins } from '../profile/records.js';
import type { AucEffect } from './records.js';

/** Rows by the bins of a profile's scored rows: its own bins, and the missing values last. */
export interface BinRows {
  readonly reference: readonly number[];
  readonly current: readonly number[];
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

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

/** Mean score and share over the threshold of all labelled rows. */
export function overallOf({ counts, meanScore, shareAbove }: ScoredBins): {
  readonly score: number;
  readonly above: number;
} {
  const rows = rowsByBin(counts, meanScore.length);
  const all = sum(rows);
  const mean = (values: readonly (number | null)[]): number =>
    sum(values.map((value, bin) => (value ?? 0) * rows[bin]!)) / all;
  return { score: mean(meanScore), above: mean(shareAbove) };
}

function rowsByBin(counts: Float64Array, bins: number): readonly number[] {
  const width = counts.length / bins;
  return Array.from({ length: bins }, (_, bin) => sum([...counts.subarray(bin * width, (bin + 1) * width)]));
}

/**
 * The AUC of the labelled rows when each row of bin b has the weight q_b / p_b, p being the shares of the labelled rows. Scores are
 * known by bin: rows of one score bin count as ties, which the error bounds. null without both classes.
 */
export function aucEffect(scored: ScoredBins, current: readonly number[]): AucEffect | null {
  const bins = scored.meanScore.length;
  const rows = rowsByBin(scored.counts, bins);
  const [n, m] = [sum(rows), sum(current)];
  if (n === 0 || m === 0) return null;
  const weights = rows.map((count, bin) => (count === 0 ? 0 : (current[bin]! / m) * (n / count)));
  const weighted = binnedAuc(scored.counts, weights);
  const plain = binnedAuc(
    scored.counts,
    rows.map(() => 1),
  );
  if (weighted === null || plain === null) return null;
  return {
    value: weighted.auc,
    reference: plain.auc,
    error: Math.max(weighted.error, plain.error),
    uncovered: sum(rows.map((count, bin) => (count === 0 ? current[bin]! / m : 0))),
  };
}

function binnedAuc(
  counts: Float64Array,
  weights: readonly number[],
): { readonly auc: number; readonly error: number } | null {
  const width = counts.length / weights.length / 2;
  let [below, positives, concordant, tied] = [0, 0, 0, 0];
  for (let k = 0; k < width; k++) {
    let [stayed, left] = [0, 0];
    for (const [bin, weight] of weights.entries()) {
      stayed += weight * counts[(bin * width + k) * 2]!;
      left += weight * counts[(bin * width + k) * 2 + 1]!;
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

/** The overall figures of a profile's scored rows; null without. */
export function scoredOverall({ scored, columns }: Profile): ReturnType<typeof overallOf> | null {
  const first = columns.find((column) => column.scored !== null)?.scored;
  return scored === null || first === null || first === undefined ? null : overallOf(first);
}
