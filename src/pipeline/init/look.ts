import { existsSync, statSync } from 'node:fs';

import { WinbackError } from '../../base/errors.js';
import type { OnProgress } from '../../base/progress.js';
import { pointer } from '../../data/nested/nested-sql.js';
import type { DescribedColumn } from '../../data/profile/leaves.js';
import { profileTable } from '../../data/profile/profile.js';
import type { TableProfile } from '../../data/profile/records.js';
import type { DuckDb } from '../../data/sources/duckdb.js';
import { quotedText } from '../../data/sql/quote.js';
import { refuseSameNames } from '../../data/tables/same-names.js';
import { attachSource } from '../../features/log/source.js';
import { isRunTarget } from '../../stores/open-store.js';
import type { Environment } from '../../stores/secrets.js';
import { located } from '../located.js';

/** Files that make one table. */
export interface LookedFiles {
  readonly source: readonly string[];
  /** Table of a DuckDB file. */
  readonly table?: string | undefined;
  /** Encoding of text files. @default found by looking */
  readonly encoding?: string | undefined;
}

/** How the work is done. */
export interface LookWork {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
  /** Folder that relative paths start from. */
  readonly root?: string | undefined;
  /** Environment variables with the keys of an object store. */
  readonly environment?: Environment | undefined;
}

/**
 * Profiles the files as one table; its values are the columns `c0`, `c1`, ... of `view`. Text files are read as text, so
 * that 00123 and 03/04/2026 are seen as they stand.
 * @throws WinbackError BAD_INPUT for files without a row, or a server; NOT_FOUND
 */
export async function look(
  engine: DuckDb,
  { source, table, encoding }: LookedFiles,
  view: string,
  work: LookWork,
): Promise<TableProfile> {
  refuseServers(source);
  const config = { source, table, encoding, mapped: new Map<string, string>() };
  const first = await attachSource(engine, { ...config, text: [] }, work);
  const names = first.columns.map(({ name }) => name);
  if (names.length === 1 && names[0] === 'column0' && (await isEmpty(engine, first.from, work)))
    throw noRows(source, 'is empty');
  const asText = first.kind === 'csv' ? await attachSource(engine, { ...config, text: names }, work) : first;
  const columns = first.table.jsonRows
    ? keysOfRows(names)
    : first.kind === 'csv'
      ? asTexts(names)
      : first.columns;
  const { signal, onProgress } = work;
  if (first.kind === 'csv') await refuseTwins(engine, source, names, work);
  const keep = first.kind !== 'columns';
  const { from } = asText.table;
  const profile = await profileTable(engine, { from, columns, view, keep, signal, onProgress });
  if (profile.rows === 0) throw noRows(source, 'has a header but no rows');
  return profile;
}

// Guesses look at every row, and at texts as they stand.
function refuseServers(source: readonly string[]): void {
  const server = source.find(isRunTarget);
  if (server === undefined) return;
  const scheme = server.slice(0, server.indexOf(':'));
  throw new WinbackError(
    'BAD_INPUT',
    `${scheme}://: init looks at files: write some days of the table into a Parquet or CSV file, run init on it, then name the server as source in the configuration`,
  );
}

const asTexts = (names: readonly string[]): readonly DescribedColumn[] =>
  names.map((name) => ({ name, type: 'VARCHAR' }));

/** Rows of JSON files are objects in one column, whose keys are the columns. */
const keysOfRows = (names: readonly string[]): readonly DescribedColumn[] =>
  names.map((name) => ({
    name,
    type: 'VARCHAR',
    sql: `json_extract_string(json, ${quotedText(pointer([name]))})`,
  }));

/** DuckDB calls the second of two columns of one name `time_1`, which no other file would have. */
async function refuseTwins(
  engine: DuckDb,
  source: readonly string[],
  names: readonly string[],
  { root = '.', signal }: LookWork,
): Promise<void> {
  const files = source.map((file) => located(file, root)).filter((file) => existsSync(file));
  for (const file of files) if (statSync(file).isFile()) await refuseSameNames(engine, file, names, signal);
}

async function isEmpty(engine: DuckDb, from: string, { signal }: LookWork): Promise<boolean> {
  const rows = await engine.rows(`SELECT 1 FROM ${from} LIMIT 1`, { signal });
  return rows.length === 0;
}

function noRows(source: readonly string[], what: string): WinbackError {
  return new WinbackError(
    'BAD_INPUT',
    `${source.join(', ')} ${what}: export a file with one event in each row`,
  );
}
