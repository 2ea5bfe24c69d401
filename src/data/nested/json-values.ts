import { masked } from '../../base/masked.js';
import type { DuckDb } from '../sources/duckdb.js';
import { quotedText } from '../sql/quote.js';
import type { NestedTable, NestedValue, OpenTable } from './nested-source.js';
import { jsonListSql, noKey, pointer, validJson } from './nested-sql.js';

/** How the texts of a column that should hold JSON were read. */
export interface JsonReading {
  readonly column: string;
  /** Rows with a text. */
  readonly given: number;
  /** Of these, the rows whose text is no JSON object or list. */
  readonly unusable: number;
  /** At most three of them, masked. */
  readonly examples: readonly string[];
}

type JsonValue = NestedValue & { readonly place: { readonly kind: 'json' } };

const isJson = (value: NestedValue): value is JsonValue => value.place.kind === 'json';

/**
 * Looks through the JSON texts of a table that values are taken from.
 * @param table the one that `nested` was made of
 * @throws WinbackError BAD_INPUT for a key that no row has, listing the keys there are
 */
export async function readJsonValues(
  engine: DuckDb,
  table: OpenTable,
  nested: NestedTable,
  signal: AbortSignal | undefined,
): Promise<readonly JsonReading[]> {
  const texts = new Map<string, JsonValue[]>();
  for (const value of nested.values.filter(isJson)) {
    const { sql } = value.place;
    texts.set(sql, [...(texts.get(sql) ?? []), value]);
  }
  const readings: JsonReading[] = [];
  for (const [sql, values] of texts) {
    const [row] = await engine.rows(countsSql(sql, values, table.from), { signal });
    const missing = values.find((_, i) => row?.[`seen_${i}`] !== true);
    if (missing !== undefined && Number(row?.['given']) > Number(row?.['unusable']))
      await refuseKey(engine, table, missing, signal);
    const unusable = Number(row?.['unusable'] ?? 0);
    readings.push({
      column: values[0]!.reference.column,
      given: Number(row?.['given'] ?? 0),
      unusable,
      examples: unusable === 0 ? [] : await examplesOf(engine, sql, table.from, signal),
    });
  }
  // Rows of JSON files are objects: what is none has been refused.
  return table.jsonRows ? [] : readings;
}

const isText = (sql: string): string => `coalesce(trim(${sql}::VARCHAR), '') <> ''`;
const isUsable = "coalesce(json_type(json) IN ('OBJECT', 'ARRAY'), false)";

function countsSql(sql: string, values: readonly JsonValue[], from: string): string {
  const seen = values.map(({ place: { steps } }, i) => {
    const keys = steps.filter((step) => typeof step === 'string');
    const found =
      keys.length === steps.length
        ? `json_exists(json, ${quotedText(pointer(keys))})`
        : `${jsonListSql('json', steps)} IS NOT NULL`;
    return `, coalesce(bool_or(${found}), false) AS seen_${i}`;
  });
  return `SELECT count(*) FILTER (is_text) AS given, count(*) FILTER (is_text AND NOT ${isUsable}) AS unusable${seen.join('')}
    FROM (SELECT ${isText(sql)} AS is_text, ${validJson(sql)} AS json FROM ${from})`;
}

async function examplesOf(
  engine: DuckDb,
  sql: string,
  from: string,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  const rows = await engine.rows(
    `SELECT text FROM (SELECT ${sql}::VARCHAR AS text, ${validJson(sql)} AS json, ${isText(sql)} AS is_text FROM ${from})
     WHERE is_text AND NOT ${isUsable} GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 3`,
    { signal },
  );
  return [...new Set(rows.map((row) => masked(String(row['text']))))];
}

/** Refuses the first key of the path that no row has. */
async function refuseKey(
  engine: DuckDb,
  { from }: OpenTable,
  { name, option, place: { sql, steps } }: JsonValue,
  signal: AbortSignal | undefined,
): Promise<never> {
  const json = validJson(sql);
  for (const [i, step] of steps.entries()) {
    const above = quotedText(pointer(steps.slice(0, i) as readonly string[]));
    const list = `json_extract(json_extract(${json}, ${above}), '$[*]')`;
    const keys =
      typeof step === 'string'
        ? `json_keys(${json}, ${above})`
        : `list_transform(${list}, lambda e: e ->> '/key')`;
    const rows = await engine.rows(
      `SELECT key, count(*) AS n FROM (SELECT unnest(${keys}) AS key FROM ${from}) WHERE key IS NOT NULL
       GROUP BY 1 ORDER BY n DESC, key LIMIT 1000`,
      { signal },
    );
    const known = rows.map((row) => String(row['key']));
    const key = typeof step === 'string' ? step : step.key;
    if (!known.includes(key) || typeof step !== 'string') throw noKey({ name, option }, key, known);
  }
  throw noKey({ name, option }, name, []);
}
