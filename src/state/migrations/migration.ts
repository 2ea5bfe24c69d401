/** One numbered step from an older form of the state to a newer one. What has been released never changes. */
export interface Migration {
  /** From 1, without gaps. */
  readonly number: number;
  /** What it brings, for those who read the table of migrations. */
  readonly name: string;
  /** Statements in the SQL of SQLite; PostgreSQL gets its own names of types. */
  readonly statements: readonly string[];
}

/** A table whose columns hold nothing but their type. */
export const table = (definition: string): string => `CREATE TABLE ${definition} STRICT`;

/** The statement for PostgreSQL: 64-bit integers, doubles, and texts in the order of their bytes as in SQLite. */
export function forPostgres(statement: string): string {
  return statement
    .replace(/ STRICT$/, '')
    .replaceAll(/\bINTEGER\b/g, 'BIGINT')
    .replaceAll(/\bREAL\b/g, 'DOUBLE PRECISION')
    .replaceAll(/\bTEXT\b/g, 'TEXT COLLATE "C"');
}
