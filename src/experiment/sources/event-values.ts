import { WinbackError } from '../../base/errors.js';
import { shown } from '../../base/options.js';
import type { ArrowTable } from '../../data/arrow-shape.js';
import { columnOf } from '../../data/read/column.js';
import type { DuckDb } from '../../data/sources/duckdb.js';
import { quotedName, quotedText } from '../../data/sql/quote.js';
import type { ExperimentConfig } from '../config/config.js';
import type { ExposureConfig } from '../config/events-config.js';
import { labelIndex } from '../config/labels.js';
import { unknownVariant } from '../data/arms.js';

/** A value in a log that cannot be read. */
export interface BadValue {
  /** Counted from 1, as the log gives its rows. */
  readonly row: number;
  readonly value: unknown;
  /** How many such values the log has. */
  readonly count: number;
}

/** The first value in the rows that `bad` holds for; null where there is none. @param source FROM item of the log */
export async function firstBad(
  db: DuckDb,
  source: string,
  value: string,
  bad: string,
): Promise<BadValue | null> {
  const [counted] = await db.rows(`SELECT count(*) AS n FROM ${source} WHERE ${bad}`);
  const count = Number(counted?.['n'] ?? 0);
  if (count === 0) return null;
  const [found] = await db.rows(
    `SELECT row, value FROM (SELECT row_number() OVER () AS row, ${value} AS value, ${bad} AS bad FROM ${source}) ` +
      'WHERE bad ORDER BY row LIMIT 1',
  );
  return { row: Number(found?.['row']), value: found?.['value'], count };
}

/**
 * Why a query of outcomes failed: the database reads the value column of every row, whatever its event.
 * @throws BAD_INPUT for a value that is no number, naming row and value
 */
export async function requireNumbers(db: DuckDb, source: string, events: ExposureConfig): Promise<void> {
  for (const { value: name } of events.outcomes) {
    if (name === undefined) continue;
    const value =
      events.properties === undefined
        ? quotedName(name)
        : `json_extract_string(${quotedName(events.properties)}, ${quotedText(`$."${name}"`)})`;
    const bad = `${value} IS NOT NULL AND TRY_CAST(${value} AS DOUBLE) IS NULL`;
    const found = await firstBad(db, quotedName(source), value, bad);
    if (found === null) continue;
    throw new WinbackError(
      'BAD_INPUT',
      `events: "${name}" must hold numbers, but row ${found.row} of the log holds ${shown(found.value)}` +
        (found.count > 1 ? ` (${found.count} such values)` : ''),
    );
  }
}

/**
 * @param users one row per exposed user, with `user` and `variant`
 * @throws BAD_INPUT for a variant the experiment does not have, naming the user: the row is of no table that anybody wrote
 */
export function requireVariants(users: ArrowTable, { control, treatments }: ExperimentConfig): void {
  const arms = [control, ...treatments];
  const known = new Set<string>();
  const [variants, names] = [columnOf(users, 'variant'), columnOf(users, 'user')];
  for (let row = 0; row < users.numRows; row++) {
    const value = variants.get(row);
    if (value === null || value === undefined) continue;
    const label = String(value);
    if (known.has(label)) continue;
    if (labelIndex(label, arms) < 0)
      throw unknownVariant(label, arms, `exposure of user ${shown(String(names.get(row)))}: `);
    known.add(label);
  }
}
