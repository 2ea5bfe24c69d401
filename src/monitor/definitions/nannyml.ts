import { binEdges, histogramCounts } from './histogram.js';
import type { CategorySample, NumericSample } from './sample.js';
import { hellinger, jensenShannonDistance } from './shares.js';
import { twoSampleDistances } from './two-samples.js';

/** Rows of the reference from which NannyML counts in 10,000 equally wide bins instead of comparing the samples. */
const estimatedRows = 10_000;

/** The shares of the reference and of today, with what lies outside of the reference's bins as one more. */
interface Shares {
  readonly reference: readonly number[];
  readonly current: readonly number[];
}

function withRest(reference: readonly number[], current: readonly number[]): Shares {
  const rest = 1 - current.reduce((sum, share) => sum + share, 0);
  return rest > 0 ? { reference: [...reference, 0], current: [...current, rest] } : { reference, current };
}

const distances = ({
  reference,
  current,
}: Shares): Readonly<Record<'jensen_shannon' | 'hellinger', number>> => ({
  jensen_shannon: jensenShannonDistance(reference, current, Math.LN2),
  hellinger: hellinger(reference, current),
});

/** The numbers that NannyML 0.13.1 prints for two samples of numbers. */
export function nannymlNumbers(
  reference: NumericSample,
  current: NumericSample,
): Readonly<Record<string, number | null>> {
  const edges = binEdges(reference, 'doane');
  const shares = (sample: NumericSample): readonly number[] =>
    histogramCounts(sample, edges).map((count) => count / sample.rows);
  const { ks, w1 } =
    reference.rows < estimatedRows ? twoSampleDistances(reference, current) : estimated(reference, current);
  return {
    ...distances(withRest(shares(reference), shares(current))),
    kolmogorov_smirnov: ks,
    wasserstein: w1,
  };
}

/** Both distances in 10,000 equally wide bins over the reference: one far value makes them useless. */
function estimated(
  reference: NumericSample,
  current: NumericSample,
): { readonly ks: number; readonly w1: number } {
  const [low, high] = [reference.values[0]!, reference.values.at(-1)!];
  const bins = 10_000;
  const step = (high - low) / bins;
  const edges = Array.from({ length: bins + 1 }, (_, i) => (i === bins ? high : low + i * step));
  const mine = histogramCounts(reference, edges);
  const theirs = histogramCounts(current, edges);
  const outside = tails(current, low, high);
  let [p, q, ks, within] = [0, outside.below / current.rows, 0, 0];
  let shifted = outside.below === 0 ? 0 : (outside.below + 1) / current.rows;
  for (let bin = 0; bin < bins; bin++) {
    p += mine[bin]! / reference.rows;
    q += theirs[bin]! / current.rows;
    shifted += theirs[bin]! / current.rows;
    ks = Math.max(ks, Math.abs(p - q));
    within += Math.abs(p - shifted) * (edges[1]! - edges[0]!);
  }
  return { ks, w1: within + outside.area };
}

/** The rows outside of the reference's range, and the area that they add. */
function tails(
  { values, counts, rows }: NumericSample,
  low: number,
  high: number,
): { readonly below: number; readonly area: number } {
  let [below, area] = [0, 0];
  for (const [i, value] of values.entries()) {
    if (value < low) below += counts[i]!;
    area += (counts[i]! * Math.max(0, low - value, value - high)) / rows;
  }
  return { below, area };
}

/** The numbers that NannyML 0.13.1 prints for two samples of categories. */
export function nannymlCategories(
  reference: CategorySample,
  current: CategorySample,
): Readonly<Record<string, number | null>> {
  const total = (sample: CategorySample): number => [...sample.values()].reduce((sum, rows) => sum + rows, 0);
  const [n, m] = [total(reference), total(current)];
  const known = [...reference.keys()].sort();
  const keys = [...new Set([...known, ...current.keys()])].sort();
  const p = (key: string): number => (reference.get(key) ?? 0) / n;
  const q = (key: string): number => (current.get(key) ?? 0) / m;
  return {
    ...distances(withRest(known.map(p), known.map(q))),
    chi2: contingency(keys, reference, current),
    l_infinity: Math.max(...keys.map((key) => Math.abs(p(key) - q(key)))),
  };
}

/** Pearson's statistic of the two rows of counts; of two categories with Yates' correction, as scipy has it by default. */
function contingency(keys: readonly string[], reference: CategorySample, current: CategorySample): number {
  const rows = [reference, current].map((sample) => keys.map((key) => sample.get(key) ?? 0));
  const sums = rows.map((row) => row.reduce((sum, count) => sum + count, 0));
  const all = sums[0]! + sums[1]!;
  let statistic = 0;
  for (const [side, row] of rows.entries())
    for (const [i, count] of row.entries()) {
      const expected = ((rows[0]![i]! + rows[1]![i]!) * sums[side]!) / all;
      const off = Math.abs(count - expected);
      statistic += (keys.length === 2 ? off - Math.min(0.5, off) : off) ** 2 / expected;
    }
  return keys.length < 2 ? 0 : statistic;
}
