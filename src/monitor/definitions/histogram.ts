import type { NumericSample } from './sample.js';

/** Number of equally wide bins: numpy's rules, on a sample of distinct values with counts. */
export type BinRule = 'sturges' | 'doane';

const range = ({ values }: NumericSample): readonly [number, number] => [values[0]!, values.at(-1)!];

/** Edges as numpy's histogram_bin_edges gives them. @param rows sample size that the rule sees */
export function binEdges(sample: NumericSample, rule: BinRule, rows = sample.rows): readonly number[] {
  const [low, high] = range(sample);
  const spread = high - low;
  const width = rule === 'sturges' ? spread / (Math.log2(rows) + 1) : doaneWidth(sample, spread);
  const bins = width > 0 ? Math.ceil(spread / width) : 1;
  const [from, to] = spread === 0 ? [low - 0.5, high + 0.5] : [low, high];
  const step = (to - from) / bins;
  return Array.from({ length: bins + 1 }, (_, i) => (i === bins ? to : from + i * step));
}

function doaneWidth({ values, counts, rows }: NumericSample, spread: number): number {
  if (rows <= 2) return 0;
  const mean = weighted((value) => value);
  const sigma = Math.sqrt(weighted((value) => (value - mean) ** 2));
  if (sigma === 0) return 0;
  const skew = weighted((value) => ((value - mean) / sigma) ** 3);
  const noise = Math.sqrt((6 * (rows - 2)) / ((rows + 1) * (rows + 3)));
  return spread / (1 + Math.log2(rows) + Math.log2(1 + Math.abs(skew) / noise));

  function weighted(of: (value: number) => number): number {
    let sum = 0;
    for (const [i, value] of values.entries()) sum += counts[i]! * of(value);
    return sum / rows;
  }
}

/** Rows in each bin: closed on the left, the last bin also on the right; values outside are in none. */
export function histogramCounts(
  { values, counts }: NumericSample,
  edges: readonly number[],
): readonly number[] {
  const bins = new Array<number>(edges.length - 1).fill(0);
  const last = bins.length - 1;
  let bin = 0;
  for (const [i, value] of values.entries()) {
    if (value < edges[0]! || value > edges[last + 1]!) continue;
    while (bin < last && value >= edges[bin + 1]!) bin++;
    bins[bin]! += counts[i]!;
  }
  return bins;
}

/** Both samples as one. */
export function pooled(a: NumericSample, b: NumericSample): NumericSample {
  const counts = new Map<number, number>();
  for (const { values, counts: rows } of [a, b])
    for (const [i, value] of values.entries()) counts.set(value, (counts.get(value) ?? 0) + rows[i]!);
  const values = Float64Array.from(counts.keys()).sort();
  return {
    values,
    counts: Float64Array.from(values, (value) => counts.get(value)!),
    rows: a.rows + b.rows,
  };
}
