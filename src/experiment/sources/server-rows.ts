import { WinbackError } from '../../base/errors.js';
import { shown, suggestion } from '../../base/options.js';
import { readPersonServer } from '../../data/posthog/person-lists.js';
import type { PersonTables } from '../../data/posthog/persons.js';
import { arrivalOf, clickHouseColumns, extractClickHouse } from '../../data/sources/clickhouse-extract.js';
import type { DuckDb } from '../../data/sources/duckdb.js';
import { clickHouseDialect } from '../../data/sql/clickhouse-dialect.js';
import type { ClickHouse } from '../../stores/clickhouse/client.js';
import { endpointOf } from '../../stores/clickhouse/endpoint.js';
import { openClickHouse } from '../../stores/clickhouse/open.js';
import type { SecretPlaces } from '../../stores/secrets.js';
import type { ExperimentConfig } from '../config/config.js';
import type { EventsData } from '../config/events-config.js';

/** Rows of a server that an engine holds. */
export interface ServerRows {
  /** FROM item. */
  readonly from: string;
  /** PostHog's persons; undefined for other logs. */
  readonly persons: PersonTables | undefined;
}

const { identifier, text } = clickHouseDialect;

/**
 * Copies the events of an experiment out of a ClickHouse server: of the columns and events that its configuration names, and
 * all events where a rule about programs counts them.
 * @throws WinbackError BAD_INPUT for a column that is not there; as endpointOf, extractClickHouse and readPersonServer
 */
export async function serverRows(
  db: DuckDb,
  events: EventsData,
  config: ExperimentConfig,
  { signal, ...places }: SecretPlaces & { readonly signal?: AbortSignal | undefined },
): Promise<ServerRows> {
  const { source, table, passwordFrom, preset, teamId, persons: lists } = events;
  const endpoint = await endpointOf({ url: source!, passwordFrom }, 'data.events.source', places);
  const server = await openClickHouse(endpoint);
  try {
    const project = { events: table!, list: lists?.[0], teamId, section: 'data.events' } as const;
    const persons = preset === undefined ? undefined : await readPersonServer(db, server, project, signal);
    const columns = await wantedColumns(server, events, config, signal);
    const extract = {
      ...{ table: table!, columns, user: persons === undefined ? events.user : 'distinct_id' },
      ...{ time: events.time, where: conditions(events, config, persons?.teamId) },
      arrival: persons && arrivalOf(await clickHouseColumns(server, table!, signal)),
    };
    return { from: await extractClickHouse(db, server, extract, signal), persons };
  } finally {
    await server.close();
  }
}

function conditions(
  events: EventsData,
  config: ExperimentConfig,
  team: number | undefined,
): string | undefined {
  const ofTeam = team === undefined ? [] : [`team_id = ${team}`];
  const names = [...new Set(eventNames(events))].map(text).join(', ');
  const named = config.bots === undefined ? [`${identifier(events.event)} IN (${names})`] : [];
  const all = [...ofTeam, ...named];
  return all.length === 0 ? undefined : all.join(' AND ');
}

function eventNames({ exposure, outcomes, derived = [] }: EventsData): readonly string[] {
  const made = derived.flatMap(({ event, refunds }) => [
    event,
    ...(refunds === undefined ? [] : [refunds.event]),
  ]);
  return [exposure, ...outcomes.map(({ event }) => event), ...made];
}

async function wantedColumns(
  server: ClickHouse,
  events: EventsData,
  config: ExperimentConfig,
  signal: AbortSignal | undefined,
) {
  const known = await clickHouseColumns(server, events.table!, signal);
  const wanted = columnNames(events, config);
  const names = known.map(({ name }) => name);
  const missing = [...wanted].find(([, name]) => !names.includes(name));
  if (missing === undefined) return known.filter(({ name }) => [...wanted.values()].includes(name));
  const [option, name] = missing;
  const hint = suggestion(name, names) || `; it has ${names.slice(0, 20).join(', ')}`;
  throw new WinbackError(
    'BAD_INPUT',
    `data.events.${option}: the table ${events.table} has no column ${shown(name)}${hint}`,
  );
}

/** Columns of the log by the option that names them. */
function columnNames(events: EventsData, { mix = [], bots }: ExperimentConfig): ReadonlyMap<string, string> {
  const { user, event, time, properties, preset } = events;
  const posthog = preset === undefined ? {} : { id: 'uuid', distinctId: 'distinct_id' };
  const inProperties = properties === undefined ? plainColumns(events) : { properties };
  const others =
    properties === undefined ? [...mix, ...(bots?.column === undefined ? [] : [bots.column])] : [];
  const given = { user, event, time, ...posthog, ...inProperties };
  return new Map([...Object.entries(given), ...others.map((name) => [name, name] as const)]);
}

function plainColumns({ variant, experiment, outcomes, derived = [] }: EventsData): Record<string, string> {
  const values = outcomes.flatMap(({ name, value }) =>
    value === undefined ? [] : [[`outcomes.${name}`, value]],
  );
  const keys = derived.flatMap(({ name, deduplicate, value, refunds }) =>
    [...deduplicate, value, refunds?.value].flatMap((one, i) =>
      one === undefined ? [] : [[`derived.${name}.${i}`, one]],
    ),
  );
  const own = experiment === undefined ? {} : { experiment };
  return { variant, ...own, ...Object.fromEntries([...values, ...keys]) };
}
