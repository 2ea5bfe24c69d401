import type { SqlEndpoint } from '../sql/access.js';
import type { SqlStore } from '../sql/store.js';
import { mysqlColumns, mysqlRows } from './read.js';
import { writeMysql } from './write.js';

/** Port of a URL without one. */
export const mysqlPort = 3306;

/** MySQL or MariaDB behind the interface of all relational databases. */
export const mysqlStore = (endpoint: SqlEndpoint): SqlStore => ({
  place: endpoint.place,
  columns: (from, signal) => mysqlColumns(endpoint, from, signal),
  rows: (from, columns, signal) => mysqlRows(endpoint, from, columns, signal),
  write: (tables, signal) => writeMysql(endpoint, tables, signal),
});
