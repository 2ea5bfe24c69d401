import { WinbackError } from '../../base/errors.js';
import { shown } from '../../base/options.js';
import { clickHouseDialect } from './clickhouse-dialect.js';
import type { Dialect } from './dialect.js';
import { duckDbDialect } from './duckdb-dialect.js';
import { mysqlDialect } from './mysql-dialect.js';
import { sparkDialect } from './spark-dialect.js';
import type { Literal, Ordered, Query, Source, Sql } from './tree.js';

export type DialectName = Dialect['name'];

const dialects: Readonly<Record<DialectName, Dialect>> = {
  duckdb: duckDbDialect,
  clickhouse: clickHouseDialect,
  mysql: mysqlDialect,
  spark: sparkDialect,
};

/** Names of the dialects. */
export const dialectNames = Object.keys(dialects) as readonly DialectName[];

/** SQL text of an expression. @throws WinbackError BAD_INPUT for a value no literal can hold */
export function renderSql(sql: Sql, dialect: DialectName): string {
  return expression(sql, dialects[dialect]);
}

/**
 * SQL text of a query, one clause a line.
 * @param comments one line above the query of `with` that has the name
 */
export function renderQuery(
  query: Query,
  dialect: DialectName,
  comments: Readonly<Record<string, string>> = {},
): string {
  return queryText(query, dialects[dialect], comments);
}

function expression(sql: Sql, dialect: Dialect): string {
  const inner = (argument: Sql): string => expression(argument, dialect);
  switch (sql.node) {
    case 'column':
      return sql.table === undefined
        ? dialect.identifier(sql.name)
        : `${dialect.identifier(sql.table)}.${dialect.identifier(sql.name)}`;
    case 'literal':
      return literalText(sql.value, dialect);
    case 'date':
      return dialect.date(checkedDay(sql.day));
    case 'instant':
      return dialect.instant(sql.micros);
    case 'binary': {
      const [left, right] = [inner(sql.left), inner(sql.right)];
      return sql.operator === '/' ? dialect.divide(left, right) : `(${left} ${sql.operator} ${right})`;
    }
    case 'not':
      return `(NOT ${inner(sql.argument)})`;
    case 'isNull':
      return `(${inner(sql.argument)} IS NULL)`;
    case 'in':
      // An empty list is not valid SQL and holds for no row.
      if (sql.values.length === 0) return literalText(false, dialect);
      return `(${inner(sql.argument)} IN (${sql.values.map((v) => literalText(v, dialect)).join(', ')}))`;
    case 'inQuery':
      return `(${inner(sql.argument)} IN (\n${queryText(sql.query, dialect)}\n))`;
    case 'call':
      return callText(sql, dialect);
    case 'cast':
      return dialect.cast(inner(sql.argument), sql.to);
    case 'category':
      return dialect.category?.(inner(sql.argument), sql.names) ?? inner(sql.argument);
    case 'lookup':
      return dialect.lookup?.(inner(sql.argument), sql.groups, sql.names) ?? inner(asCases(sql));
    case 'case': {
      const branches = sql.branches.map(({ when, value }) => `WHEN ${inner(when)} THEN ${inner(value)}`);
      return `CASE ${branches.join(' ')} ELSE ${inner(sql.otherwise)} END`;
    }
    case 'aggregate': {
      const filter = sql.filter === undefined ? undefined : inner(sql.filter);
      return dialect.aggregate(sql.name, sql.arguments.map(inner), filter, sql.level ?? 0);
    }
    case 'rowNumber':
      return `row_number() OVER (${partition(sql, dialect)}ORDER BY ${orderText(sql.orderBy, dialect)})`;
    case 'lag': {
      const window = `${partition(sql, dialect)}ORDER BY ${orderText(sql.orderBy, dialect)}`;
      return `lag(${inner(sql.argument)}) OVER (${window})`;
    }
    case 'countOver':
      return `count(${inner(sql.argument)}) OVER (${partition(sql, dialect).trimEnd()})`;
    case 'percentRank': {
      const order = inner(sql.order);
      return dialect.percentRank?.(order) ?? `percent_rank() OVER (ORDER BY ${order} ASC)`;
    }
  }
}

