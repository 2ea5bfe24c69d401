import type { Table } from 'apache-arrow';

import { clickHouseTable } from '../../data/sources/clickhouse-arrow.js';
import type { DuckDb } from '../../data/sources/duckdb.js';
import { appendTable, createTable } from '../../data/sources/duckdb-append.js';
import { renderQuery } from '../../data/sql/render.js';
import { buildTable } from '../../data/tables/build.js';
import type { NativeTableMemory } from '../../native/events-binding.js';
import { type AttributeEncoding, attributeCodesAt } from '../attribute-queries.js';
import type { Day } from '../records.js';
import { usersTable } from '../runs/users-table.js';
import { CountQueries } from './count-queries.js';
import type { PushedLog } from './pushed-log.js';

/** Attributes of users whose events stay in a server: they are joined here, wherever they come from. */

/** The codes of the attributes of some users, a column `code_0`, ... each, in the order of the users. */
export type AttributeCodes = (users: Pick<NativeTableMemory, 'ids' | 'offsets'>) => Promise<Table>;

/** Makes table `users` of the users that the server knows, with their first days. */
export async function makePushedUsers(
  engine: DuckDb,
  log: PushedLog,
  signal: AbortSignal | undefined,
): Promise<void> {
  const queries = new CountQueries(log.config, log);
  const { lastDay } = log.record;
  const parts = await log.parts((shard) =>
    clickHouseTable(log.server, renderQuery(queries.firstDays({ shard }, lastDay), 'clickhouse'), { signal }),
  );
  await usersTable(engine, parts as readonly [Table, ...Table[]], signal);
}

/** The codes that hold at a day. @param engine with the tables `users` and `attributes` */
export async function codesAt(
  engine: DuckDb,
  encodings: readonly AttributeEncoding[],
  { ids: bytes, offsets }: Pick<NativeTableMemory, 'ids' | 'offsets'>,
  day: Day,
  signal: AbortSignal | undefined,
): Promise<Table> {
  const rows = await buildTable([
    { name: 'user_id', kind: 'utf8', offsets, bytes },
    { name: 'place', kind: 'number', values: Int32Array.from({ length: offsets.length - 1 }, (_, i) => i) },
  ]);
  await engine.run('DROP TABLE IF EXISTS pushed_rows');
  await appendTable(engine, 'pushed_rows', await createTable(engine, 'pushed_rows', rows), rows);
  const sql = renderQuery(attributeCodesAt(encodings, day), 'duckdb');
  const codes = encodings.map((_, i) => `code_${i}::INTEGER AS code_${i}`);
  const table = await engine.query(`SELECT ${codes.join(', ')} FROM (${sql})`, { signal });
  await engine.run('DROP TABLE pushed_rows');
  return table;
}
