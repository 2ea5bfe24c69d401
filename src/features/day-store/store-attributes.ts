import { DuckDb, type DuckDbOptions } from '../../data/sources/duckdb.js';
import { readAttributes } from '../attributes.js';
import type { FeaturesConfig } from '../config.js';
import type { WorkOptions } from '../log/event-log.js';
import type { AttributesReading } from '../records.js';
import type { LoadedGroup } from './open-runs.js';

/** An engine with the attributes of a group's users. Close it when done. */
export async function groupAttributes(
  { runs }: LoadedGroup,
  { events, attributes }: Pick<FeaturesConfig, 'events' | 'attributes'>,
  limits: DuckDbOptions,
  options: WorkOptions,
): Promise<{ readonly engine: DuckDb; readonly reading: AttributesReading }> {
  const engine = await DuckDb.open(limits);
  try {
    const reading = await readAttributes({ engine, runs, config: events }, attributes!, options);
    return { engine, reading };
  } catch (error) {
    engine.close();
    throw error;
  }
}

/** How many users a group has, and what it saw of the attributes. */
export interface GroupReading {
  readonly users: number;
  readonly reading: AttributesReading;
}

/** The readings of all groups as one of all users: each group saw all attributes and its own users. */
export function joinedReading(groups: readonly GroupReading[]): AttributesReading | null {
  const [first] = groups;
  if (first === undefined) return null;
  const sum = (of: (group: GroupReading) => number): number => groups.reduce((all, one) => all + of(one), 0);
  const matched = sum(({ users, reading }) => users - reading.usersWithoutAttributes);
  const own = first.users - first.reading.usersWithoutAttributes;
  return {
    ...first.reading,
    usersWithoutAttributes: sum(({ reading }) => reading.usersWithoutAttributes),
    usersWithoutEvents: first.reading.usersWithoutEvents + own - matched,
  };
}
