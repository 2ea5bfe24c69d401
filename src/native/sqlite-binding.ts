import type { StopHandle } from './binding.js';

declare const sqliteTag: unique symbol;
/** An open connection to a database file, with a thread of its own. */
export interface SqliteHandle {
  readonly [sqliteTag]: true;
}

/** A cell of SQLite. Integers beyond 2^53 come and go as bigint. */
export type SqliteCell = null | number | bigint | string | Uint8Array;

/** A statement that runs once for each list of parameters. */
export interface SqliteStatement {
  readonly sql: string;
  readonly rows: readonly (readonly SqliteCell[])[];
}

export interface SqliteResult {
  readonly columns: readonly string[];
  /** Of all runs, in their order. */
  readonly rows: readonly (readonly SqliteCell[])[];
  /** Rows that were inserted, updated or deleted, all runs together. */
  readonly changes: number;
}

/**
 * native/addon/bindings/sqlite_binding.cpp. The calls of a connection run on its thread in call order. Cells are copied
 * before a call returns. The end of the environment stops a transaction that runs, which then leaves nothing.
 * Codes: BAD_INPUT, IO, LOCKED, ABORTED, CLOSED.
 */
export interface SqliteBinding {
  /** @param busyMs longest wait for a lock of another connection, ms */
  sqliteOpen(path: string, access: 'create' | 'write' | 'read', busyMs: number): Promise<SqliteHandle>;
  /**
   * Runs all statements in one transaction, which is on the disk when the promise resolves. With `plain` the statements
   * begin and end transactions themselves.
   */
  sqliteRun(
    handle: SqliteHandle,
    statements: readonly SqliteStatement[],
    transaction: 'read' | 'write' | 'plain',
    stop: StopHandle | null,
  ): Promise<readonly SqliteResult[]>;
  /** Closes the file once the calls before it have ended. */
  sqliteClose(handle: SqliteHandle): Promise<void>;
}
