import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { WinbackError } from '../../base/errors.js';
import { sha256 } from '../../base/node-crypto.js';
import type { ClickHouse } from '../../stores/clickhouse/client.js';
import { inShards, type Shard } from '../../stores/clickhouse/shards.js';
import { clickHouseDialect } from '../sql/clickhouse-dialect.js';
import { quotedName, quotedText } from '../sql/quote.js';
import { type Pin, pinnedTable, requireSameTable } from './clickhouse-pin.js';
import type { DuckDb } from './duckdb.js';
import { engineFolder } from './engine-folder.js';

/** A column of a table in ClickHouse. */
export interface ClickHouseColumn {
  readonly name: string;
  /** As ClickHouse writes it, such as `LowCardinality(Nullable(String))`. */
  readonly type: string;
}

/** What is copied out of a table. */
export interface Extract {
  readonly table: string;
  readonly columns: readonly ClickHouseColumn[];
  /** Column by whose hash the rows are divided where the server has too little memory for all at once. */
  readonly user: string;
  /** Column of time: rows that come during a divided copy are left out by it. Undefined where none is sure. */
  readonly time: string | undefined;
  /** Column of arrival, by which rows are divided into those there were and those that came. @default none: by `time` */
  readonly arrival?: string | undefined;
  /** Condition on the rows, in the server's SQL. @default all rows */
  readonly where?: string | undefined;
}

const { identifier } = clickHouseDialect;

/** The column in which PostHog writes when a row came; undefined where the table has none. */
export const arrivalOf = (columns: readonly ClickHouseColumn[]): string | undefined =>
  columns.find(({ name }) => name === '_timestamp')?.name;

/** Columns of a table. @throws WinbackError NOT_FOUND for a table that is not there */
export async function clickHouseColumns(
  server: ClickHouse,
  table: string,
  signal: AbortSignal | undefined,
): Promise<readonly ClickHouseColumn[]> {
  const rows = await server.rows(`DESCRIBE TABLE ${identifier(table)}`, { signal });
  return rows.map((row) => ({ name: String(row['name']), type: String(row['type']) }));
}

/**
 * Copies columns of a table into Parquet files that live as long as `engine`, and gives them as a FROM item.
 * @throws WinbackError IO for an answer that is not whole, or a table that changed between parts; OUT_OF_MEMORY where the server cannot give a 64th part of the
 *   users; what it refuses
 */
export async function extractClickHouse(
  engine: DuckDb,
  server: ClickHouse,
  extract: Extract,
  signal: AbortSignal | undefined,
): Promise<string> {
  const folder = await engineFolder(engine, 'clickhouse');
  // Events and attributes are copied into one folder.
  const name = sha256(JSON.stringify([server.place, extract])).slice(0, 12);
  const files: string[] = [];
  let pin: Pin | null = null;
  const one = async (shard: Shard): Promise<void> => {
    const path = join(folder, `${name}-${shard.count}-${shard.index}.parquet`);
    files.push(path);
    await server.toFile(extractSql(extract, shard, pin?.latest ?? null), 'Parquet', path, { signal });
    await requireWhole(server, path);
  };
  const reset = async (): Promise<void> => {
    await Promise.all(files.splice(0).map((path) => rm(path, { force: true })));
    pin = await pinnedTable(server, extract, signal);
  };
  await inShards(one, reset);
  if (pin !== null) await requireSameTable(server, extract, pin, signal);
  const list = files.map(quotedText).join(', ');
  return textColumns(engine, `read_parquet([${list}])`, signal);
}

/** The SELECT of one part. */
export function extractSql(
  { table, columns, user, where: own, ...extract }: Extract,
  shard: Shard,
  pin: string | null,
): string {
  const part = `cityHash64(ifNull(toString(${identifier(user)}), '')) % ${shard.count} = ${shard.index}`;
  const time = extract.arrival ?? extract.time;
  const upTo = time === undefined || pin === null ? [] : [untilSql(time, columns, pin)];
  const where = [...(own === undefined ? [] : [own]), ...(shard.count === 1 ? [] : [part, ...upTo])];
  const chosen = columns.map((column) => `  ${exported(column)}`).join(',\n');
  const condition = where.length === 0 ? '' : `\nWHERE ${where.join('\n  AND ')}`;
  return `SELECT\n${chosen}\nFROM ${identifier(table)}${condition}`;
}

// Rows without a time are read, too: they are counted.
function untilSql(time: string, columns: Extract['columns'], pin: string): string {
  const until = `${identifier(time)} <= ${clickHouseDialect.text(pin)}`;
  const canLack = columns.find(({ name }) => name === time)?.type.includes('Nullable(') ?? false;
  return canLack ? `(${until} OR ${identifier(time)} IS NULL)` : until;
}

// Types that Parquet has no place for arrive as bytes without a meaning.
function exported({ name, type }: ClickHouseColumn): string {
  const bytes = /^(?:LowCardinality\(|Nullable\()*(?:U?Int(?:128|256)|Decimal256|IPv[46]|FixedString)/.test(
    type,
  );
  return bytes ? `toString(${identifier(name)}) AS ${identifier(name)}` : identifier(name);
}

const magic = 'PAR1';

/** A Parquet file ends with its table of contents and four letters; one that was cut off, or that an error was written into, does not. */
export async function requireWhole(server: ClickHouse, path: string): Promise<void> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const { buffer } = await file.read(
      Buffer.alloc(magic.length),
      0,
      magic.length,
      Math.max(0, size - magic.length),
    );
    if (buffer.toString('latin1') === magic) return;
  } finally {
    await file.close();
  }
  throw new WinbackError(
    'IO',
    `ClickHouse ${server.place}: the answer is not whole: a Parquet file without its end. Run it again`,
  );
}

// Servers of before 2024 write texts as bytes.
async function textColumns(engine: DuckDb, from: string, signal: AbortSignal | undefined): Promise<string> {
  const columns = await engine.rows(`DESCRIBE SELECT * FROM ${from}`, { signal });
  const bytes = columns
    .filter((row) => row['column_type'] === 'BLOB')
    .map((row) => quotedName(String(row['column_name'])));
  if (bytes.length === 0) return from;
  return `(SELECT * REPLACE (${bytes.map((name) => `decode(${name}) AS ${name}`).join(', ')}) FROM ${from})`;
}
