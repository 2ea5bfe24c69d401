import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { Table } from 'apache-arrow';

import { WinbackError } from '../../base/errors.js';
import { integer, optional, resolveOptions, text } from '../../base/options.js';
import { buildTable } from '../tables/build.js';
import { ChunkCollector } from './duckdb-columns.js';
import { duckDbError } from './duckdb-errors.js';

export interface DuckDbOptions {
  /** Database file, or `:memory:`. @default ':memory:' */
  readonly path?: string;
  /** Most memory the engine may take, in MiB; what does not fit goes to `tempDirectory`. @default 80 % of the machine */
  readonly memoryLimitMb?: number;
  /** Threads of the engine. @default every hardware thread */
  readonly threads?: number;
  /** Where work that exceeds the memory limit is kept while it runs. @default DuckDB's own choice */
  readonly tempDirectory?: string;
}

interface Settings {
  readonly path: string;
  readonly memoryLimitMb: number | undefined;
  readonly threads: number | undefined;
  readonly tempDirectory: string | undefined;
}

export interface QueryOptions {
  readonly signal?: AbortSignal | undefined;
  /** Text columns to keep as UTF-8 instead of a dictionary: those with mostly distinct values, such as ids. */
  readonly utf8?: readonly string[] | undefined;
  /** Integer columns that are codes into the given categories: they become dictionary columns. */
  readonly categories?: Readonly<Record<string, readonly string[]>> | undefined;
}

export interface BatchOptions extends QueryOptions {
  /** Rows of a batch, rounded up to DuckDB's chunks of 2048; the last may hold fewer. @default 65536 */
  readonly batchRows?: number | undefined;
}

/** Rows of DuckDB's data chunks. */
const chunkRows = 2048;
/** Rows a batch reserves memory for before they are there. */
const largestReserve = 1 << 20;

/** An embedded DuckDB. Queries run on its own threads; close it when done. */
export class DuckDb {
  readonly #instance: DuckDBInstance;
  readonly #main: DuckDBConnection;
  #closed = false;

  private constructor(instance: DuckDBInstance, main: DuckDBConnection) {
    this.#instance = instance;
    this.#main = main;
  }

  /**
   * Opens a database. @throws WinbackError BAD_INPUT for a wrong option, IO when the file cannot be
   * opened
   */
  static async open(given: DuckDbOptions = {}): Promise<DuckDb> {
    const options = resolved(given);
    const api = await import('@duckdb/node-api');
    try {
      const instance = await api.DuckDBInstance.create(options.path, settingsOf(options));
      const main = await instance.connect();
      const engine = new DuckDb(instance, main);
      await engine.run("SET TimeZone = 'UTC'");
      return engine;
    } catch (error) {
      throw duckDbError(error);
    }
  }

  /** Runs statements for their effect. */
  async run(sql: string, options: QueryOptions = {}): Promise<void> {
    await this.#guarded(this.#main, options.signal, () => this.#main.run(sql));
  }

  /** Rows of a small result as plain objects; 64-bit integers as bigint, dates and times as text. */
  async rows(sql: string, options: QueryOptions = {}): Promise<readonly Record<string, unknown>[]> {
    return this.#guarded(this.#main, options.signal, async () => {
      const reader = await this.#main.runAndReadAll(sql);
      return reader.getRowObjects().map((row) => Object.fromEntries(Object.entries(row).map(plain)));
    });
  }

  /** The whole result as an Arrow table of one batch; see collectorOf for the types. */
  async query(sql: string, options: QueryOptions = {}): Promise<Table> {
    for await (const table of this.batches(sql, { ...options, batchRows: Number.MAX_SAFE_INTEGER }))
      return table;
    throw new WinbackError('INTERNAL', 'a query gave no table');
  }

  /**
   * The result as Arrow tables of about `batchRows` rows, in order, each fetched when it is asked for, so that
   * memory stays bounded. At least one table is given, empty for an empty result.
   * @throws WinbackError BAD_INPUT for wrong SQL or data, ABORTED, OUT_OF_MEMORY, IO
   */
  async *batches(sql: string, options: BatchOptions = {}): AsyncGenerator<Table> {
    const { signal } = options;
    const batchRows = integer(1)(options.batchRows ?? 65_536, 'batchRows');
    const as = { utf8: new Set(options.utf8), categories: options.categories ?? {} };
    const connection = await this.#guarded(this.#main, signal, () => this.#instance.connect());
    try {
      await this.#guarded(connection, signal, () => connection.run("SET TimeZone = 'UTC'"));
      const result = await this.#guarded(connection, signal, () => connection.stream(sql));
      // The last chunk of a batch may overshoot; a batch of everything grows as it comes.
      const capacity = batchRows <= largestReserve ? batchRows + chunkRows : 0;
      const fresh = (): ChunkCollector =>
        new ChunkCollector(result.deduplicatedColumnNames(), result.columnTypes(), as, capacity);
      let collector = fresh();
      let given = 0;
      for (;;) {
        const chunk = await this.#guarded(connection, signal, () => result.fetchChunk());
        if (chunk === null || chunk.rowCount === 0) break;
        collector.append(chunk);
        if (collector.rows < batchRows) continue;
        given++;
        yield await buildTable(collector.built());
        collector = fresh();
      }
      if (collector.rows > 0 || given === 0) yield await buildTable(collector.built());
    } finally {
      connection.closeSync();
    }
  }

  /** A connection of its own for the appender. The caller closes it. */
  async connect(): Promise<DuckDBConnection> {
    return this.#guarded(this.#main, undefined, () => this.#instance.connect());
  }

  /** Ends the engine; an in-memory database is gone. Safe to call twice. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#main.closeSync();
    this.#instance.closeSync();
  }

  async #guarded<T>(
    connection: DuckDBConnection,
    signal: AbortSignal | undefined,
    work: () => Promise<T>,
  ): Promise<T> {
    if (this.#closed) throw new WinbackError('CLOSED', 'this DuckDB is closed');
    if (signal?.aborted) throw new WinbackError('ABORTED', 'the query was aborted', { cause: signal.reason });
    const interrupt = (): void => connection.interrupt();
    signal?.addEventListener('abort', interrupt, { once: true });
    try {
      return await work();
    } catch (error) {
      throw duckDbError(error, signal);
    } finally {
      signal?.removeEventListener('abort', interrupt);
    }
  }
}

function resolved(given: DuckDbOptions): Settings {
  return resolveOptions<Settings>('DuckDb.open', given, {
    path: optional(text, ':memory:'),
    memoryLimitMb: optional(integer(64), undefined),
    threads: optional(integer(1, 1024), undefined),
    tempDirectory: optional(text, undefined),
  });
}

/** DuckDB's configuration for these options, for an engine that is opened elsewhere. @throws as DuckDb.open */
export function duckDbSettings(given: Omit<DuckDbOptions, 'path'>): Readonly<Record<string, string>> {
  return settingsOf(resolved(given));
}

function settingsOf(options: Settings): Record<string, string> {
  return {
    ...(options.memoryLimitMb ? { memory_limit: `${options.memoryLimitMb}MiB` } : {}),
    ...(options.threads ? { threads: String(options.threads) } : {}),
    ...(options.tempDirectory ? { temp_directory: options.tempDirectory } : {}),
    // Nothing may be fetched over the network behind the user's back.
    autoinstall_known_extensions: 'false',
  };
}

function plain([key, value]: [string, unknown]): [string, unknown] {
  const isObject = typeof value === 'object' && value !== null;
  return [key, isObject && !Array.isArray(value) ? String(value) : value];
}
