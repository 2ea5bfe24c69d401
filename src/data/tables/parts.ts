import { WinbackError } from '../../base/errors.js';
import { masked } from '../../base/masked.js';
import { shown } from '../../base/options.js';
import type { DuckDb } from '../sources/duckdb.js';
import { quotedName, quotedText } from '../sql/quote.js';
import { refuseWideDecimals } from './decimals.js';
import { exactPath, formatOf } from './paths.js';

/** One table in several files of one format. */
export interface PartsOptions {
  /** Columns read as text whatever they look like. */
  readonly text: readonly string[];
  /** Columns that are used, and so must be in every file, with types that go together. */
  readonly used: Iterable<string>;
  readonly signal?: AbortSignal | undefined;
}

interface Part {
  readonly file: string;
  readonly types: ReadonlyMap<string, string>;
}

/**
 * DuckDB's FROM item for all `files` together. It takes types from the first file and casts the others to them, so types
 * that differ are brought to the widest (DOUBLE for INTEGER and DOUBLE, TIMESTAMP for DATE and TIMESTAMP) or refused.
 * @param files their own names, none a pattern
 * @throws WinbackError BAD_INPUT naming column, files and types
 */
export async function partsSource(
  engine: DuckDb,
  files: readonly string[],
  options: PartsOptions,
): Promise<string> {
  const parquet = formatOf(files[0]!) === 'parquet';
  if (parquet) await refuseWideDecimals(engine, files, options.used, options.signal);
  const list = `[${files.map((file) => quotedText(exactPath(file))).join(', ')}]`;
  const alike = files.length === 1 || (parquet && (await sameSchema(engine, files, options.signal)));
  if (!alike) await refuseDifferences(engine, files, parquet, options);
  const union = alike ? '' : ', union_by_name = true';
  if (parquet) return `read_parquet(${list}${union})`;
  const present = options.text.map((name) => `${quotedText(name)}: 'VARCHAR'`).join(', ');
  const types = present === '' ? '' : `, types = {${present}}`;
  return `read_csv(${list}, sample_size = 200000${union}${types})`;
}

/** Whether every column is in every file, with one type: from the footers alone. */
async function sameSchema(
  engine: DuckDb,
  files: readonly string[],
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const [row] = await engine.rows(
    `SELECT count(DISTINCT columns) AS schemas FROM (
       SELECT file_name, list((name, type, type_length, logical_type, converted_type, num_children)) AS columns
       FROM parquet_schema([${files.map((file) => quotedText(exactPath(file))).join(', ')}]) GROUP BY file_name)`,
    { signal },
  );
  return Number(row?.['schemas']) === 1;
}

async function refuseDifferences(
  engine: DuckDb,
  files: readonly string[],
  parquet: boolean,
  { used, text, signal }: PartsOptions,
): Promise<void> {
  const parts: Part[] = [];
  for (const file of files) {
    const from = parquet
      ? `read_parquet(${quotedText(exactPath(file))})`
      : `read_csv(${quotedText(exactPath(file))}, sample_size = 20480)`;
    const rows = await engine.rows(`DESCRIBE SELECT * FROM ${from}`, { signal });
    const types = new Map(rows.map((row) => [String(row['column_name']), String(row['column_type'])]));
    parts.push({ file, types });
  }
  for (const column of used) {
    const typed = parquet ? await typedParts(engine, column, parts, signal) : parts;
    requireAlike(column, typed, parquet, text.includes(column));
    if (parquet && text.includes(column)) await refuseLostZeros(engine, column, typed, signal);
  }
}

/**
 * The parts without those in which a column of texts has no value. pandas writes such a column as INT32, and one day on which nobody
 * gave a value would stop every later one. DuckDB reads INTEGER and VARCHAR together as VARCHAR.
 */
async function typedParts(
  engine: DuckDb,
  column: string,
  parts: readonly Part[],
  signal: AbortSignal | undefined,
): Promise<readonly Part[]> {
  if (!parts.some(({ types }) => isText(types.get(column)))) return parts;
  const typed: Part[] = [];
  for (const part of parts) {
    const mayBeEmpty = isWhole(part.types.get(column) ?? '');
    if (!mayBeEmpty || (await hasValue(engine, column, part.file, signal))) typed.push(part);
  }
  return typed;
}

const isText = (type: string | undefined): boolean => /^(VARCHAR|ENUM\(.*\))$/s.test(type ?? '');

async function hasValue(
  engine: DuckDb,
  column: string,
  file: string,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const name = quotedName(column);
  const from = `read_parquet(${quotedText(exactPath(file))})`;
  const found = await engine.rows(`SELECT 1 AS found FROM ${from} WHERE ${name} IS NOT NULL LIMIT 1`, {
    signal,
  });
  return found.length > 0;
}

const isWhole = (type: string): boolean => /^U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$/.test(type);

// 7 in one file and 007 in another: who wrote numbers lost the zeros, and one user would be two.
async function refuseLostZeros(
  engine: DuckDb,
  column: string,
  parts: readonly Part[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const whole = parts.find(({ types }) => isWhole(types.get(column) ?? ''));
  const texts = parts.filter(({ types }) => types.has(column) && !isWhole(types.get(column)!));
  if (whole === undefined || texts.length === 0) return;
  const list = texts.map(({ file }) => quotedText(exactPath(file))).join(', ');
  const value = `${quotedName(column)}::VARCHAR`;
  const [found] = await engine.rows(
    `SELECT ${value} AS value, filename FROM read_parquet([${list}], union_by_name = true, filename = true)
     WHERE regexp_full_match(trim(${value}), '0[0-9]+') LIMIT 1`,
    { signal },
  );
  if (found === undefined) return;
  const { value: example, filename } = found as { readonly value: string; readonly filename: string };
  throw new WinbackError(
    'BAD_INPUT',
    `column "${column}" is ${whole.types.get(column)} in ${whole.file} and has leading zeros in ${filename}, such as ` +
      `${shown(masked(example))}: 7 and 007 would be two users; write it as text in every file`,
  );
}

function requireAlike(column: string, parts: readonly Part[], parquet: boolean, isName: boolean): void {
  const having = parts.find(({ types }) => types.has(column));
  const lacking = parts.find(({ types }) => !types.has(column));
  // A column that no file has is named by who asked for it.
  if (having === undefined) return;
  if (lacking !== undefined)
    throw new WinbackError(
      'BAD_INPUT',
      `${lacking.file} has no column ${shown(column)}, which ${having.file} has: the parts of one table need the same columns`,
    );
  // Text of a CSV file is parsed once for all files, to a type that holds every value.
  if (!parquet) return;
  const kind = familyOf(having.types.get(column)!, isName);
  const other = parts.find(({ types }) => familyOf(types.get(column)!, isName) !== kind);
  if (other === undefined) return;
  throw new WinbackError(
    'BAD_INPUT',
    `column "${column}" is ${having.types.get(column)} in ${having.file} and ${other.types.get(column)} in ` +
      `${other.file}: write it with one type`,
  );
}

/** Types of one family have a common type that holds the values of both. Names must not pass through a float. */
function familyOf(type: string, isName: boolean): string {
  if (isWhole(type)) return isName ? 'name' : 'number';
  if (/^(FLOAT|DOUBLE|DECIMAL\(.*\))$/.test(type)) return isName ? type : 'number';
  if (/^(DATE|TIMESTAMP(_S|_MS|_NS)?)$/.test(type)) return 'local time';
  if (isText(type)) return isName ? 'name' : 'text';
  return type;
}
