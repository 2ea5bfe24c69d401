import type { DuckDb } from '../data/sources/duckdb.js';
import type { EventsConfig } from './config.js';
import type { WorkOptions } from './event-log.js';
import { mappedColumns, requireColumns, roleTypeSql, type Staging, settledSql } from './ingest-sql.js';
import { numberColumns } from './number-sql.js';
import { attachSource } from './source.js';
import { timeReading } from './time-sql.js';

/** Rows of `staged` that can be events. */
export const usable = 'user_id IS NOT NULL AND "at" IS NOT NULL AND role IS NOT NULL';

/** Makes the rows of the log readable as `staged`: a table where the source is text, else a view. */
export async function stage(
  engine: DuckDb,
  config: EventsConfig,
  options: WorkOptions,
): Promise<{ readonly kind: 'TABLE' | 'VIEW'; readonly staging: Staging }> {
  const { signal } = options;
  const mapped = mappedColumns(config);
  const { columns } = config;
  const numbers = numberColumns(config).map(({ source }) => source);
  const text = [columns.user, columns.id, ...numbers].filter((name) => typeof name === 'string');
  const plain = await attachSource(engine, { ...config, mapped, text }, options);
  requireColumns(mapped, plain.columns);
  // A text file's times of several kinds must not be read by the one kind that was guessed from its beginning.
  const guessed = plain.columns.find(({ name }) => name === columns.time)!;
  const asText = plain.kind === 'text' && /WITH TIME ZONE/.test(guessed.type);
  const source = asText
    ? await attachSource(engine, { ...config, mapped, text: [...text, columns.time] }, options)
    : plain;
  const forced = new Set(plain.kind === 'text' ? [...text, ...(asText ? [columns.time] : [])] : []);
  const types = new Map(plain.columns.map(({ name, type }) => [name, forced.has(name) ? 'VARCHAR' : type]));
  const time = { name: columns.time, type: types.get(columns.time)! };
  const reading = await timeReading(engine, config, source.from, time, signal);
  await engine.run(roleTypeSql);
  const staging: Staging = { config, source: source.from, types, time: reading, raw: false };
  // Text files are parsed once; Parquet and database columns are cheaper to read again than to keep.
  const kind = source.kind === 'text' || columns.order !== undefined ? 'TABLE' : 'VIEW';
  await engine.run(`CREATE ${kind} staged AS ${settledSql(staging)}`, { signal });
  return { kind, staging };
}
