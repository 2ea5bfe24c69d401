import { column } from './build.js';
import { replaced } from './parts.js';
import type { Query, Source, Sql } from './tree.js';

type Aggregate = Extract<Sql, { node: 'aggregate' }>;

/**
 * A grouped query that has each of its aggregates once: they are columns of an inner query, and the outer one computes with
 * them. The result is the same; a server has less text to read. Columns of groups keep their names.
 * @param query grouped by columns, each of them among its columns
 * @param alias name of the inner query
 */
export function sharedAggregates(query: Query, alias: string): Query {
  const names = new Map<string, string>();
  const aggregates: Aggregate[] = [];
  const nameOf = (sql: Aggregate): string => {
    const text = JSON.stringify(sql);
    const known = names.get(text) ?? `${alias}_${names.size}`;
    if (!names.has(text)) aggregates.push(sql);
    names.set(text, known);
    return known;
  };
  const outer = (sql: Sql): Sql =>
    sql.node === 'aggregate' ? column(nameOf(sql), alias) : replaced(sql, outer);
  const groups = query.groupBy ?? [];
  const isGroup = (sql: Sql): boolean => groups.some((one) => JSON.stringify(one) === JSON.stringify(sql));
  const columns = query.columns.map(({ name, sql }) => ({
    name,
    sql: isGroup(sql) ? column(name, alias) : outer(sql),
  }));
  const having = query.having === undefined ? undefined : outer(query.having);
  const inner: Query = {
    columns: [
      ...query.columns.filter(({ sql }) => isGroup(sql)),
      ...aggregates.map((sql) => ({ name: nameOf(sql), sql })),
    ],
    from: query.from,
    joins: query.joins,
    where: query.where,
    groupBy: query.groupBy,
  };
  const from: Source = { kind: 'query', query: inner, alias };
  return { columns, from, where: having, orderBy: query.orderBy, limit: query.limit };
}
