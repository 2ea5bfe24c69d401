import type { SqlEndpoint } from '../sql/access.js';
import { lockText, requireShape } from '../sql/shape.js';
import type { Cell, WrittenColumn, WrittenRun, WrittenTable } from '../sql/store.js';
import { within } from '../sql/within.js';
import { endPostgres, openPostgres, postgresError } from './client.js';
import { postgresName, postgresTable } from './read.js';

const columnTypes: Readonly<Record<WrittenColumn['kind'], string>> = {
  key: 'text NOT NULL',
  text: 'text',
  number: 'double precision',
  integer: 'bigint',
};

/** Types of the arrays in which a batch goes to the server, a column each. */
const arrayTypes: Readonly<Record<WrittenColumn['kind'], string>> = {
  key: 'text[]',
  text: 'text[]',
  number: 'float8[]',
  integer: 'int8[]',
};

/** Writes tables of a run in one transaction. @returns rows of each @throws WinbackError as SqlStore.write */
export async function writePostgres(
  endpoint: SqlEndpoint,
  tables: readonly WrittenTable[],
  signal: AbortSignal | undefined,
): Promise<readonly number[]> {
  const connection = await openPostgres(endpoint, signal);
  const call: Call = (sql, values = []) =>
    within(connection.query(sql, values as unknown[]), {
      ms: endpoint.timeoutMs,
      who: `PostgreSQL ${endpoint.place}`,
      signal,
    });
  try {
    await call('BEGIN');
    const rows: number[] = [];
    for (const { run, batches } of tables) {
      // Until the end of the transaction: a second writer of the run waits, and then replaces its rows.
      await call('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [lockText(run)]);
      if (run.create) await call(createSql(run));
      const table = postgresTable(run.table);
      requireShape(`PostgreSQL ${endpoint.place}`, run, await columnsOf(call, table), createSql(run));
      await call(`DELETE FROM ${table} WHERE ${postgresName(run.key[0]!)} = $1`, [run.run]);
      rows.push(await insertAll(run, batches, call));
    }
    await call('COMMIT');
    return rows;
  } catch (error) {
    throw postgresError(error, endpoint, signal);
  } finally {
    // What is not committed is rolled back by the server when the connection ends.
    endPostgres(connection);
  }
}

type Call = (sql: string, values?: readonly unknown[]) => Promise<{ readonly rows: readonly unknown[] }>;

async function columnsOf(call: Call, table: string): Promise<readonly string[]> {
  const sql =
    'SELECT attname AS name FROM pg_attribute WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped ORDER BY attnum';
  const { rows } = await call(sql, [table]);
  return rows.map((row) => (row as { readonly name: string }).name);
}

async function insertAll(
  { table, columns }: WrittenRun,
  batches: AsyncIterable<readonly (readonly Cell[])[]>,
  call: Call,
): Promise<number> {
  const names = columns.map(({ name }) => postgresName(name)).join(', ');
  const arrays = columns.map(({ kind }, i) => `$${i + 1}::${arrayTypes[kind]}`).join(', ');
  const sql = `INSERT INTO ${postgresTable(table)} (${names}) SELECT * FROM unnest(${arrays})`;
  let rows = 0;
  for await (const batch of batches) {
    if (batch.length === 0) continue;
    await call(
      sql,
      columns.map((_, i) => batch.map((row) => (typeof row[i] === 'bigint' ? String(row[i]) : row[i]))),
    );
    rows += batch.length;
  }
  return rows;
}

function createSql({ table, columns, key }: WrittenRun): string {
  const list = columns.map(({ name, kind }) => `${postgresName(name)} ${columnTypes[kind]}`);
  const primary = `PRIMARY KEY (${key.map(postgresName).join(', ')})`;
  return `CREATE TABLE IF NOT EXISTS ${postgresTable(table)} (${[...list, primary].join(', ')})`;
}
