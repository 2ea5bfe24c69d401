import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';

import { WinbackError } from '../../base/errors.js';
import type { DuckDb, QueryOptions } from '../sources/duckdb.js';
import { quotedText } from '../sql/quote.js';
import { enginePath, formatOf, type InputFormat } from '../tables/paths.js';

/** The files of one table. */
export interface FoundFiles {
  /** In the order of the given names, those of a folder or pattern sorted. */
  readonly files: readonly string[];
  readonly format: InputFormat;
  /** Files of folders and patterns that were passed over: hidden ones, and marks such as `_SUCCESS`. */
  readonly skipped: number;
}

/**
 * The files that names, folders (with those below them) and patterns stand for.
 * @throws WinbackError NOT_FOUND, BAD_INPUT for files of different formats, naming two
 */
export async function findFiles(
  engine: DuckDb,
  given: readonly string[],
  { signal }: QueryOptions = {},
): Promise<FoundFiles> {
  const files: string[] = [];
  let skipped = 0;
  for (const name of given) {
    const all = await filesOf(engine, name, signal);
    if (all === null) {
      files.push(name);
      continue;
    }
    const kept = all.filter((file) => !isHidden(path.relative(fixedPart(name), file)));
    if (kept.length === 0) throw new WinbackError('NOT_FOUND', `no file fits ${name}`);
    for (const file of kept) files.push(file);
    skipped += all.length - kept.length;
  }
  return { files, format: oneFormat(files), skipped };
}

const isPattern = (name: string): boolean => /[*?[]/.test(name);

/** The part of a pattern before its first sign, as a folder; the whole of a folder's name. */
const fixedPart = (name: string): string =>
  isPattern(name) ? path.dirname(name.slice(0, name.search(/[*?[]/) + 1)) : name;

const isHidden = (file: string): boolean => file.split(/[\\/]/).some((part) => /^[._](?!\.?$)/.test(part));

/** The files of a folder or pattern, sorted; null for a plain name. */
async function filesOf(
  engine: DuckDb,
  name: string,
  signal: AbortSignal | undefined,
): Promise<readonly string[] | null> {
  const status = await stat(name).catch(() => null);
  if (status?.isDirectory()) {
    const entries = await readdir(name, { recursive: true, withFileTypes: true });
    const found = entries.filter((entry) => !entry.isDirectory());
    return found.map((entry) => path.join(entry.parentPath, entry.name)).sort();
  }
  if (status !== null || !isPattern(name)) return null;
  const rows = await engine.rows(`SELECT file FROM glob(${quotedText(enginePath(name))}) ORDER BY file`, {
    signal,
  });
  return rows.map((row) => String(row['file']));
}

function oneFormat(files: readonly string[]): InputFormat {
  const [first] = files;
  if (first === undefined) throw new WinbackError('BAD_INPUT', 'a source needs at least one file');
  const format = formatOf(first);
  const other = files.find((file) => formatOf(file) !== format);
  if (other === undefined) return format;
  throw new WinbackError(
    'BAD_INPUT',
    `the files of one source must have one format: ${first} is ${format}, ${other} is ${formatOf(other)}; ` +
      'name the files of one format, such as data/*.csv',
  );
}
