import type { DuckDb } from '../sources/duckdb.js';
import { quotedName } from '../sql/quote.js';

/** Types that columns of a CSV file are read as, instead of those that DuckDB tells from the first rows. */
export type ColumnTypes = Readonly<Record<string, string>>;

interface Sampled {
  readonly name: string;
  readonly type: string;
}

interface Question {
  readonly name: string;
  /** Conditions on one value, as SQL of a VARCHAR column, most serious first, with the type that one such value asks for. */
  readonly answers: readonly (readonly [condition: string, type: string | null])[];
}

/** The end of a time of day with its offset from UTC. */
export const zonedEnd = ':[0-9]{2}([.][0-9]+)?[ ]*(Z|z|UTC|[+-][0-9]{2}(:?[0-9]{2})?)$';

/**
 * The columns of a CSV file in which the type guessed from the first 200,000 rows would change the meaning of a value
 * without an error: DuckDB rounds `0.5` to a whole number, drops the time of day from a date and the offset from a time, takes
 * `0x10` for 16, and takes times without an offset for UTC where one value has an offset.
 * Reads the file once where it has such columns, with every thread and in bounded memory.
 * @param source the file as text in every column that `sampled` names
 */
export async function changedTypes(
  engine: DuckDb,
  sampled: readonly Sampled[],
  source: (text: readonly string[]) => string,
  signal: AbortSignal | undefined,
): Promise<ColumnTypes> {
  const questions = sampled.flatMap(questionsOf);
  if (questions.length === 0) return {};
  const asked = questions.flatMap(({ answers }, i) =>
    answers.map(([condition], k) => `coalesce(bool_or(${condition}), false) AS "${i}.${k}"`),
  );
  const text = questions.map(({ name }) => name);
  const [row] = await engine.rows(`SELECT ${asked.join(', ')} FROM ${source(text)}`, { signal });
  const types = questions.flatMap(({ name, answers }, i) => {
    const found = answers.find((_, k) => row![`${i}.${k}`] === true);
    return found === undefined || found[1] === null ? [] : [[name, found[1]] as const];
  });
  return Object.fromEntries(types);
}

function questionsOf({ name, type }: Sampled): readonly Question[] {
  const value = quotedName(name);
  const cast = (to: string): string => `TRY_CAST(${value} AS ${to})`;
  const zoned = `regexp_matches(${value}, '${zonedEnd}')`;
  const answers = answersOf(type, value, cast, zoned);
  return answers === null ? [] : [{ name, answers }];
}

const yearLast = (value: string): string =>
  `regexp_matches(${value}, '^[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{2}')`;

function answersOf(
  type: string,
  value: string,
  cast: (to: string) => string,
  zoned: string,
): Question['answers'] | null {
  switch (type) {
    case 'BIGINT':
      return [
        // No number at all: reading ends with an error that names the line.
        [`${value} IS NOT NULL AND ${cast('BIGINT')} IS NULL AND ${cast('DOUBLE')} IS NULL`, null],
        [`${cast('BIGINT')} IS NOT NULL AND ${cast('DOUBLE')} IS NULL`, 'VARCHAR'],
        [`${cast('DOUBLE')} IS DISTINCT FROM CAST(${cast('BIGINT')} AS DOUBLE)`, 'DOUBLE'],
      ];
    case 'DATE':
      return [
        // The order of day and month would be guessed.
        [yearLast(value), 'VARCHAR'],
        [zoned, 'VARCHAR'],
        [`CAST(${cast('DATE')} AS TIMESTAMP) <> ${cast('TIMESTAMP')}`, 'TIMESTAMP'],
      ];
    case 'TIMESTAMP':
      return [
        [yearLast(value), 'VARCHAR'],
        [zoned, 'VARCHAR'],
      ];
    case 'TIMESTAMP WITH TIME ZONE':
      return [[`NOT ${zoned}`, 'VARCHAR']];
    default:
      return null;
  }
}
