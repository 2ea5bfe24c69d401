import type { SourceColumn } from '../nested/nested-source.js';
import { missingMarks } from '../number-text.js';
import type { DuckDb } from '../sources/duckdb.js';
import { quotedName, quotedText } from '../sql/quote.js';
import { decideTimes, timeEvidence } from '../time-forms/column-times.js';
import { isTimeDoubt } from '../time-forms/day-order.js';
import { isoSql } from '../time-forms/time-form-sql.js';
import {
  decideNumbers,
  isDoubt,
  type NumberReading,
  numberEvidence,
  readNumberSql,
  refuseNumbers,
} from './column-numbers.js';
import type { NumberFormat } from './number-form.js';
import { isNumberSql, narrowedSql } from './number-form-sql.js';

/** Which text columns of a table hold numbers, and how they are written. */
export interface WrittenOptions {
  /**
   * Columns of numbers, whose texts such as ¥1,234.50 or 12% are read as numbers; `found`: every text column all of whose
   * values are numbers, and every column of dates such as 26/02/2026. A column that is listed and has no one reading is
   * refused; one that is found stays text.
   */
  readonly numeric?: readonly string[] | 'found' | undefined;
  /** Columns that stay as they are written. @default none */
  readonly asWritten?: readonly string[] | undefined;
  /** Form of these numbers. @default found by looking at each whole column */
  readonly numberFormat?: NumberFormat | undefined;
  /**
   * Takes each column whose numbers are not all plain.
   * @param column its name
   * @param reading how its numbers are read
   */
  readonly onNumbers?: ((column: string, reading: NumberReading) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

const sampleRows = 1000;

/**
 * The FROM item with numbers (and dates) in place of texts.
 * @param columns the text columns that may hold them
 */
export async function withWrittenNumbers(
  engine: DuckDb,
  from: string,
  columns: readonly SourceColumn[],
  options: WrittenOptions,
): Promise<string> {
  const { numeric, asWritten = [] } = options;
  if (numeric === undefined) return from;
  const texts = columns
    .filter(({ name, type }) => type === 'VARCHAR' && !asWritten.includes(name))
    .map(({ name }) => name);
  const wanted = numeric === 'found' ? texts : texts.filter((name) => numeric.includes(name));
  if (wanted.length === 0) return from;
  const candidates = await candidatesOf(engine, from, wanted, numeric === 'found', options.signal);
  const replaced: string[] = [];
  for (const name of candidates) {
    const sql = await readColumn(engine, from, name, options);
    if (sql !== null) replaced.push(`${sql} AS ${quotedName(name)}`);
  }
  return replaced.length === 0 ? from : `(SELECT * REPLACE (${replaced.join(', ')}) FROM ${from})`;
}

const marks = [...missingMarks].map(quotedText).join(', ');
const textOf = (name: string): string => `trim(${quotedName(name)})`;
const isMark = (name: string): string => `lower(${textOf(name)}) IN (${marks})`;
const someNumber = (narrowed: string): string =>
  `(${isNumberSql(narrowed, '1,234.56')} OR ${isNumberSql(narrowed, '1.234,56')})`;
const yearLast = "'^[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{4}'";

/** The columns whose first rows hold written numbers (or dates), and, where they are found, nothing else. */
async function candidatesOf(
  engine: DuckDb,
  from: string,
  names: readonly string[],
  isFound: boolean,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  const asked = names.map((name, i) => {
    const number = someNumber(narrowedSql(textOf(name)));
    const date = `regexp_matches(${textOf(name)}, ${yearLast}) OR regexp_matches(${textOf(name)}, '^[0-9]{4}年')`;
    const all = `bool_and((${number}) OR ${isMark(name)}) OR bool_and((${date}) OR ${isMark(name)})`;
    const some = `bool_or(NOT (${isMark(name)}))`;
    return `coalesce(${isFound ? `(${all}) AND ` : ''}${some}, false) AS c${i}`;
  });
  const list = names.map(quotedName).join(', ');
  const [row] = await engine.rows(
    `SELECT ${asked.join(', ')} FROM (SELECT ${list} FROM ${from} LIMIT ${sampleRows})`,
    { signal },
  );
  return names.filter((_, i) => row?.[`c${i}`] === true);
}

async function readColumn(
  engine: DuckDb,
  from: string,
  name: string,
  { numeric, numberFormat, onNumbers, signal }: WrittenOptions,
): Promise<string | null> {
  const evidence = await numberEvidence(engine, from, quotedName(name), { signal });
  const decided = decideNumbers(evidence, numberFormat);
  const isListed = numeric !== 'found';
  if (isDoubt(decided)) {
    if (isListed) refuseNumbers(`column "${name}"`, decided, 'numberFormat');
    return null;
  }
  if (evidence.written === 0 && decided.form === '1,234.56')
    return isListed ? null : dateColumn(engine, from, name, signal);
  const number = readNumberSql(textOf(name), decided.form);
  const [row] = await engine.rows(
    `SELECT count(*) AS others FROM ${from} WHERE NOT (${isMark(name)}) AND (${number}) IS NULL`,
    { signal },
  );
  // What is no number is named with its row by who needs it.
  if (Number(row?.['others']) > 0) return null;
  onNumbers?.(name, decided);
  return `CASE WHEN NOT (${isMark(name)}) THEN ${number} END`;
}

/** A column of dates that end with the year, or Chinese ones, as TIMESTAMP; null where some are none or the order is in doubt. */
async function dateColumn(
  engine: DuckDb,
  from: string,
  name: string,
  signal: AbortSignal | undefined,
): Promise<string | null> {
  const decided = decideTimes(await timeEvidence(engine, from, quotedName(name), { signal }));
  if (decided === null || isTimeDoubt(decided)) return null;
  const iso = isoSql(textOf(name), decided.order);
  const time = `TRY_CAST(${iso} AS TIMESTAMP)`;
  const [row] = await engine.rows(
    `SELECT count(*) FILTER (${textOf(name)} <> '' AND (${time} IS NULL OR regexp_matches(${iso}, '[+Zz]|:.*-'))) AS others,
       coalesce(bool_and(${time} = date_trunc('day', ${time})), false) AS days FROM ${from}`,
    { signal },
  );
  // A time with its zone is an instant: such a column stays as it is.
  if (Number(row?.['others']) > 0) return null;
  return row?.['days'] === true ? `CAST(${time} AS DATE)` : time;
}
