import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { Table } from 'apache-arrow';
import { WinbackError } from '../../base/errors.js';
import { nodeCrypto } from '../../base/node-crypto.js';
import { flag, integer, type Keys, optional, requireKeys, resolveOptions, text } from '../../base/options.js';
import { buildTable } from '../tables/build.js';
import { loadDuckDbApi } from './duckdb-api.js';
import { ChunkCollector } from './duckdb-columns.js';
import { duckDbError } from './duckdb-errors.js';
import { closedError, Lease, leased } from './duckdb-lease.js';
import { type NativeResult, openStream, readNatively } from './duckdb-stream.js';

/** Where the database lives and what it may use of the machine. */
export interface DuckDbOptions {
  /** Database file, or `:memory:`. @default ':memory:' */
  readonly path?: string | undefined;
  /** Most memory the engine may take, in MiB; what does not fit goes to `tempDirectory`. @default 80 % of the machine */
  readonly memoryLimitMb?: number | undefined;
  /** Threads of the engine. @default every hardware thread */
  readonly threads?: number | undefined;
  /** Where work that exceeds the memory limit is kept while it runs. @default beside a database file, else in the system's folder for temporary files */
  readonly tempDirectory?: string | undefined;
  /** No SQL can change a setting of the engine any more. @default false */
  readonly locked?: boolean | undefined;
}

interface Settings {
  readonly path: string;
  readonly memoryLimitMb: number | undefined;
  readonly threads: number | undefined;
  readonly tempDirectory: string | undefined;
  readonly locked: boolean;
}

/** How one query runs. */
export interface QueryOptions {
  /** Interrupts the query, which then rejects with `ABORTED`. */
  readonly signal?: AbortSignal | undefined;
  /** Text columns to keep as UTF-8 instead of a dictionary: those with mostly distinct values, such as ids. */
  readonly utf8?: readonly string[] | undefined;
  /** Columns that hold names, not numbers: DECIMAL and HUGEINT become their text instead of float64. So do those of `utf8`. */
  readonly text?: readonly string[] | undefined;
  /** Integer columns that are codes into the given categories: they become dictionary columns. */
  readonly categories?: Readonly<Record<string, readonly string[]>> | undefined;
}

/** How a result is cut into batches. */
export interface BatchOptions extends QueryOptions {
  /** Rows of a batch, rounded up to DuckDB's chunks of 2048; the last may hold fewer. @default 65536 */
  readonly batchRows?: number | undefined;
}

const queryKeys: Keys<QueryOptions> = { signal: true, utf8: true, text: true, categories: true };

/** Rows of DuckDB's data chunks. */
const chunkRows = 2048;
/** Rows a batch reserves memory for before they are there. */
const largestReserve = 1 << 20;

/**
 * An embedded DuckDB. Queries run on its own threads; close it when done. SQL is trusted input: it can read and write every
 * file that the process can.
 *
 * @example
 * ```ts
 * import { DuckDb } from 'winback/data';
 *
 * const db = await DuckDb.open();
 * await db.run('CREATE TABLE users AS SELECT range AS id, range % 7 AS visits FROM range(1000)');
 * const [row] = await db.rows('SELECT max(visits)::INTEGER AS most FROM users');
 * row?.['most']; // 6
 * const table = await db.query('SELECT visits FROM users');
 * table.numRows; // 1000
 * let batches = 0;
 * for await (const batch of db.batches('FROM users')) batches += batch.numRows > 0 ? 1 : 0;
 * batches; // 1
 * db.close();
 * ```
 */
export class DuckDb {
  readonly #instance: DuckDBInstance;
  readonly #leases = new Set<Lease>();
  readonly #onClose: (() => void)[] = [];
  #main!: Lease;
  #connecting = 0;
  #closed = false;
  #freed = false;

  private constructor(instance: DuckDBInstance) {
    this.#instance = instance;
  }

