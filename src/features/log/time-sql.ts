import { fixedOffset, zoneOffset } from '../../base/time-zone.js';
import type { SourceColumn } from '../../data/nested/nested-source.js';
import type { DuckDb } from '../../data/sources/duckdb.js';
import { quotedName, quotedText } from '../../data/sql/quote.js';
import { areIso, decideTimes, timeEvidence } from '../../data/time-forms/column-times.js';
import { isTimeDoubt, refuseTimes, type TimeFormReading } from '../../data/time-forms/day-order.js';
import { isoSql } from '../../data/time-forms/time-form-sql.js';
import type { EventsConfig } from '../config.js';
import { type NumberTimes, numberTimeSql, numberTimes } from './time-numbers.js';

/** How the values of the time column are read. */
export type TimeReading =
  /** Numbers since 1970, or texts of such numbers. */
  | ({ readonly kind: 'number' } & NumberTimes)
  /** Values that carry their zone. */
  | { readonly kind: 'instant' }
  /** Dates and times as some clock showed them. */
  | { readonly kind: 'clock' }
  /** Texts, with or without a zone of their own. `form`: how those that are not ISO 8601 are read. */
  | { readonly kind: 'text'; readonly form: TimeFormReading | null };

const isNumber = (type: string): boolean => /^U?(TINY|SMALL|BIG|HUGE)?INT|^(DOUBLE|FLOAT|DECIMAL)/.test(type);

/**
 * How to read the times of `time`, from its type and, for numbers, from the unit most of them have by their size.
 * @throws WinbackError BAD_INPUT when no unit explains the numbers
 */
export async function timeReading(
  engine: DuckDb,
  { timeUnit, timeFormat }: EventsConfig,
  from: string,
  time: SourceColumn & { readonly isIso: boolean },
  signal: AbortSignal | undefined,
  option = 'columns.time',
): Promise<TimeReading> {
  const { name, type } = time;
  if (/WITH TIME ZONE/.test(type)) return { kind: 'instant' };
  if (/^(TIMESTAMP|DATE)/.test(type)) return { kind: 'clock' };
  if (timeFormat !== undefined) return { kind: 'text', form: null };
  if (!isNumber(type)) {
    const number = `TRY_CAST(${quotedName(name)}::VARCHAR AS DOUBLE)`;
    const [first] = await engine.rows(
      `SELECT count(value) AS given, count(number) AS numbers
       FROM (SELECT ${quotedName(name)}::VARCHAR AS value, ${number} AS number FROM ${from} LIMIT 10000)`,
      { signal },
    );
    if (Number(first?.['numbers']) * 2 <= Number(first?.['given']))
      return { kind: 'text', form: time.isIso ? null : await textForm(engine, from, name, signal, option) };
  }
  return { kind: 'number', ...(await numberTimes(engine, timeUnit, from, name, signal)) };
}

/**
 * How the texts of a time column are read; null where all are ISO 8601.
 * @throws WinbackError BAD_INPUT where the order of day and month cannot be told
 */
export async function textForm(
  engine: DuckDb,
  from: string,
  name: string,
  signal: AbortSignal | undefined,
  option = 'columns.time',
  key = 'events.timeFormat',
): Promise<TimeFormReading | null> {
  if (await areIso(engine, from, quotedName(name), { signal })) return null;
  const decided = decideTimes(await timeEvidence(engine, from, quotedName(name), { signal }));
  if (decided !== null && isTimeDoubt(decided)) refuseTimes(`${option}: column "${name}"`, decided, key);
  return decided;
}

/** Times of a row as SQL: as clocks of the configured zone show them, and in UTC. Both may lie outside the calendar. */
export interface TimeSql {
  readonly local: string;
  readonly utc: string;
}

export function timeSql(config: EventsConfig, time: SourceColumn, reading: TimeReading): TimeSql {
  const column = quotedName(time.name);
  const zone = config.timeZone;
  const ofUtc = (utc: string): TimeSql => ({ utc, local: fromUtc(utc, zone) });
  const from = config.timestampsIn ?? zone;
  const ofClock = (clock: string): TimeSql => {
    const utc = toUtc(clock, from);
    return { utc, local: from === zone ? clock : fromUtc(utc, zone) };
  };
  switch (reading.kind) {
    case 'instant':
      return ofUtc(`(${column} AT TIME ZONE 'UTC')`);
    case 'clock':
      return ofClock(`${column}::TIMESTAMP`);
    case 'number': {
      const time = numberTimeSql(`TRY_CAST(${column} AS DOUBLE)`, reading);
      return reading.areDays ? ofClock(time) : ofUtc(time);
    }
    case 'text':
      return textTime(config, textSql(column, reading.form), ofClock, ofUtc);
  }
}

