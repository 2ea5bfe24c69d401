import { addDays } from '../base/days.js';
import {
  aggregate,
  all,
  binary,
  call,
  choose,
  column,
  countIf,
  date,
  equal,
  isIn,
  isNull,
  literal,
  table,
} from '../data/sql/build.js';
import type { Join, NamedSql, Query, Source, Sql } from '../data/sql/tree.js';
import { type AttributeEncoding, attributeCode, nearest } from './attribute-queries.js';
import type { EventsConfig, WindowsConfig } from './config.js';
import {
  acrossSql,
  type FeatureDefinition,
  featureName,
  longestDays,
  ownSql,
} from './definitions/definition.js';
import { EventVocabulary, oneByOne, type RoleTest } from './definitions/vocabulary.js';
import { eventColumns } from './event-columns.js';
import { neverKnown } from './log/arrival-sql.js';
import type { OwnEvents } from './own/streams.js';
import type { Day } from './records.js';

export type { AttributeEncoding } from './attribute-queries.js';

export interface SnapshotQuery {
  readonly day: Day;
  /** Days of the label; null for a snapshot whose label is not known. */
  readonly labelDays: number | null;
  readonly definitions: readonly FeatureDefinition[];
  readonly windows: WindowsConfig;
  readonly events: Pick<EventsConfig, 'active' | 'subtractRefunds' | 'timeZone' | 'columns'> & OwnEvents;
  readonly attributes: readonly AttributeEncoding[];
  /** Only users whose first event is so many days old, its own day counted. @default every active user */
  readonly firstDays?: number | undefined;
  /** Whether the events are those of the longest window and no others. @default false: they are left out here */
  readonly isBounded?: boolean | undefined;
  /** How events of one of several roles are asked for. @default oneByOne, as DuckDB needs it */
  readonly roleTest?: RoleTest | undefined;
}

/** Columns of the result that are not features. */
export const userColumn = 'user_id';
export const dayColumn = 'snapshot_date';
export const labelColumn = (horizonDays: number): string => `label_churn_${horizonDays}d`;

/**
 * One row for each user active in the observation window that ends with the snapshot day: id, day, label,
 * features, attribute codes, in order of user id. Reads the normalised tables `events`, `users`,
 * `active_days` and (with attributes) `attributes` of docs/explanation/features.md.
 *
 * The label is 1 when no active day follows the snapshot within the horizon.
 */
export function snapshotQuery(given: SnapshotQuery): Query {
  const names = given.definitions.map((definition) => featureName(definition, given.windows));
  return {
    columns: [
      { name: userColumn, sql: column('user_id', 'f') },
      { name: dayColumn, sql: date(given.day) },
      ...(given.labelDays === null ? [] : [labelOf(given.labelDays)]),
      ...names.map((name) => ({ name, sql: column(name, 'f') })),
      ...given.attributes.map(attributeCode),
    ],
    from: { kind: 'query', query: ranked(given, names), alias: 'f' },
    joins: [
      ...(given.labelDays === null ? [] : [nextActive(given.day, given.labelDays, given.events)]),
      ...(given.attributes.length === 0 ? [] : [nearest(table('attributes', 'w'), 'w', 'valid_from', '<=')]),
    ],
    orderBy: [{ sql: column('user_id', 'f') }],
  };
}

// The first active day within the horizon. With one snapshot day a query, a grouped table does what an
// as-of join does, without sorting all features.
function nextActive(day: Day, labelDays: number, events: Pick<EventsConfig, 'columns'>): Join {
  const own = column('day', 'active_days');
  const query: Query = {
    columns: [
      { name: 'uid', sql: column('uid', 'active_days') },
      { name: 'next_day', sql: aggregate('min', [own]) },
    ],
    from: table('active_days'),
    where: all(
      binary('>', own, date(day)),
      binary('<=', own, date(addDays(day, labelDays))),
      ...knownAt(addDays(day, labelDays), events, 'active_days'),
    ),
    groupBy: [column('uid', 'active_days')],
  };
  const on = equal(column('uid', 'f'), column('uid', 'a'));
  return { kind: 'left', source: { kind: 'query', query, alias: 'a' }, on };
}

function labelOf(labelDays: number): NamedSql {
  return {
    name: labelColumn(labelDays),
    sql: choose(isNull(column('next_day', 'a')), literal(1), literal(0)),
  };
}

