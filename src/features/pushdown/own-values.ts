import { addDays } from '../../base/days.js';
import { all, binary, choose, column, date, isIn, literal, table } from '../../data/sql/build.js';
import type { NamedSql, Query, Sql } from '../../data/sql/tree.js';
import { featureName } from '../definitions/definition.js';
import {
  aggregated,
  knownAt,
  labelColumn,
  newUsers,
  type SnapshotQuery,
  userColumn,
} from '../snapshot-query.js';

/** The events after the snapshot, which only the label of ownValuesQuery reads. */
export const eventsAfter = 'winback_events_after';
/** All events up to the snapshot, which ownValuesQuery reads for the first of each user. */
export const eventsBefore = 'winback_events_before';
/**
 * The rows of snapshotQuery with each user's own values: ranks among users are left as the values they rank, and `uid` is the id. For
 * engines that see a part of the users at a time. The label reads the events of `eventsAfter`, and `firstDays` those of
 * `eventsBefore`.
 * @param activeAfter ids `uid` of the users with an active event in the days of the label, instead of `eventsAfter`
 */
export function ownValuesQuery(given: SnapshotQuery, activeAfter?: Query): Query {
  const names = given.definitions.map((definition) => featureName(definition, given.windows));
  return {
    columns: [
      { name: userColumn, sql: column('uid', 'f') },
      ...(given.labelDays === null ? [] : [labelAmong(given, given.labelDays, activeAfter)]),
      ...names.map((name) => ({ name, sql: column(name, 'f') })),
    ],
    from: { kind: 'query', query: aggregated(given, names), alias: 'f' },
    where: given.firstDays === undefined ? undefined : isNew(given, given.firstDays),
  };
}

function isNew(given: SnapshotQuery, firstDays: number): Sql {
  const query = newUsers(given, firstDays, table(eventsBefore, 'events'));
  return { node: 'inQuery', argument: column('uid', 'f'), query };
}

// Whether a user is among those with an active event is a look-up in a set, which is faster than a join.
function labelAmong(given: SnapshotQuery, labelDays: number, activeAfter?: Query): NamedSql {
  const query = activeAfter ?? activeAmong(given, labelDays);
  const isActive: Sql = { node: 'inQuery', argument: column('uid', 'f'), query };
  return { name: labelColumn(labelDays), sql: choose(isActive, literal(0), literal(1)) };
}

function activeAmong({ day, events }: SnapshotQuery, labelDays: number): Query {
  const own = column('day', 'events');
  return {
    columns: [{ name: 'uid', sql: column('uid', 'events') }],
    from: table(eventsAfter, 'events'),
    where: all(
      isIn(column('role', 'events'), events.active),
      binary('>', own, date(day)),
      binary('<=', own, date(addDays(day, labelDays))),
      ...knownAt(addDays(day, labelDays), events),
    ),
  };
}
