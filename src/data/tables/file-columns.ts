import { WinbackError } from '../../base/errors.js';
import { requireInputFile } from '../../base/input-file.js';
import { shown, suggestion } from '../../base/options.js';
import { engineFile, withOwnNames } from '../files/engine-files.js';
import { flattened } from '../nested/flatten.js';
import { type WrittenOptions, withWrittenNumbers } from '../numbers/written-columns.js';
import { DuckDb, type QueryOptions } from '../sources/duckdb.js';
import { quotedName, quotedText } from '../sql/quote.js';
import { arrowNames } from './arrow-file.js';
import { diagnosed } from './csv-diagnosis.js';
import { type ColumnTypes, changedTypes } from './csv-types.js';
import { refuseWideDecimals } from './decimals.js';
import { exactPath, formatOf } from './paths.js';
import type { ReadTableOptions } from './read.js';

/**
 * DuckDB's FROM item for a CSV or Parquet file.
 * @param path a pattern: `exactPath` for one file whatever it is called
 * @param textColumns columns of a CSV file that are read as text
 * @param changed types of other columns of a CSV file, see {@link safeSource}
 */
export function fileSource(
  path: string,
  textColumns: readonly string[] = [],
  changed: ColumnTypes = {},
): string {
  if (formatOf(path) === 'parquet') return `read_parquet(${quotedText(path)})`;
  // The types of JSON are those that hold every value of the file.
  if (formatOf(path) === 'json') return `read_json(${quotedText(path)}, sample_size = -1)`;
  // The whole file is sampled for types only where it is small; a late surprise is a typed error.
  const all = { ...changed, ...Object.fromEntries(textColumns.map((name) => [name, 'VARCHAR'])) };
  const types = Object.entries(all)
    .map(([name, type]) => `${quotedText(name)}: '${type}'`)
    .join(', ');
  const given = types === '' ? '' : `, types = {${types}}`;
  return `read_csv(${quotedText(path)}, sample_size = 200000${given})`;
}

/**
 * {@link fileSource} in which no value of a CSV file changes its meaning, see {@link changedTypes}.
 * @param columns those that will be read; all when undefined
 */
export async function safeSource(engine: DuckDb, path: string, options: SourceOptions = {}): Promise<string> {
  const { text = [], columns, known = {}, signal } = options;
  const source = await typedSource(engine, path, options);
  if (options.numeric === undefined) return source;
  const kept = new Set([...text, ...Object.keys(known)]);
  const found = (await columnsOf(engine, `SELECT * FROM ${source}`, signal)).filter(
    ({ name }) => !kept.has(name) && (columns?.includes(name) ?? true),
  );
  return withWrittenNumbers(engine, source, found, options);
}

type SourceOptions = Pick<ReadTableOptions, 'text' | 'columns' | 'known' | 'signal' | keyof WrittenOptions>;

async function typedSource(
  engine: DuckDb,
  path: string,
  { text = [], columns, signal }: SourceOptions,
): Promise<string> {
  if (formatOf(path) !== 'csv') return flattened(engine, fileSource(path), columns ?? [], signal);
  const wanted = columns === undefined ? undefined : new Set(columns);
  const sampled = (await csvColumns(engine, path, text, signal)).filter(
    ({ name }) => wanted?.has(name) ?? true,
  );
  const asText = (names: readonly string[]): string => fileSource(path, [...text, ...names]);
  return fileSource(path, text, await changedTypes(engine, sampled, asText, signal));
}

async function csvColumns(
  engine: DuckDb,
  path: string,
  text: readonly string[],
  signal: AbortSignal | undefined,
): Promise<readonly FileColumn[]> {
  try {
    return await columnsOf(engine, `SELECT * FROM ${fileSource(path, text)}`, signal);
  } catch (error) {
    if (/COLUMN_TYPES error/.test((error as Error).message))
      await refuseMissing(engine, fileSource(path), text, signal);
    throw error;
  }
}

export interface FileColumn {
  readonly name: string;
  /** As DuckDB names it, e.g. DOUBLE or DECIMAL(18,3). */
  readonly type: string;
}

/** Whether float64 would lose digits of whole numbers: ids, most often. */
export function isWideInteger({ type }: FileColumn): boolean {
  const [, digits, scale] = /^DECIMAL\((\d+),(\d+)\)$/.exec(type) ?? [];
  return /^U?HUGEINT$/.test(type) || (scale === '0' && Number(digits) > 15);
}

