import {
  decideNumbers,
  isDoubt,
  type NumberReading,
  numberEvidence,
  refuseNumbers,
} from '../../data/numbers/column-numbers.js';
import type { DuckDb } from '../../data/sources/duckdb.js';
import { quotedName } from '../../data/sql/quote.js';
import type { EventsConfig } from '../config.js';
import { type ColumnTypes, isText, type NumberForms, numberColumns } from './number-sql.js';
import { numberNames, type PlainTexts } from './plain-texts.js';

/** How the number columns of a log that are text are read: those that are not all plain. */
export interface LogNumbers {
  readonly forms: NumberForms;
  readonly readings: ReadonlyMap<string, NumberReading>;
}

/**
 * Decides over each whole column in which form its numbers are written.
 * @throws WinbackError BAD_INPUT where a column has no one reading, naming option, column, values and remedy
 */
export async function logNumbers(
  engine: DuckDb,
  config: EventsConfig,
  from: string,
  types: ColumnTypes,
  { written }: PlainTexts,
  signal: AbortSignal | undefined,
): Promise<LogNumbers> {
  const readings = new Map<string, NumberReading>();
  for (const column of numberColumns(config)) {
    const { option, label } = column;
    for (const name of numberNames(column)) {
      if (!isText(types)(name) || readings.has(name)) continue;
      if (config.numberFormat === undefined && !written.has(name)) continue;
      const evidence = await numberEvidence(engine, from, quotedName(name), { signal });
      if (config.numberFormat === undefined && evidence.written === 0) continue;
      const isAllowed = config.allow.includes(label);
      const decided = decideNumbers(evidence, config.numberFormat ?? (isAllowed ? 'most' : undefined));
      if (isDoubt(decided))
        refuseNumbers(
          `${option === label ? 'columns.' : ''}${label}: column "${name}"`,
          decided,
          'events.numberFormat',
        );
      readings.set(name, decided);
    }
  }
  return { readings, forms: new Map([...readings].map(([name, { form }]) => [name, form])) };
}
