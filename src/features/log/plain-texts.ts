import type { DuckDb } from '../../data/sources/duckdb.js';
import { plainNumberSql } from '../../data/sql/plain-number.js';
import { quotedName } from '../../data/sql/quote.js';
import { isIsoSql } from '../../data/time-forms/column-times.js';
import type { EventsConfig } from '../config.js';
import { columnsRead } from '../mapping.js';
import { type ColumnTypes, isText, type NumberColumn, numberColumns } from './number-sql.js';

/** What one pass over the texts of a log tells: most logs need no second look. */
export interface PlainTexts {
  /** Text columns of numbers that hold more than plain numbers such as 12.5. */
  readonly written: ReadonlySet<string>;
  /** Whether the texts of the time column are all ISO 8601. */
  readonly isoTime: boolean;
}

/** The columns a source takes numbers from, where their form matters. */
export function numberNames({ source }: NumberColumn): readonly string[] {
  const isChosen = typeof source !== 'string' && ('cases' in source || 'constant' in source);
  return isChosen ? [] : columnsRead(source);
}

/** Looks at all texts that are numbers or times: text files are parsed once for it. */
export async function plainTexts(
  engine: DuckDb,
  config: EventsConfig,
  from: string,
  types: ColumnTypes,
  signal: AbortSignal | undefined,
): Promise<PlainTexts> {
  const names = [...new Set(numberColumns(config).flatMap(numberNames))].filter(isText(types));
  const { time } = config.columns;
  const asked = names.map((name, i) => {
    const text = `trim(${quotedName(name)}::VARCHAR)`;
    return `coalesce(bool_or(${text} <> '' AND (${plainNumberSql(text)}) IS NULL), false) AS w${i}`;
  });
  const isTimeText = types.get(time) === 'VARCHAR';
  if (isTimeText) asked.push(`coalesce(bool_and(${isIsoSql(`trim(${quotedName(time)})`)}), true) AS iso`);
  if (asked.length === 0) return { written: new Set(), isoTime: true };
  const [row] = await engine.rows(`SELECT ${asked.join(', ')} FROM ${from}`, { signal });
  return {
    written: new Set(names.filter((_, i) => row?.[`w${i}`] === true)),
    isoTime: !isTimeText || row?.['iso'] === true,
  };
}
