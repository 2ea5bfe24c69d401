import { join } from 'node:path';

import { WinbackError } from '../../base/errors.js';
import { clickHouseColumns, requireWhole } from '../../data/sources/clickhouse-extract.js';
import type { DuckDb } from '../../data/sources/duckdb.js';
import { engineFolder } from '../../data/sources/engine-folder.js';
import { clickHouseDialect } from '../../data/sql/clickhouse-dialect.js';
import { quotedName, quotedText } from '../../data/sql/quote.js';
import type { ClickHouse } from '../../stores/clickhouse/client.js';
import type { EventsConfig } from '../config.js';
import { openServer } from './clickhouse-source.js';
import type { WorkOptions } from './event-log.js';
import { requireColumns } from './ingest-sql.js';
import type { PersonTables } from './persons.js';
import { attachSource } from './source.js';

type Persons = Pick<EventsConfig, 'source' | 'table' | 'teamId' | 'passwordFrom'> & {
  readonly persons: readonly string[];
};
type TableNames = Pick<PersonTables, 'owners' | 'deleted'>;
type Found = Pick<PersonTables, 'tellsDeleted' | 'teamId'>;

/**
 * Reads files of PostHog's batch export `persons`: one row a distinct id, and again whenever it changed. The row of the
 * highest version holds.
 * @throws WinbackError BAD_INPUT for files without ids or versions, or of several projects
 */
export async function readPersonFiles(
  engine: DuckDb,
  { persons, teamId }: Persons,
  names: TableNames,
  options: WorkOptions,
): Promise<Found> {
  const { signal } = options;
  const ids = ['distinct_id', 'person_id'];
  const mapped = new Map([...ids, 'team_id'].map((name) => [name, 'events.persons']));
  const given = { source: persons, table: undefined, mapped, text: ids };
  const first = await attachSource(engine, { ...given, mapped: new Map() }, options);
  const has = (name: string): boolean => first.columns.some((column) => column.name === name);
  const version = ['person_distinct_id_version', 'version'].find(has);
  const wanted = [...ids, version ?? 'person_distinct_id_version'];
  requireColumns(new Map(wanted.map((name) => [name, 'events.persons'])), first.columns);
  const optional = ['team_id', 'person_version', 'is_deleted'].filter(has);
  const all = new Map([...wanted, ...optional].map((name) => [name, 'events.persons']));
  const { from } = await attachSource(engine, { ...given, mapped: all }, options);
  const rows = await ofOneTeam(engine, from, has('team_id') ? teamId : undefined, has('team_id'), options);
  await engine.run(
    `CREATE TABLE ${names.owners} AS SELECT trim(distinct_id::VARCHAR) AS distinct_id,
       arg_max(lower(trim(person_id::VARCHAR)), (TRY_CAST(${quotedName(version!)} AS HUGEINT), lower(trim(person_id::VARCHAR)))) AS person_id
     FROM ${rows} WHERE trim(distinct_id::VARCHAR) <> '' AND trim(person_id::VARCHAR) <> '' GROUP BY 1`,
    { signal },
  );
  const tellsDeleted = has('is_deleted');
  const order = has('person_version') ? 'person_version' : version!;
  const gone = `arg_max(TRY_CAST(is_deleted AS BOOLEAN), TRY_CAST(${quotedName(order)} AS HUGEINT))`;
  await engine.run(
    `CREATE TABLE ${names.deleted} AS SELECT lower(trim(person_id::VARCHAR)) AS person_id FROM ${rows}
     ${tellsDeleted ? `GROUP BY 1 HAVING ${gone}` : 'WHERE false'}`,
    { signal },
  );
  return { tellsDeleted, teamId: undefined };
}

