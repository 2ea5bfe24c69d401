import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';

import { WinbackError } from '../../base/errors.js';
import { requireInputFile } from '../../base/input-file.js';
import { isObjectAddress } from '../../base/object-address.js';
import { engineSource, type FilesReading } from '../../data/files/engine-source.js';
import { possibleColumns } from '../../data/nested/column-path.js';
import { type JsonReading, readJsonValues } from '../../data/nested/json-values.js';
import {
  type NestedTable,
  nestedSource,
  type OpenTable,
  type SourceColumn,
} from '../../data/nested/nested-source.js';
import type { DuckDb } from '../../data/sources/duckdb.js';
import { quotedName, quotedText } from '../../data/sql/quote.js';
import { jsonRows } from '../../data/tables/json-rows.js';
import { partsSource } from '../../data/tables/parts.js';
import type { StoreSection } from '../store-section.js';
import { copyFromClickHouse, isClickHouse } from './clickhouse-source.js';
import type { WorkOptions } from './event-log.js';
import type { NamedCount } from './reading-records.js';
import { copyFromStore, isStore } from './store-source.js';

export interface SourceConfig extends StoreSection {
  /** The section of the configuration that names the source. @default 'events' */
  readonly section?: 'attributes' | undefined;
  readonly source: readonly string[];
  readonly table: string | undefined;
  /** Encoding of text files. @default found by looking at them */
  readonly encoding?: string | undefined;
  /** Columns the config mentions, and paths into columns, each with its option. */
  readonly mapped: ReadonlyMap<string, string>;
  /** Of these, those read as text whatever they look like. */
  readonly text: readonly string[];
  /** Columns that are read where the table has them. @default none */
  readonly welcome?: readonly string[] | undefined;
  /** Of PostHog's rows those of this project, divided by their distinct ids. @default all rows */
  readonly ofTeam?: number | undefined;
}

export interface AttachedSource {
  /** FROM item: the table's columns, and one for each path into a column that the config mentions, called as the path. */
  readonly from: string;
  /** CSV and JSON have to be parsed at every reading; columns only where they are asked for. */
  readonly kind: 'csv' | 'json' | 'columns';
  readonly columns: readonly SourceColumn[];
  /** The table as it is. */
  readonly table: OpenTable;
  readonly nested: NestedTable;
  /** How the files were opened; null for a table of a database. */
  readonly files: FilesReading | null;
  /** Dates of a database that are none, by column. */
  readonly zeroDates?: readonly NamedCount[] | undefined;
}

/** Whether a table is cheaper to keep than to read again. */
export const isCostly = ({ kind, nested }: AttachedSource): boolean =>
  kind !== 'columns' || nested.values.some(({ place }) => place.kind === 'json');

/** How the JSON texts of a source were read. @throws WinbackError BAD_INPUT for a key that no row has */
export function jsonReadings(
  engine: DuckDb,
  { table, nested }: AttachedSource,
  signal: AbortSignal | undefined,
): Promise<readonly JsonReading[]> {
  return readJsonValues(engine, table, nested, signal);
}

/**
 * Makes the user's files, DuckDB table or database readable by SQL.
 * @throws WinbackError NOT_FOUND, BAD_INPUT for unreadable files or a missing table; as copyFromClickHouse, copyFromStore
 */
