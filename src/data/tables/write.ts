import { once } from 'node:events';
import { createReadStream, createWriteStream, type WriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { finished, pipeline } from 'node:stream/promises';

import type { Table } from 'apache-arrow';

import { WinbackError } from '../../base/errors.js';
import { requireKeys, shown } from '../../base/options.js';
import type { ObjectRetry } from '../../stores/objects/attempts.js';
import type { Environment } from '../../stores/secrets.js';
import { isArrowTable } from '../arrow-shape.js';
import { DuckDb, type DuckDbOptions } from '../sources/duckdb.js';
import { appendTable, createTable, storedColumns } from '../sources/duckdb-append.js';
import { withOutput } from '../sources/object-files.js';
import { quotedText } from '../sql/quote.js';
import { loadArrow } from './build.js';
import { type CsvOptions, csvHeader, csvRows } from './csv.js';
import { enginePath, outputFormatOf, writeThenRename } from './paths.js';

/** How a file is written. */
export interface WriteTableOptions extends CsvOptions {
  /** Stops the writing, which then rejects with `ABORTED`; no file appears. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Whether a CSV file begins with a byte order mark, by which spreadsheets know UTF-8; `auto`: where its text is not ASCII.
   * @default false
   */
  readonly bom?: boolean | 'auto' | undefined;
  /** Settings of the engine that writes Parquet. */
  readonly engine?: Omit<DuckDbOptions, 'path'> | undefined;
  /** Environment variables with the keys of an object store, such as `process.env`. @default none: objects are refused */
  readonly environment?: Environment | undefined;
  /** Refuse an object that is there already. For object stores only. @default false: it is replaced, whole */
  readonly createOnly?: boolean | undefined;
  /**
   * Takes every request to an object store that failed and is made again.
   * @param retry which, and why
   */
  readonly onRetry?: ((retry: ObjectRetry) => void) | undefined;
}

/** One table, or tables of one schema in the order they are written. */
export type Batches = Table | Iterable<Table> | AsyncIterable<Table>;

const csvRowsAtOnce = 8192;

/** An IPC message starts with 0xffffffff and the length of its header (Arrow columnar format, "IPC"). */
const ipcPrefixBytes = 8;
const endOfStream = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0);

/**
 * Writes one table, or tables of equal columns one after the other, as CSV, Parquet or Arrow IPC file by
 * the ending of `path`. Memory holds about one batch. The file appears under `path` only when complete.
 * @param path .csv, .csv.gz, .parquet or .arrow; a file or an object (`s3://bucket/key`, `oss://...`)
 * @param tables one table, or several of equal columns
 * @param options CSV format, engine and stop signal
 * @returns rows written
 * @throws WinbackError BAD_INPUT for an unknown ending or a column type the format lacks, CONFLICT for an object that
 *   `createOnly` wants new and that is there, IO, ABORTED
 *
 * @example
 * ```ts
 * import { tableFromArrays } from 'apache-arrow';
 * import { writeTable } from 'winback/data';
 *
 * const table = tableFromArrays({ user_id: ['a', 'b'], churn_prob: [0.9, 0.1] });
 * await writeTable('scores.parquet', table); // 2
 * ```
 */
export async function writeTable(
  path: string,
  tables: Batches,
  options: WriteTableOptions = {},
): Promise<number> {
  requireKeys(options, 'options', {
    ...{ escapeFormulas: true, decimals: true, bom: true, signal: true, engine: true },
    ...{ environment: true, createOnly: true, onRetry: true },
  });
  const format = outputFormatOf(path);
  let rows = 0;
  const counted = counting(batchesOf(tables), options.signal, (count) => {
    rows += count;
  });
  const { environment, createOnly, onRetry, signal, engine } = options;
  const target = { environment, createOnly, onRetry, signal, tempDirectory: engine?.tempDirectory };
  await withOutput(path, target, (file) =>
    writeThenRename(file, async (temporary) => {
      if (format === 'csv') await writeText(temporary, /\.gz$/i.test(file), counted, options);
      else if (format === 'arrow') await writeArrow(temporary, counted);
      else await writeParquet(temporary, counted, options);
    }),
  );
  return rows;
}

function batchesOf(tables: Batches): Iterable<Table> | AsyncIterable<Table> {
  if (isArrowTable(tables)) return [tables as Table];
  const given = tables as Partial<Iterable<Table> & AsyncIterable<Table>> | null;
  if (typeof given === 'object' && (given?.[Symbol.iterator] ?? given?.[Symbol.asyncIterator]))
    return tables as Iterable<Table>;
  throw new WinbackError('BAD_INPUT', `writeTable: tables must be Arrow tables, got ${shown(tables)}`);
}

