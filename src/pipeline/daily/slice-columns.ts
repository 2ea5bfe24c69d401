import { existsSync } from 'node:fs';

import type { Table } from 'apache-arrow';

import { type BuiltColumn, buildTable } from '../../data/tables/build.js';
import { columnNames } from '../../data/tables/file-columns.js';
import { nameColumn } from '../../data/tables/name-column.js';
import { readTable } from '../../data/tables/read.js';
import { type Day, stepFile } from './day.js';
import { featuresFile } from './score-files.js';

/** Stands for a user without a value. */
const missing = 'missing';
const ownColumns = ['user', 'day', 'left'];

/**
 * The attributes that the features of a snapshot day held, for these users: the evaluation is made by them as well. None
 * where that day was not run, or its model took no attributes.
 */
export async function attributeColumns(
  { config, out, signal }: Day,
  snapshot: string,
  users: readonly string[],
): Promise<readonly BuiltColumn[]> {
  const wanted = config.attributes?.fields ?? [];
  const file = stepFile(out, snapshot, 'features', featuresFile);
  if (wanted.length === 0 || !existsSync(file)) return [];
  const held = await columnNames(file, { signal });
  const names = wanted.filter((name) => held.includes(name) && !ownColumns.includes(name));
  if (names.length === 0) return [];
  const columns = ['user_id', ...names];
  const table = await readTable(file, { columns, text: columns, utf8: columns, signal });
  return columnsFor(table, 'user_id', names, users);
}

/** Names of the attributes that each of these tables of outcomes holds. */
export function slicesOf([first, ...rest]: readonly Table[]): readonly string[] {
  const namesOf = (table: Table): readonly string[] => table.schema.fields.map(({ name }) => name);
  return namesOf(first!).filter(
    (name) => !ownColumns.includes(name) && rest.every((table) => namesOf(table).includes(name)),
  );
}

/** The scores of a day with the attributes that its outcomes hold. */
export async function withSlices(scores: Table, outcomes: Table, names: readonly string[]): Promise<Table> {
  if (names.length === 0) return scores;
  const user = scores.getChild('user')!;
  const users = Array.from({ length: scores.numRows }, (_, row) => String(user.get(row)));
  return scores.assign(await buildTable(columnsFor(outcomes, 'user', names, users)));
}

function columnsFor(
  table: Table,
  key: string,
  names: readonly string[],
  users: readonly string[],
): readonly BuiltColumn[] {
  const id = table.getChild(key)!;
  const rows = new Map(Array.from({ length: table.numRows }, (_, row) => [String(id.get(row)), row]));
  return names.map((name) => {
    const column = table.getChild(name)!;
    const textAt = (row: number | undefined): string =>
      row === undefined ? missing : String(column.get(row) ?? missing);
    const values = users.map((user) => textAt(rows.get(user)));
    const categories = [...new Set(values)];
    const codes = new Map(categories.map((value, code) => [value, code]));
    return nameColumn(
      name,
      values.map((value) => codes.get(value)!),
      categories,
    );
  });
}