/** The columns of a CSV, JSON or Parquet file. @throws WinbackError as readTable */
export async function describeFile(
  given: string,
  { columns, text, encoding, engine: settings, signal }: Omit<ReadTableOptions, 'known'> = {},
): Promise<readonly FileColumn[]> {
  await requireInputFile(given);
  const engine = await DuckDb.open({ ...settings, locked: true });
  try {
    const { path } = await engineFile(engine, given, {
      encoding,
      signal,
      tempDirectory: settings?.tempDirectory,
    });
    if (formatOf(path) === 'parquet') await refuseWideDecimals(engine, [exactPath(path)], columns, signal);
    const source = await safeSource(engine, exactPath(path), { text, columns, signal });
    return await described(engine, source, columns, signal);
  } catch (error) {
    throw withOwnNames(engine, error);
  } finally {
    engine.close();
  }
}

/** Names of the columns of a CSV, Parquet or Arrow file, in its order. @throws WinbackError as readTable */
export async function columnNames(
  given: string,
  { encoding, signal }: Pick<ReadTableOptions, 'encoding' | 'signal'> = {},
): Promise<readonly string[]> {
  await requireInputFile(given);
  if (formatOf(given) === 'arrow') return arrowNames(given);
  const engine = await DuckDb.open({ locked: true });
  let path = given;
  try {
    path = (await engineFile(engine, given, { encoding, signal })).path;
    const found = await columnsOf(engine, `SELECT * FROM ${fileSource(exactPath(path))}`, signal);
    return found.map(({ name }) => name);
  } catch (error) {
    throw withOwnNames(engine, await diagnosed(path, error));
  } finally {
    engine.close();
  }
}

/** Rows of a Parquet file, from its metadata. @throws WinbackError as readTable */
export async function parquetRows(path: string, { signal }: QueryOptions = {}): Promise<number> {
  await requireInputFile(path);
  const engine = await DuckDb.open({ locked: true });
  try {
    const sql = `SELECT num_rows FROM parquet_file_metadata(${quotedText(exactPath(path))})`;
    const [row] = await engine.rows(sql, { signal });
    return Number(row!['num_rows']);
  } finally {
    engine.close();
  }
}

export async function described(
  engine: DuckDb,
  source: string,
  columns: readonly string[] | undefined,
  signal: AbortSignal | undefined,
): Promise<readonly FileColumn[]> {
  const found = await columnsOf(engine, `SELECT ${selection(columns)} FROM ${source}`, signal).catch(
    async (error: unknown) => {
      if (columns === undefined || !isMissingColumn(error)) throw error;
      await refuseMissing(engine, source, columns, signal);
      throw error;
    },
  );
  checkSpelling(
    columns,
    found.map(({ name }) => name),
  );
  return found;
}

async function columnsOf(
  engine: DuckDb,
  sql: string,
  signal: AbortSignal | undefined,
): Promise<readonly FileColumn[]> {
  const rows = await engine.rows(`DESCRIBE ${sql}`, { signal });
  return rows.map(({ column_name: name, column_type: type }) => ({ name: String(name), type: String(type) }));
}

export const isMissingColumn = (error: unknown): boolean =>
  error instanceof Error && /Binder Error: Referenced column/.test(error.message);

/** In DuckDB's words a missing column is a fault of SQL that the user did not write. */
export async function refuseMissing(
  engine: DuckDb,
  source: string,
  columns: readonly string[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const known = (await columnsOf(engine, `SELECT * FROM ${source}`, signal)).map(({ name }) => name);
  const missing = columns.find((name) => !known.includes(name));
  if (missing === undefined) return;
  throw new WinbackError(
    'BAD_INPUT',
    `the file has no column ${shown(missing)}${suggestion(missing, known) || `; it has ${listed(known)}`}`,
  );
}

const listed = (names: readonly string[]): string =>
  names.slice(0, 20).join(', ').slice(0, 200) + (names.length > 20 ? ', ...' : '');

/**
 * DuckDB takes "ID" for "id", and of two columns that differ by case only always the first: what it `found` for
 * the columns that were asked for must be called as they are.
 */
export function checkSpelling(columns: readonly string[] | undefined, found: readonly string[]): void {
  const missing = columns?.find((name, i) => name !== found[i]);
  if (missing === undefined) return;
  throw new WinbackError(
    'BAD_INPUT',
    `the file has no column ${shown(missing)}${suggestion(missing, found)}`,
  );
}

export const selection = (columns: readonly string[] | undefined): string =>
  columns === undefined ? '*' : columns.map(quotedName).join(', ');
