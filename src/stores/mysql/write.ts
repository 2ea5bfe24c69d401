import type { Connection } from 'mysql2';

import { WinbackError } from '../../base/errors.js';
import type { SqlEndpoint } from '../sql/access.js';
import type { Cell, WrittenColumn, WrittenRun, WrittenTable } from '../sql/store.js';
import { within } from '../sql/within.js';
import { run as execute, mysqlError, openMysql } from './client.js';
import { mysqlName, mysqlTable } from './read.js';

const columnTypes: Readonly<Record<WrittenColumn['kind'], string>> = {
  // Compared letter by letter: "a" and "A" are two users.
  key: 'VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL',
  text: 'TEXT CHARACTER SET utf8mb4',
  number: 'DOUBLE',
  integer: 'BIGINT',
};

/** Rows of one INSERT: a few hundred kilobytes, below any server's max_allowed_packet. */
const insertRows = 1000;

/** Writes tables of a run in one transaction. @returns rows of each @throws WinbackError as SqlStore.write */
export async function writeMysql(
  endpoint: SqlEndpoint,
  tables: readonly WrittenTable[],
  signal: AbortSignal | undefined,
): Promise<readonly number[]> {
  const connection = await openMysql(endpoint, signal);
  const stop = (): void => connection.destroy();
  signal?.addEventListener('abort', stop, { once: true });
  const patience = { ms: endpoint.timeoutMs, who: `MySQL ${endpoint.place}`, signal };
  const call = (sql: string, values: readonly (string | number)[] = []): Promise<void> =>
    within(execute(connection, sql, values), patience);
  try {
    // Strict: a text that is too long is an error. Backslashes escape, as the client writes them.
    await call("SET SESSION sql_mode = 'STRICT_ALL_TABLES'");
    // Making a table ends a transaction, so all are there before it begins.
    for (const { run } of tables) {
      if (run.create) await call(createSql(run));
      await within(requireTransactions(connection, run.table, endpoint), patience);
    }
    await call('START TRANSACTION');
    const rows: number[] = [];
    for (const { run, batches } of tables) {
      await call(`DELETE FROM ${mysqlTable(run.table)} WHERE ${mysqlName(run.key[0]!)} = ?`, [run.run]);
      rows.push(await insertAll(run, batches, call, signal));
    }
    signal?.throwIfAborted();
    await call('COMMIT');
    return rows;
  } catch (error) {
    throw mysqlError(error, endpoint, signal);
  } finally {
    signal?.removeEventListener('abort', stop);
    // What is not committed is rolled back by the server when the connection ends.
    connection.destroy();
  }
}

async function insertAll(
  { table, columns }: WrittenRun,
  batches: AsyncIterable<readonly (readonly Cell[])[]>,
  call: (sql: string, values: readonly never[]) => Promise<void>,
  signal: AbortSignal | undefined,
): Promise<number> {
  const names = columns.map(({ name }) => mysqlName(name)).join(', ');
  const places = `(${columns.map(() => '?').join(', ')})`;
  let rows = 0;
  for await (const batch of batches) {
    for (let from = 0; from < batch.length; from += insertRows) {
      signal?.throwIfAborted();
      const part = batch.slice(from, from + insertRows);
      const list = part.map(() => places).join(', ');
      const values = part.flat().map((cell) => (typeof cell === 'bigint' ? String(cell) : cell));
      await call(`INSERT INTO ${mysqlTable(table)} (${names}) VALUES ${list}`, values as never[]);
      rows += part.length;
    }
  }
  return rows;
}

const createSql = ({ table, columns, key }: WrittenRun): string => {
  const list = columns.map(({ name, kind }) => `${mysqlName(name)} ${columnTypes[kind]}`);
  const primary = `PRIMARY KEY (${key.map(mysqlName).join(', ')})`;
  return `CREATE TABLE IF NOT EXISTS ${mysqlTable(table)} (${[...list, primary].join(', ')}) ENGINE = InnoDB`;
};

// Without transactions a run that is killed would leave half of its rows.
async function requireTransactions(
  connection: Connection,
  table: string,
  endpoint: SqlEndpoint,
): Promise<void> {
  const [schema, name] = table.includes('.') ? table.split('.') : [endpoint.database, table];
  const engine = await engineOf(connection, [schema!, name!]);
  if (engine === 'InnoDB') return;
  throw engine === null
    ? new WinbackError(
        'NOT_FOUND',
        `MySQL ${endpoint.place}: there is no table ${table}; write create: true to have it made`,
      )
    : new WinbackError(
        'BAD_INPUT',
        `MySQL ${endpoint.place}: the table ${table} is kept by ${engine}, which has no transactions: ALTER TABLE ... ENGINE = InnoDB`,
      );
}

const engineOf = (connection: Connection, names: readonly string[]): Promise<string | null> =>
  new Promise((resolve, reject) => {
    const sql =
      'SELECT engine AS engine FROM information_schema.tables WHERE table_schema = ? AND table_name = ?';
    connection.query(sql, [...names], (error, rows) => {
      if (error) reject(error);
      else resolve((rows as unknown as readonly { readonly engine: string | null }[])[0]?.engine ?? null);
    });
  });
