import type { DuckDb } from '../sources/duckdb.js';
import { quotedName, quotedText } from '../sql/quote.js';
import { type Reference, referenceOf, type Step } from './column-path.js';
import { jsonListSql, type Place, placeOf, pointer, validJson } from './nested-sql.js';

/** A column of a table as DuckDB describes it. */
export interface SourceColumn {
  readonly name: string;
  readonly type: string;
}

/** A table that SQL can read. */
export interface OpenTable {
  /** FROM item. */
  readonly from: string;
  readonly columns: readonly SourceColumn[];
  /** The rows are JSON objects in one column `json`, and `columns` are their keys. */
  readonly jsonRows: boolean;
}

/** A value inside a column, and the option that names it. */
export interface NestedValue {
  readonly name: string;
  readonly option: string;
  readonly reference: Reference;
  readonly place: Place;
}

/** A table with columns for values inside its columns. */
export interface NestedTable {
  /** FROM item: the table's own columns (of JSON rows: the wanted keys) and one for each nested value, by its path. */
  readonly from: string;
  readonly columns: readonly SourceColumn[];
  readonly values: readonly NestedValue[];
}

/**
 * The table with one more column for each wanted path into its columns, called as the path. A column that has the whole name
 * wins; a name that no column fits is left to the caller.
 * @param wanted names the configuration mentions, each with its option
 * @throws WinbackError BAD_INPUT for a key that a record type has not
 */
export async function nestedSource(
  engine: DuckDb,
  table: OpenTable,
  wanted: ReadonlyMap<string, string>,
  signal: AbortSignal | undefined,
): Promise<NestedTable> {
  const values = valuesOf(table, wanted);
  if (values.length === 0) return { ...table, values };
  const from = sourceSql(table, values);
  const rows = await engine.rows(`DESCRIBE SELECT * FROM ${from}`, { signal });
  const found = rows.map((row) => ({ name: String(row['column_name']), type: String(row['column_type']) }));
  const names = new Set(values.map(({ name }) => name));
  const added = found.filter(({ name }) => names.has(name));
  return { from, columns: [...table.columns.filter(({ name }) => !names.has(name)), ...added], values };
}

function valuesOf(
  { columns, jsonRows }: OpenTable,
  wanted: ReadonlyMap<string, string>,
): readonly NestedValue[] {
  const types = new Map(columns.map(({ name, type }) => [name, type]));
  const known: ReadonlySet<string> = new Set(types.keys());
  const values: NestedValue[] = [];
  for (const [name, option] of wanted) {
    const reference = referenceOf(name, known);
    if (reference === null || (reference.steps.length === 0 && !jsonRows)) continue;
    const { column, steps } = reference;
    const place: Place = jsonRows
      ? { kind: 'json', sql: 'json', steps: [column, ...steps] }
      : placeOf(quotedName(column), types.get(column)!, steps, { name, option });
    values.push({ name, option, reference, place });
  }
  return values;
}

const isKey = (step: Step): step is string => typeof step === 'string';

// All keys of one JSON text are taken from it at once: it is parsed once a row.
function sourceSql({ from, jsonRows }: OpenTable, values: readonly NestedValue[]): string {
  const parsed = new Map<string, string[]>();
  const columns = values.map(({ name, place }) => {
    const alias = ` AS ${quotedName(name)}`;
    if (place.kind === 'value') return place.sql + alias;
    const { sql, steps } = place;
    if (!steps.every(isKey)) return jsonListSql(sql, steps) + alias;
    const pointers = parsed.get(sql) ?? [];
    parsed.set(sql, [...pointers, quotedText(pointer(steps))]);
    return `${helper([...parsed.keys()].indexOf(sql))}[${pointers.length + 1}]${alias}`;
  });
  const helpers = [...parsed.entries()].map(
    ([sql, pointers], i) =>
      `json_extract_string(${validJson(sql)}, [${pointers.join(', ')}]) AS ${helper(i)}`,
  );
  const inner = helpers.length === 0 ? from : `(SELECT *, ${helpers.join(', ')} FROM ${from})`;
  if (jsonRows) return `(SELECT ${columns.join(', ')} FROM ${inner})`;
  const names = helpers.map((_, i) => helper(i)).join(', ');
  const own = names === '' ? '*' : `* EXCLUDE (${names})`;
  return `(SELECT ${[own, ...columns].join(', ')} FROM ${inner})`;
}

const helper = (i: number): string => quotedName(`winback json ${i}`);
