import { chiSquare } from '../../stats/distributions.js';
import { binEdges, histogramCounts, pooled } from './histogram.js';
import type { CategorySample, NumericSample } from './sample.js';
import { hellingerByOverlap, jensenShannonDistance, stabilityIndex } from './shares.js';
import { exactKsP, twoSampleDistances } from './two-samples.js';

/** Rows a side up to which Evidently's p-value of the Kolmogorov-Smirnov test is an exact one. */
const exactRows = 10_000;

/** More distinct reference values than this are binned; fewer count as categories. */
const fewValues = 20;

const total = (counts: Iterable<number>): number => {
  let sum = 0;
  for (const count of counts) sum += count;
  return sum;
};

interface Shares {
  readonly reference: readonly number[];
  readonly current: readonly number[];
}

/** Sturges' bins over both samples together, or each value by itself. */
function numericShares(reference: NumericSample, current: NumericSample): Shares {
  if (reference.values.length <= fewValues)
    return categoryShares(asCategories(reference), asCategories(current));
  const edges = binEdges(pooled(reference, current), 'sturges');
  const shares = (sample: NumericSample): readonly number[] =>
    histogramCounts(sample, edges).map((count) => count / sample.rows);
  return { reference: shares(reference), current: shares(current) };
}

const asCategories = ({ values, counts }: NumericSample): CategorySample =>
  new Map([...values].map((value, i) => [String(value), counts[i]!]));

function categoryShares(reference: CategorySample, current: CategorySample): Shares {
  const keys = [...new Set([...reference.keys(), ...current.keys()])].sort();
  const [n, m] = [total(reference.values()), total(current.values())];
  return {
    reference: keys.map((key) => (reference.get(key) ?? 0) / n),
    current: keys.map((key) => (current.get(key) ?? 0) / m),
  };
}

/** An empty bin of one side counts as 0.0001, or as a millionth of the smallest share where that is as small. */
function filled(shares: readonly number[]): readonly number[] {
  const smallest = Math.min(...shares.filter((share) => share > 0));
  const filler = smallest <= 1e-4 ? smallest / 1e6 : 1e-4;
  return shares.map((share) => (share === 0 ? filler : share));
}

const stability = ({ reference, current }: Shares): number =>
  stabilityIndex(filled(reference), filled(current));

/** The numbers that Evidently 0.7.23 prints for two samples of numbers. */
export async function evidentlyNumbers(
  reference: NumericSample,
  current: NumericSample,
): Promise<Readonly<Record<string, number | null>>> {
  const shares = numericShares(reference, current);
  const { ks, w1 } = twoSampleDistances(reference, current);
  const mean = total(reference.values.map((value, i) => value * reference.counts[i]!)) / reference.rows;
  const squares = reference.values.map((value, i) => (value - mean) ** 2 * reference.counts[i]!);
  const sd = Math.sqrt(total(squares) / reference.rows);
  const isExact = Math.max(reference.rows, current.rows) <= exactRows;
  return {
    psi: stability(shares),
    jensenshannon: jensenShannonDistance(shares.reference, shares.current, 1),
    hellinger: numericHellinger(reference, current),
    wasserstein: w1 / Math.max(sd, 0.001),
    // Above, scipy takes a distribution that is not in this package: no number is better than another one.
    ksP: isExact ? await exactKsP(reference.rows, current.rows, ks) : null,
  };
}

// Its edges are made of the distinct values, each once.
function numericHellinger(reference: NumericSample, current: NumericSample): number {
  const all = pooled(reference, current);
  const edges = binEdges(all, 'sturges', all.values.length);
  const density = (sample: NumericSample): readonly number[] => {
    const counts = histogramCounts(sample, edges);
    const inside = total(counts);
    return counts.map((count) => count / inside);
  };
  return hellingerByOverlap(density(reference), density(current));
}

/** The numbers that Evidently 0.7.23 prints for two samples of categories. */
export function evidentlyCategories(
  reference: CategorySample,
  current: CategorySample,
): Readonly<Record<string, number | null>> {
  const shares = categoryShares(reference, current);
  return {
    psi: stability(shares),
    jensenshannon: jensenShannonDistance(shares.reference, shares.current, 1),
    hellinger: hellingerByOverlap(shares.reference, shares.current),
    chiP: goodnessOfFit(shares, total(current.values())),
  };
}

/** Pearson's test that takes the reference's shares for the truth. */
function goodnessOfFit({ reference, current }: Shares, rows: number): number {
  const statistic = total(current.map((share, i) => (rows * (share - reference[i]!) ** 2) / reference[i]!));
  if (statistic === Number.POSITIVE_INFINITY) return 0;
  return chiSquare.survival(statistic, current.length - 1);
}
