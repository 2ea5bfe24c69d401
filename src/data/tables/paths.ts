import { rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

import { partialName, removeAbandoned, renameDurably } from '../../base/durable-files.js';
import { WinbackError } from '../../base/errors.js';
import { isObjectAddress, objectAddress } from '../../base/object-address.js';
import { shown, text } from '../../base/options.js';

/** A format that tables are written in, told by the ending of the name. */
export type FileFormat = 'csv' | 'parquet' | 'arrow';

/** A format that tables are read from. `json`: lines of objects, or an array of objects; `xlsx`: the first sheet. */
export type InputFormat = FileFormat | 'json' | 'xlsx';

const formatByEnding: readonly (readonly [RegExp, InputFormat])[] = [
  [/\.(csv|tsv|txt)(\.gz|\.zst)?$/i, 'csv'],
  // Some writers add the name of the compression inside: PostHog's exports end in .parquet.zst.
  [/\.(parquet|pq)(\.(zst|gz|lz4|snappy|sz|br))?$/i, 'parquet'],
  [/\.(arrow|arrows|feather|ipc)$/i, 'arrow'],
  [/\.(json|jsonl|ndjson)(\.gz|\.zst)?$/i, 'json'],
  [/\.xlsx$/i, 'xlsx'],
];

/** The format a file's name says. @throws WinbackError BAD_INPUT for an unknown ending */
export function formatOf(path: string): InputFormat {
  text(path, 'the path of a file');
  const name = isObjectAddress(path) ? objectAddress(path, 'path').key : path;
  const found = formatByEnding.find(([ending]) => ending.test(name));
  if (found) return found[1];
  throw new WinbackError(
    'BAD_INPUT',
    `${shown(path)}: the ending must be .csv, .csv.gz, .tsv, .parquet, .arrow, .jsonl, .json or .xlsx`,
  );
}

/** The format to write. @throws WinbackError BAD_INPUT for an unknown ending, or one that is only read */
export function outputFormatOf(path: string): FileFormat {
  const format = formatOf(path);
  if (format === 'parquet' && !/\.(parquet|pq)(\?|$)/i.test(path))
    throw new WinbackError(
      'BAD_INPUT',
      `${shown(path)}: Parquet is compressed inside: end the name with .parquet`,
    );
  if (/\.zst(\?|$)/i.test(path))
    throw new WinbackError(
      'BAD_INPUT',
      `${shown(path)}: outputs are compressed as .gz: end the name with .csv.gz`,
    );
  if (format !== 'json' && format !== 'xlsx') return format;
  throw new WinbackError(
    'BAD_INPUT',
    `${shown(path)}: files of this kind are read, not written: use .csv, .parquet or .arrow`,
  );
}

/** `path` as DuckDB has to be told it, for which a leading `~` is the user's home folder. */
export const enginePath = (path: string): string => (path.startsWith('~') ? `./${path}` : path);

/** The pattern of DuckDB that fits the file `path` only: `data[1].parquet` would otherwise be `data1.parquet`. */
export const exactPath = (path: string): string => enginePath(path).replaceAll(/[*?[]/g, '[$&]');

/**
 * Lets `write` fill a temporary file beside `path` and renames it, so that `path` is either complete or
 * as it was before. @throws WinbackError IO
 */
export async function writeThenRename(
  path: string,
  write: (temporary: string) => Promise<void>,
): Promise<void> {
  const folder = await stat(dirname(path)).catch(() => undefined);
  if (!folder?.isDirectory()) throw new WinbackError('IO', `cannot write ${path}: its folder is not there`);
  await removeAbandoned(path);
  const temporary = partialName(path);
  try {
    await write(temporary);
    await renameDurably(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    if (error instanceof WinbackError) throw error;
    throw new WinbackError('IO', `cannot write ${path}: ${(error as Error).message}`, { cause: error });
  }
}
