import { type JoinedPersons, personColumns, withPersons } from '../../data/posthog/persons.js';
import type { DuckDb } from '../../data/sources/duckdb.js';
import type { PersonsSection } from '../persons-section.js';
import type { WorkOptions } from './event-log.js';
import { requireColumns } from './ingest-sql.js';
import { personTables } from './persons.js';
import { type AttachedSource, attachSource, type SourceConfig } from './source.js';

/** Events that SQL can read. */
export interface AttachedEvents extends AttachedSource {
  /** The log before its persons were those of today; undefined where no persons are read. */
  readonly people?: JoinedPersons | undefined;
}

/**
 * Makes the user's events readable by SQL, with the persons of today where the configuration names them.
 * @throws WinbackError as attachSource and personTables
 */
export async function attachEvents(
  engine: DuckDb,
  config: SourceConfig & PersonsSection,
  options: WorkOptions,
): Promise<AttachedEvents> {
  const tables = await personTables(engine, config, options);
  if (tables === undefined) return attachSource(engine, config, options);
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
  return { ...rows, ...withPersons(tables, rows.from, rows.columns) };
}
