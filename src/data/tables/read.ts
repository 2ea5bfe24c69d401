import type { Table } from 'apache-arrow';

import { WinbackError } from '../../base/errors.js';
import { requireInputFile } from '../../base/input-file.js';
import { type Keys, requireKeys, shown, suggestion } from '../../base/options.js';
import type { ObjectRetry } from '../../stores/objects/attempts.js';
import type { Environment } from '../../stores/secrets.js';
import { engineFile, withOwnNames } from '../files/engine-files.js';
import type { WrittenOptions } from '../numbers/written-columns.js';
import { type BatchOptions, DuckDb, type DuckDbOptions, type QueryOptions } from '../sources/duckdb.js';
import { openInput } from '../sources/object-files.js';
import { quotedName, quotedText } from '../sql/quote.js';
import { arrowBatches } from './arrow-file.js';
import { diagnosed } from './csv-diagnosis.js';
import { refuseWideDecimals } from './decimals.js';
import {
  checkSpelling,
  described,
  isMissingColumn,
  refuseMissing,
  safeSource,
  selection,
} from './file-columns.js';
import { exactPath, formatOf, type InputFormat } from './paths.js';
import { refuseSameNames } from './same-names.js';

/** Which columns of which file are read, and how. */
export interface ReadTableOptions extends QueryOptions, WrittenOptions {
  /** Columns to read, in this order. @default all */
  readonly columns?: readonly string[] | undefined;
  /**
   * Columns that hold names: read as text from a CSV file whatever they look like, so that `007` stays `007`; DECIMAL of a
   * Parquet file becomes its text, exactly.
   */
  readonly text?: readonly string[] | undefined;
  /**
   * Texts that are expected in text columns of CSV and Parquet files: such a column becomes a dictionary of
   * exactly these, in this order, and any other text null. Much faster than finding them out.
   */
  readonly known?: Readonly<Record<string, readonly string[]>> | undefined;
  /** Text that stands in columns of `known` for any other text, as the last of their dictionary. @default null */
  readonly otherText?: string | undefined;
  /** Encoding of a text file, such as `gb18030` or `windows-1252`. @default found by looking at the file */
  readonly encoding?: string | undefined;
  /**
   * Takes the encoding of a text file that is not in UTF-8, before its rows come.
   * @param encoding its name, such as `gb18030`
   */
  readonly onEncoding?: ((encoding: string) => void) | undefined;
  /** Settings of the engine that reads CSV, JSON and Parquet. */
  readonly engine?: Omit<DuckDbOptions, 'path'> | undefined;
  /** Environment variables with the keys of an object store, such as `process.env`. @default none: objects are refused */
  readonly environment?: Environment | undefined;
  /**
   * Takes every request to an object store that failed and is made again.
   * @param retry which, and why
   */
  readonly onRetry?: ((retry: ObjectRetry) => void) | undefined;
}

/** What `readTable` takes, and the size of a batch. */
export interface ReadBatchesOptions extends ReadTableOptions, BatchOptions {}

const tableKeys: Keys<ReadTableOptions> = {
  ...{
    columns: true,
    text: true,
    known: true,
    otherText: true,
    encoding: true,
    numeric: true,
    asWritten: true,
    numberFormat: true,
    onNumbers: true,
    onEncoding: true,
    engine: true,
    environment: true,
    onRetry: true,
  },
  ...{ signal: true, utf8: true, categories: true },
};
const batchKeys: Keys<ReadBatchesOptions> = { ...tableKeys, batchRows: true };

/**
 * A CSV (also .gz, .zst), Parquet or Arrow IPC file as an Arrow table. Text becomes dictionaries (see
 * `utf8`), DECIMAL float64.
 * @param path a file or one object (`s3://bucket/key`, `oss://...`), which is copied first; its ending tells the format
 * @param options columns, how they are read, the engine, and the environment with the keys of an object store
 * @throws WinbackError NOT_FOUND, BAD_INPUT when the file is malformed or a column is missing, ABORTED
 *
 * @example
 * ```ts
 * import { readTable } from 'winback/data';
 *
 * const table = await readTable('out/scores.csv', { columns: ['user_id', 'churn_prob'], text: ['user_id'] });
 * table.numCols; // 2
 * ```
 */
export async function readTable(path: string, options: ReadTableOptions = {}): Promise<Table> {
  requireKeys(options, 'options', tableKeys);
  const batches: Table[] = [];
  const batchRows = Number.MAX_SAFE_INTEGER;
  for await (const batch of readBatches(path, { ...options, batchRows })) batches.push(batch);
  const [first, ...rest] = batches;
  if (first === undefined) throw new WinbackError('BAD_INPUT', `${path} holds no table`);
  return rest.length === 0 ? first : first.concat(...rest);
}

