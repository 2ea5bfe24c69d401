import type { Table } from 'apache-arrow';

import { WinbackError } from '../../base/errors.js';
import type { DuckDb } from '../../data/sources/duckdb.js';
import { appendTable, createTable } from '../../data/sources/duckdb-append.js';
import { type BuiltColumn, buildTable } from '../../data/tables/build.js';
import type { EventRuns } from './event-runs.js';

/**
 * Makes table `users` (uid, user_id, first_day) of the users in `runs`, for joins with tables of the engine. Two ids with
 * one hash stop it.
 */
export async function makeUsersTable(
  engine: DuckDb,
  runs: EventRuns,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { offsets, ids: bytes, firstDays: values } = await runs.users(null, signal);
  const columns: readonly BuiltColumn[] = [
    { name: 'user_id', kind: 'utf8', offsets, bytes },
    { name: 'first_day', kind: 'date', values },
  ];
  await usersTable(engine, [await buildTable(columns)], signal);
}

/** Makes table `users` of tables with the columns user_id and first_day, each user once. */
export async function usersTable(
  engine: DuckDb,
  tables: readonly [Table, ...Table[]],
  signal: AbortSignal | undefined,
): Promise<void> {
  const columns = await createTable(engine, 'run_users', tables[0]);
  for (const table of tables) await appendTable(engine, 'run_users', columns, table);
  await engine.run('CREATE TABLE users AS SELECT hash(user_id) AS uid, user_id, first_day FROM run_users', {
    signal,
  });
  await engine.run('DROP TABLE run_users');
  const [shared] = await engine.rows('SELECT count(*) - count(DISTINCT uid) AS n FROM users', { signal });
  if (Number(shared?.['n']) > 0) throw new WinbackError('INTERNAL', 'two user ids have the same hash');
}
