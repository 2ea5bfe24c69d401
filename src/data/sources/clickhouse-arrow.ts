import type { Table } from 'apache-arrow';

import { WinbackError } from '../../base/errors.js';
import type { ClickHouse, ClickHouseQueryOptions } from '../../stores/clickhouse/client.js';
import { clickHouseDialect } from '../sql/clickhouse-dialect.js';
import { registerCodecs } from '../tables/arrow-file.js';
import { loadArrow } from '../tables/build.js';

/** Column with the number of rows of the whole result, which every row carries on its way. */
const countColumn = 'winback_rows';

/** How a result is asked for. */
export interface CountedOptions extends ClickHouseQueryOptions {
  /** Columns by which rows are sorted, ascending. @default in no order */
  readonly order?: readonly string[] | undefined;
}

/**
 * A result that fits into memory, as an Arrow table. It is checked to be whole by the end marker of the stream and by a
 * count that the server has put on each row: a connection that is cut between two batches looks like a shorter result.
 * @param server where it is asked
 * @param sql one SELECT, without FORMAT and without an order of its own
 * @param options order, values and stop signal
 * @throws WinbackError IO for an answer that is not whole; what the server refuses
 */
export async function clickHouseTable(
  server: ClickHouse,
  sql: string,
  { order = [], ...options }: CountedOptions = {},
): Promise<Table> {
  const by = order.length === 0 ? '' : `\nORDER BY ${order.map(clickHouseDialect.identifier).join(', ')}`;
  const counted = `SELECT *, count() OVER () AS ${countColumn} FROM (\n${sql}\n)${by}`;
  const bytes = await server.bytes(counted, 'ArrowStream', options);
  if (!endsWithMarker(bytes)) throw notWhole(server, 'its end marker is missing');
  const arrow = await loadArrow();
  await registerCodecs(arrow);
  const table = arrow.tableFromIPC(bytes);
  const expected = table.numRows === 0 ? 0 : Number(table.getChild(countColumn)!.get(0));
  if (table.numRows !== expected) throw notWhole(server, `${table.numRows} of ${expected} rows`);
  return table.select(table.schema.fields.map(({ name }) => name).filter((name) => name !== countColumn));
}

// 0xffffffff and a length of 0.
function endsWithMarker(bytes: Uint8Array): boolean {
  const end = bytes.subarray(-8);
  return end.length === 8 && end.every((byte, i) => byte === (i < 4 ? 0xff : 0));
}

function notWhole(server: ClickHouse, why: string): WinbackError {
  return new WinbackError('IO', `ClickHouse ${server.place}: the answer is not whole: ${why}. Run it again`);
}
