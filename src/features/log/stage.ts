import type { FilesReading } from '../../data/files/engine-source.js';
import type { JsonReading } from '../../data/nested/json-values.js';
import type { PersonCounts } from '../../data/posthog/persons.js';
import type { DuckDb } from '../../data/sources/duckdb.js';
import { quotedName } from '../../data/sql/quote.js';
import { areIso, isNumericDates, timeEvidence } from '../../data/time-forms/column-times.js';
import type { EventsConfig } from '../config.js';
import { type ColumnSource, columnsRead } from '../mapping.js';
import type { WorkOptions } from './event-log.js';
import { type AttachedEvents, attachEvents } from './events-source.js';
import { mappedColumns, requireColumns, type Staging, settledSql } from './ingest-sql.js';
import { logNumbers } from './log-numbers.js';
import { numberColumns } from './number-sql.js';
import { plainTexts } from './plain-texts.js';
import type { NamedCount } from './reading-records.js';
import { roleTypeSql } from './role-sql.js';
import { isCostly, jsonReadings } from './source.js';
import { type TimeReading, timeReading } from './time-sql.js';

/** The log as `staged`. */
export interface Staged {
  readonly kind: 'TABLE' | 'VIEW';
  readonly staging: Staging;
  /** How the JSON texts were read that values come from. */
  readonly json: readonly JsonReading[];
  /** How the files were opened; null for a table of a database. */
  readonly files: FilesReading | null;
  /** Dates of a database that are none, by column; empty for files. */
  readonly zeroDates: readonly NamedCount[];
  /** How the persons of today were told; null without. */
  readonly persons: PersonCounts | null;
}

/** Makes the rows of the log readable as `staged`: a table where the source is text, else a view. */
export async function stage(engine: DuckDb, config: EventsConfig, options: WorkOptions): Promise<Staged> {
  const { signal } = options;
  const mapped = mappedColumns(config);
  const { columns } = config;
  const text = [columns.user, columns.id].filter((name) => name !== undefined);
  const plain = await attachEvents(engine, { ...config, mapped, text }, options);
  requireColumns(mapped, plain.columns);
  const { source, forced } =
    plain.kind === 'csv'
      ? await withTextValues(engine, { config, mapped, text, plain }, options)
      : { source: plain, forced: [] };
  const types = new Map(
    plain.columns.map(({ name, type }) => [name, forced.includes(name) ? 'VARCHAR' : type]),
  );
  const time = { name: columns.time, type: types.get(columns.time)! };
  const texts = await plainTexts(engine, config, source.from, types, signal);
  const reading = await timeReading(engine, config, source.from, { ...time, isIso: texts.isoTime }, signal);
  const arrival = await arrivalReading(engine, config, source.from, types, signal);
  await engine.run(roleTypeSql);
  const numbers = await logNumbers(engine, config, source.from, types, texts, signal);
  const json = await jsonReadings(engine, plain, signal);
  // Text files are parsed once; Parquet and database columns are cheaper to read again than to keep.
  const kind = isCostly(source) || columns.order !== undefined ? 'TABLE' : 'VIEW';
  const read = { config, source: source.from, types, time: reading, arrival, numbers };
  const staging: Staging = { ...read, raw: false, givenUser: kind === 'VIEW' };
  await engine.run(`CREATE ${kind} staged AS ${settledSql(staging)}`, { signal });
  const persons = (await source.personCounts?.(signal)) ?? null;
  return { kind, staging, json, files: plain.files, zeroDates: plain.zeroDates ?? [], persons };
}

async function arrivalReading(
  engine: DuckDb,
  config: EventsConfig,
  from: string,
  types: ReadonlyMap<string, string>,
  signal: AbortSignal | undefined,
): Promise<TimeReading | null> {
  const { receivedAt: name } = config.columns;
  if (name === undefined) return null;
  const column = { name, type: types.get(name)!, isIso: false };
  return timeReading(engine, config, from, column, signal, 'columns.receivedAt');
}

// Columns whose numbers are read value by value; those of products and cases are read as DuckDB's guess has them.
function readOneByOne(source: ColumnSource): readonly string[] {
  const whole = typeof source === 'string' || 'firstOf' in source || 'minus' in source;
  return whole ? columnsRead(source) : [];
}

interface TextSource {
  readonly config: EventsConfig;
  readonly mapped: ReadonlyMap<string, string>;
  readonly text: readonly string[];
  readonly plain: AttachedEvents;
}

/**
 * A text file whose numbers and times are read one by one, so that one bad value is one bad value and not the end of the
 * reading, and times of several kinds are not all read by the kind that was guessed from the first of them. Times in a form
 * that only DuckDB's guess can read stay with it.
 */
async function withTextValues(
  engine: DuckDb,
  { config, mapped, text, plain }: TextSource,
  options: WorkOptions,
): Promise<{ readonly source: AttachedEvents; readonly forced: readonly string[] }> {
  const { time } = config.columns;
  const numbers = numberColumns(config).map(({ source }) => source);
  const values = [...new Set([...text, ...numbers.flatMap(readOneByOne)])];
  const attach = (forced: readonly string[]): Promise<AttachedEvents> =>
    attachEvents(engine, { ...config, mapped, text: forced }, options);
  const source = await attach([...values, time]);
  const guessed = plain.columns.find(({ name }) => name === time)!.type;
  const isGuessed = /^(TIMESTAMP|DATE)$/.test(guessed);
  if (!isGuessed || (await isReadHere(engine, source.from, time, options.signal)))
    return { source, forced: [...values, time] };
  return { source: await attach(values), forced: values };
}

const lookedFirst = 1000;

// An order of day and month that DuckDB guesses from the first rows is none that anybody has told.
async function isReadHere(
  engine: DuckDb,
  from: string,
  time: string,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const text = quotedName(time);
  if (await areIso(engine, `(FROM ${from} LIMIT ${lookedFirst})`, text, { signal })) return true;
  return isNumericDates(await timeEvidence(engine, from, text, { signal }));
}
