/**
 * Regular expression of the texts that are numbers, for engines whose casts read others, too (`1d` in Spark) or stop at the
 * first that is none. It has no backslash, which some engines take for an escape.
 */
export const plainNumber = '^ *[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][-+]?[0-9]+)? *$';

/**
 * The number that a text says plainly, as SQL of DuckDB; NULL where it says none. DuckDB would also read 1_000 as 1000, as
 * programmers write it in source code; as a value of a log it may be an id, or two values run together.
 */
export const plainNumberSql = (text: string): string =>
  `CASE WHEN NOT contains(${text}, '_') THEN TRY_CAST(${text} AS DOUBLE) END`;