async function ofOneTeam(
  engine: DuckDb,
  from: string,
  teamId: number | undefined,
  hasTeam: boolean,
  { signal }: WorkOptions,
): Promise<string> {
  if (!hasTeam) return from;
  if (teamId !== undefined) return `(SELECT * FROM ${from} WHERE team_id = ${teamId})`;
  const found = await engine.rows(`SELECT DISTINCT team_id FROM ${from} ORDER BY 1 LIMIT 11`, { signal });
  requireOneTeam(
    found.map((row) => String(row['team_id'])),
    'the files of events.persons',
  );
  return from;
}

function requireOneTeam(teams: readonly string[], where: string): void {
  if (teams.length < 2) return;
  throw new WinbackError(
    'BAD_INPUT',
    `events.teamId is missing: ${where} hold several projects, such as ${teams.slice(0, 10).join(', ')}: name one`,
  );
}

/**
 * Copies the persons out of PostHog's ClickHouse, in an order in which nobody is lost: who was deleted first, then which ids
 * have moved. Events are read after both. A person who is merged in between is then known by the moved id.
 * @throws WinbackError BAD_INPUT for several projects; what the server refuses
 */
export async function readPersonServer(
  engine: DuckDb,
  config: Persons,
  names: TableNames,
  options: WorkOptions,
): Promise<Found> {
  const { signal } = options;
  const server = await openServer(config, options);
  try {
    const teamId = config.teamId ?? (await onlyTeam(server, config.table!, signal));
    const [table] = config.persons;
    const read = (sql: string, name: string): Promise<void> => copied(engine, server, sql, name, signal);
    if (table === undefined) {
      await engine.run(`CREATE TABLE ${names.deleted} (person_id VARCHAR)`, { signal });
      await engine.run(`CREATE TABLE ${names.owners} (distinct_id VARCHAR, person_id VARCHAR)`, { signal });
      return { tellsDeleted: false, teamId };
    }
    requireColumns(
      new Map(
        ['team_id', 'distinct_id', 'person_id', 'version', 'is_deleted'].map((name) => [
          name,
          'events.persons',
        ]),
      ),
      await clickHouseColumns(server, table, signal),
    );
    await read(
      `SELECT toString(id) AS person_id FROM person WHERE team_id = ${teamId} GROUP BY id HAVING argMax(is_deleted, version) = 1`,
      names.deleted,
    );
    await read(
      `SELECT distinct_id, toString(argMax(person_id, version)) AS person_id FROM ${clickHouseDialect.identifier(table)}
WHERE team_id = ${teamId} GROUP BY distinct_id HAVING argMax(is_deleted, version) = 0`,
      names.owners,
    );
    return { tellsDeleted: true, teamId };
  } finally {
    await server.close();
  }
}

async function onlyTeam(server: ClickHouse, table: string, signal: AbortSignal | undefined): Promise<number> {
  const sql = `SELECT DISTINCT team_id FROM ${clickHouseDialect.identifier(table)} ORDER BY team_id LIMIT 11`;
  const teams = (await server.rows(sql, { signal })).map((row) => String(row['team_id']));
  requireOneTeam(teams, `the events of ClickHouse ${server.place}`);
  if (teams[0] === undefined)
    throw new WinbackError('BAD_INPUT', `ClickHouse ${server.place}: the table ${table} has no rows`);
  return Number(teams[0]);
}

async function copied(
  engine: DuckDb,
  server: ClickHouse,
  sql: string,
  name: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const file = join(await engineFolder(engine, 'clickhouse'), `${name}.parquet`);
  await server.toFile(sql, 'Parquet', file, { signal });
  await requireWhole(server, file);
  // Servers of before 2024 write texts as bytes.
  const columns = await engine.rows(`DESCRIBE SELECT * FROM read_parquet(${quotedText(file)})`, { signal });
  const texts = columns.map((row) => {
    const column = quotedName(String(row['column_name']));
    return row['column_type'] === 'BLOB'
      ? `decode(${column}) AS ${column}`
      : `${column}::VARCHAR AS ${column}`;
  });
  await engine.run(
    `CREATE TABLE ${name} AS SELECT ${texts.join(', ')} FROM read_parquet(${quotedText(file)})`,
    {
      signal,
    },
  );
}
