// PostHog writes into each event the person of that moment. Somebody who was anonymous first and logged in later is two
// persons there; which ids are one person by now stands in a list of its own.
import type { SourceColumn } from '../nested/nested-source.js';
import type { DuckDb } from '../sources/duckdb.js';

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

/** How the persons of today were told: counts of rows, but for `ids`. */
export interface PersonCounts {
  /** Distinct ids whose person the list tells. */
  readonly ids: number;
  /** Rows whose person is by now another than the row says. */
  readonly moved: number;
  /** Rows without a person anywhere: their distinct id stands for one. */
  readonly unknown: number;
  /** Rows of persons who were deleted, left out; null where the list does not tell who was. */
  readonly deleted: number | null;
}

/** Columns of a log from which the person of today is told; the second may be missing. */
export const personColumns = { id: 'distinct_id', person: 'person_id' } as const;

/** What PostHog writes where there is no person. */
const nobody = '00000000-0000-0000-0000-000000000000';

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
export async function personCounts(
  engine: DuckDb,
  people: JoinedPersons,
  signal: AbortSignal | undefined,
): Promise<PersonCounts> {
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
