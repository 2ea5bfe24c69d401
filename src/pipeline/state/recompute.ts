import { sha256 } from '../../base/node-crypto.js';
import { canonicalJson } from '../../state/canonical-json.js';
import { kinds } from '../../state/kinds.js';
import { type ListOptions, listStatement, recordOf } from '../../state/record-sql.js';
import type { StateKind, StateRecords } from '../../state/records.js';
import type { State } from '../../state/state.js';
import type { Cell } from '../../stores/sql/store.js';
import type { CellRow } from '../../stores/sql/transactions.js';

/** Where an answer comes from: whoever runs `sql` on the state gets the same rows, and of them the same digest. */
export interface RecordSource {
  /** Table of the state. */
  readonly table: string;
  /** Rows that were read. */
  readonly rows: number;
  /** Rows that the question has without its limit. */
  readonly of: number;
  /** SHA-256 of the rows as JSON with sorted keys. */
  readonly digest: string;
  /** The query, with its values in place. */
  readonly sql: string;
}

/** A query with a mark for each value; the last value may be a limit. */
export interface Question {
  readonly table: string;
  /** Without `LIMIT`. */
  readonly sql: string;
  readonly cells: readonly Cell[];
  /** At most how many rows. */
  readonly limit: number;
}

/** The rows of a query with their source. */
export async function askState(
  { database }: State,
  { table, sql, cells, limit }: Question,
): Promise<{ readonly rows: readonly CellRow[]; readonly source: RecordSource }> {
  const [found, counted] = await database.read([
    { sql: `${sql} LIMIT ?`, rows: [[...cells, limit]] },
    { sql: `SELECT count(*) AS n FROM (${sql}) AS every`, rows: [cells] },
  ]);
  const { rows } = found!;
  const written = withValues(`${sql} LIMIT ?`, [...cells, limit]);
  const of = Number(counted!.rows[0]!['n']);
  return { rows, source: { table, rows: rows.length, of, digest: digestOfRows(rows), sql: written } };
}

/** The records of a kind with their source. @throws WinbackError BAD_INPUT for a field that the kind does not have */
export async function recordsOf<K extends StateKind>(
  state: State,
  kind: K,
  options: ListOptions<StateRecords[K]> & { readonly limit: number },
): Promise<{ readonly records: readonly StateRecords[K][]; readonly source: RecordSource }> {
  const { limit, ...rest } = options;
  const { sql, rows: given = [] } = listStatement(kinds[kind], rest);
  const one = sql.replaceAll(/\s+/g, ' ');
  const { table } = kinds[kind];
  const { rows, source } = await askState(state, { table, sql: one, cells: given[0] ?? [], limit });
  return { records: rows.map((row) => recordOf(kinds[kind], row)), source };
}

/** SHA-256 of rows as JSON with sorted keys. Integers beyond 2^53 are texts there. */
export function digestOfRows(rows: readonly CellRow[]): string {
  const plain = rows.map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, plainCell(cell)])),
  );
  return sha256(canonicalJson(plain, 'rows'));
}

const plainCell = (cell: unknown): unknown => (typeof cell === 'bigint' ? String(cell) : cell);

function withValues(sql: string, cells: readonly Cell[]): string {
  let next = 0;
  return sql.replaceAll('?', () => literal(cells[next++] ?? null));
}

const literal = (cell: Cell): string =>
  cell === null ? 'NULL' : typeof cell === 'string' ? `'${cell.replaceAll("'", "''")}'` : String(cell);
