import { masked } from '../../base/masked.js';
import type { DuckDb, QueryOptions } from '../sources/duckdb.js';
import { decideOrder, type TimeDoubt, type TimeFormReading } from './day-order.js';
import { matches, orderSql } from './time-form-sql.js';

/** What the texts of a whole column tell about the form of its times. */
export interface TimeEvidence {
  /** Rows with a text. */
  readonly given: number;
  /** Of these, ISO 8601: they need no form. */
  readonly iso: number;
  /** Rows that begin with the year in another way, such as 2026年1月2日 下午3:04. */
  readonly yearFirst: number;
  /** Rows that end with the year, by what their first two numbers can be. */
  readonly dayFirst: number;
  readonly monthFirst: number;
  /** Both up to 12 and different: 03/04/2026. */
  readonly either: number;
  readonly yearLast: number;
  /** Rows with two digits for the year, such as 01/02/26, which are not read without a form. */
  readonly shortYear: number;
  readonly examples: {
    readonly dayFirst: string | null;
    readonly monthFirst: string | null;
    readonly either: string | null;
  };
}

/** Whether more than half of the texts are dates in numbers, of which a reader must not guess the order. */
export const isNumericDates = ({ given, iso, yearFirst, yearLast, shortYear }: TimeEvidence): boolean =>
  (iso + yearFirst + yearLast + shortYear) * 2 > given;

const isoPattern = "'^[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}([T ]+[0-9]{1,2}:[0-9]{2}([^AaPp上下]*)?)?$'";

/** Whether a text is empty or ISO 8601, as SQL. */
export const isIsoSql = (text: string): string => `(${text} = '' OR regexp_matches(${text}, ${isoPattern}))`;

const shortPattern = "'^[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{2}([^0-9]|$)'";

/** Whether all texts of a column are ISO 8601: one fast look, before the others. */
export async function areIso(
  engine: DuckDb,
  from: string,
  text: string,
  { signal }: QueryOptions = {},
): Promise<boolean> {
  const [row] = await engine.rows(
    `SELECT coalesce(bool_and(regexp_matches(t, ${isoPattern})), true) AS iso
     FROM (SELECT trim((${text})::VARCHAR) AS t FROM ${from}) WHERE t <> ''`,
    { signal },
  );
  return row?.['iso'] === true;
}

/**
 * Looks at the time texts of a whole column.
 * @param from FROM item
 * @param text SQL of the column's texts
 */
export async function timeEvidence(
  engine: DuckDb,
  from: string,
  text: string,
  { signal }: QueryOptions = {},
): Promise<TimeEvidence> {
  const example = (order: string): string => `any_value(t) FILTER (o = '${order}')`;
  const [row] = await engine.rows(
    `SELECT count(*) AS given, count(*) FILTER (iso) AS iso, count(*) FILTER (NOT iso AND first) AS "yearFirst",
       count(*) FILTER (o = 'd') AS "dayFirst", count(*) FILTER (o = 'm') AS "monthFirst",
       count(*) FILTER (o = 'e') AS either, count(*) FILTER (last) AS "yearLast", count(*) FILTER (short) AS "shortYear",
       ${example('d')} AS d, ${example('m')} AS m, ${example('e')} AS e
     FROM (SELECT t, regexp_matches(t, ${isoPattern}) AS iso, ${matches('t', 'first')} AS first,
             ${matches('t', 'last')} AS last, regexp_matches(t, ${shortPattern}) AS short, ${orderSql('t')} AS o
           FROM (SELECT trim((${text})::VARCHAR) AS t FROM ${from}) WHERE t <> '')`,
    { signal },
  );
  const number = (key: string): number => Number(row?.[key] ?? 0);
  const shown = (key: string): string | null => (row?.[key] == null ? null : masked(String(row[key])));
  return {
    ...{ given: number('given'), iso: number('iso'), yearFirst: number('yearFirst') },
    ...{ dayFirst: number('dayFirst'), monthFirst: number('monthFirst') },
    ...{ either: number('either'), yearLast: number('yearLast'), shortYear: number('shortYear') },
    examples: { dayFirst: shown('d'), monthFirst: shown('m'), either: shown('e') },
  };
}

/** The one reading of a whole column. Null where every text is ISO 8601 or in no form that is known. */
export function decideTimes(evidence: TimeEvidence): TimeFormReading | TimeDoubt | null {
  const { yearFirst, yearLast, dayFirst, monthFirst, either, examples } = evidence;
  const same = yearLast - dayFirst - monthFirst - either;
  const decided = decideOrder({ dayFirst, monthFirst, either, same }, examples);
  return decided ?? (yearFirst > 0 ? { order: null } : null);
}
