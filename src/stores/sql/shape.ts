import { WinbackError } from '../../base/errors.js';
import type { WrittenRun } from './store.js';

/**
 * Whether a table that a run is written into is there and has the run's columns.
 * @param server such as `MySQL user@host:port/database`
 * @param run what is written
 * @param has columns of the table; none where there is no table
 * @param createSql the statement that makes the table
 * @throws WinbackError NOT_FOUND with the statement, BAD_INPUT naming the columns
 */
export function requireShape(
  server: string,
  { table, columns }: WrittenRun,
  has: readonly string[],
  createSql: string,
): void {
  if (has.length === 0)
    throw new WinbackError(
      'NOT_FOUND',
      `${server}: there is no table ${table}; write create: true to have it made, or make it: ${createSql.replaceAll(/\s+/g, ' ')}`,
    );
  const lacks = columns.map(({ name }) => name).filter((name) => !has.includes(name));
  if (lacks.length === 0) return;
  throw new WinbackError(
    'BAD_INPUT',
    `${server}: the table ${table} is of another shape: it has no column ${lacks.join(', ')}; it has ${has.join(', ')}: name another table, or add the columns`,
  );
}

/** Name of the lock under which a run is written into a table: two writers of one run take turns. */
export const lockText = ({ table, run }: WrittenRun): string => `winback ${table} ${run}`;
