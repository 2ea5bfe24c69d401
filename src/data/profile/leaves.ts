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
 * Columns of `from`, with structs and texts of JSON objects opened into their values. The rows of
 * `sample`, a part of the table, decide which columns hold objects, and with which keys.
 */
export async function leavesOf(
  engine: DuckDb,
  sample: string,
  columns: readonly DescribedColumn[],
  signal: AbortSignal | undefined,
): Promise<readonly Leaf[]> {
  const first = columns.map(({ name, type, sql = quotedName(name) }) => ({ path: [name], sql, type }));
  return opened(engine, sample, first, signal);
}

/** The leaves, in their order, with those that hold objects replaced by what is in them. */
async function opened(
  engine: DuckDb,
  sample: string,
  leaves: readonly Leaf[],
  signal: AbortSignal | undefined,
): Promise<readonly Leaf[]> {
  const objects = await objectsAmong(engine, sample, leaves, signal);
  const found: Leaf[] = [];
  for (const leaf of leaves) {
    const inner =
      leaf.path.length > deepest
        ? []
        : /^STRUCT\(.*\)$/s.test(leaf.type)
          ? await fieldsOf(engine, sample, leaf, signal)
          : objects.has(leaf)
            ? await keysOf(engine, sample, leaf, signal)
            : [];
    found.push(...(inner.length === 0 ? [leaf] : await opened(engine, sample, inner, signal)));
  }
  return found;
}

/** Columns that one query looks at. */
const columnsAtOnce = 40;

/** The leaves whose texts are (nearly) all JSON objects. */
async function objectsAmong(
  engine: DuckDb,
  sample: string,
  leaves: readonly Leaf[],
  signal: AbortSignal | undefined,
): Promise<ReadonlySet<Leaf>> {
  const texts = leaves.filter(({ type }) => type === 'VARCHAR' || type === 'JSON');
  const found = new Set<Leaf>();
  for (let first = 0; first < texts.length; first += columnsAtOnce) {
    const some = texts.slice(first, first + columnsAtOnce);
    const shares = some.map(({ sql }, i) => {
      const value = `nullif(trim((${sql})::VARCHAR), '')`;
      return `avg((${shapes.object(value)})::INTEGER) FILTER (${value} IS NOT NULL) AS s${i}`;
    });
    const [row] = await engine.rows(`SELECT ${shares.join(', ')} FROM ${sample}`, { signal });
    some.forEach((leaf, i) => {
      if (Number(row?.[`s${i}`] ?? 0) >= objectShare) found.add(leaf);
    });
  }
  return found;
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
