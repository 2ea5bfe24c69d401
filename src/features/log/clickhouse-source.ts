import { WinbackError } from '../../base/errors.js';
import { possibleColumns } from '../../data/nested/column-path.js';
import {
  arrivalOf,
  type ClickHouseColumn,
  clickHouseColumns,
  type Extract,
  extractClickHouse,
} from '../../data/sources/clickhouse-extract.js';
import type { DuckDb } from '../../data/sources/duckdb.js';
import type { ClickHouse } from '../../stores/clickhouse/client.js';
import { endpointOf } from '../../stores/clickhouse/endpoint.js';
import { openClickHouse } from '../../stores/clickhouse/open.js';
import { hasScheme } from '../../stores/connection-url.js';
import type { EventsConfig } from '../config.js';
import type { WorkOptions } from './event-log.js';
import { requireColumns } from './ingest-sql.js';
import type { SourceConfig } from './source.js';

/** Whether a source is a server rather than files. */
export const isClickHouse = ({ source }: Pick<SourceConfig, 'source'>): boolean =>
  source.some((one) => hasScheme(one, 'clickhouse'));

/**
 * The server of a configuration, checked to be one with one table.
 * @throws WinbackError BAD_INPUT, NOT_FOUND, as endpointOf
 */
export async function openServer(
  { source, table, passwordFrom }: Pick<EventsConfig, 'source' | 'table' | 'passwordFrom'>,
  { root, environment }: WorkOptions,
): Promise<ClickHouse> {
  const [url, ...more] = source;
  if (url === undefined || more.length > 0)
    throw new WinbackError('BAD_INPUT', 'source: one ClickHouse server is read at a time, with one table');
  if (table === undefined)
    throw new WinbackError('BAD_INPUT', 'source is a ClickHouse server: name its table as `table`');
  return openClickHouse(await endpointOf({ url, passwordFrom }, 'source', { root, environment }));
}

/**
 * Copies the mapped columns of a ClickHouse table; the copy lives as long as the engine.
 * @returns FROM item
 * @throws WinbackError BAD_INPUT, NOT_FOUND, IO, OUT_OF_MEMORY, as extractClickHouse and openServer
 */
export async function copyFromClickHouse(
  engine: DuckDb,
  config: SourceConfig,
  options: WorkOptions,
): Promise<string> {
  const { signal } = options;
  const server = await openServer(config, options);
  try {
    const extract = await extractOf(server, config, config.table!, signal);
    return await extractClickHouse(engine, server, extract, signal);
  } finally {
    await server.close();
  }
}

/** Columns of the server's table, as presets take them. @throws WinbackError as openServer */
export async function serverColumns(
  config: Pick<EventsConfig, 'source' | 'table' | 'passwordFrom'>,
  options: WorkOptions,
): Promise<readonly ClickHouseColumn[]> {
  const server = await openServer(config, options);
  try {
    return await clickHouseColumns(server, config.table!, options.signal);
  } finally {
    await server.close();
  }
}

// The person of a row may change while it is read in parts; its distinct id never does. PostHog writes when a row came.
function ofTeam(extract: Extract, team: number | undefined, known: readonly ClickHouseColumn[]): Extract {
  if (team === undefined) return extract;
  return { ...extract, user: 'distinct_id', arrival: arrivalOf(known), where: `team_id = ${team}` };
}

async function extractOf(
  server: ClickHouse,
  { mapped, welcome = [], ofTeam: team }: SourceConfig,
  table: string,
  signal: AbortSignal | undefined,
): Promise<Extract> {
  const known = await clickHouseColumns(server, table, signal);
  const names = known.map(({ name }) => name);
  const missing = [...mapped].filter(([name]) => !possibleColumns(name).some((one) => names.includes(one)));
  requireColumns(new Map(missing), known);
  const wanted = [...[...mapped.keys()].flatMap(possibleColumns), ...welcome];
  const columns = known.filter(({ name }) => wanted.includes(name));
  const columnOf = (option: string): string | undefined =>
    columns.find(({ name }) => mapped.get(name) === option)?.name;
  const user = columnOf('columns.user') ?? columns[0]!.name;
  return ofTeam({ table, columns, user, time: columnOf('columns.time') }, team, known);
}
