import { WinbackError } from '../../base/errors.js';
import { stepsOf } from '../../data/nested/column-path.js';
import {
  all,
  binary,
  call,
  cast,
  choose,
  column,
  equal,
  isIn,
  isNull,
  literal,
  not,
  table,
} from '../../data/sql/build.js';
import type { DialectName } from '../../data/sql/render.js';
import type { NamedSql, Query, Source, Sql } from '../../data/sql/tree.js';
import type { EventsConfig } from '../config.js';
import { instantColumn } from '../definitions/vocabulary.js';
import { eventColumns } from '../event-columns.js';
import { neverKnown } from '../log/arrival-sql.js';
import { roles as allRoles, type ColumnSource, type Role } from '../mapping.js';
import { ownStreams, perUnit, streamTest, streamValue } from '../own/streams.js';
import { type ColumnKind, isRefund, settledNumbers, whole } from './own-numbers.js';
import { zoneName } from './zone-names.js';

/** Names of the queries that stand in for the normalised tables of docs/explanation/features.md. */
export const normalised = {
  events: 'winback_events',
  users: 'winback_users',
  active_days: 'winback_active_days',
};

/** The user's rows with columns by their meaning. */
export const rows = 'winback_rows';
/** The rows with roles, money in fen, durations in microseconds. */
export const settled = 'winback_settled';

/** Which rows of the table are read, and columns beside those of the normalised tables. */
export interface OwnRows {
  /** Columns of which it is known what they hold. @default none */
  readonly kinds?: ReadonlyMap<string, ColumnKind> | undefined;
  /** Whether the id of a row without a user is an empty text instead of NULL, which is slower. @default false */
  readonly named?: boolean | undefined;
  /** Columns of texts without spaces around them. @default none */
  readonly tidy?: ReadonlySet<string> | undefined;
  /** What no row lacks that `where` lets pass: it is not asked for again. @default nothing is known */
  readonly there?: ReadonlySet<'at' | 'role'> | undefined;
  /** Condition on the user's own columns. @default all rows */
  readonly where?: Sql | undefined;
  /** Columns of `winback_rows`. */
  readonly rows?: readonly NamedSql[] | undefined;
  /** Columns of `winback_settled`, over those of `winback_rows`. */
  readonly settled?: readonly NamedSql[] | undefined;
  /** Columns of `winback_settled` that events keep. */
  readonly kept?: readonly string[] | undefined;
}

/**
 * The normalised tables of docs/explanation/features.md as queries over the user's own table, in the user's own column
 * names: `with` of a query that reads them. Numbers are as the engine casts them; a text that is no number is missing.
 * @param config the events section
 * @param source the user's table
 * @param dialect whose names of zones are used
 * @param own rows that are read, and further columns
 * @throws WinbackError BAD_INPUT for an option that only a reading of the files can settle
 */
export function ownEvents(
  config: EventsConfig,
  source: Source,
  dialect: DialectName,
  own: OwnRows = {},
): NonNullable<Query['with']> {
  refuseUnsettled(config);
  return [
    { name: rows, query: rowsQuery(config, source, dialect, own) },
    { name: settled, query: settledQuery(config, own) },
    { name: normalised.events, query: eventsQuery(config, own) },
    { name: normalised.users, query: usersQuery() },
  ];
}

// What openEventLog decides over all rows of a file.
function refuseUnsettled({ preset, timeUnit, timeFormat, numberFormat, columns }: EventsConfig): void {
  const given: readonly (readonly [string, boolean])[] = [
    ['preset', preset !== undefined],
    ['timeUnit', timeUnit !== 'auto'],
    ['timeFormat', timeFormat !== undefined],
    ['numberFormat', numberFormat !== undefined],
    ['columns.order', columns.order !== undefined],
  ];
  const found = given.find(([, isGiven]) => isGiven)?.[0];
  if (found === undefined) return;
  throw new WinbackError(
    'BAD_INPUT',
    `events.${found} is settled while rows are read, which SQL over the table cannot do: give the query a view without the need for it`,
  );
}

