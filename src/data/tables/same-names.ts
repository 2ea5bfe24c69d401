import { WinbackError } from '../../base/errors.js';
import type { DuckDb } from '../sources/duckdb.js';
import { quotedText } from '../sql/quote.js';
import { exactPath, formatOf } from './paths.js';

/**
 * DuckDB knows "x" and "X" as one name and calls the second X_1, which no later file would have.
 * @param found the columns as DuckDB names them
 * @throws WinbackError BAD_INPUT naming both columns
 */
export async function refuseSameNames(
  engine: DuckDb,
  path: string,
  found: readonly string[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const plain = new Set(found.map((name) => name.toLowerCase()));
  const isSuspect = found.some((name) => plain.has(/^(.*)_\d+$/s.exec(name)?.[1]?.toLowerCase() ?? '\0'));
  if (!isSuspect) return;
  const own =
    formatOf(path) === 'parquet'
      ? await parquetNames(engine, path, signal)
      : await csvNames(engine, path, signal);
  const first = new Map<string, string>();
  for (const name of own) {
    const earlier = first.get(name.toLowerCase());
    if (earlier !== undefined)
      throw new WinbackError(
        'BAD_INPUT',
        `${path} has the columns "${earlier}" and "${name}", whose names differ by case at most: rename one`,
      );
    first.set(name.toLowerCase(), name);
  }
}

/** The cells of the first line; none when they cannot be told. */
async function csvNames(
  engine: DuckDb,
  path: string,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  const header = `SELECT * FROM read_csv(${quotedText(exactPath(path))}, header = false, all_varchar = true) LIMIT 1`;
  const [row] = await engine.rows(header, { signal }).catch(() => []);
  return Object.values(row ?? {}).flatMap((cell) => (cell === null ? [] : [String(cell)]));
}

/** The columns of the schema, without the parts of nested ones. */
async function parquetNames(
  engine: DuckDb,
  path: string,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  const rows = await engine.rows(
    `SELECT name, num_children FROM parquet_schema(${quotedText(exactPath(path))})`,
    { signal },
  );
  const names: string[] = [];
  // Depth first, the root before all: each row is followed by its children.
  let inside = 0;
  for (const { name, num_children: children } of rows.slice(1)) {
    if (inside === 0) names.push(String(name));
    inside += Number(children ?? 0) - (inside > 0 ? 1 : 0);
  }
  return names;
}
