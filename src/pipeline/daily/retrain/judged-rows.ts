import type { Table } from 'apache-arrow';

import { dayNumber } from '../../../base/days.js';
import { readTable } from '../../../data/tables/read.js';
import { takeTableRows } from '../../../data/tables/take-rows.js';
import { userColumn } from '../../../features/snapshot-query.js';
import { conform } from '../../../model/conform.js';
import { representativeRows } from '../../../monitor/decide/recalibrate.js';
import type { MaturedRows } from '../../../monitor/matured/rows.js';
import type { StoredModel } from '../../../registry/model-store.js';
import { type Day, stepFile } from '../day.js';
import { featuresFile } from '../score-files.js';

/** Rows with final labels that stand for everybody, each user once. */
export interface JudgedRows {
  /** Their features. */
  readonly table: Table;
  /** What the trees say of them, not calibrated. */
  readonly raw: Float64Array;
  readonly labels: Uint8Array;
  readonly users: readonly string[];
}

/** Untreated rows of one snapshot that stand for everybody, with the features that the day kept. */
export async function judgedRows(
  day: Day,
  { classifier }: StoredModel,
  rows: MaturedRows,
  { snapshot, seed }: { readonly snapshot: string; readonly seed: number },
): Promise<JudgedRows> {
  const { signal, threads } = day;
  const at = dayNumber(snapshot);
  const chosen = [...representativeRows(rows, seed)].filter((row) => rows.days[row] === at);
  const labelOf = new Map(chosen.map((row) => [rows.users[row]!, rows.labels[row]!]));
  const file = stepFile(day.out, snapshot, 'features', featuresFile);
  const all = await readTable(file, { text: [userColumn], signal });
  const user = all.getChild(userColumn)!;
  const names = Array.from({ length: all.numRows }, (_, row) => String(user.get(row)));
  const places = Uint32Array.from([...names.keys()].filter((row) => labelOf.has(names[row]!)));
  const table = await takeTableRows(all, places);
  const raw = await classifier.predict(conform(table, classifier.features), { threads, signal });
  const users = Array.from(places, (row) => names[row]!);
  return { table, raw, users, labels: Uint8Array.from(users, (name) => labelOf.get(name)!) };
}
