import { WinbackError } from '../../base/errors.js';
import { all, binary, call, column, equal, isNull, literal, not, table } from '../../data/sql/build.js';
import type { DialectName } from '../../data/sql/render.js';
import type { NamedSql, Query, Source, Sql } from '../../data/sql/tree.js';
import type { EventsConfig } from '../config.js';
import { eventColumns } from '../event-columns.js';
import { rowsQuery } from './own-rows.js';
import { settledQuery } from './own-settled.js';
import { normalised, type OwnRows, rows, settled } from './own-tables.js';

export { lateDays } from './own-settled.js';
export { normalised, type OwnRows, rows, settled } from './own-tables.js';
export { hasRole, isOfRoles, ownId, plain, sourceValue, trimmed, trimmedText } from './own-values.js';

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
