import type { AggregateName, BinaryOperator, CastType, Literal, ScalarName, Source, Sql } from './tree.js';

/** Builders of SQL nodes; the names of tree.ts in call form. */

export const column = (name: string, table?: string): Sql =>
  table === undefined ? { node: 'column', name } : { node: 'column', name, table };

export const literal = (value: Literal): Sql => ({ node: 'literal', value });

/** A calendar day `YYYY-MM-DD`. */
export const date = (day: string): Sql => ({ node: 'date', day });

export const binary = (operator: BinaryOperator, left: Sql, right: Sql): Sql => ({
  node: 'binary',
  operator,
  left,
  right,
});

export const equal = (left: Sql, right: Sql): Sql => binary('=', left, right);

/** All of the given conditions; a single one stays itself. */
export function all(first: Sql, ...rest: readonly Sql[]): Sql {
  return rest.reduce((left, right) => binary('and', left, right), first);
}

/** `left / right`, NULL where right is zero or either is NULL. */
export const ratio = (left: Sql, right: Sql): Sql => binary('/', left, right);

export const isIn = (argument: Sql, values: readonly Literal[]): Sql => ({ node: 'in', argument, values });

export const not = (argument: Sql): Sql => ({ node: 'not', argument });

export const isNull = (argument: Sql): Sql => ({ node: 'isNull', argument });

export const call = (name: ScalarName, ...args: readonly Sql[]): Sql => ({
  node: 'call',
  name,
  arguments: args,
});

export const cast = (argument: Sql, to: CastType): Sql => ({ node: 'cast', argument, to });

/** `value` where `when` holds, else `otherwise`. */
export const choose = (when: Sql, value: Sql, otherwise: Sql): Sql => ({
  node: 'case',
  branches: [{ when, value }],
  otherwise,
});

export function aggregate(name: AggregateName, args: readonly Sql[], filter?: Sql, level?: number): Sql {
  return { node: 'aggregate', name, arguments: args, filter, level };
}

export const countIf = (filter: Sql): Sql => aggregate('count', [], filter);

export const sumIf = (argument: Sql, filter: Sql): Sql => aggregate('sum', [argument], filter);

export const percentRank = (order: Sql): Sql => ({ node: 'percentRank', order });

export const table = (name: string, alias?: string): Source =>
  alias === undefined ? { kind: 'table', name } : { kind: 'table', name, alias };
