import { WinbackError } from '../../base/errors.js';
import type { DuckDb } from '../../data/sources/duckdb.js';
import { quotedName } from '../../data/sql/quote.js';
import type { EventsConfig } from '../config.js';

/** Times of events that are numbers since 1970. */

interface UnitSizes {
  readonly least: number;
  readonly below: number;
}

/** Microseconds of each unit. */
const units = { d: 86_400e6, s: 1e6, ms: 1e3, us: 1, ns: 1e-3 } as const;

type Unit = keyof typeof units;

// Between the units lie 1973 and the year 5138. Days end in 2052: beyond lie the days of spreadsheets, which count from 1899.
const sizes: Readonly<Record<Unit, UnitSizes>> = {
  d: { least: 0, below: 3e4 },
  s: { least: 1e8, below: 1e11 },
  ms: { least: 1e11, below: 1e14 },
  us: { least: 1e14, below: 1e17 },
  ns: { least: 1e17, below: 1e20 },
};

/** How the numbers of a time column are read. */
export interface NumberTimes {
  readonly microseconds: number;
  /** Numbers count days of the calendar, as clocks of the log's zone have them; others count from midnight UTC. */
  readonly areDays: boolean;
  /** Sizes of the unit that was told by size; null where it is named. Numbers of other sizes cannot be read. */
  readonly sizes: UnitSizes | null;
}

/**
 * The unit of the numbers: the one that is named, or the one that most of them have by their size.
 * @throws WinbackError BAD_INPUT when no unit explains the numbers
 */
export async function numberTimes(
  engine: DuckDb,
  given: EventsConfig['timeUnit'],
  from: string,
  name: string,
  signal: AbortSignal | undefined,
): Promise<NumberTimes> {
  if (given !== 'auto') return { microseconds: units[given], areDays: false, sizes: null };
  const unit = await unitBySize(engine, from, name, signal);
  return { microseconds: units[unit], areDays: unit === 'd', sizes: sizes[unit] };
}

async function unitBySize(
  engine: DuckDb,
  from: string,
  name: string,
  signal: AbortSignal | undefined,
): Promise<Unit> {
  const names = Object.keys(units) as Unit[];
  const counts = names.map((unit) => `count(*) FILTER (${hasUnit('value', sizes[unit])}) AS ${unit}`);
  const none = names.map((unit) => `NOT ${hasUnit('value', sizes[unit])}`).join(' AND ');
  const [found] = await engine.rows(
    `SELECT ${counts.join(', ')}, count(*) FILTER (${none}) AS none, any_value(value) FILTER (${none}) AS example
     FROM (SELECT TRY_CAST(${quotedName(name)} AS DOUBLE) AS value FROM ${from})`,
    { signal },
  );
  const counted = names.map((unit) => Number(found?.[unit] ?? 0));
  const most = Math.max(...counted);
  const unexplained = Number(found?.['none'] ?? 0);
  if (unexplained <= most) return most === 0 ? 's' : names[counted.indexOf(most)]!;
  const hint =
    'write dates as text, or name the unit of numbers since 1970 as events.timeUnit: s, ms, us or ns';
  throw new WinbackError(
    'BAD_INPUT',
    `events.columns.time: numbers such as ${Number(found?.['example'])} in column "${name}" are no time since 1970; ${hint}`,
  );
}

/** Whether a number has the size of a unit, as SQL: 20260305101500 is a date without signs, no count of milliseconds. */
const hasUnit = (value: string, { least, below }: UnitSizes): string =>
  `(abs(${value}) >= ${least} AND abs(${value}) < ${below} AND NOT ${value} BETWEEN 19700101000000 AND 21001231235959)`;

/** The time of a number as SQL of a TIMESTAMP from 0001-01-01 to 9999-12-31; NULL where it cannot be read. */
export function numberTimeSql(value: string, reading: NumberTimes): string {
  const micros = `round(${value} * ${reading.microseconds})`;
  const inside = `${micros} BETWEEN -62135596800000000 AND 253402300799999999`;
  const fits = reading.sizes === null ? '' : ` AND ${hasUnit(value, reading.sizes)}`;
  return `CASE WHEN ${inside}${fits} THEN make_timestamp(${micros}::BIGINT) END`;
}
