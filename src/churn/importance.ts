import type { OnProgress } from '../base/progress.js';
import type { ArrowTable } from '../data/arrow-shape.js';
import { columnOf } from '../data/read/column.js';
import { numbersOrCodes } from '../data/read/numbers.js';
import type { Classifier } from '../model/classifier.js';
import { permutationImportance } from '../model/importance.js';
import { TreeClassifier } from '../model/tree-classifier.js';
import type { Importance } from './records.js';
import { labelColumn, type Sample } from './sample.js';

/** A trained model and rows it never saw. */
export interface ModelOnRows {
  readonly model: Classifier;
  readonly sample: Sample;
}

export interface ImportanceOptions {
  readonly repeats: number;
  /** Columns with an absolute rank correlation of at least this are shuffled together. */
  readonly correlation: number;
  /** As correlatedGroups gives them, where they are known already. */
  readonly groups?: readonly (readonly string[])[] | null | undefined;
  readonly seed: number;
  readonly threads?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
}

/**
 * Permutation importance (Breiman, 2001): AUC lost when a column is shuffled, mean and standard deviation over
 * the repeats; once per column and once per group of correlated columns, since a column whose twin stays in place
 * loses nothing. With several models (folds) the loss of a repeat is the mean over them.
 */
export async function featureImportance(
  parts: readonly ModelOnRows[],
  options: ImportanceOptions,
): Promise<Importance> {
  const names = parts[0]!.model.features.map(({ name }) => name);
  const groups = options.groups ?? correlatedGroups(parts[0]!.sample.table, names, options.correlation);
  const several = groups.filter((group) => group.length > 1);
  const sets = [...names.map((name) => [name]), ...several];
  const drops = sets.map(() => new Float64Array(options.repeats));
  for (const [k, part] of parts.entries()) {
    const losses = await lossesOf(part, sets, { ...options, seed: options.seed + k });
    for (const [i, loss] of losses.entries())
      for (const [repeat, value] of loss.entries()) drops[i]![repeat]! += value / parts.length;
    options.onProgress?.({ stage: 'importance', detail: 'models', done: k + 1, total: parts.length });
  }
  const measured = sets.map((features, i) => ({ features, ...meanAndSd(drops[i]!) }));
  const single = measured.slice(0, names.length);
  const byName = new Map(single.map((entry) => [entry.features[0]!, entry]));
  const alone = groups.filter((group) => group.length === 1).map(([name]) => byName.get(name!)!);
  return {
    metric: 'auc',
    repeats: options.repeats,
    correlation: options.correlation,
    single: single
      .map(({ features, mean, sd }) => ({ feature: features[0]!, mean, sd }))
      .sort((a, b) => b.mean - a.mean),
    grouped: [...measured.slice(names.length), ...alone].sort((a, b) => b.mean - a.mean),
  };
}

// Losses of each set, in the order of `sets`; trees are measured natively.
async function lossesOf(
  { model, sample }: ModelOnRows,
  sets: readonly (readonly string[])[],
  options: ImportanceOptions,
): Promise<readonly Float64Array[]> {
  const measured = model instanceof TreeClassifier ? await model.compiled() : model;
  const { groups } = await permutationImportance(measured, sample.table, {
    label: labelColumn,
    groups: Object.fromEntries(sets.map((set, i) => [`set ${i}`, set])),
    repeats: options.repeats,
    seed: options.seed,
    threads: options.threads,
    signal: options.signal,
  });
  const byName = new Map(groups.map(({ name, losses }) => [name, losses]));
  return sets.map((_, i) => byName.get(`set ${i}`)!);
}

function meanAndSd(values: Float64Array): { mean: number; sd: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, sd: values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1)) };
}

/**
 * Columns joined by chains of |Spearman| >= `limit`; categorical columns stand alone. Missing values rank
 * together, lowest.
 */
export function correlatedGroups(
  table: ArrowTable,
  names: readonly string[],
  limit: number,
): readonly (readonly string[])[] {
  const group = names.map((_, i) => i);
  const ranks = names.map((name) =>
    name === labelColumn || isCategorical(table, name) ? null : standardRanks(numbersOrCodes(table, name)),
  );
  for (let i = 0; i < names.length; i++) {
    for (let j = 0; j < i; j++) {
      const [a, b] = [ranks[i], ranks[j]];
      if (!a || !b || group[i] === group[j] || Math.abs(dot(a, b)) < limit) continue;
      const [from, to] = [group[i]!, group[j]!];
      for (let k = 0; k < group.length; k++) if (group[k] === from) group[k] = to;
    }
  }
  const members = new Map<number, string[]>();
  for (const [i, name] of names.entries()) members.set(group[i]!, [...(members.get(group[i]!) ?? []), name]);
  return [...members.values()];
}

const isCategorical = (table: ArrowTable, name: string): boolean =>
  columnOf(table, name).type.dictionary !== undefined;

// Midranks, centred and of length 1; null for a constant column.
function standardRanks(values: Float64Array): Float64Array | null {
  const keys = values.map((value) => (Number.isNaN(value) ? -Infinity : value));
  const { distinct, midranks } = rankTable(keys.slice().sort());
  const centre = (keys.length - 1) / 2;
  const ranks = new Float64Array(keys.length);
  for (let row = 0; row < keys.length; row++)
    ranks[row] = midranks[positionOf(distinct, keys[row]!)]! - centre;
  const length = Math.sqrt(dot(ranks, ranks));
  return length === 0 ? null : ranks.map((rank) => rank / length);
}

/** Distinct values, ascending, and the mean rank of the rows that hold each. */
function rankTable(sorted: Float64Array): { distinct: Float64Array; midranks: Float64Array } {
  const [distinct, midranks] = [new Float64Array(sorted.length), new Float64Array(sorted.length)];
  let count = 0;
  for (let from = 0; from < sorted.length; ) {
    let to = from;
    while (to < sorted.length && sorted[to] === sorted[from]) to++;
    distinct[count] = sorted[from]!;
    midranks[count++] = (from + to - 1) / 2;
    from = to;
  }
  return { distinct: distinct.subarray(0, count), midranks };
}

// Index of `value`, which is there. A map of all values takes several times as long.
function positionOf(ascending: Float64Array, value: number): number {
  let [low, high] = [0, ascending.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
