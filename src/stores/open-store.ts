import { hasScheme } from './connection-url.js';
import { mysqlPort, mysqlStore } from './mysql/mysql.js';
import { postgresPort, postgresStore } from './postgres/postgres.js';
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
  return isMysql(url)
    ? mysqlStore(await sqlEndpoint(url, access, name, mysqlPort, places))
    : postgresStore(await sqlEndpoint(url, access, name, postgresPort, places));
}
