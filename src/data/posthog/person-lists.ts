import { join } from 'node:path';

import { WinbackError } from '../../base/errors.js';
import { shown, suggestion } from '../../base/options.js';
import type { ClickHouse } from '../../stores/clickhouse/client.js';
import type { SourceOptions } from '../files/engine-source.js';
import { openTable } from '../files/open-table.js';
import type { SourceColumn } from '../nested/nested-source.js';
import { clickHouseColumns, requireWhole } from '../sources/clickhouse-extract.js';
import type { DuckDb } from '../sources/duckdb.js';
import { engineFolder } from '../sources/engine-folder.js';
import { clickHouseDialect } from '../sql/clickhouse-dialect.js';
import { quotedName, quotedText } from '../sql/quote.js';
import type { PersonTables } from './persons.js';

interface Project {
  /** The project's number; undefined for the only one there. */
  readonly teamId: number | undefined;
  /** The section of the configuration that names the persons, for messages. */
  readonly section: 'events' | 'data.events';
}

/** Files of PostHog's batch export `persons`. */
export interface PersonFiles extends Project {
  readonly files: readonly string[];
}

/** Tables of PostHog's ClickHouse. */
export interface PersonServer extends Project {
  readonly events: string;
  /** The table of ids that have moved; undefined for none. */
  readonly list: string | undefined;
}

/** How many persons an engine has read, so that each list has names of its own. */
const lists = new WeakMap<DuckDb, number>();

function newNames(engine: DuckDb): Pick<PersonTables, 'owners' | 'deleted'> {
  const number = (lists.get(engine) ?? 0) + 1;
  lists.set(engine, number);
  return { owners: `winback_owners_${number}`, deleted: `winback_deleted_${number}` };
}

const id = 'trim(distinct_id::VARCHAR)';
const person = 'lower(trim(person_id::VARCHAR))';
const versionOf = (name: string): string => `TRY_CAST(${quotedName(name)} AS HUGEINT)`;

/**
 * Reads files of PostHog's batch export `persons`: one row a distinct id, and again whenever it changed. The row of the
 * highest version holds.
 * @throws WinbackError BAD_INPUT for files without ids or versions, or of several projects
 */
export async function readPersonFiles(
  engine: DuckDb,
  { files, teamId, section }: PersonFiles,
  options: SourceOptions,
): Promise<PersonTables> {
  const { signal } = options;
  const versions = ['person_distinct_id_version', 'version'];
  const ids = ['distinct_id', 'person_id'];
  const known = [...ids, ...versions, 'team_id', 'person_version', 'is_deleted'];
  const { from, columns } = await openTable(engine, files, { wanted: known, text: ids }, options);
  const has = (name: string): boolean => columns.some((column) => column.name === name);
  const version = versions.find(has) ?? versions[0]!;
  requirePersonColumns([...ids, version], columns, section);
  const rows = has('team_id') ? await ofOneTeam(engine, from, { teamId, section }, signal) : from;
  const { owners, deleted } = newNames(engine);
  await engine.run(
    `CREATE TABLE ${owners} AS SELECT ${id} AS distinct_id, arg_max(${person}, (${versionOf(version)}, ${person})) AS person_id
     FROM ${rows} WHERE ${id} <> '' AND ${person} <> '' GROUP BY 1`,
    { signal },
  );
  const tellsDeleted = has('is_deleted');
  const order = versionOf(has('person_version') ? 'person_version' : version);
  const gone = `GROUP BY 1 HAVING arg_max(TRY_CAST(is_deleted AS BOOLEAN), ${order})`;
  await engine.run(
    `CREATE TABLE ${deleted} AS SELECT ${person} AS person_id FROM ${rows} ${tellsDeleted ? gone : 'WHERE false'}`,
    { signal },
  );
  return { owners, deleted, tellsDeleted, teamId: undefined, ids: await rowsOf(engine, owners, signal) };
}

async function rowsOf(engine: DuckDb, table: string, signal: AbortSignal | undefined): Promise<number> {
  const [row] = await engine.rows(`SELECT count(*) AS n FROM ${table}`, { signal });
  return Number(row?.['n'] ?? 0);
}

