import { WinbackError } from '../../base/errors.js';
import { stepsOf } from '../../data/nested/column-path.js';
import { binary, call, cast, column, isIn, literal } from '../../data/sql/build.js';
import type { Sql } from '../../data/sql/tree.js';
import type { EventsConfig } from '../config.js';
import { roles as allRoles, type ColumnSource, type Role } from '../mapping.js';
import type { ColumnKind } from './own-numbers.js';
import type { Kinds, OwnRows } from './own-tables.js';

// What the user's own columns hold, as SQL.

export function numberOf(source: ColumnSource | undefined, option: string, kinds: Kinds): Sql {
  if (source === undefined) return cast(literal(null), 'float');
  if (typeof source === 'string' && isNumber(kinds.get(source))) return cast(column(source), 'float');
  return call('toNumber', sourceValue(source, option));
}

const isNumber = (kind: ColumnKind | undefined): boolean => kind === 'number' || kind === 'whole';

export function featureOf(source: ColumnSource | undefined, kinds: Kinds): Sql {
  if (source === undefined) return nothing;
  if (typeof source === 'string' && kinds.get(source) === 'text') return column(source);
  return cast(sourceValue(source, 'feature'), 'text');
}

export const userOf = (name: string, kinds: Kinds, tidy: OwnRows['tidy']): Sql =>
  tidy?.has(name) && kinds.get(name) === 'text' ? column(name) : trimmedText(name, 'user', kinds);

/** The text of a column without spaces around it. */
export const trimmedText = (name: string, option: string, kinds: Kinds): Sql =>
  kinds.get(name) === 'text' ? call('trim', column(name)) : trimmed(plain(name, option));

export const nothing = cast(literal(null), 'text');
export const trimmed = (sql: Sql): Sql => call('trim', cast(sql, 'text'));

/** The id in a column: without spaces around it, NULL where nothing is left. */
export const ownId = (name: string, option: string): Sql =>
  call('nullIf', trimmed(plain(name, option)), literal(''));

export const roleText = (role: Role): Sql => ({
  node: 'category',
  argument: cast(literal(role), 'text'),
  names: allRoles,
});

export function roleOf({ columns, roles, everyRow }: EventsConfig, kinds: Kinds): Sql {
  if (columns.event === undefined) return roleText(everyRow ?? 'activity');
  const groups = Object.entries(roles)
    .filter(([, texts]) => texts.length > 0)
    .map(([role, texts]) => ({ name: role, texts }));
  if (groups.length === 0) return { node: 'category', argument: nothing, names: allRoles };
  return { node: 'lookup', argument: eventName(columns.event, kinds), groups, names: allRoles };
}

/** Whether the event of a row has a role; undefined where every row has one. */
export function hasRole(config: EventsConfig, kinds: Kinds): Sql | undefined {
  return config.columns.event === undefined ? undefined : isOfRoles(config, kinds, allRoles);
}

/** Whether the event of a row is mapped to one of these roles. */
export function isOfRoles(
  { columns, roles, everyRow = 'activity' }: EventsConfig,
  kinds: Kinds,
  wanted: readonly Role[],
): Sql {
  if (columns.event === undefined) return literal(wanted.includes(everyRow));
  const names = wanted.flatMap((role) => roles[role] ?? []);
  return isIn(eventName(columns.event, kinds), names);
}

function eventName(event: ColumnSource, kinds: Kinds): Sql {
  return typeof event === 'string'
    ? trimmedText(event, 'event', kinds)
    : trimmed(sourceValue(event, 'event'));
}

/** The value of a source. @throws WinbackError BAD_INPUT for one that is not written as SQL */
export function sourceValue(source: ColumnSource, option: string): Sql {
  if (typeof source === 'string') return plain(source, option);
  if ('constant' in source) return literal(source.constant);
  if ('multiply' in source)
    return source.multiply
      .map((name) => call('toNumber', plain(name, option)))
      .reduce((left, right) => binary('*', left, right));
  throw new WinbackError(
    'BAD_INPUT',
    `events.columns.${option}: firstOf, minus and cases are not written as SQL: make a column of it in a view`,
  );
}

/** A column, or a key of the JSON text in one. @throws WinbackError BAD_INPUT for another path */
export function plain(name: string, option: string): Sql {
  const [first, second, ...more] = stepsOf(name) ?? [name];
  if (second === undefined) return column(name);
  if (typeof first === 'string' && typeof second === 'string' && more.length === 0)
    return call('nullIf', call('jsonText', column(first), literal(second)), literal(''));
  throw new WinbackError(
    'BAD_INPUT',
    `events.columns.${option}: only the keys of a JSON text are written as SQL: make a column of ${name} in a view`,
  );
}
