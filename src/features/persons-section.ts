import { WinbackError } from '../base/errors.js';
import { type Check, type Checks, integer, listOf, optional, text } from '../base/options.js';
import { hasScheme } from '../stores/connection-url.js';
import type { PresetUse } from './presets/fill.js';

/** Who stands behind the ids of a log: PostHog moves ids from one person to another after the events were written. */
export interface PersonsSection {
  /**
   * PostHog's persons: files of its batch export `persons`, or the table of its ClickHouse that holds moved ids. An empty
   * list leaves the persons as they were when the events came. @default none for files, `person_distinct_id_overrides` for
   * a server
   */
  readonly persons?: readonly string[] | undefined;
  /** PostHog's number of the project. @default the only one there */
  readonly teamId?: number | undefined;
}

const sources: Check<readonly string[]> = (value, name) =>
  typeof value === 'string' ? [text(value, name)] : listOf(text)(value, name);

/** The checks of PersonsSection, for sections that hold more keys beside these. */
export const personsChecks: Checks<PersonsSection> = {
  persons: optional(sources, undefined),
  teamId: optional(integer(0), undefined),
};

interface Section extends PersonsSection {
  readonly source: readonly string[];
  readonly table: string | undefined;
  readonly preset: PresetUse | undefined;
}

/** Tables of PostHog's ClickHouse. */
const posthogTables = { table: 'events', persons: ['person_distinct_id_overrides'] } as const;

/**
 * The section with PostHog's own tables where it is read from its ClickHouse.
 * @throws WinbackError BAD_INPUT for keys that do not go together
 */
export function withPersonsDefaults<T extends Section>(section: T, name: string): T {
  const { preset, persons, teamId, source, table } = section;
  const isServer = source.some((one) => hasScheme(one, 'clickhouse'));
  const refuse = (message: string): never => {
    throw new WinbackError('BAD_INPUT', `${name}.${message}`);
  };
  if (preset?.name !== 'posthog') {
    if (persons !== undefined || teamId !== undefined)
      refuse(
        `${persons === undefined ? 'teamId' : 'persons'}: goes with preset: posthog, whose persons it tells`,
      );
    return section;
  }
  if (!isServer) {
    if (teamId !== undefined && persons === undefined)
      refuse('teamId: the events of an export are of one project; it chooses among the persons: name them');
    return section;
  }
  if (persons !== undefined && persons.length > 1)
    refuse('persons: one table of the ClickHouse server is read, such as person_distinct_id_overrides');
  return { ...section, table: table ?? posthogTables.table, persons: persons ?? posthogTables.persons };
}
