import { type ConnectionOptions, checkServerIdentity } from 'node:tls';

import type { Client, ClientConfig } from 'pg';

import type { WinbackError } from '../../base/errors.js';
import { killPatience, whyNot } from '../not-killed.js';
import { type PeerPackage, peerPackage } from '../peer-package.js';
import type { SqlEndpoint } from '../sql/access.js';
import { isAddress } from '../sql/address.js';
import { type KnownErrors, sqlError } from '../sql/errors.js';
import { within } from '../sql/within.js';

const client: PeerPackage<typeof import('pg')> = {
  name: 'pg@8 pg-cursor@2',
  purpose: 'PostgreSQL',
  load: () => import('pg'),
};

const refused =
  'the server refuses user or password: check the user in the URL and the password that passwordFrom names';

const known: KnownErrors = {
  '28P01': ['BAD_INPUT', refused],
  '28000': ['BAD_INPUT', `${refused}; pg_hba.conf may also ask for TLS`],
  '3D000': ['NOT_FOUND', 'there is no such database: check the end of the URL'],
  '42P01': ['NOT_FOUND', 'there is no such table: check its name'],
  '42501': ['BAD_INPUT', 'the user lacks a right: GRANT it'],
  '42703': ['BAD_INPUT', 'there is no such column'],
  '42601': ['BAD_INPUT', 'the query is not one that the server understands'],
  '25006': ['BAD_INPUT', 'the query changes data: it may only read'],
  '23505': ['BAD_INPUT', 'two rows of the run have the same key'],
  '53300': ['IO', 'the server has no connection left: try later'],
  '57014': ['IO', 'the server stopped the query: its statement_timeout was passed, or somebody stopped it'],
  '57P01': ['IO', 'the server ended the connection: run it again'],
};

/** An error of PostgreSQL with place and remedy. */
export function postgresError(error: unknown, endpoint: SqlEndpoint, signal?: AbortSignal): WinbackError {
  return sqlError(coded(error), 'PostgreSQL', endpoint, known, signal);
}

/** Errors that the client tells by their text alone, with the code that stands for them here. */
const uncoded: readonly (readonly [RegExp, string])[] = [
  [/Connection terminated|timeout expired/, 'ECONNRESET'],
  [/client password must be/, '28P01'],
];

function coded(error: unknown): unknown {
  const { code, message } = (error ?? {}) as { readonly code?: unknown; readonly message?: unknown };
  if (code !== undefined || typeof message !== 'string') return error;
  const found = uncoded.find(([pattern]) => pattern.test(message));
  return found === undefined ? error : { code: found[1], message };
}

const connectTimeout = 20_000;

/**
 * An open connection. Whoever asks ends it.
 * @throws WinbackError NOT_FOUND without the package pg; BAD_INPUT, IO naming place and remedy; ABORTED
 */
export async function openPostgres(endpoint: SqlEndpoint, signal: AbortSignal | undefined): Promise<Client> {
  const { default: pg } = await peerPackage(client);
  const connection = new pg.Client(optionsOf(endpoint));
  // The error of a call that runs is thrown by the call; one that comes between calls shows at the next.
  connection.on('error', () => undefined);
  try {
    signal?.throwIfAborted();
    await within(connection.connect(), { ms: 2 * connectTimeout, who: 'PostgreSQL', signal });
    return connection;
  } catch (error) {
    endPostgres(connection);
    throw postgresError(error, endpoint, signal);
  }
}

/** Ends a connection without waiting for the server. */
export function endPostgres(connection: Client): void {
  connection.end().catch(() => undefined);
  (connection as unknown as { connection?: { stream?: { destroy(): void } } }).connection?.stream?.destroy();
}

function optionsOf({ host, port, user, database, password, tls }: SqlEndpoint): ClientConfig {
  return {
    ...{ host, port, user, database, connectionTimeoutMillis: connectTimeout },
    application_name: 'winback',
    keepAlive: true,
    // As a function: otherwise an empty password would be replaced by PGPASSWORD.
    password: () => password,
    ssl: tls === null ? false : tlsOf(tls),
  };
}

function tlsOf({ ca, serverName }: NonNullable<SqlEndpoint['tls']>): ConnectionOptions {
  return {
    ...(ca === undefined ? {} : { ca }),
    rejectUnauthorized: true,
    ...(isAddress(serverName) ? {} : { servername: serverName }),
    // For an address the client would ask for "localhost".
    checkServerIdentity: (_host, certificate) => checkServerIdentity(serverName, certificate),
  };
}

/** Which process of the server works for a connection. */
export interface Backend {
  readonly pid: number;
  /** When it began: numbers of processes come again. */
  readonly began: string;
}

/** The process that runs the transaction of a connection, also behind a pool of connections. */
export const backendSql =
  'SELECT pid, backend_start::text AS began FROM pg_stat_activity WHERE pid = pg_backend_pid()';

/** Ends the work of a process of the server. */
export const endSql = ({ pid }: Backend): string => `SELECT pg_terminate_backend(${pid})`;

/**
 * Ends what a connection runs, over a connection of its own. The whole process is ended: a request to stop the query would
 * be lost where the query has not begun.
 * @returns why it failed; null where it did not
 */
export async function endBackend(endpoint: SqlEndpoint, { pid, began }: Backend): Promise<string | null> {
  const end = async (): Promise<void> => {
    const other = await openPostgres(endpoint, undefined);
    const sql =
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = $1 AND backend_start = $2::timestamptz';
    await other.query(sql, [pid, began]).finally(() => endPostgres(other));
  };
  return whyNot(within(end(), { ms: killPatience, who: `PostgreSQL ${endpoint.place}` }), endpoint.password);
}