function rowsQuery(
  config: EventsConfig,
  source: Source,
  dialect: DialectName,
  { where, rows: more = [], kinds = noKinds, named = false, tidy, there }: OwnRows,
): Query {
  const { columns, timeZone, timestampsIn = timeZone } = config;
  const zone = (name: string): Sql => literal(zoneName(name, dialect));
  const arrival = (name: string): Sql =>
    call('clock', plain(name, 'receivedAt'), zone(timestampsIn), zone(timeZone));
  const clock = (shown: string): Sql =>
    kinds.get(columns.time) === 'instant'
      ? call('clockAt', column(columns.time), zone(shown))
      : call('clock', plain(columns.time, 'time'), zone(timestampsIn), zone(shown));
  const role = roleOf(config, kinds);
  const number = (option: 'amount' | 'couponAmount' | 'duration' | 'quotaUsed' | 'quotaTotal'): NamedSql => ({
    name: `n_${option}`,
    sql: numberOf(columns[option], option, kinds),
  });
  return {
    columns: [
      { name: 'user_id', sql: named ? userOf(columns.user, kinds, tidy) : ownId(columns.user, 'user') },
      { name: 'at', sql: clock(timeZone) },
      ...(instantColumn(timeZone) === 'utc' ? [{ name: 'utc', sql: clock('UTC') }] : []),
      { name: 'mapped_role', sql: there?.has('role') ? call('present', role) : role },
      number('amount'),
      ...(columns.couponAmount === undefined ? [] : [number('couponAmount')]),
      ...(['duration', 'quotaUsed', 'quotaTotal'] as const).map(number),
      { name: 'feature', sql: featureOf(columns.feature, kinds) },
      { name: 'id', sql: columns.id === undefined ? nothing : ownId(columns.id, 'id') },
      ...(columns.receivedAt === undefined ? [] : [{ name: 'arrived', sql: arrival(columns.receivedAt) }]),
      ...ownInputs(config, kinds),
      ...more,
    ],
    from: source,
    where,
  };
}

/** The event's name and the columns that features of the user's own read. */
function ownInputs(config: EventsConfig, kinds: Kinds): readonly NamedSql[] {
  const { event } = config.columns;
  const streams = ownStreams(config);
  if (streams.length === 0) return [];
  const name = event === undefined ? nothing : trimmed(sourceValue(event, 'event'));
  const values = streams.flatMap((stream) => {
    const { column: source, feature, isText } = stream;
    if (source === undefined) return [];
    const option = `features.${feature}.column`;
    const sql = isText
      ? call('nullIf', trimmed(sourceValue(source, option)), literal(''))
      : numberOf(source, option, kinds);
    return [{ name: `n_${streamValue(stream)}`, sql }];
  });
  return [{ name: 'event_name', sql: name }, ...values];
}

/** Days from an event's day to that of its arrival; an event without one counts from its own day. */
export const lateDays: NamedSql = {
  name: 'late',
  sql: call(
    'coalesce',
    call(
      'least',
      call(
        'greatest',
        call('daysBetween', cast(column('at'), 'date'), cast(column('arrived'), 'date')),
        literal(0),
      ),
      literal(neverKnown),
    ),
    literal(0),
  ),
};

/** Which events are of a stream, with numbers in millionths. */
function ownValues(config: EventsConfig): readonly NamedSql[] {
  return ownStreams(config).flatMap((stream) => {
    const { roles, names, isText, column: source } = stream;
    const role = choose(isRefund, roleText('refund'), own('mapped_role'));
    const test = binary('or', isIn(role, roles), isIn(own('event_name'), names));
    const known = choose(test, literal(true), literal(false));
    const value = own(`n_${streamValue(stream)}`);
    const scaled = isText ? value : whole(binary('*', value, literal(perUnit)));
    return [
      { name: streamTest(stream), sql: known },
      ...(source === undefined ? [] : [{ name: streamValue(stream), sql: scaled }]),
    ];
  });
}

const own = (name: string): Sql => column(name);

type Kinds = NonNullable<OwnRows['kinds']>;
const noKinds: Kinds = new Map();

