import type { PersonCounts } from '../../data/posthog/persons.js';
import type { DuckDb } from '../../data/sources/duckdb.js';
import type { PersonsSection } from '../persons-section.js';
import type { WorkOptions } from './event-log.js';
import { type AttachedSource, attachSource, type SourceConfig } from './source.js';

/** Events that SQL can read. */
export interface AttachedEvents extends AttachedSource {
  /** Counts how the persons of today differ from those of the rows; undefined where no persons are read. */
  readonly personCounts?: ((signal: AbortSignal | undefined) => Promise<PersonCounts>) | undefined;
}

/**
 * Makes the user's events readable by SQL, with the persons of today where the configuration names them.
 * @throws WinbackError as attachSource and attachPersons
 */
export async function attachEvents(
  engine: DuckDb,
  config: SourceConfig & PersonsSection,
  options: WorkOptions,
): Promise<AttachedEvents> {
  if (config.persons === undefined) return attachSource(engine, config, options);
  // Loaded for those who have persons: importing winback must stay cheap.
  const { attachPersons } = await import('./persons.js');
  return attachPersons(engine, { ...config, persons: config.persons }, options);
}
