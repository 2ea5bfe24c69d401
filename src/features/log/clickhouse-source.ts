import { WinbackError } from '../../base/errors.js';
import { possibleColumns } from '../../data/nested/column-path.js';
import { clickHouseColumns, type Extract, extractClickHouse } from '../../data/sources/clickhouse-extract.js';
import type { DuckDb } from '../../data/sources/duckdb.js';
import type { ClickHouse } from '../../stores/clickhouse/client.js';
import { endpointOf } from '../../stores/clickhouse/endpoint.js';
import { openClickHouse } from '../../stores/clickhouse/open.js';
import { hasScheme } from '../../stores/connection-url.js';
import type { WorkOptions } from './event-log.js';
import { requireColumns } from './ingest-sql.js';
import type { SourceConfig } from './source.js';

/** Whether a source is a server rather than files. */
export const isClickHouse = ({ source }: Pick<SourceConfig, 'source'>): boolean =>
  source.some((one) => hasScheme(one, 'clickhouse'));

/**
 * Copies the mapped columns of a ClickHouse table; the copy lives as long as the engine.
 * @returns FROM item
 * @throws WinbackError BAD_INPUT, NOT_FOUND, IO, OUT_OF_MEMORY, as extractClickHouse and endpointOf
 */
export async function copyFromClickHouse(
  engine: DuckDb,
  config: SourceConfig,
  { root, environment, signal }: WorkOptions,
): Promise<string> {
  const [url, ...more] = config.source;
  if (url === undefined || more.length > 0)
    throw new WinbackError('BAD_INPUT', 'source: one ClickHouse server is read at a time, with one table');
  if (config.table === undefined)
    throw new WinbackError('BAD_INPUT', 'source is a ClickHouse server: name its table as `table`');
  const { passwordFrom } = config;
  const endpoint = await endpointOf({ url, passwordFrom }, 'source', { root, environment });
  const server = await openClickHouse(endpoint);
  try {
    return await extractClickHouse(
      engine,
      server,
      await extractOf(server, config, config.table, signal),
      signal,
    );
  } finally {
    await server.close();
  }
}

async function extractOf(
  server: ClickHouse,
  { mapped }: SourceConfig,
  table: string,
  signal: AbortSignal | undefined,
): Promise<Extract> {
  const known = await clickHouseColumns(server, table, signal);
  const names = known.map(({ name }) => name);
  const missing = [...mapped].filter(([name]) => !possibleColumns(name).some((one) => names.includes(one)));
  requireColumns(new Map(missing), known);
  const wanted = [...mapped.keys()].flatMap(possibleColumns);
  const columns = known.filter(({ name }) => wanted.includes(name));
  const columnOf = (option: string): string | undefined =>
    columns.find(({ name }) => mapped.get(name) === option)?.name;
  return {
    table,
    columns,
    user: columnOf('columns.user') ?? columns[0]!.name,
    time: columnOf('columns.time'),
  };
}
