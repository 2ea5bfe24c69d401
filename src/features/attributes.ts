import { WinbackError } from '../base/errors.js';
import { masked } from '../base/masked.js';
import { shown, suggestion } from '../base/options.js';
import { withOwnNames } from '../data/files/engine-files.js';
import type { DuckDb } from '../data/sources/duckdb.js';
import { quotedName } from '../data/sql/quote.js';
import { renderQuery } from '../data/sql/render.js';
import { type AttributeEncoding, attributeCounts } from './attribute-queries.js';
import type { AttributesConfig, EventsConfig } from './config.js';
import type { EventLog, WorkOptions } from './log/event-log.js';
import { type ColumnTypes, presentSql } from './log/number-sql.js';
import { type AttachedSource, attachSource, jsonReadings } from './log/source.js';
import { type TimeReading, textForm, timeSql } from './log/time-sql.js';
import type { AttributesReading, Day } from './records.js';
import { makeUsersTable } from './runs/users-table.js';

/** Category that takes what is not among the most frequent. */
export const otherCategory = 'other';

/** Attributes that an engine holds: several tables are made from one open log. */
const held = new WeakMap<DuckDb, Promise<AttributesReading>>();

/**
 * Reads user attributes into table `attributes` (uid, valid_from, one text column a field), once an open log. Without a
 * `validFrom` column every row holds for all time. Equal rows hold once.
 * @throws WinbackError BAD_INPUT for a missing column, or two rows of one user for the same time
 */
export function readAttributes(
  log: Pick<EventLog, 'engine' | 'runs' | 'pushed' | 'config'>,
  config: AttributesConfig,
  options: WorkOptions,
): Promise<AttributesReading> {
  const known = held.get(log.engine);
  if (known !== undefined) return known;
  const reading = readInto(log, config, options);
  held.set(log.engine, reading);
  return reading;
}

async function readInto(
  { engine, runs, pushed, config: events }: Pick<EventLog, 'engine' | 'runs' | 'pushed' | 'config'>,
  config: AttributesConfig,
  options: WorkOptions,
): Promise<AttributesReading> {
  if (runs !== null) await makeUsersTable(engine, runs, options.signal);
  if (pushed !== undefined) {
    const { makePushedUsers } = await import('./pushdown/pushed-attributes.js');
    await makePushedUsers(engine, pushed, options.signal);
  }
  return attributesOf(engine, events, config, options).catch((error: unknown) => {
    throw withOwnNames(engine, error);
  });
}

async function attributesOf(
  engine: DuckDb,
  events: EventsConfig,
  config: AttributesConfig,
  options: WorkOptions,
): Promise<AttributesReading> {
  const { signal } = options;
  const source = await parsedOnce(engine, config, await sourceOf(engine, config, options), signal);
  const types = new Map(source.columns.map(({ name, type }) => [name, type]));
  // Named columns of a CSV file are read as text.
  if (source.kind === 'csv' && config.validFrom) types.set(config.validFrom, 'VARCHAR');
  const day = await validFromSql(engine, events, config, { from: source.from, types }, signal);
  await engine.run(`CREATE TABLE given_attributes AS ${givenSql(config, source.from, types, day)}`, {
    signal,
  });
  await engine.run(
    `CREATE TABLE attributes AS SELECT DISTINCT users.uid AS uid, g.* EXCLUDE (user_id, given_from)
     FROM given_attributes g JOIN users USING (user_id)`,
    { signal },
  );
  await refuseOverlaps(engine, config, signal);
  const reading = await readingOf(engine, config, { from: source.from, day }, signal);
  const { zeroDates } = source;
  await engine.run('DROP TABLE given_attributes; DROP TABLE IF EXISTS attribute_rows');
  return zeroDates === undefined ? reading : { ...reading, database: { zeroDates } };
}

async function sourceOf(
  engine: DuckDb,
  config: AttributesConfig,
  options: WorkOptions,
): Promise<AttachedSource> {
  const { signal } = options;
  const named = [config.user, ...(config.validFrom ? [config.validFrom] : []), ...config.fields];
  const mapped = new Map(named.map((name) => [name, 'attributes']));
  const text = [config.user, ...(config.validFrom ? [config.validFrom] : []), ...config.fields];
  const source = await attachSource(engine, { ...config, section: 'attributes', mapped, text }, options);
  const known = source.columns.map(({ name }) => name);
  for (const name of named) {
    if (known.includes(name)) continue;
    throw new WinbackError('BAD_INPUT', `attributes: no column ${shown(name)}${suggestion(name, known)}`);
  }
  await refuseBrokenJson(engine, source, signal);
  return source;
}

/** The named columns of a text file as a table, since several queries read them; other sources as they are. */
async function parsedOnce(
  engine: DuckDb,
  { user, validFrom, fields }: AttributesConfig,
  source: AttachedSource,
  signal: AbortSignal | undefined,
): Promise<AttachedSource> {
  if (source.kind !== 'csv') return source;
  const names = new Set([user, ...(validFrom === undefined ? [] : [validFrom]), ...fields]);
  const columns = [...names].map(quotedName).join(', ');
  await engine.run(`CREATE TABLE attribute_rows AS SELECT ${columns} FROM ${source.from}`, { signal });
  return { ...source, from: 'attribute_rows' };
}

async function refuseBrokenJson(
  engine: DuckDb,
  source: AttachedSource,
  signal: AbortSignal | undefined,
): Promise<void> {
  const broken = (await jsonReadings(engine, source, signal)).find(({ unusable }) => unusable > 0);
  if (broken === undefined) return;
  const { column, given, unusable, examples } = broken;
  throw new WinbackError(
    'BAD_INPUT',
    `attributes: ${unusable} of ${given} values of column "${column}" are no JSON objects, e.g. '${examples[0]}'`,
  );
}

