import type { DuckDb } from '../sources/duckdb.js';
import { plainNumberSql } from '../sql/plain-number.js';
import type { ShapeName } from './records.js';
import { shapes, slashPart } from './shapes.js';

/** A column of the view that is scanned: `c0`, `c1`, ... */
export interface Scanned {
  readonly alias: string;
  readonly type: string;
  /** Shapes that are counted; of texts only. */
  readonly shapes: readonly ShapeName[];
}

/** What one scan counts of a column. */
export interface Counts {
  readonly filled: number;
  readonly distinct: number;
  readonly low: string | null;
  readonly high: string | null;
  /** Least and greatest number; null where no value is one. */
  readonly least: number | null;
  readonly greatest: number | null;
  readonly numbers: number;
  readonly fractions: number;
  readonly negative: number;
  readonly leadingZeros: number;
  readonly chinese: number;
  readonly byShape: Readonly<Partial<Record<ShapeName, number>>>;
  /** Dates such as 13/04/2026, whose first number can only be a day, and such as 04/13/2026. */
  readonly firstIsDay: number;
  readonly secondIsDay: number;
}

/** Columns that one query counts: planning takes time that grows with the square of the expressions. */
const columnsAtOnce = 8;

export const isNumberType = (type: string): boolean =>
  /^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|DOUBLE|FLOAT|DECIMAL)/.test(type);
export const isTimeType = (type: string): boolean => /^(TIMESTAMP|DATE)/.test(type);
export const isTextType = (type: string): boolean => /^(VARCHAR|ENUM|UUID|JSON)/.test(type);

/**
 * Counts the columns of `view`, some at a time.
 * @param onColumns called with the columns that are done
 */
export async function countColumns(
  engine: DuckDb,
  view: string,
  columns: readonly Scanned[],
  signal: AbortSignal | undefined,
  onColumns: (done: number) => void = () => undefined,
): Promise<readonly Counts[]> {
  const counted: Counts[] = [];
  for (let first = 0; first < columns.length; first += columnsAtOnce) {
    onColumns(first);
    const some = columns.slice(first, first + columnsAtOnce);
    const [row] = await engine.rows(`SELECT ${some.flatMap(partsOf).join(',\n')} FROM ${view}`, { signal });
    counted.push(...some.map((column) => countsOf(column, row!)));
  }
  onColumns(columns.length);
  return counted;
}

function partsOf({ alias, type, shapes: wanted }: Scanned): readonly string[] {
  const as = (sql: string, key: string): string => `${sql} AS "${alias}_${key}"`;
  if (isTextType(type)) return textParts(alias, wanted, as);
  const basics = [as(`count(${alias})`, 'filled')];
  if (/^BOOLEAN/.test(type)) return [...basics, as(`count(DISTINCT ${alias})`, 'distinct')];
  if (isTimeType(type)) return [...basics, ...rangeParts(alias, as)];
  if (!isNumberType(type)) return basics;
  return [
    as(`count(${alias}) FILTER (isfinite(${alias}::DOUBLE))`, 'filled'),
    ...rangeParts(alias, as),
    ...numberParts(`${alias}::DOUBLE`, as),
  ];
}

type Named = (sql: string, key: string) => string;

function rangeParts(value: string, as: Named): readonly string[] {
  return [
    as(`approx_count_distinct(${value})`, 'distinct'),
    as(`min(${value})::VARCHAR`, 'low'),
    as(`max(${value})::VARCHAR`, 'high'),
  ];
}

function numberParts(value: string, as: Named): readonly string[] {
  const finite = `if(isfinite(${value}), ${value}, NULL)`;
  return [
    as(`count(${finite})`, 'numbers'),
    as(`min(${finite})`, 'least'),
    as(`max(${finite})`, 'greatest'),
    as(`count(*) FILTER (${finite} <> floor(${finite}))`, 'fractions'),
    as(`count(*) FILTER (${finite} < 0)`, 'negative'),
  ];
}

function textParts(alias: string, wanted: readonly ShapeName[], as: Named): readonly string[] {
  // The view has trimmed texts, and null for empty ones.
  const count = (condition: string, key: string): string => as(`count(*) FILTER (${condition})`, key);
  return [
    as(`count(${alias})`, 'filled'),
    ...rangeParts(alias, as),
    ...numberParts(plainNumberSql(alias), as),
    count(`regexp_matches(${alias}, '^0\\d+$')`, 'leadingZeros'),
    count(`regexp_matches(${alias}, '\\p{Han}')`, 'chinese'),
    ...wanted.map((shape) => count(shapes[shape](alias), shape)),
    ...(wanted.includes('slash')
      ? [
          count(`${shapes.slash(alias)} AND ${slashPart(alias, 1)} > 12`, 'firstIsDay'),
          count(`${shapes.slash(alias)} AND ${slashPart(alias, 2)} > 12`, 'secondIsDay'),
        ]
      : []),
  ];
}

function countsOf({ alias, shapes: wanted }: Scanned, row: Readonly<Record<string, unknown>>): Counts {
  const value = (key: string): unknown => row[`${alias}_${key}`] ?? null;
  const number = (key: string): number => Number(value(key) ?? 0);
  const orNull = (key: string): number | null => (value(key) === null ? null : Number(value(key)));
  const text = (key: string): string | null => (value(key) === null ? null : String(value(key)));
  return {
    filled: number('filled'),
    distinct: Math.min(number('distinct'), number('filled')),
    low: text('low'),
    high: text('high'),
    least: orNull('least'),
    greatest: orNull('greatest'),
    numbers: number('numbers'),
    fractions: number('fractions'),
    negative: number('negative'),
    leadingZeros: number('leadingZeros'),
    chinese: number('chinese'),
    byShape: Object.fromEntries(wanted.map((shape) => [shape, number(shape)])),
    firstIsDay: number('firstIsDay'),
    secondIsDay: number('secondIsDay'),
  };
}
