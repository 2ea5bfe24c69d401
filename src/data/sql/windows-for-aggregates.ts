import { WinbackError } from '../../base/errors.js';
import { aggregate, all, binary, call, cast, choose, column, isNull, literal, not } from './build.js';
import { childrenOf, replaced } from './parts.js';
import type { NamedSql, Query, Source, Sql } from './tree.js';

/**
 * Quantiles and values of the largest row for engines whose aggregates have neither: the rows are numbered in the order of
 * their values first (a window function), and what stands at a number is picked by `min` and `max`.
 */

type Aggregate = Extract<Sql, { node: 'aggregate' }>;

type Is = (sql: Sql) => sql is Aggregate;

const isGap: Is = (sql): sql is Aggregate => sql.node === 'aggregate' && sql.name === 'gapQuantile';
const isPlaced: Is = (sql): sql is Aggregate =>
  sql.node === 'aggregate' && (sql.name === 'quantile' || sql.name === 'argMax');

/** The query without `quantile`, `gapQuantile` and `argMax`; a query that has none stays itself. */
export const withWindows = (query: Query): Query => lowered(lowered(query, isGap, gaps), isPlaced, placed);

function lowered(
  query: Query,
  isLowered: Is,
  over: (sql: Aggregate, keys: readonly Sql[], i: number) => Placed,
): Query {
  const found = new Map<string, Aggregate>();
  const note = (sql: Sql): void => {
    if (isLowered(sql)) found.set(JSON.stringify(sql), sql);
    for (const child of childrenOf(sql)) note(child);
  };
  const outer = [...query.columns.map(({ sql }) => sql), ...(query.having ? [query.having] : [])];
  outer.forEach(note);
  if (found.size === 0) return query;
  if ((query.joins ?? []).length > 0)
    throw new WinbackError('INTERNAL', 'a quantile over joined tables is not lowered');
  const keys = query.groupBy ?? [];
  const places = [...found].map(([text, sql], i) => ({ text, ...over(sql, keys, i) }));
  const replace = (sql: Sql): Sql => {
    const own = places.find(({ text }) => isLowered(sql) && text === JSON.stringify(sql));
    return own === undefined ? replaced(sql, replace) : own.value;
  };
  const alias = aliasOf(query.from);
  const inner: Query = {
    columns: [
      ...[...namesIn([...outer, ...keys])].map((name) => ({ name, sql: column(name, alias) })),
      ...places.flatMap(({ windows }) => windows),
    ],
    from: query.from,
    where: query.where,
  };
  return {
    ...query,
    columns: query.columns.map(({ name, sql }) => ({ name, sql: replace(sql) })),
    from: { kind: 'query', query: inner, alias },
    where: undefined,
    having: query.having && replace(query.having),
  };
}

interface Placed {
  /** Columns of the rows: the place of a row and, for quantiles, the number of rows that have one. */
  readonly windows: readonly NamedSql[];
  /** The aggregate over rows with these columns. */
  readonly value: Sql;
}

// The difference to the value before is 0 for a value that is there again.
function gaps(sql: Aggregate, keys: readonly Sql[], i: number): Placed {
  const gap = `winback_gap_${i}`;
  const [x] = sql.arguments as readonly [Sql];
  const value = sql.filter === undefined ? x : choose(sql.filter, x, literal(null));
  const before: Sql = {
    node: 'lag',
    argument: value,
    partitionBy: keys,
    orderBy: [{ sql: isNull(value) }, { sql: value }],
  };
  return {
    windows: [{ name: gap, sql: call('nullIf', binary('-', value, before), literal(0)) }],
    value: aggregate('quantile', [column(gap)], undefined, sql.level),
  };
}

function placed(sql: Aggregate, keys: readonly Sql[], i: number): Placed {
  const place = `winback_place_${i}`;
  const [x, by = x] = sql.arguments as readonly [Sql, Sql?];
  const given = sql.name === 'argMax' ? all(not(isNull(x)), not(isNull(by!))) : not(isNull(x));
  const counts = sql.filter === undefined ? given : all(sql.filter, given);
  const order = choose(counts, by!, literal(null));
  const rowNumber: Sql = {
    node: 'rowNumber',
    partitionBy: keys,
    orderBy: [{ sql: isNull(order) }, { sql: order, descending: sql.name === 'argMax' }],
  };
  const at = column(place);
  if (sql.name === 'argMax') {
    const value = aggregate('max', [x], all(counts, binary('=', at, literal(1))));
    return { windows: [{ name: place, sql: rowNumber }], value };
  }
  const total = `winback_count_${i}`;
  const countOver: Sql = { node: 'countOver', argument: order, partitionBy: keys };
  return {
    windows: [
      { name: place, sql: rowNumber },
      { name: total, sql: countOver },
    ],
    value: interpolated({ x, counts, at, last: binary('-', column(total), literal(1)) }, sql.level ?? 0),
  };
}

interface Sorted {
  readonly x: Sql;
  /** Whether the row has a value. */
  readonly counts: Sql;
  /** Its place, from 1. */
  readonly at: Sql;
  /** Place of the last value, from 0. */
  readonly last: Sql;
}

// Between the value at or below the place `level * last` and the one at or above it, as Hyndman and Fan's seventh.
function interpolated({ x, counts, at, last }: Sorted, level: number): Sql {
  const height = (of: Sql): Sql => binary('*', cast(literal(level), 'float'), of);
  const from0 = binary('-', at, literal(1));
  const below = all(counts, binary('<=', from0, height(last)));
  const low = cast(aggregate('max', [x], below), 'float');
  const high = cast(aggregate('min', [x], all(counts, binary('>=', from0, height(last)))), 'float');
  const share = binary('-', height(aggregate('max', [last])), aggregate('max', [from0], below));
  return binary('+', low, binary('*', binary('-', high, low), share));
}

const aliasOf = (from: Source): string => (from.kind === 'query' ? from.alias : (from.alias ?? from.name));

function namesIn(expressions: readonly Sql[]): ReadonlySet<string> {
  const names = new Set<string>();
  const note = (sql: Sql): void => {
    if (sql.node === 'column') names.add(sql.name);
    for (const child of childrenOf(sql)) note(child);
  };
  expressions.forEach(note);
  return names;
}