function givenSql(
  { user, validFrom, fields }: AttributesConfig,
  from: string,
  types: ColumnTypes,
  day: string,
): string {
  const values = fields.map(
    (name) => `nullif(trim(${quotedName(name)}::VARCHAR), '') AS ${quotedName(name)}`,
  );
  const given = validFrom === undefined ? 'true' : presentSql(validFrom, types);
  return `SELECT nullif(trim(${quotedName(user)}::VARCHAR), '') AS user_id, ${day} AS valid_from,
    (${given}) AS given_from, ${values.join(', ')} FROM ${from}`;
}

/**
 * The day a row starts to hold, as SQL; NULL where it cannot be read. Instants lie on the day that clocks of the log's zone
 * show; a day or time without a zone lies on the day that is written.
 */
async function validFromSql(
  engine: DuckDb,
  events: EventsConfig,
  { validFrom, timeFormat }: AttributesConfig,
  { from, types }: { readonly from: string; readonly types: ColumnTypes },
  signal: AbortSignal | undefined,
): Promise<string> {
  if (validFrom === undefined) return "DATE '0001-01-01'";
  const type = types.get(validFrom) ?? 'VARCHAR';
  const written = { ...events, timestampsIn: undefined, timeFormat };
  const named = ['attributes.validFrom', 'attributes.timeFormat'] as const;
  const reading: TimeReading = /WITH TIME ZONE/.test(type)
    ? { kind: 'instant' }
    : /^(DATE|TIMESTAMP)/.test(type)
      ? { kind: 'clock' }
      : { kind: 'text', form: timeFormat ? null : await textForm(engine, from, validFrom, signal, ...named) };
  return `TRY_CAST(${timeSql(written, { name: validFrom, type }, reading).local} AS DATE)`;
}

/** FROM item of the attributes, and the day a row starts to hold as SQL. */
interface GivenDays {
  readonly from: string;
  readonly day: string;
}

async function readingOf(
  engine: DuckDb,
  config: AttributesConfig,
  source: GivenDays,
  signal: AbortSignal | undefined,
): Promise<AttributesReading> {
  const [found] = await engine.rows(
    `SELECT count(*) AS "rows", count(*) FILTER (user_id IS NULL) AS "missingUser",
       count(*) FILTER (user_id IS NOT NULL) - (SELECT count(*) FROM (SELECT DISTINCT * FROM given_attributes
         WHERE user_id IS NOT NULL)) AS duplicates,
       count(DISTINCT user_id) FILTER (user_id NOT IN (SELECT user_id FROM users)) AS "usersWithoutEvents",
       (SELECT count(*) FROM users WHERE user_id NOT IN (SELECT user_id FROM given_attributes
         WHERE user_id IS NOT NULL)) AS "usersWithoutAttributes",
       count(*) FILTER (given_from) AS given, count(*) FILTER (given_from AND valid_from IS NULL) AS unusable
     FROM given_attributes`,
    { signal },
  );
  const number = (key: string): number => Number(found?.[key] ?? 0);
  const { validFrom } = config;
  const unusable = number('unusable');
  return {
    rows: number('rows'),
    missingUser: number('missingUser'),
    duplicates: number('duplicates'),
    usersWithoutEvents: number('usersWithoutEvents'),
    usersWithoutAttributes: number('usersWithoutAttributes'),
    validFrom:
      validFrom === undefined
        ? null
        : {
            option: 'validFrom',
            column: validFrom,
            given: number('given'),
            unusable,
            examples: unusable === 0 ? [] : await badDays(engine, validFrom, source, signal),
          },
  };
}

async function badDays(
  engine: DuckDb,
  name: string,
  { from, day }: GivenDays,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  const column = quotedName(name);
  const rows = await engine.rows(
    `SELECT trim(${column}::VARCHAR) AS value FROM ${from}
     WHERE trim(${column}::VARCHAR) <> '' AND (${day}) IS NULL
     GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 3`,
    { signal },
  );
  return [...new Set(rows.map((row) => masked(String(row['value']))))];
}

async function refuseOverlaps(
  engine: DuckDb,
  config: AttributesConfig,
  signal: AbortSignal | undefined,
): Promise<void> {
  const [twice] = await engine.rows(
    `SELECT user_id FROM attributes JOIN users USING (uid) GROUP BY user_id, valid_from HAVING count(*) > 1
     ORDER BY user_id LIMIT 1`,
    { signal },
  );
  if (twice === undefined) return;
  const remedy = config.validFrom ? 'for the same day' : 'and no `validFrom` tells which holds';
  throw new WinbackError(
    'BAD_INPUT',
    `attributes: user ${String(twice['user_id'])} has several rows ${remedy}`,
  );
}

/**
 * The categories of each field as known on `day`: the `topK` most frequent among the users seen by then.
 * Fitted on the last train snapshot, so that later sections cannot shape the encoding.
 */
export async function fitEncodings(
  engine: DuckDb,
  config: AttributesConfig,
  day: Day,
  signal: AbortSignal | undefined,
): Promise<readonly AttributeEncoding[]> {
  const encodings: AttributeEncoding[] = [];
  for (const field of config.fields) {
    const query = renderQuery(attributeCounts(field, day, config.topK), 'duckdb');
    const rows = await engine.rows(query, { signal });
    const values = rows.map((row) => String(row['value'])).filter((value) => value !== otherCategory);
    encodings.push({ field, categories: values });
  }
  return encodings;
}
