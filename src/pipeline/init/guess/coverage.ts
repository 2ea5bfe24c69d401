import type { Role } from '../../../features/mapping.js';
import type { Viewed } from '../behaviour.js';
import type { Column } from '../columns.js';
import { roleByWords } from '../roles.js';

/** How the values of each column lie on events, whose roles their names tell. */
export interface Coverage {
  /** Share of the rows of these roles that have a value; null where no event has one of them. */
  on(column: Column, roles: readonly Role[]): number | null;
  /** Share of all other rows that have one. */
  off(column: Column, roles: readonly Role[]): number;
}

/** Columns looked at: more are the values of a wide nested column. */
const mostColumns = 120;

/** Values of the columns by event, in one pass. */
export async function coverageOf(
  { engine, view, signal }: Viewed,
  columns: readonly Column[],
  event: Column,
): Promise<Coverage> {
  const looked = columns.slice(0, mostColumns);
  const counts = looked.map(({ alias }) => `count(${alias}) AS ${alias}`);
  const rows = await engine.rows(
    `SELECT ${[`${event.alias}::VARCHAR AS name`, 'count(*) AS n', ...counts].join(', ')} FROM ${view}
     WHERE ${event.alias} IS NOT NULL GROUP BY 1`,
    { signal },
  );
  const events = rows.map((row) => ({
    role: roleByWords(String(row['name']))?.role,
    rows: Number(row['n']),
    of: (alias: string) => Number(row[alias] ?? 0),
  }));
  const shareOf = (column: Column, some: typeof events): number | null => {
    const all = some.reduce((sum, one) => sum + one.rows, 0);
    return all === 0 ? null : some.reduce((sum, one) => sum + one.of(column.alias), 0) / all;
  };
  const has = (roles: readonly Role[], role: Role | null | undefined): boolean =>
    role !== null && role !== undefined && roles.includes(role);
  return {
    on: (column, roles) =>
      shareOf(
        column,
        events.filter(({ role }) => has(roles, role)),
      ),
    off: (column, roles) =>
      shareOf(
        column,
        events.filter(({ role }) => !has(roles, role)),
      ) ?? 0,
  };
}

/** Whether a column belongs to events of these roles: (nearly) all of them have it, and no others. */
export function isOf(
  coverage: Coverage,
  column: Column,
  must: readonly Role[],
  may: readonly Role[],
): boolean {
  return (coverage.on(column, must) ?? 0) > 0.9 && coverage.off(column, [...must, ...may]) < 0.02;
}
