import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';

import { WinbackError } from '../../base/errors.js';
import { requireInputFile } from '../../base/input-file.js';
import type { DuckDb } from '../../data/sources/duckdb.js';
import { quotedName, quotedText } from '../../data/sql/quote.js';
import { partsSource } from '../../data/tables/parts.js';
import { formatOf } from '../../data/tables/paths.js';
import type { WorkOptions } from './event-log.js';
import type { SourceColumn } from './ingest-sql.js';

export interface SourceConfig {
  readonly source: readonly string[];
  readonly table: string | undefined;
  /** Columns the config mentions. */
  readonly mapped: ReadonlyMap<string, string>;
  /** Of these, those read as text whatever they look like. */
  readonly text: readonly string[];
}

export interface AttachedSource {
  /** FROM item. */
  readonly from: string;
  /** Text has to be parsed at every reading; columns only where they are asked for. */
  readonly kind: 'text' | 'columns';
  readonly columns: readonly SourceColumn[];
}

/**
 * Makes the user's files or DuckDB table readable by SQL.
 * @throws WinbackError NOT_FOUND, BAD_INPUT for unreadable files or a missing table
 */
export async function attachSource(
  engine: DuckDb,
  config: SourceConfig,
  { root = '.', signal }: WorkOptions,
): Promise<AttachedSource> {
  const paths = await Promise.all(config.source.map((path) => located(path, root)));
  if (config.table !== undefined) return attachDatabase(engine, paths, config.table, signal);
  const formats = new Set(paths.map(formatOf));
  const [format] = formats;
  if (formats.size > 1 || format === 'arrow') {
    throw new WinbackError('BAD_INPUT', 'the files of one source must all be CSV or all be Parquet');
  }
  const used = config.mapped.keys();
  const read = (text: readonly string[]): Promise<string> =>
    partsSource(engine, paths, { text, used: [...used], signal });
  const plain = await read(format === 'parquet' ? config.text : []);
  const columns = await columnsOf(engine, plain, signal);
  if (format === 'parquet') return { from: plain, kind: 'columns', columns };
  await refuseHeaderAlone(engine, plain, columns, config, signal);
  const present = config.text.filter((name) => columns.some((column) => column.name === name));
  return { from: present.length === 0 ? plain : await read(present), kind: 'text', columns };
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
async function located(path: string, root: string): Promise<string> {
  if (isAbsolute(path)) return path;
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
): Promise<AttachedSource> {
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
  return { from, kind: 'columns', columns: await columnsOf(engine, from, signal) };
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
