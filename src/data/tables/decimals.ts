import { WinbackError } from '../../base/errors.js';
import type { DuckDb } from '../sources/duckdb.js';
import { quotedText } from '../sql/quote.js';

/** Digits of DuckDB's widest DECIMAL. */
const mostDigits = 38;

/**
 * DuckDB decodes decimals of more digits than its own wrongly from Parquet, unless they fill whole 8-byte words.
 * @param files Parquet files, as DuckDB's patterns
 * @param used columns that are read; undefined = all
 * @throws WinbackError BAD_INPUT naming file and column
 */
export async function refuseWideDecimals(
  engine: DuckDb,
  files: readonly string[],
  used: Iterable<string> | undefined,
  signal: AbortSignal | undefined,
): Promise<void> {
  const wide = await engine.rows(
    `SELECT file_name, name, precision, scale FROM parquet_schema([${files.map(quotedText).join(', ')}])
     WHERE precision > ${mostDigits}`,
    { signal },
  );
  const names = used === undefined ? undefined : new Set(used);
  const found = wide.find(({ name }) => names === undefined || names.has(String(name)));
  if (found === undefined) return;
  const { file_name: file, name, precision, scale } = found;
  throw new WinbackError(
    'BAD_INPUT',
    `${String(file)}: column "${String(name)}" is DECIMAL(${String(precision)},${String(scale)}), and at most ` +
      `${mostDigits} digits are read: write it as DECIMAL(${mostDigits},${String(scale)}) or DOUBLE`,
  );
}
