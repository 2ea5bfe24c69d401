import type { SqlEndpoint } from '../sql/access.js';
import type { SqlStore } from '../sql/store.js';
import { postgresColumns, postgresRows } from './read.js';
import { writePostgres } from './write.js';

/** Port of a URL without one. */
export const postgresPort = 5432;

/** PostgreSQL behind the interface of all relational databases. */
export const postgresStore = (endpoint: SqlEndpoint): SqlStore => ({
  place: endpoint.place,
  columns: (from, signal) => postgresColumns(endpoint, from, signal),
  rows: (from, columns, signal) => postgresRows(endpoint, from, columns, signal),
  write: (tables, signal) => writePostgres(endpoint, tables, signal),
});