  /**
   * Opens a database.
   * @param given database file, memory, threads and folder for temporary files
   * @throws WinbackError BAD_INPUT for a wrong option, IO when the file cannot be
   * opened
   */
  static async open(given: DuckDbOptions = {}): Promise<DuckDb> {
    const options = resolved(given);
    const api = await loadDuckDbApi();
    try {
      const instance = await api.DuckDBInstance.create(options.path, settingsOf(options));
      const engine = new DuckDb(instance);
      engine.#main = (await engine.#lease())[0];
      // For the connections to come, too.
      await engine.run("SET GLOBAL TimeZone = 'UTC'");
      if (options.locked) await engine.run('SET lock_configuration = true');
      return engine;
    } catch (error) {
      throw duckDbError(error);
    }
  }

  /**
   * Runs statements for their effect.
   * @param sql one or more statements, separated by semicolons
   * @param options stop signal
   */
  async run(sql: string, options: QueryOptions = {}): Promise<void> {
    requireKeys(options, 'options', queryKeys);
    await this.#main.call((connection) => connection.run(sql), options.signal);
  }

  /**
   * Rows of a small result as plain objects; 64-bit integers as bigint, dates and times as text.
   * @param sql one query
   * @param options stop signal
   */
  async rows(sql: string, options: QueryOptions = {}): Promise<readonly Record<string, unknown>[]> {
    requireKeys(options, 'options', queryKeys);
    const reader = await this.#main.call((connection) => connection.runAndReadAll(sql), options.signal);
    return reader.getRowObjects().map((row) => Object.fromEntries(Object.entries(row).map(plain)));
  }

  /**
   * The whole result as an Arrow table of one batch; see collectorOf for the types.
   * @param sql one query
   * @param options how columns of the result are read, and the stop signal
   */
  async query(sql: string, options: QueryOptions = {}): Promise<Table> {
    requireKeys(options, 'options', queryKeys);
    for await (const table of this.batches(sql, { ...options, batchRows: Number.MAX_SAFE_INTEGER }))
      return table;
    throw new WinbackError('INTERNAL', 'a query gave no table');
  }

  /**
   * The result as Arrow tables of about `batchRows` rows, in order, each fetched when it is asked for, so that
   * memory stays bounded (but for statements that are no SELECT). At least one table is given, empty for an empty result.
   * @param sql one query
   * @param options rows of a batch, how columns are read, and the stop signal
   * @throws WinbackError BAD_INPUT for wrong SQL or data, ABORTED, CLOSED, OUT_OF_MEMORY, IO
   */
  async *batches(sql: string, options: BatchOptions = {}): AsyncGenerator<Table> {
    requireKeys(options, 'options', { ...queryKeys, batchRows: true });
    const batchRows = integer(1)(options.batchRows ?? 65_536, 'batchRows');
    const as = {
      utf8: new Set(options.utf8),
      text: new Set(options.text),
      categories: options.categories ?? {},
    };
    const [lease] = await this.#lease();
    try {
      const { names, types, chunks } = await openStream(lease, sql, options.signal);
      // The last chunk of a batch may overshoot; a batch of everything grows as it comes.
      const capacity = batchRows <= largestReserve ? batchRows + chunkRows : 0;
      const fresh = (): ChunkCollector => new ChunkCollector(names, types, as, capacity);
      let collector = fresh();
      let given = 0;
      for await (const chunk of chunks()) {
        collector.append(chunk);
        if (collector.rows < batchRows) continue;
        given++;
        yield await buildTable(collector.built());
        collector = fresh();
      }
      if (collector.rows > 0 || given === 0) yield await buildTable(collector.built());
    } finally {
      lease.close();
    }
  }

  /**
   * Runs a SELECT whose rows native code reads; `read` starts that and tells whether the end came.
   * @internal
   * @throws WinbackError as batches
   */
  async readNatively<T extends { readonly ended: boolean }>(
    sql: string,
    read: (open: NativeResult) => Promise<T>,
    options: Pick<QueryOptions, 'signal'> = {},
  ): Promise<T> {
    requireKeys(options, 'options', { signal: true });
    const [lease] = await this.#lease();
    try {
      return await readNatively(lease, sql, read, options.signal);
    } finally {
      lease.close();
    }
  }

