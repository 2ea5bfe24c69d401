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
  /** The same as `on` for the one event that has it most often; 0 where no event has one of the roles. */
  best(column: Column, roles: readonly Role[]): number;
  /** Whether some events always have a value of the column, and all others never. */
  splits(column: Column): boolean;
  /** The same where the amount is known: names that nobody knows are payments if their rows have it. */
  knowing(amount: Column): Coverage;
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
  return coverageBy(
    rows.map((row) => ({
      role: roleByWords(String(row['name']))?.role,
      rows: Number(row['n']),
      of: (alias) => Number(row[alias] ?? 0),
    })),
  );
}

interface EventRows {
  /** By its name; undefined for a name that nobody knows. */
  readonly role: Role | null | undefined;
  readonly rows: number;
  /** Rows with a value of the column. */
  readonly of: (alias: string) => number;
}

/** Share of its rows from which on an event that nobody knows by name is paid. */
const mostPaid = 0.5;

function coverageBy(events: readonly EventRows[]): Coverage {
  const shareOf = ({ alias }: Column, some: readonly EventRows[]): number | null => {
    const all = some.reduce((sum, one) => sum + one.rows, 0);
    return all === 0 ? null : some.reduce((sum, one) => sum + one.of(alias), 0) / all;
  };
  const having = (roles: readonly Role[], wanted: boolean): readonly EventRows[] =>
    events.filter(({ role }) => (role != null && roles.includes(role)) === wanted);
  return {
    on: (column, roles) => shareOf(column, having(roles, true)),
    off: (column, roles) => shareOf(column, having(roles, false)) ?? 0,
    best: (column, roles) => Math.max(0, ...having(roles, true).map((one) => shareOf(column, [one]) ?? 0)),
    splits: (column) => {
      const shares = events.map((one) => shareOf(column, [one]) ?? 0);
      return (
        shares.every((share) => share > 0.95 || share < 0.02) && new Set(shares.map(Math.round)).size === 2
      );
    },
    knowing: (amount) =>
      coverageBy(
        events.map((one) => {
          const paid = one.role === undefined && (shareOf(amount, [one]) ?? 0) >= mostPaid;
          return paid ? { ...one, role: 'payment' } : one;
        }),
      ),
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