function asCases({ argument, groups }: Extract<Sql, { node: 'lookup' }>): Sql {
  const branches = groups.map(({ name, texts }): { when: Sql; value: Sql } => ({
    when: { node: 'in', argument, values: texts },
    value: { node: 'literal', value: name },
  }));
  const otherwise: Sql = { node: 'cast', argument: { node: 'literal', value: null }, to: 'text' };
  return { node: 'case', branches, otherwise };
}

function partition({ partitionBy }: { readonly partitionBy: readonly Sql[] }, dialect: Dialect): string {
  const keys = partitionBy.map((sql) => expression(sql, dialect)).join(', ');
  return keys === '' ? '' : `PARTITION BY ${keys} `;
}

const orderText = (order: readonly Ordered[], dialect: Dialect): string =>
  order.map(({ sql, descending }) => `${expression(sql, dialect)} ${descending ? 'DESC' : 'ASC'}`).join(', ');

function callText({ name, arguments: args }: Extract<Sql, { node: 'call' }>, dialect: Dialect): string {
  if (name !== 'jsonText')
    return dialect.call(
      name,
      args.map((argument) => expression(argument, dialect)),
    );
  const [json, key] = args;
  if (json === undefined || key?.node !== 'literal' || typeof key.value !== 'string')
    throw new WinbackError('INTERNAL', 'jsonText takes a text and the key as a literal');
  return dialect.json(expression(json, dialect), key.value);
}

function literalText(value: Literal, dialect: Dialect): string {
  if (value === null) return 'NULL';
  if (typeof value === 'string') return dialect.text(value);
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (!Number.isFinite(value)) throw new WinbackError('BAD_INPUT', `no SQL literal for ${value}`);
  return value < 0 ? `(${value})` : String(value);
}

function checkedDay(day: string): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(day)) return day;
  throw new WinbackError('BAD_INPUT', `not a day YYYY-MM-DD: ${shown(day)}`);
}

function queryText(given: Query, dialect: Dialect, comments: Readonly<Record<string, string>> = {}): string {
  const query = dialect.lowered?.(given) ?? given;
  const one = (sql: Sql): string => expression(sql, dialect);
  const columns = query.columns
    .map(({ name, sql }) => `  ${one(sql)} AS ${dialect.identifier(name)}`)
    .join(',\n');
  const before = (query.with ?? []).map(({ name, query: one }) => {
    const comment = comments[name] === undefined ? '' : `-- ${comments[name].replaceAll(/\s+/g, ' ')}\n`;
    return `${comment}${dialect.identifier(name)} AS (\n${queryText(one, dialect)}\n)`;
  });
  return [
    ...(before.length === 0 ? [] : [`WITH\n${before.join(',\n')}`]),
    `SELECT\n${columns}`,
    `FROM ${sourceText(query.from, dialect)}`,
    ...(query.joins ?? []).map(
      (join) => `${dialect.join(join.kind)} ${sourceText(join.source, dialect)} ON ${one(join.on)}`,
    ),
    ...(query.where ? [`WHERE ${one(query.where)}`] : []),
    ...(query.groupBy ? [`GROUP BY ${query.groupBy.map(one).join(', ')}`] : []),
    ...(query.having ? [`HAVING ${one(query.having)}`] : []),
    ...(query.orderBy ? [`ORDER BY ${orderText(query.orderBy, dialect)}`] : []),
    ...(query.limit === undefined ? [] : [`LIMIT ${query.limit}`]),
  ].join('\n');
}

function sourceText(source: Source, dialect: Dialect): string {
  if (source.kind === 'query')
    return `(\n${queryText(source.query, dialect)}\n) AS ${dialect.identifier(source.alias)}`;
  const name = [...(source.database ?? []), source.name].map((part) => dialect.identifier(part)).join('.');
  return source.alias === undefined ? name : `${name} AS ${dialect.identifier(source.alias)}`;
}
