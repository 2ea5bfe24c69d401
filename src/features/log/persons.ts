// PostHog writes into each event the person of that moment. Somebody who was anonymous first and logged in later is two
// persons there; which ids are one person by now stands in a list of its own.

import type { SourceColumn } from '../../data/nested/nested-source.js';
import type { DuckDb } from '../../data/sources/duckdb.js';
import type { EventsConfig } from '../config.js';
import { personColumns } from '../persons-section.js';
import { isClickHouse } from './clickhouse-source.js';
import type { WorkOptions } from './event-log.js';
import type { PersonsReading } from './reading-records.js';

/** The persons of today, as tables of an engine. */
export interface PersonTables {
  /** Columns `distinct_id` and `person_id`: whose id it is. */
  readonly owners: string;
  /** Column `person_id`: persons who were deleted. */
  readonly deleted: string;
  /** Distinct ids in `owners`. */
  readonly ids: number;
  /** Whether the list tells who was deleted. */
  readonly tellsDeleted: boolean;
  /** The project's number, of a server; undefined for files. */
  readonly teamId: number | undefined;
}

/** A log before its persons are those of today, for counts. */
export interface JoinedPersons {
  readonly tables: PersonTables;
  /** FROM item: the log's columns, and `winback_moved`, `winback_unknown`. */
  readonly joined: string;
}

/** What PostHog writes where there is no person. */
const nobody = '00000000-0000-0000-0000-000000000000';

type Persons = Pick<EventsConfig, 'source' | 'table' | 'persons' | 'teamId' | 'passwordFrom'>;

/** The tables that an engine holds, by where they came from: a log is looked at several times, its persons are read once. */
const held = new WeakMap<DuckDb, Map<string, PersonTables>>();

/**
 * Reads the persons of a log; undefined where the configuration names none.
 * @throws WinbackError BAD_INPUT for files or tables without the columns of persons, or of several projects; NOT_FOUND, IO
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
  const names = { owners: `winback_owners_${tables.size}`, deleted: `winback_deleted_${tables.size}` };
  // Loaded for those who have persons: importing winback must stay cheap.
  const { readPersonFiles, readPersonServer } = await import('./person-lists.js');
  const read = isClickHouse(config) ? readPersonServer : readPersonFiles;
  const found = await read(engine, { ...config, persons }, names, options);
  const [row] = await engine.rows(`SELECT count(*) AS n FROM ${names.owners}`, {
    signal: options.signal,
  });
  const made = { ...names, ...found, ids: Number(row?.['n'] ?? 0) };
  tables.set(key, made);
  return made;
}

/**
 * A log with the persons of today in `person_id`: an id's owner, else the person of the event, else the id itself. Events of
 * deleted persons are left out.
 * @param from FROM item of the log
 */
export function withPersons(
  tables: PersonTables,
  from: string,
  columns: readonly SourceColumn[],
): { readonly from: string; readonly columns: readonly SourceColumn[]; readonly people: JoinedPersons } {
  const { id: idColumn, person } = personColumns;
  const hasPerson = columns.some(({ name }) => name === person);
  const written = hasPerson
    ? `nullif(nullif(lower(trim(e.person_id::VARCHAR)), ''), '${nobody}')`
    : 'NULL::VARCHAR';
  const id = `nullif(trim(e.${idColumn}::VARCHAR), '')`;
  const joined = `(SELECT e.*${hasPerson ? ' EXCLUDE (person_id)' : ''}, coalesce(o.person_id, ${written}, ${id}) AS person_id,
    o.person_id IS NOT NULL AND o.person_id IS DISTINCT FROM ${written} AS winback_moved,
    coalesce(o.person_id, ${written}) IS NULL AND ${id} IS NOT NULL AS winback_unknown
    FROM ${from} e LEFT JOIN (SELECT distinct_id AS owned, person_id FROM ${tables.owners}) o ON o.owned = ${id})`;
  return {
    from: `(SELECT j.* EXCLUDE (winback_moved, winback_unknown) FROM ${joined} j
      ANTI JOIN ${tables.deleted} d ON d.person_id = j.person_id)`,
    columns: [...columns.filter(({ name }) => name !== person), { name: person, type: 'VARCHAR' }],
    people: { tables, joined },
  };
}

/** How many rows of a log have another person than it says, and whose persons are gone. */
export async function personsReading(
  engine: DuckDb,
  people: JoinedPersons | undefined,
  signal: AbortSignal | undefined,
): Promise<PersonsReading | null> {
  if (people === undefined) return null;
  const { tables, joined } = people;
  const gone = `person_id IN (SELECT person_id FROM ${tables.deleted})`;
  const [row] = await engine.rows(
    `SELECT count(*) FILTER (winback_moved AND NOT deleted) AS moved, count(*) FILTER (winback_unknown) AS unknown,
       count(*) FILTER (deleted) AS deleted
     FROM (SELECT winback_moved, winback_unknown, coalesce(${gone}, false) AS deleted FROM ${joined})`,
    { signal },
  );
  const [moved, unknown, deleted] = ['moved', 'unknown', 'deleted'].map((key) => Number(row?.[key] ?? 0));
  const { ids, tellsDeleted } = tables;
  return { ids, moved: moved!, unknown: unknown!, deleted: tellsDeleted ? deleted! : null };
}
