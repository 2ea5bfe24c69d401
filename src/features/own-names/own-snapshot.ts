import type { DialectName } from '../../data/sql/render.js';
import type { Query, Source } from '../../data/sql/tree.js';
import { available } from '../available.js';
import type { FeaturesConfig } from '../config.js';
import type { Day } from '../records.js';
import { activeDaysQuery, snapshotQuery } from '../snapshot-query.js';
import { normalised, ownEvents } from './own-events.js';

/** What one query over the user's own table gives. */
export interface OwnSnapshot {
  readonly day: Day;
  /** Features of the users active before the day, or whether they left after it. */
  readonly kind: 'features' | 'labels';
}

/**
 * One snapshot as one query over the user's own table. Features are those whose roles and columns the configuration
 * names; attributes have a query of their own.
 * @throws WinbackError BAD_INPUT as ownEvents
 */
export function ownSnapshot(
  config: FeaturesConfig,
  { day, kind }: OwnSnapshot,
  source: Source,
  dialect: DialectName,
): Query {
  const { events, windows } = config;
  const byRole = Object.fromEntries(
    Object.entries(events.roles).map(([role, names]) => [role, names.length]),
  );
  const { definitions } = available({ byRole }, config);
  const query = snapshotQuery({
    ...{ day, windows, events, attributes: [], firstDays: config.snapshots.afterFirstDays },
    labelDays: kind === 'labels' ? windows.horizonDays : null,
    definitions: kind === 'labels' ? [] : definitions,
  });
  const before = ownEvents(events, source, dialect);
  const active = {
    name: normalised.active_days,
    query: renamed(activeDaysQuery(events)),
  };
  return { ...renamed(query), with: kind === 'labels' ? [...before, active] : before };
}

/** The query with the normalised tables under names that no table of the user has. */
export function renamed(query: Query, names: Readonly<Record<string, string>> = normalised): Query {
  const joins = query.joins?.map((join) => ({ ...join, source: renamedSource(join.source, names) }));
  return { ...query, from: renamedSource(query.from, names), joins };
}

function renamedSource(source: Source, names: Readonly<Record<string, string>>): Source {
  if (source.kind === 'query') return { ...source, query: renamed(source.query, names) };
  const { name, alias = name } = source;
  const now = names[name];
  return now === undefined ? source : { ...source, name: now, alias };
}
