import type { Sql } from './tree.js';

/** The parts of a node. */
export function childrenOf(sql: Sql): readonly Sql[] {
  const children: Sql[] = [];
  replaced(sql, (child) => {
    children.push(child);
    return child;
  });
  return children;
}

/** The node with each of its parts replaced. */
export function replaced(sql: Sql, to: (part: Sql) => Sql): Sql {
  switch (sql.node) {
    case 'column':
    case 'literal':
    case 'date':
    case 'instant':
      return sql;
    case 'binary':
      return { ...sql, left: to(sql.left), right: to(sql.right) };
    case 'call':
      return { ...sql, arguments: sql.arguments.map(to) };
    case 'aggregate':
      return { ...sql, arguments: sql.arguments.map(to), filter: sql.filter && to(sql.filter) };
    case 'case': {
      const branches = sql.branches.map(({ when, value }) => ({ when: to(when), value: to(value) }));
      return { ...sql, branches, otherwise: to(sql.otherwise) };
    }
    case 'percentRank':
      return { ...sql, order: to(sql.order) };
    case 'rowNumber':
    case 'countOver':
    case 'lag':
      return sql;
    default:
      return { ...sql, argument: to(sql.argument) };
  }
}