async function* counting(
  tables: Iterable<Table> | AsyncIterable<Table>,
  signal: AbortSignal | undefined,
  count: (rows: number) => void,
): AsyncGenerator<Table> {
  for await (const table of tables) {
    if (signal?.aborted) throw new WinbackError('ABORTED', 'writing was aborted', { cause: signal.reason });
    count(table.numRows);
    yield table;
  }
}

async function writeText(
  path: string,
  isCompressed: boolean,
  tables: AsyncIterable<Table>,
  options: WriteTableOptions,
): Promise<void> {
  await writeCsv(path, tables, options);
  if (!isCompressed) return;
  const { createGzip } = await import('node:zlib');
  await rewritten(path, (to) => pipeline(createReadStream(path), createGzip(), to));
}

async function writeCsv(
  path: string,
  tables: AsyncIterable<Table>,
  options: WriteTableOptions,
): Promise<void> {
  let plain = true;
  await toStream(path, async (write) => {
    const say = (text: string): Promise<void> => {
      plain &&= isAscii(text);
      return write(text);
    };
    if (options.bom === true) await write(byteOrderMark);
    let first = true;
    for await (const table of tables) {
      if (first) await say(csvHeader(table, options));
      first = false;
      for (let row = 0; row < table.numRows; row += csvRowsAtOnce) {
        await say(csvRows(table, row, Math.min(row + csvRowsAtOnce, table.numRows), options));
      }
    }
  });
  if (options.bom === 'auto' && !plain) await putMark(path);
}

const byteOrderMark = '\ufeff';

// biome-ignore lint/suspicious/noControlCharactersInRegex: the range of ASCII starts with NUL.
const isAscii = (text: string): boolean => /^[\x00-\x7f]*$/.test(text);

/** The text of a file is known once it is written. */
function putMark(path: string): Promise<void> {
  return rewritten(path, (to) => {
    to.write(byteOrderMark);
    return pipeline(createReadStream(path), to);
  });
}

/** Puts what `write` makes of a file in its place. */
async function rewritten(path: string, write: (to: WriteStream) => Promise<void>): Promise<void> {
  const fresh = `${path}.new`;
  try {
    await write(createWriteStream(fresh));
    await rename(fresh, path);
  } finally {
    await rm(fresh, { force: true });
  }
}

// The stream format, since the file format wants one dictionary for all batches. Each batch is encoded
// as a stream of its own and cut: arrow-js's writer knows no back-pressure and would hold the whole file.
async function writeArrow(path: string, tables: AsyncIterable<Table>): Promise<void> {
  const arrow = await loadArrow();
  await toStream(path, async (write) => {
    let schema: Buffer | undefined;
    for await (const table of tables) {
      for (const batch of table.batches) {
        const stream = new arrow.RecordBatchStreamWriter().writeAll([batch]).toUint8Array(true);
        const bytes = Buffer.from(stream.buffer, stream.byteOffset, stream.byteLength);
        const start = ipcPrefixBytes + bytes.readInt32LE(4);
        if (schema === undefined) await write(bytes.subarray(0, start));
        else if (!schema.equals(bytes.subarray(0, start))) {
          throw new WinbackError('BAD_INPUT', 'all tables of an Arrow file need the same columns and types');
        }
        schema ??= bytes.subarray(0, start);
        await write(bytes.subarray(start, bytes.length - ipcPrefixBytes));
      }
    }
    if (schema === undefined) throw new WinbackError('BAD_INPUT', 'there is no table to write');
    await write(endOfStream);
  });
}

async function writeParquet(
  path: string,
  tables: AsyncIterable<Table>,
  options: WriteTableOptions,
): Promise<void> {
  const engine = await DuckDb.open({ ...options.engine, locked: true });
  try {
    let columns: Awaited<ReturnType<typeof createTable>> | undefined;
    for await (const table of tables) {
      columns ??= await createTable(engine, 'output', table);
      await appendTable(engine, 'output', columns, table);
    }
    if (columns === undefined) throw new WinbackError('BAD_INPUT', 'there is no table to write');
    const all = `SELECT ${storedColumns(columns)} FROM output`;
    await engine.run(`COPY (${all}) TO ${quotedText(enginePath(path))} (FORMAT parquet, COMPRESSION zstd)`, {
      signal: options.signal,
    });
  } finally {
    engine.close();
  }
}

async function toStream(
  path: string,
  fill: (write: (part: string | Uint8Array) => Promise<void>) => Promise<void>,
): Promise<void> {
  const stream: WriteStream = createWriteStream(path);
  const done = finished(stream);
  done.catch(() => undefined);
  try {
    await fill(async (part) => {
      if (!stream.write(part)) await Promise.race([once(stream, 'drain'), done]);
    });
    stream.end();
  } catch (error) {
    stream.destroy();
    throw error;
  }
  await done;
}