function numberOf(source: ColumnSource | undefined, option: string, kinds: Kinds): Sql {
  if (source === undefined) return cast(literal(null), 'float');
  if (typeof source === 'string' && isNumber(kinds.get(source))) return cast(column(source), 'float');
  return call('toNumber', sourceValue(source, option));
}

const isNumber = (kind: ColumnKind | undefined): boolean => kind === 'number' || kind === 'whole';

function featureOf(source: ColumnSource | undefined, kinds: Kinds): Sql {
  if (source === undefined) return nothing;
  if (typeof source === 'string' && kinds.get(source) === 'text') return column(source);
  return cast(sourceValue(source, 'feature'), 'text');
}

const userOf = (name: string, kinds: Kinds, tidy: OwnRows['tidy']): Sql =>
  tidy?.has(name) && kinds.get(name) === 'text' ? column(name) : trimmedText(name, 'user', kinds);

/** The text of a column without spaces around it. */
export const trimmedText = (name: string, option: string, kinds: Kinds): Sql =>
  kinds.get(name) === 'text' ? call('trim', column(name)) : trimmed(plain(name, option));

const nothing = cast(literal(null), 'text');
export const trimmed = (sql: Sql): Sql => call('trim', cast(sql, 'text'));

/** The id in a column: without spaces around it, NULL where nothing is left. */
export const ownId = (name: string, option: string): Sql =>
  call('nullIf', trimmed(plain(name, option)), literal(''));

const roleText = (role: Role): Sql => ({
  node: 'category',
  argument: cast(literal(role), 'text'),
  names: allRoles,
});

function roleOf({ columns, roles, everyRow }: EventsConfig, kinds: Kinds): Sql {
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

function settledQuery(config: EventsConfig, { settled: more = [], kinds = noKinds }: OwnRows): Query {
  const numbers = settledNumbers(config, kinds);
  const utc = instantColumn(config.timeZone) === 'utc' ? ['utc'] : [];
  return {
    columns: [
      ...['user_id', 'at', ...utc, 'feature', 'id'].map((name) => ({ name, sql: own(name) })),
      { name: 'day', sql: cast(own('at'), 'date') },
      { name: 'role', sql: choose(isRefund, roleText('refund'), own('mapped_role')) },
      ...numbers,
      ...ownValues(config),
      ...(config.columns.receivedAt === undefined ? [] : [lateDays]),
      ...more,
    ],
    from: table(rows),
  };
}

function eventsQuery(config: EventsConfig, { kept: more = [], named, there: known }: OwnRows): Query {
  const { columns } = config;
  // With the name of the table: ClickHouse takes a bare name for the column of the result, which is never NULL.
  const given = (name: string): Sql => column(name, settled);
  const there = (name: string): Sql => not(isNull(given(name)));
  const user = named ? binary('<>', given('user_id'), literal('')) : there('user_id');
  const asked = (['at', 'role'] as const).filter((name) => !known?.has(name));
  const usable = all(user, ...asked.map(there));
  const names = [...eventColumns(config), ...more];
  const columnOf = (name: string): NamedSql => {
    const sql = column(name === 'uid' ? 'user_id' : name);
    return { name, sql: named && ['at', 'day', 'role'].includes(name) ? call('present', sql) : sql };
  };
  if (columns.id === undefined) return { columns: names.map(columnOf), from: table(settled), where: usable };
  const number: Sql = {
    node: 'rowNumber',
    partitionBy: [column('id')],
    orderBy: ['at', 'user_id', ...(columns.receivedAt === undefined ? [] : ['late'])].map((name) => ({
      sql: column(name),
    })),
  };
  const numbered: Query = {
    columns: [...names.map(columnOf), { name: 'id', sql: column('id') }, { name: 'same_id', sql: number }],
    from: table(settled),
    where: usable,
  };
  return {
    columns: names.map((name) => ({ name, sql: column(name) })),
    from: { kind: 'query', query: numbered, alias: 'n' },
    where: binary('or', isNull(column('id')), equal(column('same_id'), literal(1))),
  };
}

function usersQuery(): Query {
  const uid = column('uid');
  return {
    columns: [
      { name: 'uid', sql: uid },
      { name: 'user_id', sql: uid },
    ],
    from: table(normalised.events),
    groupBy: [uid],
  };
}