// Ranks need the aggregates of all users, so they are a query around them.
function ranked(given: SnapshotQuery, names: readonly string[]): Query {
  return {
    columns: [
      { name: 'uid', sql: column('uid', 'g') },
      { name: 'user_id', sql: column('user_id', 'u') },
      { name: 'snapshot_day', sql: date(given.day) },
      ...given.definitions.map((definition, i) => {
        const own = column(names[i]!, 'g');
        return { name: names[i]!, sql: acrossSql(definition, own) };
      }),
    ],
    from: { kind: 'query', query: aggregated(given, names), alias: 'g' },
    joins: [
      { kind: 'inner', source: table('users', 'u'), on: equal(column('uid', 'g'), column('uid', 'u')) },
      ...(given.firstDays === undefined ? [] : [firstEvents(given, given.firstDays)]),
    ],
  };
}

// Ranks are among the users of the join.
function firstEvents(given: SnapshotQuery, firstDays: number): Join {
  const query = newUsers(given, firstDays, table('events'));
  const on = equal(column('uid', 'g'), column('uid', 'b'));
  return { kind: 'inner', source: { kind: 'query', query, alias: 'b' }, on };
}

/** Users whose first event that was known by the snapshot is `firstDays` days old, its own day counted. */
export function newUsers({ day, events }: SnapshotQuery, firstDays: number, from: Source): Query {
  const own = column('day', 'events');
  return {
    columns: [{ name: 'uid', sql: column('uid', 'events') }],
    from,
    where: all(binary('<=', own, date(day)), ...knownAt(day, events)),
    groupBy: [column('uid', 'events')],
    having: equal(aggregate('min', [own]), date(addDays(day, 1 - firstDays))),
  };
}

function vocabulary({ windows, events, roleTest = oneByOne }: SnapshotQuery): EventVocabulary {
  return new EventVocabulary(windows, events, roleTest);
}

/** The features of each user who was active in the observation window, ranks left as what they rank. */
export function aggregated(given: SnapshotQuery, names: readonly string[]): Query {
  const words = vocabulary(given);
  return {
    columns: [
      { name: 'uid', sql: column('uid', 'e') },
      ...given.definitions.map((definition, i) => ({ name: names[i]!, sql: ownSql(definition, words) })),
    ],
    from: { kind: 'query', query: windowed(given), alias: 'e' },
    groupBy: [column('uid', 'e')],
    having: binary('>', countIf(all(words.active, words.within())), literal(0)),
  };
}

// Nothing after the snapshot day passes here: every feature is built on this.
function windowed(given: SnapshotQuery): Query {
  const { day, events } = given;
  const names = eventColumns(events);
  const [first, ...rest] = [...(given.isBounded ? [] : inWindow(given)), ...knownAt(day, events)];
  return {
    columns: [
      ...names.map((name) => ({ name, sql: column(name, 'events') })),
      { name: 'age', sql: call('daysBetween', column('day', 'events'), date(day)) },
    ],
    from: table('events'),
    where: first === undefined ? undefined : all(first, ...rest),
  };
}

function inWindow({ day, windows, definitions }: SnapshotQuery): readonly Sql[] {
  const longest = longestDays(definitions, windows);
  const own = column('day', 'events');
  const upTo = binary('<=', own, date(day));
  return longest === null ? [upTo] : [upTo, binary('>', own, date(addDays(day, -longest)))];
}

/** Whether an event, or the first of a day, had arrived by the end of `day`; nothing where the log does not say when. */
export function knownAt(
  day: Day,
  { columns }: Pick<EventsConfig, 'columns'>,
  name = 'events',
): readonly Sql[] {
  if (columns.receivedAt === undefined) return [];
  const late = column('late', name);
  const passed = call('daysBetween', column('day', name), date(day));
  return [all(binary('<', late, literal(neverKnown)), binary('>=', passed, late))];
}

/** Days with an active event, each once: what labels look up. With arrivals also how late the first of them arrived. */
export function activeDaysQuery({ active, columns }: Pick<EventsConfig, 'active' | 'columns'>): Query {
  const late = { name: 'late', sql: aggregate('min', [column('late', 'events')]) };
  return {
    columns: [
      { name: 'uid', sql: column('uid', 'events') },
      { name: 'day', sql: column('day', 'events') },
      ...(columns.receivedAt === undefined ? [] : [late]),
    ],
    from: table('events'),
    where: isIn(column('role', 'events'), active),
    groupBy: [column('uid', 'events'), column('day', 'events')],
  };
}