  /**
   * A connection of its own for the appender. The caller closes it: the engine's memory is given back after that. When the
   * engine is closed before, its calls in flight are interrupted and reject with CLOSED.
   *
   * @example
   * ```ts
   * import { DuckDb } from 'winback/data';
   *
   * const db = await DuckDb.open();
   * await db.run('CREATE TABLE scores (score DOUBLE)');
   * const connection = await db.connect();
   * const appender = await connection.createAppender('scores');
   * appender.appendDouble(0.25);
   * appender.endRow();
   * appender.closeSync();
   * connection.closeSync();
   * (await db.query('FROM scores')).numRows; // 1
   * db.close();
   * ```
   */
  async connect(): Promise<DuckDBConnection> {
    const [lease, connection] = await this.#lease();
    return leased(connection, lease);
  }

  /**
   * Ends the engine; an in-memory database is gone. Calls in flight are interrupted and reject with CLOSED, and the
   * engine's memory is given back when the last of them has ended. Safe to call twice.
   */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const lease of [...this.#leases]) lease.close();
    this.#freeWhenIdle();
    for (const ended of this.#onClose) ended();
  }

  /** @internal Runs `ended` when the engine is closed: for files that are there for this engine alone. */
  atClose(ended: () => void): void {
    if (this.#closed) ended();
    else this.#onClose.push(ended);
  }

  async #lease(): Promise<readonly [Lease, DuckDBConnection]> {
    if (this.#closed) throw closedError();
    this.#connecting++;
    try {
      const connection = await this.#instance.connect();
      const lease = new Lease(connection, (freed) => {
        this.#leases.delete(freed);
        this.#freeWhenIdle();
      });
      this.#leases.add(lease);
      if (!this.#closed) return [lease, connection];
      lease.close();
      throw closedError();
    } catch (error) {
      throw duckDbError(error);
    } finally {
      this.#connecting--;
      this.#freeWhenIdle();
    }
  }

  #freeWhenIdle(): void {
    if (!this.#closed || this.#connecting > 0 || this.#leases.size > 0 || this.#freed) return;
    this.#freed = true;
    this.#instance.closeSync();
  }
}

function resolved(given: DuckDbOptions): Settings {
  return resolveOptions<Settings>('DuckDb.open', given, {
    path: optional(text, ':memory:'),
    memoryLimitMb: optional(integer(64), undefined),
    threads: optional(integer(1, 1024), undefined),
    tempDirectory: optional(text, undefined),
    locked: optional(flag, false),
  });
}

/** DuckDB's configuration for these options, for an engine that is opened elsewhere. @throws as DuckDb.open */
export function duckDbSettings(given: Omit<DuckDbOptions, 'path'>): Readonly<Record<string, string>> {
  return settingsOf(resolved(given));
}

function settingsOf(options: Settings): Record<string, string> {
  // DuckDB's own choice for a database in memory is a folder in the working directory. It is made when it is needed.
  const temporary =
    options.path === ':memory:' ? join(tmpdir(), `winback-${nodeCrypto().randomUUID()}`) : undefined;
  const tempDirectory = options.tempDirectory ?? temporary;
  return {
    ...(options.memoryLimitMb ? { memory_limit: `${options.memoryLimitMb}MiB` } : {}),
    ...(options.threads ? { threads: String(options.threads) } : {}),
    ...(tempDirectory ? { temp_directory: tempDirectory } : {}),
    // Nothing may be fetched over the network, or loaded from the home folder, behind the user's back.
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
  };
}

function plain([key, value]: [string, unknown]): [string, unknown] {
  const isObject = typeof value === 'object' && value !== null;
  return [key, isObject && !Array.isArray(value) ? String(value) : value];
}