/**
 * The same file as a series of tables in file order, read as they are asked for: memory holds about one
 * batch, whatever the file's size. Arrow files come in the batches they were written in.
 * @param path a file or one object (`s3://bucket/key`, `oss://...`), which is copied first; its ending tells the format
 * @param options columns, how they are read, and the rows of a batch
 * @throws as readTable
 *
 * @example
 * ```ts
 * import { readBatches } from 'winback/data';
 *
 * let rows = 0;
 * for await (const batch of readBatches('out/data/events.parquet', { batchRows: 10_000 })) rows += batch.numRows;
 * rows > 10_000; // true
 * ```
 */
export async function* readBatches(path: string, options: ReadBatchesOptions = {}): AsyncGenerator<Table> {
  requireKeys(options, 'options', batchKeys);
  const { environment, onRetry, signal } = options;
  const format = formatOf(path);
  const tempDirectory = options.engine?.tempDirectory;
  const input = await openInput(path, { environment, onRetry, signal, tempDirectory });
  try {
    yield* fileBatches(input.file, format, options);
  } catch (error) {
    throw input.named(error);
  } finally {
    await input.close();
  }
}

async function* fileBatches(
  path: string,
  format: InputFormat,
  options: ReadBatchesOptions,
): AsyncGenerator<Table> {
  await requireInputFile(path);
  if (format === 'arrow') {
    yield* arrowTables(path, options);
    return;
  }
  yield* engineTables(path, options);
}

async function* engineTables(given: string, options: ReadBatchesOptions): AsyncGenerator<Table> {
  const { columns, signal, encoding } = options;
  const engine = await DuckDb.open({ ...options.engine, locked: true });
  let source = '';
  let path = given;
  try {
    const tempDirectory = options.engine?.tempDirectory;
    const file = await engineFile(engine, given, { encoding, signal, tempDirectory });
    path = file.path;
    if (file.encoding !== null && file.encoding !== 'utf-8') options.onEncoding?.(file.encoding);
    source = await safeSource(engine, exactPath(path), options);
    if (formatOf(path) === 'parquet') await refuseWideDecimals(engine, [exactPath(path)], columns, signal);
    const sql = `SELECT ${await columnList(engine, source, options)} FROM ${source}`;
    let first = true;
    const { utf8, text, categories, batchRows } = options;
    for await (const table of engine.batches(sql, { signal, utf8, text, categories, batchRows })) {
      const names = table.schema.fields.map(({ name }) => name);
      checkSpelling(columns, names);
      if (first && columns === undefined) await refuseSameNames(engine, path, names, signal);
      first = false;
      yield table;
    }
  } catch (error) {
    if (columns !== undefined && isMissingColumn(error)) await refuseMissing(engine, source, columns, signal);
    throw withOwnNames(engine, await diagnosed(path, error));
  } finally {
    engine.close();
  }
}

async function columnList(
  engine: DuckDb,
  source: string,
  { columns, known = {}, otherText, signal }: ReadTableOptions,
): Promise<string> {
  if (Object.keys(known).length === 0) return selection(columns);
  const shown = (await described(engine, source, columns, signal)).map(({ name, type: given }) => {
    const column = quotedName(name);
    const texts = Object.hasOwn(known, name) ? known[name]! : [];
    if (given !== 'VARCHAR' || texts.length === 0) return column;
    const names = otherText === undefined ? texts : [...texts, otherText];
    const type = `ENUM(${names.map(quotedText).join(', ')})`;
    const cast = `TRY_CAST(${column} AS ${type})`;
    if (otherText === undefined) return `${cast} AS ${column}`;
    const other = `CASE WHEN ${column} IS NOT NULL THEN ${quotedText(otherText)}::${type} END`;
    return `coalesce(${cast}, ${other}) AS ${column}`;
  });
  return shown.join(', ');
}

async function* arrowTables(path: string, options: ReadBatchesOptions): AsyncGenerator<Table> {
  const text = new Set([...(options.text ?? []), ...(options.utf8 ?? [])]);
  try {
    for await (const table of arrowBatches(path, text)) {
      options.signal?.throwIfAborted();
      yield selected(table, options.columns);
    }
  } catch (error) {
    if (options.signal?.aborted)
      throw new WinbackError('ABORTED', `reading ${path} was aborted`, { cause: error });
    if (error instanceof WinbackError) throw error;
    throw new WinbackError('BAD_INPUT', `${path} is not a readable Arrow file: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

function selected(table: Table, columns: readonly string[] | undefined): Table {
  if (columns === undefined) return table;
  const known = new Set(table.schema.fields.map((field) => field.name));
  const missing = columns.find((name) => !known.has(name));
  if (missing !== undefined)
    throw new WinbackError(
      'BAD_INPUT',
      `the file has no column ${shown(missing)}${suggestion(missing, [...known])}`,
    );
  return table.select([...columns]);
}
