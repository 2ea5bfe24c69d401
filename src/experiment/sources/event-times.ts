import { WinbackError } from '../../base/errors.js';
import { shown } from '../../base/options.js';
import { fixedOffset } from '../../base/time-zone.js';
import type { DuckDb } from '../../data/sources/duckdb.js';
import { quotedName, quotedText } from '../../data/sql/quote.js';
import { zonedEnd } from '../../data/tables/csv-types.js';
import { areIso, decideTimes, timeEvidence } from '../../data/time-forms/column-times.js';
import { isTimeDoubt, refuseTimes } from '../../data/time-forms/day-order.js';
import { isoSql } from '../../data/time-forms/time-form-sql.js';
import { timeUnit, unitNames } from '../../data/time-units.js';
import { firstBad } from './event-values.js';

/**
 * SQL of a log's time column as a TIMESTAMP in UTC, whatever it holds: timestamps with and without a zone, dates, ISO texts,
 * or numbers since 1970 by their size. Times without a zone are local time of `timeZone`.
 * @param source FROM item of the log
 * @throws BAD_INPUT for a column that holds anything else, naming a value
 */
export async function eventTimeSql(
  db: DuckDb,
  source: string,
  name: string,
  timeZone: string,
): Promise<string> {
  const column = quotedName(name);
  const [described] = await db.rows(`DESCRIBE SELECT ${column} FROM ${source}`);
  const type = String(described?.['column_type']);
  if (/WITH TIME ZONE/.test(type)) return `(${column} AT TIME ZONE 'UTC')`;
  if (/^(TIMESTAMP|DATE)/.test(type)) return inUtc(`${column}::TIMESTAMP`, timeZone);
  if (/INT|DOUBLE|FLOAT|DECIMAL/.test(type)) return numberSql(db, source, name);
  if (type === 'VARCHAR') return textSql(db, source, name, timeZone);
  throw new WinbackError('BAD_INPUT', `events.time: column "${name}" holds ${type}, expected times`);
}

async function numberSql(db: DuckDb, source: string, name: string): Promise<string> {
  const column = `${quotedName(name)}::DOUBLE`;
  const [range] = await db.rows(`SELECT min(${column}) AS low, max(${column}) AS high FROM ${source}`);
  if (range?.['low'] == null) return 'NULL::TIMESTAMP';
  const ends = [Number(range['low']), Number(range['high'])];
  const units = ends.map(timeUnit);
  const bad = units.indexOf(null);
  const remedy =
    'give seconds, milliseconds, microseconds or nanoseconds since 1970, or texts such as 2026-03-05T12:00:00Z';
  if (bad >= 0)
    throw new WinbackError(
      'BAD_INPUT',
      `events.time: column "${name}" holds ${ends[bad]}, which is no time: ${remedy}`,
    );
  const [low, high] = units as [NonNullable<(typeof units)[0]>, NonNullable<(typeof units)[0]>];
  if (low.name !== high.name)
    throw new WinbackError(
      'BAD_INPUT',
      `events.time: column "${name}" holds ${ends[0]} (${unitNames[low.name]} by its size) and ${ends[1]} ` +
        `(${unitNames[high.name]}): use one unit, and leave missing times empty`,
    );
  return `make_timestamp(round(${column} * ${low.milliseconds * 1000})::BIGINT)`;
}

async function textSql(db: DuckDb, source: string, name: string, timeZone: string): Promise<string> {
  const column = await isoColumn(db, source, name);
  const zoned = `regexp_matches(${column}, ${quotedText(zonedEnd)})`;
  const time = `CASE WHEN ${zoned} THEN TRY_CAST(${column} AS TIMESTAMPTZ) AT TIME ZONE 'UTC' ELSE ${inUtc(`TRY_CAST(${column} AS TIMESTAMP)`, timeZone)} END`;
  const unread = `${column} <> '' AND (${time}) IS NULL`;
  const found = await firstBad(db, source, column, unread);
  if (found !== null)
    throw new WinbackError(
      'BAD_INPUT',
      `events.time: column "${name}" holds ${found.count} texts that are no time, such as ${shown(found.value)} in row ${found.row}: ` +
        'write 2026-03-05T12:00:00Z or 2026-03-05T12:00:00+08:00',
    );
  return `(${time})`;
}

/** The texts of a column in ISO 8601: day and month are told by the whole column. */
async function isoColumn(db: DuckDb, source: string, name: string): Promise<string> {
  const column = `trim(${quotedName(name)})`;
  if (await areIso(db, source, quotedName(name))) return column;
  const decided = decideTimes(await timeEvidence(db, source, quotedName(name)));
  if (decided === null) return column;
  if (isTimeDoubt(decided)) refuseTimes(`events.time: column "${name}"`, decided, null);
  return isoSql(column, decided.order);
}

/** Local time of a zone as UTC. */
function inUtc(timestamp: string, timeZone: string): string {
  if (timeZone === 'UTC') return timestamp;
  const offset = fixedOffset(timeZone);
  if (offset !== null) return `(${timestamp} - INTERVAL '${offset} milliseconds')`;
  return `((${timestamp} AT TIME ZONE ${quotedText(timeZone)}) AT TIME ZONE 'UTC')`;
}

/**
 * Throws unless the time column of a table is what the queries of events take. The library's own paths take tables as they are;
 * experiments read from files go through eventTimeSql first.
 */
export async function requireTimestamps(
  db: {
    readonly dialect?: 'duckdb' | 'clickhouse' | undefined;
    rows(sql: string): Promise<readonly object[]>;
  },
  source: string,
  name: string,
): Promise<void> {
  if (db.dialect === 'clickhouse') return;
  const [row] = await db.rows(
    `SELECT typeof(${quotedName(name)}) AS type FROM ${quotedName(source)} LIMIT 1`,
  );
  const type = String((row as { readonly type?: unknown | undefined } | undefined)?.type ?? 'TIMESTAMP');
  if (/^(TIMESTAMP|DATE|"NULL")/.test(type)) return;
  throw new WinbackError(
    'BAD_INPUT',
    `events.time: column "${name}" holds ${type}, expected timestamps: make a view of the log with ` +
      (/INT|DOUBLE|FLOAT|DECIMAL/.test(type)
        ? 'make_timestamp(microseconds since 1970)'
        : 'CAST(... AS TIMESTAMP)'),
  );
}
