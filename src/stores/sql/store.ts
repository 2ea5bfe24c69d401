/** A table of a database, as `name` or `schema.name`, or the result of a query. */
export type Relation = { readonly table: string } | { readonly query: string };

/** One column of a result. */
export interface StoreColumn {
  /** Its name in the database. */
  readonly name: string;
  /** DuckDB's name of the type that holds every value of the column exactly, such as `UBIGINT` or `DECIMAL(18,4)`. */
  readonly type: string;
  /** What the column holds where no text gives it: bytes. Null for all that can be read. */
  readonly unreadable: string | null;
}

/** A row as texts in the forms that DuckDB casts; null for NULL. */
export type TextRow = readonly (string | null)[];

/** Rows of a result, and what was told apart from them. */
export interface StoreRows {
  /** The rows in batches, each fetched when it is asked for. The last is there before the end is told. */
  readonly batches: AsyncIterable<readonly TextRow[]>;
  /** Dates such as 0000-00-00 by column: they came as null. Complete when the rows have ended. */
  readonly zeroDates: ReadonlyMap<string, number>;
}

/** One cell that is written: numbers and texts as they are, null for NULL. */
export type Cell = string | number | bigint | null;

/** A column of a table that is written. */
export interface WrittenColumn {
  /** Its name. */
  readonly name: string;
  /** What its cells are; `key` is a text that is part of a key, of at most 255 letters. */
  readonly kind: 'key' | 'text' | 'number' | 'integer';
}

/** Rows of one run that replace those the table has of the same run. */
export interface WrittenRun {
  /** `name` or `schema.name`. */
  readonly table: string;
  /** The columns of the table that are written. */
  readonly columns: readonly WrittenColumn[];
  /** Names of the columns that tell a row. The first holds the run. */
  readonly key: readonly string[];
  /** The run that all rows carry in the first column of `key`. */
  readonly run: string;
  /** Make the table where it is missing. */
  readonly create: boolean;
}

/** A relational database. Every call has a connection of its own, so there is nothing to close. */
export interface SqlStore {
  /** `user@host:port/database`, for messages. */
  readonly place: string;
  /** The columns of a relation. @throws WinbackError naming place and remedy */
  columns(from: Relation, signal: AbortSignal | undefined): Promise<readonly StoreColumn[]>;
  /**
   * The rows of a relation, those columns in that order. The reading holds a few thousand rows, whatever the result holds.
   * @throws WinbackError IO where the connection ends before the rows, ABORTED; the query is then stopped at the server
   */
  rows(from: Relation, columns: readonly StoreColumn[], signal: AbortSignal | undefined): StoreRows;
  /**
   * Writes all tables of a run in one transaction: readers see all of them or nothing, and the same run again leaves the
   * same rows.
   * @returns rows written into each
   * @throws WinbackError NOT_FOUND for a missing table, IO, ABORTED
   */
  write(tables: readonly WrittenTable[], signal: AbortSignal | undefined): Promise<readonly number[]>;
}

/** A table of a run and its rows in batches, each asked for when the one before is written. */
export interface WrittenTable {
  readonly run: WrittenRun;
  readonly batches: AsyncIterable<readonly (readonly Cell[])[]>;
}

/** Rows that are fetched at once. */
export const batchRows = 4096;