/** @throws WinbackError BAD_INPUT for a list of persons that lacks one of the columns */
export function requirePersonColumns(
  names: readonly string[],
  columns: readonly SourceColumn[],
  section: Project['section'],
): void {
  const known = columns.map(({ name }) => name);
  const missing = names.find((name) => !known.includes(name));
  if (missing === undefined) return;
  const hint = suggestion(missing, known) || `; they have ${known.slice(0, 20).join(', ')}`;
  throw new WinbackError(
    'BAD_INPUT',
    `${section}.persons: the persons have no column ${shown(missing)}${hint}`,
  );
}

async function ofOneTeam(
  engine: DuckDb,
  from: string,
  { teamId, section }: Project,
  signal: AbortSignal | undefined,
): Promise<string> {
  if (teamId !== undefined) return `(SELECT * FROM ${from} WHERE team_id = ${teamId})`;
  const found = await engine.rows(`SELECT DISTINCT team_id FROM ${from} ORDER BY 1 LIMIT 11`, { signal });
  requireOneTeam(
    found.map((row) => String(row['team_id'])),
    section,
    'the files of the persons',
  );
  return from;
}

function requireOneTeam(teams: readonly string[], section: Project['section'], where: string): void {
  if (teams.length < 2) return;
  const some = teams.slice(0, 10).join(', ');
  throw new WinbackError(
    'BAD_INPUT',
    `${section}.teamId is missing: ${where} hold several projects, such as ${some}: name one`,
  );
}

/**
 * Copies the persons out of PostHog's ClickHouse, in an order in which nobody is lost: who was deleted first, then which ids
 * have moved. Events are read after both. A person who is merged in between is then known by the moved id.
 * @throws WinbackError BAD_INPUT for several projects; what the server refuses
 */
export async function readPersonServer(
  engine: DuckDb,
  server: ClickHouse,
  { events, list, section, ...project }: PersonServer,
  signal: AbortSignal | undefined,
): Promise<PersonTables> {
  const teamId = project.teamId ?? (await onlyTeam(server, events, section, signal));
  const { owners, deleted } = newNames(engine);
  if (list === undefined) {
    await engine.run(`CREATE TABLE ${deleted} (person_id VARCHAR)`, { signal });
    await engine.run(`CREATE TABLE ${owners} (distinct_id VARCHAR, person_id VARCHAR)`, { signal });
    return { owners, deleted, tellsDeleted: false, teamId, ids: 0 };
  }
  const columns = await clickHouseColumns(server, list, signal);
  requirePersonColumns(['team_id', 'distinct_id', 'person_id', 'version', 'is_deleted'], columns, section);
  const gone = `SELECT toString(id) AS person_id FROM person WHERE team_id = ${teamId}
GROUP BY id HAVING argMax(is_deleted, version) = 1`;
  const moved = `SELECT distinct_id, toString(argMax(person_id, version)) AS person_id
FROM ${clickHouseDialect.identifier(list)} WHERE team_id = ${teamId}
GROUP BY distinct_id HAVING argMax(is_deleted, version) = 0`;
  await copied(engine, server, gone, deleted, signal);
  await copied(engine, server, moved, owners, signal);
  return { owners, deleted, tellsDeleted: true, teamId, ids: await rowsOf(engine, owners, signal) };
}

/** The project of a server's events. @throws WinbackError BAD_INPUT for none, or several */
export async function onlyTeam(
  server: ClickHouse,
  table: string,
  section: Project['section'],
  signal: AbortSignal | undefined,
): Promise<number> {
  const sql = `SELECT DISTINCT team_id FROM ${clickHouseDialect.identifier(table)} ORDER BY team_id LIMIT 11`;
  const teams = (await server.rows(sql, { signal })).map((row) => String(row['team_id']));
  requireOneTeam(teams, section, `the events of ClickHouse ${server.place}`);
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
  const from = `read_parquet(${quotedText(file)})`;
  // Servers of before 2024 write texts as bytes.
  const texts = (await engine.rows(`DESCRIBE SELECT * FROM ${from}`, { signal })).map((row) => {
    const column = quotedName(String(row['column_name']));
    const value = row['column_type'] === 'BLOB' ? `decode(${column})` : `${column}::VARCHAR`;
    return `${value} AS ${column}`;
  });
  await engine.run(`CREATE TABLE ${name} AS SELECT ${texts.join(', ')} FROM ${from}`, { signal });
}