export async function attachSource(
  engine: DuckDb,
  config: SourceConfig,
  options: WorkOptions,
): Promise<AttachedSource> {
  const { root = '.', signal } = options;
  if (isClickHouse(config)) {
    const from = await copyFromClickHouse(engine, config, options);
    const table = { from, columns: await columnsOf(engine, from, signal), jsonRows: false };
    return attached(engine, { kind: 'columns', table, files: null }, config, signal);
  }
  if (isStore(config)) {
    const { from, zeroDates } = await copyFromStore(engine, config, options);
    const table = { from, columns: await columnsOf(engine, from, signal), jsonRows: false };
    return attached(engine, { kind: 'columns', table, files: null, zeroDates }, config, signal);
  }
  const given = await Promise.all(config.source.map((path) => locatedFile(path, root)));
  if (config.table !== undefined) {
    const table = await attachDatabase(engine, given, config.table, signal);
    return attached(engine, { kind: 'columns', table, files: null }, config, signal);
  }
  const { environment } = options;
  const source = await engineSource(engine, given, { encoding: config.encoding, root, environment, signal });
  const { paths, format, ...files } = source;
  if (format === 'arrow') {
    throw new WinbackError(
      'BAD_INPUT',
      'the files of a log must be CSV, JSON or Parquet: write an Arrow file as Parquet',
    );
  }
  if (format === 'json') {
    const table = await jsonRows(engine, paths, { signal });
    return attached(engine, { kind: 'json', table, files }, config, signal);
  }
  const used = [...config.mapped.keys()].flatMap(possibleColumns);
  const read = (text: readonly string[]): Promise<string> =>
    partsSource(engine, paths, { text, used, signal });
  const plain = await read(format === 'parquet' ? config.text : []);
  const columns = await columnsOf(engine, plain, signal);
  if (format === 'parquet') {
    const table = { from: plain, columns, jsonRows: false };
    return attached(engine, { kind: 'columns', table, files }, config, signal);
  }
  await refuseHeaderAlone(engine, plain, columns, config, signal);
  const present = config.text.filter((name) => columns.some((column) => column.name === name));
  const from = present.length === 0 ? plain : await read(present);
  return attached(engine, { kind: 'csv', table: { from, columns, jsonRows: false }, files }, config, signal);
}

async function attached(
  engine: DuckDb,
  given: Pick<AttachedSource, 'kind' | 'table' | 'files' | 'zeroDates'>,
  { mapped, welcome = [] }: SourceConfig,
  signal: AbortSignal | undefined,
): Promise<AttachedSource> {
  const there = welcome.filter((name) => given.table.columns.some((column) => column.name === name));
  const wanted = new Map([...there.map((name) => [name, 'welcome'] as const), ...mapped]);
  const nested = await nestedSource(engine, given.table, wanted, signal);
  return { ...given, from: nested.from, columns: nested.columns, nested };
}

// DuckDB takes the only line of a file for data and calls the columns column0, column1, ...
async function refuseHeaderAlone(
  engine: DuckDb,
  from: string,
  columns: readonly SourceColumn[],
  { source, mapped }: SourceConfig,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (!columns.every(({ name }) => /^column\d+$/.test(name))) return;
  const [line, more] = await engine.rows(`SELECT * FROM ${from} LIMIT 2`, { signal });
  const names = Object.values(line ?? {}).map(String);
  if (more !== undefined || ![...mapped.keys()].some((name) => names.includes(name))) return;
  throw new WinbackError('BAD_INPUT', `${source.join(', ')} has a header but no rows`);
}

// A path from `root`, or from the one folder in `root` that has it: data sets often lie one level down.
export async function locatedFile(path: string, root: string): Promise<string> {
  if (isAbsolute(path) || isObjectAddress(path)) return path;
  const direct = join(root, path);
  if (/[*?[]/.test(path) || existsSync(direct)) return direct;
  const entries = await readdir(root, { withFileTypes: true }).catch(() => []);
  const nested = entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(root, entry.name, path))
    .filter((candidate) => existsSync(candidate));
  return nested.length === 1 ? nested[0]! : direct;
}

async function attachDatabase(
  engine: DuckDb,
  paths: readonly string[],
  table: string,
  signal: AbortSignal | undefined,
): Promise<OpenTable> {
  const [path] = paths;
  if (path === undefined || paths.length > 1) {
    throw new WinbackError('BAD_INPUT', '`table` goes with exactly one DuckDB file as the source');
  }
  await requireInputFile(path);
  const alias = `source_${table.length}_${Math.abs(hash(path))}`;
  await engine.run(`ATTACH IF NOT EXISTS ${quotedText(path)} AS ${quotedName(alias)} (READ_ONLY)`, {
    signal,
  });
  const from = `${quotedName(alias)}.${quotedName(table)}`;
  return { from, columns: await columnsOf(engine, from, signal), jsonRows: false };
}

function hash(text: string): number {
  let value = 0;
  for (const letter of text) value = (Math.imul(value, 31) + letter.codePointAt(0)!) | 0;
  return value;
}

async function columnsOf(
  engine: DuckDb,
  from: string,
  signal: AbortSignal | undefined,
): Promise<readonly SourceColumn[]> {
  const rows = await engine.rows(`DESCRIBE SELECT * FROM ${from}`, { signal });
  return rows.map((row) => ({ name: String(row['column_name']), type: String(row['column_type']) }));
}
