import type { Client } from 'pg';
import type Cursor from 'pg-cursor';

import { WinbackError } from '../../base/errors.js';
import { notKilled } from '../not-killed.js';
import { peerPackage } from '../peer-package.js';
import type { SqlEndpoint } from '../sql/access.js';
import { batchRows, type Relation, type StoreColumn, type StoreRows, type TextRow } from '../sql/store.js';
import { type Patience, within } from '../sql/within.js';
import {
  type Backend,
  backendSql,
  endBackend,
  endPostgres,
  endSql,
  openPostgres,
  postgresError,
} from './client.js';
import { postgresColumn } from './types.js';

/** A name in quotes. */
export const postgresName = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** `schema.name` with each part in quotes. */
export const postgresTable = (table: string): string => table.split('.').map(postgresName).join('.');

const fromSql = (from: Relation): string =>
  'table' in from
    ? postgresTable(from.table)
    : `(${from.query.trim().replace(/;\s*$/, '')}\n) AS winback_source`;

/** Reading alone, in UTC and with ISO dates, whatever the server or the user is set to. */
const session = `BEGIN TRANSACTION READ ONLY; SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO, YMD';
  SET LOCAL IntervalStyle = 'postgres'; SET LOCAL extra_float_digits = 1;
  SET LOCAL idle_in_transaction_session_timeout = 0`;

/** Every value as the server wrote it. */
const asText = { getTypeParser: () => (value: string) => value };

const patience = (endpoint: SqlEndpoint, signal: AbortSignal | undefined): Patience => ({
  ms: endpoint.timeoutMs,
  who: `PostgreSQL ${endpoint.place}`,
  signal,
});

/** The columns of a relation. @throws WinbackError naming place and remedy */
export async function postgresColumns(
  endpoint: SqlEndpoint,
  from: Relation,
  signal: AbortSignal | undefined,
): Promise<readonly StoreColumn[]> {
  const connection = await openPostgres(endpoint, signal);
  const call = <T>(answer: Promise<T>): Promise<T> => within(answer, patience(endpoint, signal));
  try {
    await call(connection.query(session));
    const { fields } = await call(connection.query(`SELECT * FROM ${fromSql(from)} LIMIT 0`));
    return fields.map(postgresColumn);
  } catch (error) {
    throw postgresError(error, endpoint, signal);
  } finally {
    endPostgres(connection);
  }
}

/** The rows of a relation as texts. PostgreSQL has no dates that are none. */
export function postgresRows(
  endpoint: SqlEndpoint,
  from: Relation,
  columns: readonly StoreColumn[],
  signal: AbortSignal | undefined,
): StoreRows {
  const list = columns.map(({ name }) => postgresName(name)).join(', ');
  const batches = streamed(endpoint, `SELECT ${list} FROM ${fromSql(from)}`, signal);
  return { batches, zeroDates: new Map() };
}

async function* streamed(
  endpoint: SqlEndpoint,
  sql: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<readonly TextRow[]> {
  const connection = await openPostgres(endpoint, signal);
  // A query whose reader goes away would go on at the server; one that failed has ended there.
  let goesOn = true;
  let backend: Backend | undefined;
  const call = <T>(answer: Promise<T>): Promise<T> => within(answer, patience(endpoint, signal));
  try {
    await call(connection.query(session));
    [backend] = (await call(connection.query<Backend>(backendSql))).rows;
    const cursor = await cursorOf(connection, sql);
    for (;;) {
      const rows = await call(cursor.read(batchRows));
      if (rows.length === 0) break;
      yield rows;
    }
    goesOn = false;
  } catch (error) {
    const isOurs = signal?.aborted === true || error instanceof WinbackError;
    goesOn = false;
    endPostgres(connection);
    const why = isOurs && backend !== undefined ? await endBackend(endpoint, backend) : null;
    if (why !== null) throw notKilled(`PostgreSQL ${endpoint.place}`, endSql(backend!), why);
    throw postgresError(error, endpoint, signal);
  } finally {
    endPostgres(connection);
    if (goesOn && backend !== undefined) await endBackend(endpoint, backend);
  }
}

async function cursorOf(connection: Client, sql: string): Promise<Cursor<TextRow>> {
  const { default: PgCursor } = await peerPackage({
    name: 'pg-cursor@2',
    purpose: 'reading PostgreSQL',
    load: () => import('pg-cursor'),
  });
  return connection.query(new PgCursor<TextRow>(sql, [], { rowMode: 'array', types: asText as never }));
}
