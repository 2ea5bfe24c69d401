import path from 'node:path';
import type { Table } from 'apache-arrow';
import { WinbackError } from '../../base/errors.js';
import { eachStrictText } from '../../data/read/texts.js';
import { withInput } from '../../data/sources/object-files.js';
import { type ReadTableOptions, readBatches } from '../../data/tables/read.js';
import { settleFolder } from '../../registry/output-folder.js';
import type { Environment } from '../../stores/secrets.js';

/** How files are reached. */
export interface FileAccess {
  /** Environment variables with the keys of an object store. @default none: objects are refused */
  readonly environment?: Environment | undefined;
  /** Stops the reading, which then rejects with `ABORTED`. */
  readonly signal?: AbortSignal | undefined;
}

/** The row of one user in a file. */
export interface FoundUser {
  /** A table of that row alone. */
  readonly table: Table;
  /** Row of the file, from 1, without a heading. */
  readonly row: number;
}

/**
 * The row of a user; null where the file does not have one. The whole file is read, a batch at a time, so that a user who
 * stands in it twice is refused.
 * @param idColumn column of the users; null = users are row numbers, from 1
 * @throws WinbackError BAD_INPUT for a user in two rows; as readBatches
 */
export async function findUser(
  file: string,
  user: string,
  idColumn: string | null,
  reading: Pick<ReadTableOptions, 'columns' | 'text' | 'numeric'>,
  access: FileAccess,
): Promise<FoundUser | null> {
  const ids = idColumn === null ? [] : [idColumn];
  const text = [...new Set([...ids, ...(reading.text ?? [])])];
  await settleFolder(path.dirname(file));
  return withInput(file, access, async (local) => {
    let found: FoundUser | null = null;
    let before = 0;
    for await (const batch of readBatches(local, { ...reading, text, utf8: text, signal: access.signal })) {
      for (const row of rowsOf(batch, user, idColumn, before)) {
        const here = before + row + 1;
        if (found !== null) throw twice(file, user, found.row, here);
        found = { table: batch.slice(row, row + 1) as Table, row: here };
      }
      before += batch.numRows;
    }
    return found;
  });
}

function rowsOf(batch: Table, user: string, idColumn: string | null, before: number): readonly number[] {
  if (idColumn === null) {
    const row = Number(user) - 1 - before;
    return Number.isInteger(row) && row >= 0 && row < batch.numRows ? [row] : [];
  }
  const rows: number[] = [];
  eachStrictText(batch, idColumn, (id, row) => {
    if (id === user) rows.push(row);
  });
  return rows;
}

const twice = (file: string, user: string, first: number, second: number): WinbackError =>
  new WinbackError(
    'BAD_INPUT',
    `${file}: the user "${user}" stands in rows ${first} and ${second}; one row a user can be explained`,
  );

/** The row of a user that must be there. @throws WinbackError NOT_FOUND naming file, column and user */
export function requireFound(
  found: FoundUser | null,
  file: string,
  user: string,
  idColumn: string | null,
): FoundUser {
  if (found !== null) return found;
  if (idColumn !== null)
    throw new WinbackError('NOT_FOUND', `${file} has no user "${user}" in the column "${idColumn}"`);
  throw new WinbackError('NOT_FOUND', `${file} has no user "${user}": users are row numbers there, from 1`);
}
