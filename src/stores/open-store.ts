import { endpointOf } from './clickhouse/endpoint.js';
import { hasScheme } from './connection-url.js';
import type { SecretPlaces } from './secrets.js';
import { type StoreAccess, sqlEndpoint } from './sql/access.js';
import type { SqlStore } from './sql/store.js';

const isMysql = (url: string): boolean => hasScheme(url, 'mysql', 'mariadb');

/** Whether a source is a relational database, and no file. */
export const isSqlStore = (source: string): boolean =>
  isMysql(source) || hasScheme(source, 'postgres', 'postgresql');

/**
 * The database of a URL; nothing is sent yet.
 * @param url `mysql://`, `mariadb://`, `postgres://` or `postgresql://`, as isSqlStore says
 * @param access place of the password, TLS, time limit
 * @param name option that messages name
 * @param places environment, and the folder that files start from
 * @throws WinbackError BAD_INPUT for an unusable URL or a password in it; NOT_FOUND for a missing secret or certificate
 */
export async function sqlStore(
  url: string,
  access: StoreAccess,
  name: string,
  places: SecretPlaces,
): Promise<SqlStore> {
  // A client is loaded with node:net or node:tls, which take as long as all of winback: not before it is needed.
  if (isMysql(url)) {
    const { mysqlPort, mysqlStore } = await import('./mysql/mysql.js');
    return mysqlStore(await sqlEndpoint(url, access, name, mysqlPort, places));
  }
  const { postgresPort, postgresStore } = await import('./postgres/postgres.js');
  return postgresStore(await sqlEndpoint(url, access, name, postgresPort, places));
}

/** What takes the tables of a run. */
export type RunWriter = Pick<SqlStore, 'place' | 'write'>;

/** Whether a URL is a database that takes the tables of a run. */
export const isRunTarget = (url: string): boolean => isSqlStore(url) || hasScheme(url, 'clickhouse');

/**
 * The database of a URL, for writing; nothing is sent yet.
 * @param url as isRunTarget says
 * @param access place of the password, TLS, time limit (the latter two not for ClickHouse)
 * @param name option that messages name
 * @param places environment, and the folder that files start from
 * @throws WinbackError as sqlStore
 */
export async function runWriter(
  url: string,
  access: StoreAccess,
  name: string,
  places: SecretPlaces,
): Promise<RunWriter> {
  if (!hasScheme(url, 'clickhouse')) return sqlStore(url, access, name, places);
  const endpoint = await endpointOf({ url, passwordFrom: access.passwordFrom }, name, places);
  const { writeClickHouse } = await import('./clickhouse/write.js');
  return { place: endpoint.place, write: (tables, signal) => writeClickHouse(endpoint, tables, signal) };
}
