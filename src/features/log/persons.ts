import type { PersonTables } from '../../data/posthog/persons.js';
import type { DuckDb } from '../../data/sources/duckdb.js';
import type { EventsConfig } from '../config.js';
import { isClickHouse, openServer } from './clickhouse-source.js';
import type { WorkOptions } from './event-log.js';
import { locatedFile } from './source.js';

type Persons = Pick<EventsConfig, 'source' | 'table' | 'persons' | 'teamId' | 'passwordFrom'>;

/** The tables that an engine holds, by where they came from: a log is looked at several times, its persons are read once. */
const held = new WeakMap<DuckDb, Map<string, PersonTables>>();

/**
 * Reads the persons of a log; undefined where the configuration names none.
 * @throws WinbackError as readPersonFiles and readPersonServer
 */
export async function personTables(
  engine: DuckDb,
  config: Persons,
  options: WorkOptions,
): Promise<PersonTables | undefined> {
  const { source, persons, teamId } = config;
  if (persons === undefined) return undefined;
  const tables = held.get(engine) ?? new Map<string, PersonTables>();
  held.set(engine, tables);
  const key = JSON.stringify([source, persons, teamId]);
  const known = tables.get(key);
  if (known !== undefined) return known;
  const made = await personsOf(engine, { ...config, persons }, options);
  tables.set(key, made);
  return made;
}

async function personsOf(
  engine: DuckDb,
  config: Persons & { readonly persons: readonly string[] },
  options: WorkOptions,
): Promise<PersonTables> {
  // Loaded for those who have persons: importing winback must stay cheap.
  const { readPersonFiles, readPersonServer } = await import('../../data/posthog/person-lists.js');
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
