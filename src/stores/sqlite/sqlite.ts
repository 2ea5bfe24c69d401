import { mkdir, open, stat } from 'node:fs/promises';
import path from 'node:path';

import { WinbackError } from '../../base/errors.js';
import { crossing, withStop } from '../../native/crossing.js';
import { addon } from '../../native/load.js';
import type { SqliteHandle, SqliteResult } from '../../native/sqlite-binding.js';
import type { Cell } from '../sql/store.js';
import type { CellRow, Snapshot, Statement, StatementRows, Transactions } from '../sql/transactions.js';

/** How a file is opened. */
export interface SqliteOptions {
  /** Make the file, and the folders above it, where it is missing. @default true */
  readonly create?: boolean | undefined;
  /** Longest wait for a lock of another process, seconds. @default 10 */
  readonly busySeconds?: number | undefined;
}

type Mode = Parameters<ReturnType<typeof addon>['sqliteRun']>[2];

/**
 * A database file. It has one connection for writing and one for reading, each with a thread of its own.
 * @throws WinbackError NOT_FOUND, IO, LOCKED, BAD_INPUT for a file that is no database
 */
export async function openSqlite(file: string, options: SqliteOptions = {}): Promise<Transactions> {
  const { create = true, busySeconds = 10 } = options;
  await prepared(file, create);
  const writer = await connected(file, 'write', busySeconds);
  const reader = await connected(file, 'read', busySeconds).catch(async (error: unknown) => {
    await addon().sqliteClose(writer);
    throw error;
  });
  let open = true;
  const ready = (): void => {
    if (!open) throw new WinbackError('CLOSED', `the database ${file} is closed`);
  };
  return {
    dialect: 'sqlite',
    place: file,
    read: (statements, signal) => guarded(ready, () => run(reader, statements, 'read', signal)),
    write: (statements, signal) => guarded(ready, () => run(writer, statements, 'write', signal)),
    snapshot: () => guarded(ready, () => snapshotOf(file, busySeconds)),
    async close() {
      if (!open) return;
      open = false;
      await crossing(() => addon().sqliteClose(reader));
      await crossing(() => addon().sqliteClose(writer));
    },
  };
}

async function guarded<T>(ready: () => void, call: () => Promise<T>): Promise<T> {
  ready();
  return call();
}

// Only its owner may read a new file: it holds what is known of people.
async function prepared(file: string, create: boolean): Promise<void> {
  const status = await stat(file).catch(() => null);
  if (status !== null && !status.isFile())
    throw new WinbackError('BAD_INPUT', `${file} is no regular file: name a file for the database`);
  if (status !== null) return;
  if (!create) throw new WinbackError('NOT_FOUND', `no such database: ${file}`);
  try {
    await mkdir(path.dirname(path.resolve(file)), { recursive: true });
    await (await open(file, 'a', 0o600)).close();
  } catch (cause) {
    throw new WinbackError('IO', `the database ${file} cannot be made: ${(cause as Error).message}`, {
      cause,
    });
  }
}

const connected = (file: string, access: 'write' | 'read', busySeconds: number): Promise<SqliteHandle> =>
  crossing(() => addon().sqliteOpen(file, access, Math.round(busySeconds * 1000)));

async function run(
  handle: SqliteHandle,
  statements: readonly Statement[],
  mode: Mode,
  signal?: AbortSignal | undefined,
): Promise<readonly StatementRows[]> {
  const native = statements.map(({ sql, rows = [[]] }) => ({ sql, rows }));
  const results = await withStop(signal, (stop) =>
    crossing(() => addon().sqliteRun(handle, native, mode, stop)),
  );
  return results.map(({ columns, rows, changes }) => ({
    rows: rows.map((row) => rowOf(columns, row)),
    changes,
  }));
}

function rowOf(columns: readonly string[], row: SqliteResult['rows'][number]): CellRow {
  const cells: Record<string, Cell> = {};
  // No table here has a column of bytes.
  for (let i = 0; i < columns.length; i++) cells[columns[i]!] = row[i] as Cell;
  return cells;
}

async function snapshotOf(file: string, busySeconds: number): Promise<Snapshot> {
  const handle = await connected(file, 'read', busySeconds);
  // BEGIN alone takes no moment: the first read does.
  const begin = [{ sql: 'BEGIN' }, { sql: 'SELECT 1 FROM sqlite_schema LIMIT 1' }];
  await run(handle, begin, 'plain');
  let closed = false;
  return {
    async read(statement, signal) {
      if (closed) throw new WinbackError('CLOSED', `the reading of ${file} is closed`);
      return (await run(handle, [statement], 'plain', signal))[0]!;
    },
    async close() {
      if (closed) return;
      closed = true;
      await crossing(() => addon().sqliteClose(handle));
    },
  };
}

/**
 * Writes a copy of a database file as it is now, while others go on writing to it.
 * @param file the database
 * @param copy a file that does not exist yet
 * @throws WinbackError IO, BAD_INPUT where `copy` exists
 */
export async function copySqlite(file: string, copy: string): Promise<void> {
  if ((await stat(copy).catch(() => null)) !== null)
    throw new WinbackError('BAD_INPUT', `${copy} exists already: name a new file for the copy`);
  await prepared(file, false);
  const handle = await connected(file, 'read', 10);
  try {
    await run(handle, [{ sql: 'VACUUM INTO ?', rows: [[copy]] }], 'plain');
  } finally {
    await crossing(() => addon().sqliteClose(handle));
  }
}
