import { columnAuc, leakAuc } from '../model/leak-rule.js';
import type { LeakSuspect } from './records.js';
import { featuresOf, type Sample } from './sample.js';

/** Columns of which one alone ranks the label almost perfectly, the best first. Sorting is done on libuv threads. */
export async function leakSuspects(sample: Sample): Promise<readonly LeakSuspect[]> {
  const suspects: LeakSuspect[] = [];
  for (const name of featuresOf(sample)) {
    const auc = await columnAuc(sample.table, name, sample.labels, 1);
    if (auc > leakAuc) suspects.push({ name, auc });
  }
  return suspects.sort((a, b) => b.auc - a.auc);
}
