import { WinbackError } from '../../base/errors.js';
import { sha256 } from '../../base/node-crypto.js';
import type { Cell, WrittenColumn, WrittenRun, WrittenTable } from '../sql/store.js';
import { ClickHouse } from './client.js';
import type { Endpoint } from './endpoint.js';

const columnTypes: Readonly<Record<WrittenColumn['kind'], string>> = {
  key: 'String',
  text: 'Nullable(String)',
  number: 'Nullable(Float64)',
  integer: 'Nullable(Int64)',
};

/**
 * Writes tables of a run. ClickHouse has no transactions: each table gets its rows into a table beside it, which then takes
 * the place of the run's partition in one step. Until then readers see the old rows; a break leaves them, and the table
 * beside, which the same run uses again. The steps of all tables come together at the end.
 * @returns rows of each
 * @throws WinbackError BAD_INPUT for a table that is not partitioned by the run, NOT_FOUND for a missing one, IO, ABORTED
 */
export async function writeClickHouse(
  endpoint: Endpoint,
  tables: readonly WrittenTable[],
  signal: AbortSignal | undefined,
): Promise<readonly number[]> {
  const server = await ClickHouse.open(endpoint);
  try {
    const rows: number[] = [];
    for (const { run, batches } of tables) rows.push(await stage(server, run, batches, signal));
    signal?.throwIfAborted();
    for (const [i, { run }] of tables.entries()) await replace(server, run, rows[i]!);
    return rows;
  } finally {
    await server.close();
  }
}

const quoted = (name: string): string => `"${name.replaceAll('\\', '\\\\').replaceAll('"', '""')}"`;
const literal = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
const place = (table: string): string => table.split('.').map(quoted).join('.');

/** Name of the table beside: of one run, so that two runs at once do not meet. */
const beside = ({ table, run }: WrittenRun): string => `${table}_${sha256(run).slice(0, 12)}`;

async function stage(
  server: ClickHouse,
  run: WrittenRun,
  batches: WrittenTable['batches'],
  signal: AbortSignal | undefined,
): Promise<number> {
  if (run.create) await server.command(createSql(run), { signal });
  await requirePartitions(server, run, signal);
  const staged = place(beside(run));
  await server.command(`DROP TABLE IF EXISTS ${staged}`, { signal });
  await server.command(`CREATE TABLE ${staged} AS ${place(run.table)}`, { signal });
  const names = run.columns.map(({ name }) => name);
  let rows = 0;
  for await (const batch of batches) {
    signal?.throwIfAborted();
    if (batch.length > 0)
      await server.insert(
        staged,
        names,
        batch.map((row) => row.map(jsonCell)),
      );
    rows += batch.length;
  }
  return rows;
}

async function requirePartitions(
  server: ClickHouse,
  { table, key }: WrittenRun,
  signal: AbortSignal | undefined,
): Promise<void> {
  const [database, name] = table.includes('.') ? table.split('.') : [null, table];
  const at = database === null ? 'currentDatabase()' : literal(database!);
  const sql = `SELECT partition_key FROM system.tables WHERE database = ${at} AND name = ${literal(name!)}`;
  const [found] = await server.rows(sql, { signal });
  if (found === undefined)
    throw new WinbackError(
      'NOT_FOUND',
      `ClickHouse ${server.place}: there is no table ${table}; write create: true to have it made`,
    );
  if (String(found['partition_key']).replaceAll('`', '') === key[0]) return;
  throw new WinbackError(
    'BAD_INPUT',
    `ClickHouse ${server.place}: the table ${table} is not partitioned by the run, so that a run cannot be replaced in one step: make it with PARTITION BY ${key[0]}, or name another table with create: true`,
  );
}

const jsonCell = (cell: Cell): string | number | null => (typeof cell === 'bigint' ? String(cell) : cell);

async function replace(server: ClickHouse, run: WrittenRun, rows: number): Promise<void> {
  const [target, staged] = [place(run.table), place(beside(run))];
  const partition = `PARTITION ${literal(run.run)}`;
  const step = rows === 0 ? `DROP ${partition}` : `REPLACE ${partition} FROM ${staged}`;
  await server.command(`ALTER TABLE ${target} ${step}`);
  await server.command(`DROP TABLE IF EXISTS ${staged}`);
}

const createSql = ({ table, columns, key }: WrittenRun): string =>
  `CREATE TABLE IF NOT EXISTS ${place(table)} (${columns.map(({ name, kind }) => `${quoted(name)} ${columnTypes[kind]}`).join(', ')})
ENGINE = MergeTree PARTITION BY ${quoted(key[0]!)} ORDER BY (${key.map(quoted).join(', ')})`;