const textSql = (column: string, form: TimeFormReading | null): string => {
  const text = `trim(${column}::VARCHAR)`;
  return form === null ? text : isoSql(text, form.order);
};

// DuckDB's cast to TIMESTAMP passes over a zone written behind the time, so such texts are cast to instants; and it takes
// 01/02/03 for a day of the year 1, so a year needs four digits.
function textTime(
  { timeFormat }: EventsConfig,
  text: string,
  ofClock: (sql: string) => TimeSql,
  ofUtc: (sql: string) => TimeSql,
): TimeSql {
  if (timeFormat !== undefined) {
    const parsed = `try_strptime(${text}, ${quotedText(timeFormat)})`;
    return namesZone(timeFormat) ? ofUtc(`(${parsed} AT TIME ZONE 'UTC')`) : ofClock(parsed);
  }
  // What follows the day has a sign or ends with a letter: 10:00:00+08, 10:00:00.5Z, 10:00:00 CET.
  const clockPart = `substr(${text}, 12)`;
  const letter = `right(${text}, 1) NOT BETWEEN '0' AND '9'`;
  const zoned = `(contains(${clockPart}, '+') OR contains(${clockPart}, '-') OR ${letter})`;
  const instant = ofUtc(`(TRY_CAST(${zoneWithColon(text)} AS TIMESTAMPTZ) AT TIME ZONE 'UTC')`);
  const clock = ofClock(`TRY_CAST(${text} AS TIMESTAMP)`);
  const year = `substr(${text}, 5, 1) IN ('-', '/')`;
  const either = (a: string, b: string): string =>
    `CASE WHEN NOT ${year} THEN NULL WHEN ${zoned} THEN ${a} ELSE ${b} END`;
  return { local: either(instant.local, clock.local), utc: either(instant.utc, clock.utc) };
}

/** Whether texts of a form carry their zone: DuckDB gives instants for %z and %Z. */
export const namesZone = (format: string): boolean => /%[zZ]/.test(format.replaceAll('%%', ''));

/** A time with a colon in its zone: DuckDB takes +0800 for the name of a zone, after a long search. */
export const zoneWithColon = (text: string): string =>
  `regexp_replace(${text}, ' ?([+-][0-9]{2})([0-9]{2})$', '\\1:\\2')`;

function toUtc(clock: string, zone: string): string {
  const minutes = fixedMinutes(zone);
  if (minutes === 0) return clock;
  if (minutes !== null) return `(${clock} - to_minutes(${minutes}))`;
  return `((${clock} AT TIME ZONE ${quotedText(zone)}) AT TIME ZONE 'UTC')`;
}

function fromUtc(utc: string, zone: string): string {
  const minutes = fixedMinutes(zone);
  if (minutes === 0) return utc;
  if (minutes !== null) return `(${utc} + to_minutes(${minutes}))`;
  return `((${utc} AT TIME ZONE 'UTC') AT TIME ZONE ${quotedText(zone)})`;
}

function fixedMinutes(zone: string): number | null {
  if (/^(UTC|Etc\/UTC)$/i.test(zone)) return 0;
  const offset = fixedOffset(zone);
  return offset === null ? null : offset / 60_000;
}

const firstYear = 2000;
const lastYear = 2040;

/**
 * Whether clocks of the zone have ever been put forward or back since 2000 (to 2040, as far as is decided): only then is
 * the difference of two clock times not the time between them.
 */
export function changesClocks(zone: string): boolean {
  const known = changing.get(zone);
  if (known !== undefined) return known;
  const found = fixedMinutes(zone) === null && offsetsDiffer(zone);
  changing.set(zone, found);
  return found;
}

const changing = new Map<string, boolean>();

function offsetsDiffer(zone: string): boolean {
  const offset = zoneOffset(zone);
  const months = (lastYear - firstYear) * 12;
  const first = offset(Date.UTC(firstYear, 0, 1));
  return Array.from({ length: months }, (_, i) => offset(Date.UTC(firstYear, i, 1))).some(
    (at) => at !== first,
  );
}
