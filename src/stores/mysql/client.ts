import { createConnection as connectSocket } from 'node:net';

import type { Connection, ConnectionOptions } from 'mysql2';

import { WinbackError } from '../../base/errors.js';
import { killPatience, whyNot } from '../not-killed.js';
import { type PeerPackage, peerPackage } from '../peer-package.js';
import type { SqlEndpoint } from '../sql/access.js';
import { isAddress } from '../sql/address.js';
import { type KnownErrors, sqlError } from '../sql/errors.js';
import { within } from '../sql/within.js';

const client: PeerPackage<typeof import('mysql2')> = {
  name: 'mysql2@3',
  purpose: 'MySQL and MariaDB',
  load: () => import('mysql2'),
};

const known: KnownErrors = {
  ER_ACCESS_DENIED_ERROR: [
    'BAD_INPUT',
    'the server refuses user or password: check the user in the URL and the password that passwordFrom names',
  ],
  ER_DBACCESS_DENIED_ERROR: ['BAD_INPUT', 'the user may not use this database: GRANT SELECT on its tables'],
  ER_BAD_DB_ERROR: ['NOT_FOUND', 'there is no such database: check the end of the URL'],
  ER_NO_SUCH_TABLE: ['NOT_FOUND', 'there is no such table: check its name'],
  ER_TABLEACCESS_DENIED_ERROR: ['BAD_INPUT', 'the user lacks a right on the table: GRANT it'],
  ER_COLUMNACCESS_DENIED_ERROR: ['BAD_INPUT', 'the user lacks a right on a column: GRANT it'],
  ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION: ['BAD_INPUT', 'the query changes data: it may only read'],
  ER_PARSE_ERROR: ['BAD_INPUT', 'the query is not one that the server understands'],
  ER_BAD_FIELD_ERROR: ['BAD_INPUT', 'there is no such column'],
  ER_DUP_ENTRY: ['BAD_INPUT', 'two rows of the run have the same key'],
  ER_QUERY_INTERRUPTED: ['IO', 'somebody stopped the query at the server'],
  ER_CON_COUNT_ERROR: ['IO', 'the server has no connection left: try later'],
  HANDSHAKE_NO_SSL_SUPPORT: ['IO', 'the server offers no TLS: turn it on there, or write tls: false'],
  PROTOCOL_CONNECTION_LOST: ['IO', 'the connection broke before the answer was whole: run it again'],
};

/** An error of MySQL or MariaDB with place and remedy. */
export function mysqlError(error: unknown, endpoint: SqlEndpoint, signal?: AbortSignal): WinbackError {
  return sqlError(error, 'MySQL', endpoint, known, signal);
}

/** Milliseconds that opening a connection may take. */
export const connectTimeout = 20_000;

/**
 * An open connection whose session counts in UTC. Whoever asks destroys it.
 * @throws WinbackError NOT_FOUND without the package mysql2; BAD_INPUT, IO naming place and remedy; ABORTED
 */
export async function openMysql(endpoint: SqlEndpoint, signal: AbortSignal | undefined): Promise<Connection> {
  const { createConnection } = await peerPackage(client);
  const connection = createConnection(optionsOf(endpoint));
  // The error of a call that runs is thrown by the call; one that comes between calls shows at the next.
  connection.on('error', () => undefined);
  const stop = (): void => connection.destroy();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    signal?.throwIfAborted();
    await connected(connection, signal);
    // TIMESTAMP comes in the session's zone. A reader that takes its time is not cut off.
    await run(connection, "SET SESSION time_zone = '+00:00', net_write_timeout = 3600");
    return connection;
  } catch (error) {
    connection.destroy();
    throw mysqlError(error, endpoint, signal);
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

const connected = (connection: Connection, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    connection.connect((error) => (error ? reject(error) : resolve()));
  });

/** Runs one statement without a result. Rejects with the client's own error. */
export const run = (
  connection: Connection,
  sql: string,
  values: readonly (string | number | null)[] = [],
): Promise<void> =>
  new Promise((resolve, reject) => {
    connection.query(sql, [...values], (error) => (error ? reject(error) : resolve()));
  });

function optionsOf(endpoint: SqlEndpoint): ConnectionOptions {
  const { host, port, user, database, password, tls } = endpoint;
  const options: ConnectionOptions = {
    ...{ host, port, user, database, password, connectTimeout },
    charset: 'utf8mb4',
    supportBigNumbers: true,
    bigNumberStrings: true,
    dateStrings: true,
    enableKeepAlive: true,
    // No server may ask for a file of this machine.
    flags: ['-LOCAL_FILES'],
  };
  if (tls === null) return options;
  // The client compares the certificate with a name only; for an address it takes "localhost".
  if (isAddress(tls.serverName))
    throw new WinbackError(
      'BAD_INPUT',
      `MySQL ${endpoint.place}: with TLS, write the host as a name, or name what the certificate is for: tls: { serverName: NAME }`,
    );
  const ssl = {
    ...(tls.ca === undefined ? {} : { ca: tls.ca }),
    rejectUnauthorized: true,
    verifyIdentity: true,
  };
  const stream = tls.serverName === host ? {} : { stream: () => connectSocket({ host, port }) };
  return { ...options, ...stream, host: tls.serverName, ssl };
}

/** Ends the work of a connection at the server. */
export const killSql = (thread: number): string => `KILL ${thread}`;

/**
 * Ends what a connection runs, over a connection of its own. The whole thread is ended: a request to stop the query would be
 * lost where the query has not begun.
 * @returns why it failed; null where it did not
 */
export async function killThread(endpoint: SqlEndpoint, thread: number | null): Promise<string | null> {
  if (thread === null) return null;
  const kill = async (): Promise<void> => {
    const other = await openMysql(endpoint, undefined);
    await run(other, killSql(thread)).finally(() => other.destroy());
  };
  const who = `MySQL ${endpoint.place}`;
  const why = await whyNot(within(kill(), { ms: killPatience, who }), endpoint.password);
  // The thread ended by itself.
  return why !== null && /unknown thread id/i.test(why) ? null : why;
}
