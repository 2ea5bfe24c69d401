import { readPersonFiles, readPersonServer } from '../../data/posthog/person-lists.js';
import { type PersonTables, personColumns, personCounts, withPersons } from '../../data/posthog/persons.js';
import type { DuckDb } from '../../data/sources/duckdb.js';
import type { EventsConfig } from '../config.js';
import { isClickHouse, openServer } from './clickhouse-source.js';
import type { WorkOptions } from './event-log.js';
import type { AttachedEvents } from './events-source.js';
import { requireColumns } from './ingest-sql.js';
import { attachSource, locatedFile, type SourceConfig } from './source.js';

type Persons = Pick<EventsConfig, 'source' | 'table' | 'teamId' | 'passwordFrom'> & {
  readonly persons: readonly string[];
};

/** The tables that an engine holds, by where they came from: a log is looked at several times, its persons are read once. */
const held = new WeakMap<DuckDb, Map<string, PersonTables>>();

/**
 * Makes events readable by SQL, with the persons of today as `person_id`.
 * @throws WinbackError as attachSource, readPersonFiles and readPersonServer; BAD_INPUT for events without distinct ids
 */
export async function attachPersons(
  engine: DuckDb,
  config: SourceConfig & Persons,
  options: WorkOptions,
): Promise<AttachedEvents> {
  const tables = await personTables(engine, config, options);
  const { id, person } = personColumns;
  const rows = await attachSource(
    engine,
    {
      ...config,
      mapped: new Map([...config.mapped, [id, 'events.persons']]),
      text: [...config.text, id],
      welcome: [person],
      ofTeam: tables.teamId,
    },
    options,
  );
  requireColumns(new Map([[id, 'events.persons']]), rows.columns);
  const { people, ...joined } = withPersons(tables, rows.from, rows.columns);
  return { ...rows, ...joined, personCounts: (signal) => personCounts(engine, people, signal) };
}

async function personTables(engine: DuckDb, config: Persons, options: WorkOptions): Promise<PersonTables> {
  const { source, persons, teamId } = config;
  const tables = held.get(engine) ?? new Map<string, PersonTables>();
  held.set(engine, tables);
  const key = JSON.stringify([source, persons, teamId]);
  const known = tables.get(key);
  if (known !== undefined) return known;
  const made = await personsOf(engine, config, options);
  tables.set(key, made);
  return made;
}

async function personsOf(engine: DuckDb, config: Persons, options: WorkOptions): Promise<PersonTables> {
  const { persons, teamId, table } = config;
  const { root = '.', environment, signal } = options;
  if (!isClickHouse(config)) {
    const files = await Promise.all(persons.map((path) => locatedFile(path, root)));
    return readPersonFiles(engine, { files, teamId, section: 'events' }, { root, environment, signal });
  }
  const server = await openServer(config, options);
  try {
    const [list] = persons;
    return await readPersonServer(
      engine,
      server,
      { events: table!, list, teamId, section: 'events' },
      signal,
    );
  } finally {
    await server.close();
  }
}
