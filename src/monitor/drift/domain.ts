import { Random } from '../../base/random.js';
import type { ArrowTable } from '../../data/arrow-shape.js';
import { byteVector, categoryVector, gatherRows, numberVector, tableOf } from '../../data/gather.js';
import { strictNumbers } from '../../data/read/numbers.js';
import { conform } from '../../model/conform.js';
import { trainLightGbm } from '../../model/tree-classifier.js';
import { rankMetrics } from '../../stats/auc.js';
import { textCodes } from '../profile/columns.js';
import type { ProfiledColumn } from '../profile/records.js';
import type { DomainClassifier } from './records.js';

/** Most rows of either side. */
const mostRows = 50_000;

/** Even the lower bound of the AUC must be above this for a verdict. */
const limit = 0.6;

/** Fewer rows of a side make no model. */
const leastRows = 100;

const label = 'winback_is_today';

const trees = { numIterations: 60, maxDepth: 4, numLeaves: 15, minDataInLeaf: 20, learningRate: 0.1 };

/** A side of the comparison: its table, and the rows that are used. */
interface Side {
  readonly table: ArrowTable;
  readonly rows: Uint32Array;
}

/**
 * Trains a classifier on half of the rows to tell today's from those of the training, and judges it on the other half; then the other
 * way round. It sees what single columns do not show: a change of how columns go together. The two tables must have different
 * users, or it also finds out who is in both. null where a side has too few rows.
 */
export async function domainClassifier(
  columns: readonly ProfiledColumn[],
  reference: ArrowTable,
  current: ArrowTable,
  { seed, signal }: { readonly seed: number; readonly signal: AbortSignal | undefined },
): Promise<DomainClassifier | null> {
  const used = columns.filter(({ expected }) => (expected ?? null) === null);
  const rows = Math.min(reference.numRows, current.numRows, mostRows);
  if (rows < leastRows || used.length === 0) return null;
  const sides = [reference, current].map((table, side) => ({
    table,
    rows: drawn(table.numRows, rows, seed, side),
  }));
  const table = joined(used, sides);
  const labels = Uint8Array.from({ length: 2 * rows }, (_, row) => Number(row >= rows));
  const scores = new Float64Array(2 * rows);
  const gains = new Map<string, number>();
  for (const half of [0, 1]) await scoreHalf(table, { half, scores, gains, seed, signal });
  const { auc, low, high } = await rankMetrics(scores, labels);
  const all = [...gains.values()].reduce((sum, gain) => sum + gain, 0);
  return {
    ...{ auc, low, high, effect: 2 * auc - 1, rows: { reference: rows, current: rows } },
    state: low > limit ? 'certain' : auc > limit ? 'possible' : 'stable',
    culprits: [...gains]
      .filter(([, gain]) => gain > 0)
      .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
      .slice(0, 10)
      .map(([name, gain]) => ({ name, share: gain / all })),
  };
}

/** `wanted` different rows of `rows`, in a random order that depends on seed and side alone. */
function drawn(rows: number, wanted: number, seed: number, side: number): Uint32Array {
  const random = new Random(seed, side);
  const all = Uint32Array.from({ length: rows }, (_, row) => row);
  for (let i = 0; i < wanted; i++) {
    const other = i + random.below(rows - i);
    [all[i], all[other]] = [all[other]!, all[i]!];
  }
  return all.slice(0, wanted);
}

/** Both sides as one table with the label, the reference first. */
function joined(columns: readonly ProfiledColumn[], sides: readonly Side[]): ArrowTable {
  const total = sides.reduce((sum, { rows }) => sum + rows.length, 0);
  const vectors = columns.map((column) => {
    const vector =
      column.kind === 'numeric' ? numbersOf(column.name, sides, total) : textsOf(column.name, sides, total);
    return [column.name, vector] as const;
  });
  const labels = new Uint8Array(total).fill(1, sides[0]!.rows.length);
  return tableOf([...vectors, [label, byteVector(labels)]]);
}

function numbersOf(name: string, sides: readonly Side[], total: number) {
  const values = new Float64Array(total);
  let at = 0;
  for (const { table, rows } of sides) {
    const all = strictNumbers(conform(table, [{ name, kind: 'numeric' }]), name);
    // LightGBM takes no infinite value.
    for (const row of rows) values[at++] = Number.isFinite(all[row]!) ? all[row]! : Number.NaN;
  }
  return numberVector(values);
}

function textsOf(name: string, sides: readonly Side[], total: number) {
  const codes = new Int32Array(total);
  const codeOf = new Map<string, number>();
  let at = 0;
  for (const { table, rows } of sides) {
    const own = textCodes(table, name);
    for (const row of rows) {
      const text = own.texts[own.codes[row]!];
      if (text !== undefined && !codeOf.has(text)) codeOf.set(text, codeOf.size);
      codes[at++] = text === undefined ? -1 : codeOf.get(text)!;
    }
  }
  return categoryVector(codes, [...codeOf.keys()]);
}

interface Work {
  readonly half: number;
  readonly scores: Float64Array;
  readonly gains: Map<string, number>;
  readonly seed: number;
  readonly signal: AbortSignal | undefined;
}

/** Learns from the rows of the other half, and scores those of this one. */
async function scoreHalf(table: ArrowTable, { half, scores, gains, seed, signal }: Work): Promise<void> {
  const names = table.schema.fields.map(({ name }) => name);
  const all = Uint32Array.from({ length: table.numRows }, (_, row) => row);
  const [mine, others] = [all.filter((row) => row % 2 === half), all.filter((row) => row % 2 !== half)];
  const features = names.filter((name) => name !== label);
  const parameters = { ...trees, seed };
  const model = await trainLightGbm(gatherRows(table, names, others), {
    label,
    features,
    parameters,
    signal,
  });
  try {
    const predicted = await model.predict(gatherRows(table, names, mine), { signal });
    for (const [i, row] of mine.entries()) scores[row] = predicted[i]!;
    for (const [name, gain] of await model.booster.importance('gain'))
      gains.set(name, (gains.get(name) ?? 0) + gain);
  } finally {
    model.close();
  }
}
