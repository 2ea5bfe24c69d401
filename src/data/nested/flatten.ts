import type { DuckDb } from '../sources/duckdb.js';
import { quotedName } from '../sql/quote.js';
import { pathText } from './column-path.js';
import type { SourceColumn } from './nested-source.js';
import { nestedType } from './struct-type.js';

/**
 * The FROM item with a column for each value of its records (STRUCT), called by its path (`user.id`), in their place, and
 * with the text of values whose type differs from row to row (JSON).
 * @param kept columns that stay records, since somebody asks for them
 */
export async function flattened(
  engine: DuckDb,
  from: string,
  kept: readonly string[],
  signal: AbortSignal | undefined,
): Promise<string> {
  const rows = await engine.rows(`DESCRIBE SELECT * FROM ${from}`, { signal });
  const columns = rows.map((row) => ({ name: String(row['column_name']), type: String(row['column_type']) }));
  const isNested = ({ name, type }: SourceColumn): boolean =>
    type === 'JSON' || (nestedType(type).kind === 'record' && !kept.includes(name));
  if (!columns.some(isNested)) return from;
  const taken = new Set(columns.filter((column) => !isNested(column)).map(({ name }) => name.toLowerCase()));
  const parts = columns.flatMap((column) =>
    isNested(column)
      ? leavesOf(quotedName(column.name), column.type, [column.name])
      : [{ ...column, sql: quotedName(column.name) }],
  );
  // A column whose own name has the dot wins.
  const shown = parts.filter(({ name, sql }) => sql === quotedName(name) || !taken.has(name.toLowerCase()));
  return `(SELECT ${shown.map(({ name, sql }) => `${sql} AS ${quotedName(name)}`).join(', ')} FROM ${from})`;
}

interface Leaf extends SourceColumn {
  readonly sql: string;
}

function leavesOf(sql: string, type: string, path: readonly string[]): readonly Leaf[] {
  const nested = nestedType(type);
  const name = path.length === 1 ? path[0]! : pathText(path);
  if (type === 'JSON') return [{ name, type: 'VARCHAR', sql: `json_extract_string(${sql}, '$')` }];
  if (nested.kind !== 'record') return [{ name, type, sql }];
  return [...nested.fields].flatMap(([field, inner]) =>
    leavesOf(`(${sql}).${quotedName(field)}`, inner, [...path, field]),
  );
}
