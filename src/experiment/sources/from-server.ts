import { WinbackError } from '../../base/errors.js';
import { clickHouseTable } from '../../data/sources/clickhouse-arrow.js';
import { clickHouseColumns } from '../../data/sources/clickhouse-extract.js';
import { aggregate, binary, column, table } from '../../data/sql/build.js';
import { renderQuery } from '../../data/sql/render.js';
import { instantOfText } from '../../data/times.js';
import type { ClickHouse } from '../../stores/clickhouse/client.js';
import { endpointOf } from '../../stores/clickhouse/endpoint.js';
import { openClickHouse } from '../../stores/clickhouse/open.js';
import type { SecretPlaces } from '../../stores/secrets.js';
import type { ExperimentConfig } from '../config/config.js';
import type { EventsData, ExposureConfig } from '../config/events-config.js';
import type { ExperimentData } from '../data/data.js';
import { momentsFromEvents, type SqlRows } from './push-down.js';

/**
 * Experiment data of which only sufficient statistics leave a ClickHouse server. All of its questions are of the rows up to
 * the end of the experiment's data, whose number is compared before and after.
 * @throws WinbackError as momentsFromEvents and endpointOf; BAD_INPUT for times that are no DateTime; IO where the table
 *   changed meanwhile
 */
export async function momentsFromServer(
  events: EventsData,
  exposure: ExposureConfig,
  config: ExperimentConfig,
  { signal, ...places }: SecretPlaces & { readonly signal?: AbortSignal | undefined },
): Promise<ExperimentData> {
  const { source, table: name, passwordFrom } = events;
  const endpoint = await endpointOf({ url: source!, passwordFrom }, 'data.events.source', places);
  const server = await openClickHouse(endpoint);
  try {
    await requireInstants(server, name!, exposure.time, signal);
    const db = rowsOf(server, signal);
    const before = await rowsUpTo(db, name!, exposure);
    const data = await momentsFromEvents(db, name!, exposure, config);
    const after = await rowsUpTo(db, name!, exposure);
    if (before === after) return data;
    throw new WinbackError(
      'IO',
      `ClickHouse ${server.place}: the table changed while it was read: ${before} rows up to ${exposure.asOf} at first, ${after} at the end: run it again, or name an earlier asOf`,
    );
  } finally {
    await server.close();
  }
}

// As Arrow: JSON has no NaN, and would make a missing number of one.
const rowsOf = (server: ClickHouse, signal: AbortSignal | undefined): SqlRows => ({
  dialect: 'clickhouse',
  rows: async (sql) => {
    const answer = await clickHouseTable(server, sql, { signal });
    return answer.toArray().map((row) => (row as { toJSON(): Record<string, unknown> }).toJSON());
  },
});

async function requireInstants(
  server: ClickHouse,
  name: string,
  time: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const found = (await clickHouseColumns(server, name, signal)).find((one) => one.name === time);
  if (found === undefined)
    throw new WinbackError('BAD_INPUT', `data.events.time: the table ${name} has no column "${time}"`);
  if (/^(LowCardinality\(|Nullable\()*DateTime/.test(found.type)) return;
  throw new WinbackError(
    'BAD_INPUT',
    `data.events.time: the column "${time}" holds ${found.type}; a server computes with DateTime and DateTime64: make a view with such a column`,
  );
}

async function rowsUpTo(db: SqlRows, name: string, { time, asOf }: ExposureConfig): Promise<number> {
  const micros = instantOfText(asOf, 'UTC') * 1000;
  const [row] = await db.rows(
    renderQuery(
      {
        columns: [{ name: 'n', sql: aggregate('count', []) }],
        from: table(name),
        where: binary('<=', column(time), { node: 'instant', micros }),
      },
      'clickhouse',
    ),
  );
  return Number(row?.['n']);
}
