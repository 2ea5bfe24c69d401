import { pointer } from '../nested/nested-sql.js';
import type { DuckDb } from '../sources/duckdb.js';
import { quotedName, quotedText } from '../sql/quote.js';
import { shapes } from './shapes.js';

/** A column of the profiled table, or a value inside a nested one. */
export interface Leaf {
  readonly path: readonly string[];
  /** The value as SQL over the table. */
  readonly sql: string;
  readonly type: string;
}

/** A column as DuckDB describes it. */
export interface DescribedColumn {
  readonly name: string;
  readonly type: string;
  /** How SQL gets it. @default the column of this name */
  readonly sql?: string | undefined;
}

/** Values looked at; a table with more has too many keys to be one event a row. */
export const mostLeaves = 2000;
const deepest = 4;
/** Share of the texts of a column that are JSON objects, from which on the column is one of objects. */
const objectShare = 0.9;

/**
 * Columns of `from`, with structs and texts of JSON objects opened into their values. Which texts are objects, and their
 * keys, is told by the rows of `sample`, a part of the table.
 */
export async function leavesOf(
  engine: DuckDb,
  sample: string,
  columns: readonly DescribedColumn[],
  signal: AbortSignal | undefined,
): Promise<readonly Leaf[]> {
  const open = async (leaf: Leaf): Promise<readonly Leaf[]> => {
    if (leaf.path.length > deepest) return [leaf];
    const inner = await innerOf(engine, sample, leaf, signal);
    if (inner.length === 0) return [leaf];
    const opened: Leaf[] = [];
    for (const one of inner) opened.push(...(await open(one)));
    return opened;
  };
  const found: Leaf[] = [];
  for (const { name, type, sql = quotedName(name) } of columns)
    found.push(...(await open({ path: [name], sql, type })));
  return found;
}

function innerOf(
  engine: DuckDb,
  sample: string,
  leaf: Leaf,
  signal: AbortSignal | undefined,
): Promise<readonly Leaf[]> {
  if (/^STRUCT\(.*\)$/s.test(leaf.type)) return fieldsOf(engine, sample, leaf, signal);
  if (leaf.type === 'VARCHAR' || leaf.type === 'JSON') return keysOf(engine, sample, leaf, signal);
  return Promise.resolve([]);
}

async function fieldsOf(
  engine: DuckDb,
  sample: string,
  { path, sql }: Leaf,
  signal: AbortSignal | undefined,
): Promise<readonly Leaf[]> {
  const rows = await engine.rows(`DESCRIBE SELECT unnest(${sql}) FROM ${sample}`, { signal });
  return rows.map((row) => {
    const key = String(row['column_name']);
    return {
      path: [...path, key],
      sql: `struct_extract(${sql}, ${quotedText(key)})`,
      type: String(row['column_type']),
    };
  });
}

async function keysOf(
  engine: DuckDb,
  sample: string,
  { path, sql }: Leaf,
  signal: AbortSignal | undefined,
): Promise<readonly Leaf[]> {
  const values = `SELECT trim(${sql}::VARCHAR) AS value FROM ${sample} WHERE trim(${sql}::VARCHAR) <> ''`;
  const [share] = await engine.rows(
    `SELECT avg((${shapes.object('value')})::INTEGER) AS objects FROM (${values})`,
    { signal },
  );
  if (Number(share?.['objects'] ?? 0) < objectShare) return [];
  const rows = await engine.rows(
    `SELECT key, count(*) AS n FROM (SELECT unnest(json_keys(value)) AS key FROM (${values})
       WHERE ${shapes.object('value')}) GROUP BY key ORDER BY n DESC, key`,
    { signal },
  );
  return rows
    .map((row) => String(row['key']))
    .filter((key) => key !== '' && !key.includes('\0'))
    .map((key) => ({
      path: [...path, key],
      // A text that is no JSON would end the query.
      sql: `CASE WHEN json_valid(${sql}::VARCHAR) THEN json_extract_string(${sql}, ${quotedText(pointer([key]))}) END`,
      type: 'VARCHAR',
    }));
}
