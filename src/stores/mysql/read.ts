import type { Readable } from 'node:stream';

import type { Connection } from 'mysql2';

import { WinbackError } from '../../base/errors.js';
import { notKilled } from '../not-killed.js';
import type { SqlEndpoint } from '../sql/access.js';
import { batchRows, type Relation, type StoreColumn, type StoreRows, type TextRow } from '../sql/store.js';
import { within } from '../sql/within.js';
import { killSql, killThread, mysqlError, openMysql, run } from './client.js';
import { canBeZero, isZeroDate, type MysqlField, mysqlColumn } from './types.js';

const quoted = (name: string): string => `\`${name.replaceAll('`', '``')}\``;

/** `schema.name` with each part in quotes. */
export const mysqlTable = (table: string): string => table.split('.').map(quoted).join('.');

/** Column names with quotes. */
export const mysqlName = quoted;

const fromSql = (from: Relation): string =>
  'table' in from
    ? mysqlTable(from.table)
    : `(${from.query.trim().replace(/;\s*$/, '')}\n) AS winback_source`;

interface Field {
  readonly type: string;
  string(encoding?: string): string | null;
}

/** Every value as the server wrote it. */
const asText = (field: Field): string | null =>
  field.type === 'JSON' ? field.string('utf8') : field.string();

const queryOf = (sql: string): { sql: string; rowsAsArray: true; typeCast: typeof asText } => ({
  sql,
  rowsAsArray: true,
  typeCast: asText,
});

/** The columns of a relation. @throws WinbackError naming place and remedy */
export async function mysqlColumns(
  endpoint: SqlEndpoint,
  from: Relation,
  signal: AbortSignal | undefined,
): Promise<readonly StoreColumn[]> {
  const connection = await openMysql(endpoint, signal);
  try {
    await run(connection, 'START TRANSACTION READ ONLY');
    const fields = await within(fieldsOf(connection, `SELECT * FROM ${fromSql(from)} LIMIT 0`), {
      ms: endpoint.timeoutMs,
      who: `MySQL ${endpoint.place}`,
      signal,
    });
    return fields.map(mysqlColumn);
  } catch (error) {
    throw mysqlError(error, endpoint, signal);
  } finally {
    connection.destroy();
  }
}

const fieldsOf = (connection: Connection, sql: string): Promise<readonly MysqlField[]> =>
  new Promise((resolve, reject) => {
    connection.query(queryOf(sql) as never, (error, _rows, fields) =>
      error ? reject(error) : resolve(fields as unknown as readonly MysqlField[]),
    );
  });

/** The rows of a relation as texts, with dates that are none told apart. */
export function mysqlRows(
  endpoint: SqlEndpoint,
  from: Relation,
  columns: readonly StoreColumn[],
  signal: AbortSignal | undefined,
): StoreRows {
  const zeroDates = new Map<string, number>();
  const list = columns.map(({ name }) => quoted(name)).join(', ');
  const rows = streamed(endpoint, `SELECT ${list} FROM ${fromSql(from)}`, signal);
  return { batches: withoutZeroDates(rows, columns, zeroDates), zeroDates };
}

async function* withoutZeroDates(
  batches: AsyncIterable<(string | null)[][]>,
  columns: readonly StoreColumn[],
  zeroDates: Map<string, number>,
): AsyncGenerator<readonly TextRow[]> {
  const suspects = columns.flatMap((column, i) => (canBeZero(column) ? [i] : []));
  for await (const batch of batches) {
    for (const row of batch) {
      for (const i of suspects) {
        const value = row[i];
        if (value === null || value === undefined || !isZeroDate(value)) continue;
        row[i] = null;
        const { name } = columns[i]!;
        zeroDates.set(name, (zeroDates.get(name) ?? 0) + 1);
      }
    }
    yield batch;
  }
}

async function* streamed(
  endpoint: SqlEndpoint,
  sql: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<(string | null)[][]> {
  const connection = await openMysql(endpoint, signal);
  const thread = connection.threadId;
  // A query whose reader goes away would go on at the server; one that failed has ended there.
  let goesOn = true;
  let stop: (() => void) | undefined;
  try {
    await run(connection, 'START TRANSACTION READ ONLY');
    const stream = connection.query(queryOf(sql) as never).stream({ highWaterMark: batchRows });
    stop = () => void stream.destroy(signal!.reason as Error);
    signal?.addEventListener('abort', stop, { once: true });
    signal?.throwIfAborted();
    yield* batchesOf(stream, endpoint);
    goesOn = false;
  } catch (error) {
    const isOurs = signal?.aborted === true || error instanceof WinbackError;
    goesOn = false;
    connection.destroy();
    const why = isOurs ? await killThread(endpoint, thread) : null;
    if (why !== null) throw notKilled(`MySQL ${endpoint.place}`, killSql(thread!), why);
    throw mysqlError(error, endpoint, signal);
  } finally {
    if (stop) signal?.removeEventListener('abort', stop);
    connection.destroy();
    if (goesOn) await killThread(endpoint, thread);
  }
}

async function* batchesOf(stream: Readable, endpoint: SqlEndpoint): AsyncGenerator<(string | null)[][]> {
  let wake = (): void => undefined;
  let failure: Error | null = null;
  let ended = false;
  stream.on('readable', () => wake());
  stream.on('end', () => {
    // The client also tells an end when the stream was closed before it.
    ended = stream.readableEnded;
    if (!ended) failure ??= new Error('the rows ended early');
    wake();
  });
  stream.on('error', (error: Error) => {
    failure = error;
    wake();
  });
  for (;;) {
    const batch: (string | null)[][] = [];
    while (batch.length < batchRows) {
      const row = stream.read() as (string | null)[] | null;
      if (row === null) break;
      batch.push(row);
    }
    if (failure !== null) throw failure;
    if (batch.length > 0) yield batch;
    else if (ended) return;
    else {
      const change = new Promise<void>((resolve) => {
        wake = resolve;
      });
      await within(change, { ms: endpoint.timeoutMs, who: `MySQL ${endpoint.place}` });
    }
  }
}
