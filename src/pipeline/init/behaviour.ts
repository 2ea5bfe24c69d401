import type { DuckDb } from '../../data/sources/duckdb.js';
import { quotedText } from '../../data/sql/quote.js';
import { type Column, valueSql } from './columns.js';

/** How the rows of each value of a column lie in time. */
export interface Returning {
  /** Different values, exactly. */
  readonly values: number;
  readonly perValue: number;
  /** Days from the first to the last row of a value, on average over values with several rows. */
  readonly spanDays: number;
  /** Days with rows of a value, on average. */
  readonly days: number;
}

/** What a view's queries take. */
export interface Viewed {
  readonly engine: DuckDb;
  readonly view: string;
  readonly signal: AbortSignal | undefined;
}

/** Whether values come back on other days, as users do and visits or orders do not. */
export async function returningOf(
  { engine, view, signal }: Viewed,
  { alias }: Column,
  time: string,
): Promise<Returning> {
  const [row] = await engine.rows(
    `SELECT count(*) AS "values", avg(n) AS "perValue", avg(days) AS days,
       coalesce(avg(span) FILTER (n > 1), 0) AS "spanDays"
     FROM (SELECT count(*) AS n, count(DISTINCT day) AS days, max(day) - min(day) AS span
           FROM (SELECT ${alias} AS value, (${time})::DATE AS day FROM ${view} WHERE ${alias} IS NOT NULL)
           WHERE day IS NOT NULL GROUP BY value)`,
    { signal },
  );
  const number = (key: keyof Returning): number => Number(row?.[key] ?? 0);
  return {
    values: number('values'),
    perValue: number('perValue'),
    spanDays: number('spanDays'),
    days: number('days'),
  };
}

/** Share of the values of `one`, among those on several rows, that have a single value of `other`; 1 without any. */
export async function determines(
  { engine, view, signal }: Viewed,
  one: string,
  other: string,
): Promise<number> {
  const [row] = await engine.rows(
    `SELECT avg((others = 1)::INTEGER) AS share FROM (
       SELECT count(DISTINCT ${other}) AS others FROM ${view}
       WHERE ${one} IS NOT NULL AND ${other} IS NOT NULL GROUP BY ${one} HAVING count(*) > 1)`,
    { signal },
  );
  return row?.['share'] === null || row === undefined ? 1 : Number(row['share']);
}

/** Share of the rows with both, in which `total` is the product within a cent. */
export async function isProduct(
  { engine, view, signal }: Viewed,
  total: Column,
  [a, b]: readonly [Column, Column],
): Promise<number> {
  const [row] = await engine.rows(
    `SELECT avg((abs(t - a * b) <= 0.011 + 0.0001 * abs(t))::INTEGER) AS share
     FROM (SELECT ${valueSql(total)} AS t, ${valueSql(a)} AS a, ${valueSql(b)} AS b
           FROM ${view})
     WHERE t IS NOT NULL AND a IS NOT NULL AND b IS NOT NULL`,
    { signal },
  );
  return Number(row?.['share'] ?? 0);
}

/** Values and rows of a column of names, most frequent first. */
export async function frequentNames(
  { engine, view, signal }: Viewed,
  { alias }: Column,
  most: number,
): Promise<readonly { readonly name: string; readonly rows: number }[]> {
  const rows = await engine.rows(
    `SELECT ${alias}::VARCHAR AS name, count(*) AS n FROM ${view} WHERE ${alias} IS NOT NULL
     GROUP BY 1 ORDER BY n DESC, 1 LIMIT ${most}`,
    { signal },
  );
  return rows.map((row) => ({ name: String(row['name']), rows: Number(row['n']) }));
}

/** An event name and how its rows are. */
export interface EventBehaviour {
  readonly name: string;
  readonly rows: number;
  readonly users: number;
  readonly first: string | null;
  readonly last: string | null;
  /** Share of the rows with an amount other than 0, and with one below 0; null without a column of amounts. */
  readonly withAmount: number | null;
  readonly negative: number | null;
}

/** SQL of the columns that a log is looked at by. */
export interface LogSql {
  readonly user: string;
  readonly time: string;
  readonly event: string | null;
  readonly amount: string | null;
}

/** Event names, at most `most`, the most frequent first. */
export async function eventBehaviour(
  { engine, view, signal }: Viewed,
  { user, time, event, amount }: LogSql,
  most: number,
): Promise<readonly EventBehaviour[]> {
  const rows = await engine.rows(
    `SELECT name, count(*) AS n, count(DISTINCT user_id) AS users, min(day)::VARCHAR AS first, max(day)::VARCHAR AS last,
       avg(coalesce(amount <> 0, false)::INTEGER) AS "withAmount", avg(coalesce(amount < 0, false)::INTEGER) AS negative
     FROM (SELECT trim((${event ?? quotedText('')})::VARCHAR) AS name, ${user} AS user_id, (${time})::DATE AS day,
             ${amount === null ? 'NULL::DOUBLE' : amount} AS amount FROM ${view})
     WHERE name IS NOT NULL GROUP BY name ORDER BY n DESC, name LIMIT ${most}`,
    { signal },
  );
  const orNull = (value: unknown): string | null => (value === null ? null : String(value));
  return rows.map((row) => ({
    name: String(row['name']),
    rows: Number(row['n']),
    users: Number(row['users']),
    first: orNull(row['first']),
    last: orNull(row['last']),
    withAmount: amount === null ? null : Number(row['withAmount']),
    negative: amount === null ? null : Number(row['negative']),
  }));
}
