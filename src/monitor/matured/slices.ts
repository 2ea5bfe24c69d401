import { normal } from '../../stats/distributions.js';
import { adjustedPValues } from '../../stats/multiplicity.js';
import { weightedRankMetrics } from '../../stats/weighted-auc.js';
import { type Figure, level } from '../figures/figure.js';
import type { UntreatedRows } from './weights.js';

/** How well the model ranks inside one value of a column. A slice never triggers anything: it says where to look. */
export interface SliceOutcome {
  /** The column. */
  readonly column: string;
  /** Its value; several values with few leavers are merged. */
  readonly value: string;
  /** Values that were merged into this slice; one where none were. */
  readonly merged: number;
  /** Rows with a weight. */
  readonly rows: number;
  /** Rows of users who left. */
  readonly positives: number;
  /** AUC inside the slice. */
  readonly auc: Figure;
  /** The same, moved towards the mean of the column's slices as far as its noise asks for (DerSimonian and Laird, 1986). */
  readonly shrunk: Figure;
  /** p-value of the same AUC as the column's mean, for all slices together (Benjamini and Yekutieli, 2001). */
  readonly p: number;
}

/** Leavers below which a value is merged with others. */
const fewestPositives = 50;
/** Slices shown of one column. */
const mostSlices = 20;
const mergedName = 'other';

/** Slices of every column, those that certainly lose most first. */
export async function sliceOutcomes(rows: UntreatedRows): Promise<readonly SliceOutcome[]> {
  const found: Omit<SliceOutcome, 'p'>[] = [];
  const z: number[] = [];
  for (const [column, values] of rows.slices) {
    const raw = await rawSlices(rows, column, values);
    const { slices, distances } = shrink(raw);
    found.push(...slices);
    z.push(...distances);
  }
  const p = adjustedPValues(
    z.map((value) => Math.min(1, 2 * normal.survival(Math.abs(value)))),
    'benjamini-yekutieli',
  );
  return found
    .map((slice, i) => ({ ...slice, p: p[i]! }))
    .sort((a, b) => a.shrunk.high - b.shrunk.high || (a.value < b.value ? -1 : 1));
}

interface RawSlice {
  readonly column: string;
  readonly value: string;
  readonly merged: number;
  readonly rows: number;
  readonly positives: number;
  readonly auc: Figure;
  readonly error: number;
}

async function rawSlices(
  rows: UntreatedRows,
  column: string,
  values: readonly string[],
): Promise<readonly RawSlice[]> {
  const out: RawSlice[] = [];
  for (const { name, members, taken } of sliceGroups(values, rows.labels)) {
    const labels = Uint8Array.from(taken, (row) => rows.labels[row]!);
    const positives = labels.reduce((sum, label) => sum + label, 0);
    if (positives < 2 || positives > labels.length - 2) continue;
    const weights = Float64Array.from(taken, (row) => rows.weights[row]!);
    const users = taken.map((row) => rows.users[row]!);
    const scores = Float64Array.from(taken, (row) => rows.scores[row]!);
    const { auc, low, high, standardError } = await weightedRankMetrics(scores, { labels, weights, users });
    if (!(standardError > 0)) continue;
    const counts = { rows: taken.length, positives, merged: members };
    out.push({ column, value: name, ...counts, auc: { value: auc, low, high }, error: standardError });
  }
  return out;
}

/** Rows of one slice. */
export interface SliceGroup {
  readonly name: string;
  /** Values of the column in it. */
  readonly members: number;
  readonly taken: readonly number[];
}

/** Values with enough leavers, those with most first, and one group of all others: at most 20 groups. */
export function sliceGroups(values: readonly string[], labels: Uint8Array): readonly SliceGroup[] {
  const positives = new Map<string, number>();
  values.forEach((value, row) => {
    positives.set(value, (positives.get(value) ?? 0) + labels[row]!);
  });
  const sorted = [...positives].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([value]) => value);
  const large = sorted.filter((value) => positives.get(value)! >= fewestPositives);
  const alone = large.length === sorted.length && large.length <= mostSlices;
  const own = alone ? large : large.slice(0, mostSlices - 1);
  const rest = sorted.filter((value) => !own.includes(value));
  const group = (name: string, members: readonly string[]): SliceGroup => {
    const inside = new Set(members);
    const taken = values.flatMap((value, row) => (inside.has(value) ? [row] : []));
    return { name, members: members.length, taken };
  };
  const groups = own.map((value) => group(value, [value]));
  if (rest.length === 0) return groups;
  return [...groups, group(rest.length === 1 ? rest[0]! : mergedName, rest)];
}

/** Partial pooling of one column's slices. */
function shrink(raw: readonly RawSlice[]) {
  const precision = raw.map(({ error }) => 1 / error ** 2);
  const sum = precision.reduce((all, own) => all + own, 0);
  const fixed = raw.reduce((all, { auc }, i) => all + precision[i]! * auc.value, 0) / sum;
  const q = raw.reduce((all, { auc }, i) => all + precision[i]! * (auc.value - fixed) ** 2, 0);
  const scale = sum - precision.reduce((all, own) => all + own ** 2, 0) / sum;
  const between = raw.length < 2 ? 0 : Math.max(0, (q - (raw.length - 1)) / scale);
  const weights = raw.map(({ error }) => 1 / (error ** 2 + between));
  const weight = weights.reduce((all, own) => all + own, 0);
  const mean = raw.reduce((all, { auc }, i) => all + weights[i]! * auc.value, 0) / weight;
  const distances = raw.map(({ auc, error }) => (auc.value - mean) / error);
  const slices = raw.map(({ error, ...slice }) => {
    const kept = between / (between + error ** 2);
    const value = mean + kept * (slice.auc.value - mean);
    const variance = kept * error ** 2 + (1 - kept) ** 2 / weight;
    const reach = normal.inverseSurvival((1 - level) / 2) * Math.sqrt(variance);
    return { ...slice, shrunk: { value, low: value - reach, high: value + reach } };
  });
  return { slices, distances };
}
