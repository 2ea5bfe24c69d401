/** The databases that a state may be in. */
export type Dialect = 'sqlite' | 'postgres';

/** Parts of SQL that the two databases write differently. */
export interface Words {
  /** Seconds since 1970 of a day, at its begin in UTC. */
  readonly dayTime: (column: string) => string;
  /** Seconds since 1970 of a time in microseconds. */
  readonly time: (column: string) => string;
  /** A number, and a text, of a field of a JSON object. */
  readonly number: (column: string, field: string) => string;
  readonly text: (column: string, field: string) => string;
  /** A row a member of a list that stands in a field, as `one.value`; without a field the column is the list. */
  readonly each: (column: string, field?: string) => string;
}

/** SQL words of each database. */
export const words: Readonly<Record<Dialect, Words>> = {
  sqlite: {
    dayTime: (column) => `CAST(strftime('%s', ${column}) AS INTEGER)`,
    time: (column) => `${column} / 1000000`,
    number: (column, field) => `json_extract(${column}, '$.${field}')`,
    text: (column, field) => `json_extract(${column}, '$.${field}')`,
    each: (column, field) => `json_each(${column}${field === undefined ? '' : `, '$.${field}'`}) AS one`,
  },
  postgres: {
    dayTime: (column) => `CAST(extract(epoch FROM CAST(${column} AS timestamp)) AS BIGINT)`,
    time: (column) => `${column} / 1000000`,
    number: (column, field) => `CAST(CAST(${column} AS jsonb) ->> '${field}' AS DOUBLE PRECISION)`,
    text: (column, field) => `CAST(${column} AS jsonb) ->> '${field}'`,
    each: (column, field) =>
      `jsonb_array_elements(CAST(${column} AS jsonb)${field === undefined ? '' : ` -> '${field}'`}) AS one(value)`,
  },
};

/** A view over the state: what one panel shows. */
export interface View {
  /** Without `winback_panel_`. */
  readonly name: string;
  /** What a row is, and its columns. */
  readonly about: string;
  readonly sql: (words: Words) => string;
}

/** Name of the view in the database. */
export const viewName = (name: string): string => `winback_panel_${name}`;

/** A count of users, or NULL where it is 1 to 9. */
export const shown = (column: string): string =>
  `CASE WHEN ${column} BETWEEN 1 AND 9 THEN NULL ELSE ${column} END`;

/** A share of "n" rows, or NULL where 1 to 9 rows have it, or 1 to 9 have it not. */
export const shownShare = (column: string): string =>
  `CASE WHEN round(${column} * "n") BETWEEN 1 AND 9 OR round("n" - ${column} * "n") BETWEEN 1 AND 9 THEN NULL ELSE ${column} END`;

/**
 * Parts of a whole without those of 1 to 9 users, and without the next larger ones that would make them known (the rule of
 * pages/cells.ts).
 * @param parts a query with "project", "time", "part", "users" and "cost_minor"
 */
export const withoutSmallParts = (parts: string): string => `WITH parts AS (
  ${parts}
), ranked AS (
  SELECT *,
    sum(CASE WHEN "users" BETWEEN 1 AND 9 THEN 1 ELSE 0 END) OVER (PARTITION BY "project", "time") AS "small",
    row_number() OVER (PARTITION BY "project", "time" ORDER BY ("users" = 0), "users", "part") AS "place",
    coalesce(sum("users") OVER (PARTITION BY "project", "time" ORDER BY ("users" = 0), "users", "part"
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS "before"
  FROM parts
), judged AS (
  SELECT *, ("small" > 0 AND "users" > 0 AND ("users" < 10 OR "place" <= 2 OR "before" < 10)) AS "is_hidden" FROM ranked
)
SELECT "project", "time", "part",
  CASE WHEN "is_hidden" THEN NULL ELSE "users" END AS "users",
  CASE WHEN "is_hidden" THEN NULL ELSE "cost_minor" END AS "cost_minor"
FROM judged`;
