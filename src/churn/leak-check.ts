import type { ArrowTable } from '../data/arrow-shape.js';
import { viewColumn } from '../data/columns.js';
import { numbersOrCodes } from '../data/read/numbers.js';
import { readerOf } from '../data/read/reader.js';
import { countPositives, type Labels } from '../model/metrics.js';
import { rankMetrics } from '../stats/auc.js';
import type { LeakSuspect } from './records.js';
import { featuresOf, type Sample } from './sample.js';

/** A single column that ranks better than this is more likely the label in disguise than a discovery. */
export const leakAuc = 0.95;

/**
 * Columns of which one alone ranks the label almost perfectly. Numbers rank as they are, missing lowest;
 * a category ranks by its churn rate on the other half of the rows. Sorting is done on libuv threads.
 */
export async function leakSuspects(sample: Sample): Promise<readonly LeakSuspect[]> {
  const suspects: LeakSuspect[] = [];
  for (const name of featuresOf(sample)) {
    const auc = await singleFeatureAuc(sample.table, name, sample.labels);
    if (auc > leakAuc) suspects.push({ name, auc });
  }
  return suspects.sort((a, b) => b.auc - a.auc);
}

/** AUC of one column alone, at least 0.5. */
export async function singleFeatureAuc(table: ArrowTable, name: string, labels: Labels): Promise<number> {
  const view = viewColumn(table, name);
  const scores = view.categorical ? ratesOfOtherHalf(table, name, labels) : numbersOrCodes(table, name);
  for (let row = 0; row < scores.length; row++)
    if (!Number.isFinite(scores[row])) scores[row] = -Number.MAX_VALUE;
  const { auc } = await rankMetrics(scores, labels, { threads: 1 });
  return Math.max(auc, 1 - auc);
}

function ratesOfOtherHalf(table: ArrowTable, name: string, labels: Labels): Float64Array {
  const view = viewColumn(table, name);
  const read = readerOf(view);
  const base = countPositives(labels) / labels.length;
  const size = (view.categories?.length ?? 0) + 1;
  const rows = [new Float64Array(size), new Float64Array(size)] as const;
  const churners = [new Float64Array(size), new Float64Array(size)] as const;
  const codes = new Uint32Array(labels.length);
  for (let row = 0; row < labels.length; row++) {
    const code = read.present(row) ? Number(read.value(row)) : size - 1;
    codes[row] = code;
    rows[(row % 2) as 0 | 1][code]! += 1;
    churners[(row % 2) as 0 | 1][code]! += labels[row]!;
  }
  // A category the other half lacks gets the overall rate, and a rare one is drawn towards it.
  const rates = rows.map((count, half) =>
    count.map((all, code) => (churners[half as 0 | 1][code]! + 10 * base) / (all + 10)),
  );
  const scores = new Float64Array(labels.length);
  for (let row = 0; row < scores.length; row++) scores[row] = rates[1 - (row % 2)]![codes[row]!]!;
  return scores;
}
