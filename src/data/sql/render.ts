import { WinbackError } from '../../base/errors.js';
import { shown } from '../../base/options.js';
import { clickHouseDialect } from './clickhouse-dialect.js';
import type { Dialect } from './dialect.js';
import { duckDbDialect } from './duckdb-dialect.js';
import type { Literal, Query, Source, Sql } from './tree.js';

export type DialectName = Dialect['name'];

const dialects: Readonly<Record<DialectName, Dialect>> = {
  duckdb: duckDbDialect,
  clickhouse: clickHouseDialect,
};

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
    case 'call':
      return dialect.call(sql.name, sql.arguments.map(inner));
    case 'cast':
      return dialect.cast(inner(sql.argument), sql.to);
    case 'case': {
      const branches = sql.branches.map(({ when, value }) => `WHEN ${inner(when)} THEN ${inner(value)}`);
      return `CASE ${branches.join(' ')} ELSE ${inner(sql.otherwise)} END`;
    }
    case 'aggregate': {
      const filter = sql.filter === undefined ? undefined : inner(sql.filter);
      return dialect.aggregate(sql.name, sql.arguments.map(inner), filter, sql.level ?? 0);
    }
    case 'rowNumber': {
      const order = sql.orderBy.map(inner).join(', ');
      return `row_number() OVER (PARTITION BY ${inner(sql.partitionBy)} ORDER BY ${order})`;
    }
    case 'percentRank':
      return `percent_rank() OVER (ORDER BY ${inner(sql.order)} ASC)`;
  }
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

function queryText(query: Query, dialect: Dialect, comments: Readonly<Record<string, string>> = {}): string {
  const one = (sql: Sql): string => expression(sql, dialect);
  const columns = query.columns
    .map(({ name, sql }) => `  ${one(sql)} AS ${dialect.identifier(name)}`)
    .join(',\n');
  const order = query.orderBy?.map(({ sql, descending }) => `${one(sql)} ${descending ? 'DESC' : 'ASC'}`);
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
    ...(order ? [`ORDER BY ${order.join(', ')}`] : []),
    ...(query.limit === undefined ? [] : [`LIMIT ${query.limit}`]),
  ].join('\n');
}

function sourceText(source: Source, dialect: Dialect): string {
  if (source.kind === 'query')
    return `(\n${queryText(source.query, dialect)}\n) AS ${dialect.identifier(source.alias)}`;
  const own = dialect.identifier(source.name);
  const name = source.database === undefined ? own : `${dialect.identifier(source.database)}.${own}`;
  return source.alias === undefined ? name : `${name} AS ${dialect.identifier(source.alias)}`;
}
