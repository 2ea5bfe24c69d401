import type { ClickHouse } from './client.js';
import type { Endpoint } from './endpoint.js';

/**
 * A server, whose client is loaded when the first one is opened: importing winback must stay cheap.
 * @throws WinbackError NOT_FOUND without the package `@clickhouse/client`
 */
export async function openClickHouse(endpoint: Endpoint): Promise<ClickHouse> {
  const client = await import('./client.js');
  return client.ClickHouse.open(endpoint);
}
