import { WinbackError } from '../../base/errors.js';
import { nodeCrypto, sha256 } from '../../base/node-crypto.js';
import { requireShape } from '../sql/shape.js';
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
 * the place of the run's partition in one step. Until then readers see the old rows. Every writer has tables of its own
 * beside, so that of two writers of one run the later leaves its rows. A writer that is killed leaves its table; a later one
 * of the run drops it when it is a day old. The steps of all tables come together at the end.
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
    const staged: Staged[] = [];
    try {
      for (const { run, batches } of tables) {
        await prepare(server, run, signal);
        staged.push({ run, beside: `${besides(run)}${nodeCrypto().randomUUID().slice(0, 8)}`, rows: 0 });
        await fill(server, staged.at(-1)!, batches, signal);
      }
      signal?.throwIfAborted();
      for (const one of staged) await replace(server, one);
    } finally {
      // The error of the writing tells more than one of the tidying.
      for (const { beside } of staged) await server.command(dropSql(beside)).catch(() => undefined);
    }
    return staged.map(({ rows }) => rows);
  } finally {
    await server.close();
  }
}

const quoted = (name: string): string => `"${name.replaceAll('\\', '\\\\').replaceAll('"', '""')}"`;
const literal = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
const place = (table: string): string => table.split('.').map(quoted).join('.');

/** Rows of a run in the table beside. */
interface Staged {
  readonly run: WrittenRun;
  readonly beside: string;
  rows: number;
}

/** What the names of tables beside begin with; the rest is of one writer. */
const besides = ({ table, run }: WrittenRun): string => `${table}_${sha256(run).slice(0, 12)}_`;

const dropSql = (table: string): string => `DROP TABLE IF EXISTS ${place(table)}`;

const databaseOf = (table: string): readonly [database: string, name: string] => {
  const [database, name] = table.includes('.') ? table.split('.') : [null, table];
  return [database === null ? 'currentDatabase()' : literal(database!), name!];
};

async function prepare(server: ClickHouse, run: WrittenRun, signal: AbortSignal | undefined): Promise<void> {
  if (run.create) await server.command(createSql(run), { signal });
  await requirePartitions(server, run, signal);
  const [database, name] = databaseOf(besides(run));
  const old = `SELECT name FROM system.tables WHERE database = ${database} AND startsWith(name, ${literal(name)}) AND metadata_modification_time < now() - INTERVAL 1 DAY`;
  for (const { name: left } of await server.rows(old, { signal }))
    await server.command(dropSql(run.table.replace(/[^.]*$/, () => String(left))), { signal });
}

async function fill(
  server: ClickHouse,
  staged: Staged,
  batches: WrittenTable['batches'],
  signal: AbortSignal | undefined,
): Promise<void> {
  const { run, beside } = staged;
  await server.command(`CREATE TABLE ${place(beside)} AS ${place(run.table)}`, { signal });
  const names = run.columns.map(({ name }) => name);
  for await (const batch of batches) {
    signal?.throwIfAborted();
    if (batch.length > 0)
      await server.insert(
        place(beside),
        names,
        batch.map((row) => row.map(jsonCell)),
      );
    staged.rows += batch.length;
  }
}

async function requirePartitions(
  server: ClickHouse,
  run: WrittenRun,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { table, key } = run;
  const [database, name] = databaseOf(table);
  const at = `database = ${database}`;
  const columns = await server.rows(
    `SELECT name FROM system.columns WHERE ${at} AND table = ${literal(name)} ORDER BY position`,
    { signal },
  );
  const has = columns.map((row) => String(row['name']));
  requireShape(`ClickHouse ${server.place}`, run, has, createSql(run));
  const [found] = await server.rows(
    `SELECT partition_key FROM system.tables WHERE ${at} AND name = ${literal(name)}`,
    { signal },
  );
  if (String(found?.['partition_key']).replaceAll('`', '') === key[0]) return;
  throw new WinbackError(
    'BAD_INPUT',
    `ClickHouse ${server.place}: the table ${table} is not partitioned by the run, so that a run cannot be replaced in one step: make it with PARTITION BY ${key[0]}, or name another table with create: true`,
  );
}

const jsonCell = (cell: Cell): string | number | null => (typeof cell === 'bigint' ? String(cell) : cell);

async function replace(server: ClickHouse, { run, beside, rows }: Staged): Promise<void> {
  const partition = `PARTITION ${literal(run.run)}`;
  const step = rows === 0 ? `DROP ${partition}` : `REPLACE ${partition} FROM ${place(beside)}`;
  await server.command(`ALTER TABLE ${place(run.table)} ${step}`);
}

const createSql = ({ table, columns, key }: WrittenRun): string =>
  `CREATE TABLE IF NOT EXISTS ${place(table)} (${columns.map(({ name, kind }) => `${quoted(name)} ${columnTypes[kind]}`).join(', ')})
ENGINE = MergeTree PARTITION BY ${quoted(key[0]!)} ORDER BY (${key.map(quoted).join(', ')})`;
