import { optionalPackage } from '../../base/optional-package.js';

/** The module of DuckDB's Node API. */
export type DuckDbApi = typeof import('@duckdb/node-api');

/**
 * DuckDB's Node API, loaded at first use. Scoring and training on Arrow tables need no DuckDB.
 * @throws WinbackError NOT_FOUND where the package was left out of the install
 */
export function loadDuckDbApi(): Promise<DuckDbApi> {
  return optionalPackage(
    '@duckdb/node-api',
    'reads event logs, CSV and Parquet files and runs queries',
    () => import('@duckdb/node-api'),
  );
}
