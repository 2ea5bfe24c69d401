import { WinbackError } from '../../base/errors.js';
import { nestedSource, type SourceColumn } from '../nested/nested-source.js';
import type { DuckDb } from '../sources/duckdb.js';
import { jsonRows } from '../tables/json-rows.js';
import { partsSource } from '../tables/parts.js';
import { engineSource, type SourceOptions } from './engine-source.js';

/** Which columns of some files are read. */
export interface WantedColumns {
  /** Columns that are used. Those that the files lack are left to the caller. */
  readonly wanted: readonly string[];
  /** Of these, those read as text whatever they look like. */
  readonly text: readonly string[];
}

/** Files that SQL can read as one table. */
export interface OpenedTable {
  /** FROM item. */
  readonly from: string;
  /** Of JSON rows, the wanted ones alone. */
  readonly columns: readonly SourceColumn[];
}

/**
 * Makes CSV, JSON or Parquet files, folders, patterns and objects readable as one table.
 * @param given where they are: paths from the working directory, or addresses of objects
 * @throws WinbackError BAD_INPUT for an Arrow file, and as engineSource
 */
export async function openTable(
  engine: DuckDb,
  given: readonly string[],
  { wanted, text }: WantedColumns,
  options: SourceOptions,
): Promise<OpenedTable> {
  const { signal } = options;
  const { paths, format } = await engineSource(engine, given, options);
  if (format === 'arrow')
    throw new WinbackError(
      'BAD_INPUT',
      'the files of a log must be CSV, JSON or Parquet: write an Arrow file as Parquet',
    );
  if (format === 'json') {
    const rows = await jsonRows(engine, paths, { signal });
    const there = rows.columns.filter(({ name }) => wanted.includes(name));
    const found = await nestedSource(engine, rows, new Map(there.map(({ name }) => [name, name])), signal);
    return { from: found.from, columns: found.columns.filter(({ name }) => wanted.includes(name)) };
  }
  const read = async (asText: readonly string[]): Promise<OpenedTable> => {
    const from = await partsSource(engine, paths, { text: asText, used: wanted, signal });
    const rows = await engine.rows(`DESCRIBE SELECT * FROM ${from}`, { signal });
    const columns = rows.map((row) => ({
      name: String(row['column_name']),
      type: String(row['column_type']),
    }));
    return { from, columns };
  };
  const plain = await read(format === 'parquet' ? text : []);
  if (format === 'parquet') return plain;
  // A name that a CSV file lacks must not be given a type.
  return read(text.filter((name) => plain.columns.some((column) => column.name === name)));
}
