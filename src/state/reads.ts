import type { Cell } from '../stores/sql/store.js';
import type { CellRow, Snapshot, Statement } from '../stores/sql/transactions.js';
import { kinds } from './kinds.js';
import { pageStatement, recordOf } from './record-sql.js';
import type { StateKind, StateRecords } from './records.js';
import type { State } from './state.js';

/** Records that are read at once when all of a kind are wanted. */
const pageRows = 1000;

/** All records of a kind at the moment of a snapshot, in pages, in the order of their keys. */
export async function* pagesOf<K extends StateKind>(
  kind: K,
  snapshot: Snapshot,
): AsyncGenerator<readonly StateRecords[K][]> {
  let last: StateRecords[K] | undefined;
  for (;;) {
    const { rows } = await snapshot.read(pageStatement(kinds[kind], last, pageRows));
    const page = rows.map((row) => recordOf(kinds[kind], row));
    if (page.length > 0) yield page;
    if (page.length < pageRows) return;
    last = page.at(-1);
  }
}

/** Rows of a statement that only reads. */
export async function queryRows(
  { database }: State,
  sql: string,
  parameters: readonly Cell[] = [],
): Promise<readonly CellRow[]> {
  const [found] = await database.read([{ sql, rows: [parameters] }]);
  return found!.rows;
}

/** A remark about the state itself; null where there is none. */
export async function metaOf(state: State, name: string): Promise<string | null> {
  const [row] = await queryRows(state, 'SELECT "value" FROM winback_meta WHERE "name" = ?', [name]);
  return (row?.['value'] as string | undefined) ?? null;
}

/** The statement that keeps a remark about the state, or removes it. */
export function metaStatement(name: string, value: string | null): Statement {
  if (value === null) return { sql: 'DELETE FROM winback_meta WHERE "name" = ?', rows: [[name]] };
  const sql = `INSERT INTO winback_meta VALUES (?, ?)
    ON CONFLICT ("name") DO UPDATE SET "value" = excluded."value"`;
  return { sql, rows: [[name, value]] };
}
