import type { TimeForm } from '../../data/profile/records.js';
import type { DuckDb } from '../../data/sources/duckdb.js';
import { quotedText } from '../../data/sql/quote.js';
import { areIso } from '../../data/time-forms/column-times.js';
import type { DayOrder } from '../../data/time-forms/time-form.js';
import { isoSql } from '../../data/time-forms/time-form-sql.js';
import { zoneWithColon } from '../../features/log/time-sql.js';
import type { Viewed } from './behaviour.js';
import type { Column } from './columns.js';
import { timeFormats } from './words/time-formats.js';

/** How the times of a column are read. */
export interface TimeReader {
  /** The time as SQL, in UTC where the values are instants, else as the clocks of the file show it. */
  readonly sql: string;
  /** strptime format that the configuration needs; null where none is needed. */
  readonly format: string | null;
  /** Whether the values are instants, and not what clocks somewhere showed. */
  readonly instant: boolean;
}

const perSecond: Readonly<Partial<Record<TimeForm, number>>> = { s: 1e6, ms: 1e3, us: 1, ns: 1e-3 };

/** The two orders of day and month, as formats that fit the values of the column. */
export async function orderFormats(
  engine: DuckDb,
  view: string,
  column: Column,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  const [day, month] = await Promise.all([
    bestFormat(engine, view, column, timeFormats.dayFirst!, signal),
    bestFormat(engine, view, column, timeFormats.monthFirst!, signal),
  ]);
  return [day, month].flatMap((format) => (format === null ? [] : [format]));
}

/**
 * How to read the times of a column.
 * @param given the caller's strptime format
 */
export async function timeReader(
  engine: DuckDb,
  view: string,
  column: Column,
  given: string | undefined,
  signal: AbortSignal | undefined,
): Promise<TimeReader> {
  const { alias, timeForm: form } = column;
  if (given !== undefined) return ofFormat(alias, given);
  if (form === 'native') return { sql: `${alias}::TIMESTAMP`, format: null, instant: false };
  if (form === 'nativeZoned') return { sql: `(${alias} AT TIME ZONE 'UTC')`, format: null, instant: true };
  const per = form === null ? undefined : perSecond[form];
  if (per !== undefined)
    return {
      sql: `make_timestamp(round(TRY_CAST(${alias} AS DOUBLE) * ${per})::BIGINT)`,
      format: null,
      instant: true,
    };
  const choices = form === 'compactDate' || form === 'monthName' ? timeFormats[form] : undefined;
  const format = choices === undefined ? null : await bestFormat(engine, view, column, choices, signal);
  if (format !== null) return ofFormat(alias, format);
  const isIso = await areIso(engine, view, alias, { signal });
  const instant = form === 'isoZoned';
  const time = timeOf(isIso ? alias : isoSql(alias, orderOf(form)), instant);
  const sql = isIso ? time : await readOnce({ engine, view, signal }, alias, time);
  return { sql, format: null, instant };
}

const timeOf = (iso: string, instant: boolean): string =>
  instant
    ? `(TRY_CAST(${zoneWithColon(iso)} AS TIMESTAMPTZ) AT TIME ZONE 'UTC')`
    : `TRY_CAST(${iso} AS TIMESTAMP)`;

/**
 * Written times take some ten times as long to read as ISO 8601, and a dozen queries ask for them: where the values are a
 * table of ours, and no view of a file, they are read once into a column.
 */
async function readOnce({ engine, view, signal }: Viewed, alias: string, time: string): Promise<string> {
  const [found] = await engine.rows(
    `SELECT count(*) AS tables FROM duckdb_tables() WHERE table_name = ${quotedText(view)}`,
    { signal },
  );
  if (Number(found?.['tables']) === 0) return time;
  const column = `${alias}_time`;
  await engine.run(`ALTER TABLE ${view} ADD COLUMN IF NOT EXISTS ${column} TIMESTAMP`, { signal });
  await engine.run(`UPDATE ${view} SET ${column} = ${time}`, { signal });
  return column;
}

function orderOf(form: TimeForm | null): DayOrder | null {
  if (form === 'dayFirst') return 'day-first';
  return form === 'monthFirst' ? 'month-first' : null;
}

const ofFormat = (alias: string, format: string): TimeReader => ({
  sql: `try_strptime(${alias}::VARCHAR, ${quotedText(format)})`,
  format,
  instant: false,
});

/** The format that reads most values, all rows counted; null where none reads nine tenths of them. */
async function bestFormat(
  engine: DuckDb,
  view: string,
  { alias, filled }: Column,
  choices: readonly string[],
  signal: AbortSignal | undefined,
): Promise<string | null> {
  const few = await readBy(
    engine,
    `(SELECT ${alias} FROM ${view} WHERE ${alias} IS NOT NULL LIMIT 1000)`,
    alias,
    choices,
    signal,
  );
  const likely = choices.filter((_, i) => few[i]! > 0);
  if (likely.length === 0) return null;
  const counts = await readBy(engine, view, alias, likely, signal);
  const most = Math.max(...counts);
  return most >= 0.9 * filled ? likely[counts.indexOf(most)]! : null;
}

async function readBy(
  engine: DuckDb,
  from: string,
  alias: string,
  choices: readonly string[],
  signal: AbortSignal | undefined,
): Promise<readonly number[]> {
  const counts = choices.map(
    (format, i) => `count(try_strptime(${alias}::VARCHAR, ${quotedText(format)})) AS n${i}`,
  );
  const [row] = await engine.rows(`SELECT ${counts.join(', ')} FROM ${from}`, { signal });
  return choices.map((_, i) => Number(row?.[`n${i}`] ?? 0));
}
