import { existsSync } from 'node:fs';
import path from 'node:path';

import type { Table } from 'apache-arrow';

import { addDays, dayNumber } from '../../base/days.js';
import { buildTable } from '../../data/tables/build.js';
import { nameColumn } from '../../data/tables/name-column.js';
import { readTable } from '../../data/tables/read.js';
import { writeTable } from '../../data/tables/write.js';
import { buildSnapshot } from '../../features/build.js';
import { labelColumn, userColumn } from '../../features/snapshot-query.js';
import { matureSnapshot } from '../../features/splits.js';
import type { Day } from './day.js';
import { stepFile } from './day.js';
import { readJson } from './json-files.js';
import { labelDays } from './missing-days.js';
import { attributeColumns } from './slice-columns.js';
import { type DataCheck, dataFile } from './steps/check-data.js';

export const outcomesFile = 'outcomes.parquet';
/** Snapshots that are evaluated together: a week has every weekday once. */
export const evaluatedDays = 7;

/** The snapshot whose labels become final with the day. */
export const matureDay = ({ date, config }: Pick<Day, 'date' | 'config'>): string =>
  addDays(date, -(config.windows.horizonDays + config.daily.latenessDays));

/**
 * Writes who of the users of the newest mature snapshot has left, with their attributes.
 * @returns its day; null where the log begins later, or a day of the label's horizon is missing
 */
export async function writeOutcomes(day: Day, folder: string): Promise<string | null> {
  const snapshot = matureDay(day);
  const { config, signal } = day;
  const log = await day.log.open();
  const needed = addDays(log.record.firstDay, config.windows.observationDays - 1);
  if (snapshot < needed || (await isLost(day, snapshot))) return null;
  const mature = matureSnapshot(snapshot, config.windows.horizonDays, day.date);
  const features = [`active_days_${config.windows.observationDays}`];
  const { table } = await buildSnapshot(log, config, mature, [], { features, signal });
  await writeTable(path.join(folder, outcomesFile), await outcomeTable(day, table, mature), { signal });
  return snapshot;
}

/** Whether a day is missing in which the label looks for activity: who was active then would count as having left. */
async function isLost({ out, date, config }: Day, snapshot: string): Promise<boolean> {
  const data = await readJson<DataCheck>(stepFile(out, date, 'check-data', dataFile));
  const { from, to } = labelDays(snapshot, config.windows.horizonDays);
  return data!.missing.some((one) => from <= one.date && one.date <= to);
}

async function outcomeTable(
  work: Day,
  table: Table,
  { day, horizonDays }: { readonly day: string; readonly horizonDays: number },
): Promise<Table> {
  const label = table.getChild(labelColumn(horizonDays))!;
  const user = table.getChild(userColumn)!;
  const users = Array.from({ length: table.numRows }, (_, row) => String(user.get(row)));
  const left = Float64Array.from({ length: table.numRows }, (_, row) => Number(label.get(row)));
  const attributes = await attributeColumns(work, day, users);
  return keyed(users, dayNumber(day), [{ name: 'left', kind: 'number', values: left }, ...attributes]);
}

type Columns = Parameters<typeof buildTable>[0];

/** A table of users of one day. */
export function keyed(users: readonly string[], day: number, columns: Columns): Promise<Table> {
  return buildTable([
    nameColumn(
      'user',
      Int32Array.from(users, (_, i) => i),
      users,
    ),
    { name: 'day', kind: 'date', values: new Int32Array(users.length).fill(day) },
    ...columns,
  ]);
}

/** The scores of one day as the evaluation takes them; null where the day was not run. @param file of the step `score` */
export async function scoresOf(day: Day, snapshot: string, file: string): Promise<Table | null> {
  const source = stepFile(day.out, snapshot, 'score', file);
  return existsSync(source) ? scoresTable(source, snapshot, day.signal) : null;
}

/** A file of scores as the evaluation takes it: user, day, probability. */
export async function scoresTable(
  file: string,
  snapshot: string,
  signal: AbortSignal | undefined,
): Promise<Table> {
  const table = await readTable(file, { text: ['user_id'], utf8: ['user_id'], signal });
  const user = table.getChild('user_id')!;
  const probability = table.getChild('churn_prob')!;
  const users = Array.from({ length: table.numRows }, (_, row) => String(user.get(row)));
  const values = Float64Array.from({ length: table.numRows }, (_, row) => Number(probability.get(row)));
  return keyed(users, dayNumber(snapshot), [{ name: 'probability', kind: 'number', values }]);
}
