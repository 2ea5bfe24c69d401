import { masked } from '../../base/masked.js';
import type { JsonReading } from '../../data/nested/json-values.js';
import type { DuckDb } from '../../data/sources/duckdb.js';
import { type ColumnSource, columnsRead } from '../mapping.js';
import type { ColumnReading } from '../records.js';
import { type Staging, settledSql } from './ingest-sql.js';
import { numberColumns } from './number-sql.js';
import type { RowCounts } from './read-counts.js';

const mostExamples = 3;

/** How the number columns of the kept events were read, from the sums of their `given_` and `bad_` columns. */
export async function numberReadings(
  engine: DuckDb,
  staging: Staging,
  sums: ReadonlyMap<string, number>,
  signal: AbortSignal | undefined,
): Promise<readonly ColumnReading[]> {
  const readings: ColumnReading[] = [];
  for (const { option, label, source } of numberColumns(staging.config)) {
    const given = sums.get(`given_${option}`) ?? 0;
    const unusable = sums.get(`bad_${option}`) ?? 0;
    const examples = unusable === 0 ? [] : await examplesOf(engine, staging, option, signal);
    const written = writtenColumns(source, staging);
    readings.push({ option: label, column: columnText(source), given, unusable, examples, ...written });
  }
  return readings;
}

/** What the sums over all events tell of their arrival. */
export interface Arrivals {
  readonly column: ColumnReading;
  readonly late: number;
  readonly neverKnown: number;
}

/** How the times of arrival of the kept events were read, and how late they were; nothing without `columns.receivedAt`. */
export async function arrivalReading(
  engine: DuckDb,
  staging: Staging,
  sums: ReadonlyMap<string, number>,
  signal: AbortSignal | undefined,
): Promise<Arrivals | null> {
  const { receivedAt } = staging.config.columns;
  if (receivedAt === undefined) return null;
  const sum = (name: string): number => sums.get(name) ?? 0;
  const unusable = sum('bad_receivedAt');
  const examples = unusable === 0 ? [] : await examplesOf(engine, staging, 'receivedAt', signal);
  return {
    column: {
      ...{ option: 'receivedAt', column: receivedAt, given: sum('given_receivedAt'), unusable, examples },
    },
    late: sum('late_events'),
    neverKnown: sum('never_known'),
  };
}

/** The forms of the columns whose numbers are not all plain; nothing where there are none. */
function writtenColumns(source: ColumnSource, { numbers }: Staging): Pick<ColumnReading, 'written'> {
  const written = columnsRead(source).flatMap((column) => {
    const reading = numbers.readings.get(column);
    return reading === undefined ? [] : [{ column, ...reading }];
  });
  return written.length === 0 ? {} : { written };
}

/** How a column of JSON texts was read. */
export const jsonColumn = (reading: JsonReading): ColumnReading => ({ option: 'json', ...reading });

/** How the time column was read, over all rows. */
export async function timeColumnReading(
  engine: DuckDb,
  staging: Staging,
  { givenTime, badTime }: RowCounts,
  signal: AbortSignal | undefined,
): Promise<ColumnReading> {
  const examples = badTime === 0 ? [] : await examplesOf(engine, staging, 'time', signal);
  const { time } = staging.config.columns;
  const { time: reading } = staging;
  const form = reading.kind === 'text' ? reading.form : null;
  const dates = form === null ? {} : { dates: form.order ?? ('year-first' as const) };
  return { option: 'time', column: time, given: givenTime, unusable: badTime, examples, ...dates };
}

async function examplesOf(
  engine: DuckDb,
  staging: Staging,
  option: string,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  const rows = await engine.rows(
    `SELECT raw_${option} AS value FROM (${settledSql({ ...staging, raw: true })})
     WHERE bad_${option} > 0 GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT ${mostExamples}`,
    { signal },
  );
  return [...new Set(rows.map((row) => masked(String(row['value']))))];
}

/** Columns of a source for a reader. */
export function columnText(source: ColumnSource): string {
  if (typeof source !== 'string' && 'firstOf' in source) return source.firstOf.join(' / ');
  if (typeof source !== 'string' && 'minus' in source) return source.minus.join(' - ');
  return columnsRead(source).join(' x ') || 'constant';
}
