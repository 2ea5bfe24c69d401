import type { Connection } from 'mysql2';

import { WinbackError } from '../../base/errors.js';
import { sha256 } from '../../base/node-crypto.js';
import type { SqlEndpoint } from '../sql/access.js';
import { lockText, requireShape } from '../sql/shape.js';
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
      await within(requireTransactions(connection, run, endpoint), patience);
      await within(takeTurn(connection, run, endpoint), patience);
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
  run: WrittenRun,
  endpoint: SqlEndpoint,
): Promise<void> {
  const { table } = run;
  const names = table.includes('.') ? table.split('.') : [endpoint.database, table];
  const where = 'WHERE table_schema = ? AND table_name = ?';
  const [found] = await rowsOf(
    connection,
    `SELECT engine AS value FROM information_schema.tables ${where}`,
    names,
  );
  const sql = `SELECT column_name AS value FROM information_schema.columns ${where} ORDER BY ordinal_position`;
  const columns = await rowsOf(connection, sql, names);
  requireShape(`MySQL ${endpoint.place}`, run, columns, createSql(run));
  if (found === 'InnoDB') return;
  throw new WinbackError(
    'BAD_INPUT',
    `MySQL ${endpoint.place}: the table ${table} is kept by ${found}, which has no transactions: ALTER TABLE ... ENGINE = InnoDB`,
  );
}

/** Waits for another writer of the run; the lock is free when the connection ends. */
async function takeTurn(connection: Connection, run: WrittenRun, endpoint: SqlEndpoint): Promise<void> {
  // A name of a lock has at most 64 letters.
  const name = `winback ${sha256(lockText(run)).slice(0, 40)}`;
  const seconds = String(Math.max(1, Math.floor(endpoint.timeoutMs / 2000)));
  const [got] = await rowsOf(connection, 'SELECT GET_LOCK(?, ?) AS value', [name, seconds]);
  if (Number(got) === 1) return;
  throw new WinbackError(
    'LOCKED',
    `MySQL ${endpoint.place}: another process writes the run "${run.run}" into ${run.table} for ${seconds} s: wait for its end, and run it again`,
  );
}

/** The column `value` of a result. */
const rowsOf = (
  connection: Connection,
  sql: string,
  values: readonly (string | undefined)[],
): Promise<readonly string[]> =>
  new Promise((resolve, reject) => {
    connection.query(sql, [...values], (error, rows) => {
      if (error) reject(error);
      else resolve((rows as unknown as readonly { readonly value: string }[]).map(({ value }) => value));
    });
  });
