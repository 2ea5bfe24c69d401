import type { Cell } from './store.js';

/** A statement with question marks for its parameters. It runs once for each list of parameters. */
export interface Statement {
  /** One statement. Names that could be words of SQL stand in double quotes; a question mark is always a parameter. */
  readonly sql: string;
  /** The parameters of each run. @default one run without parameters */
  readonly rows?: readonly (readonly Cell[])[] | undefined;
}

/** A row by the names of its columns. */
export type CellRow = Readonly<Record<string, Cell>>;

/** What a statement gave, all runs together. */
export interface StatementRows {
  /** Rows of a query or of RETURNING. Integers are numbers, and bigint beyond 2^53. */
  readonly rows: readonly CellRow[];
  /** Rows that were inserted, updated or deleted. */
  readonly changes: number;
}

/** Reads that all see the database as it was at one moment. */
export interface Snapshot {
  /**
   * Rows at that moment.
   * @param statement a query
   * @param signal stops the reading
   * @throws WinbackError IO, CLOSED
   */
  read(statement: Statement, signal?: AbortSignal | undefined): Promise<StatementRows>;
  /** Lets the moment go. Twice is fine. */
  close(): Promise<void>;
}

/** A database that keeps what was written: every call is one transaction, and none of them runs on the event loop. */
export interface Transactions {
  /** Whose SQL it is. */
  readonly dialect: 'sqlite' | 'postgres';
  /** The file, or `user@host:port/database`, for messages. */
  readonly place: string;
  /**
   * Reads that see one moment. They do not wait for a writer.
   * @param statements queries
   * @param signal stops the reading
   * @throws WinbackError IO, ABORTED, CLOSED
   */
  read(statements: readonly Statement[], signal?: AbortSignal | undefined): Promise<readonly StatementRows[]>;
  /**
   * All statements or none; on the disk when the promise resolves. One writer works at a time, whatever process it is
   * in, so that what a statement reads holds until the end of the transaction.
   * @param statements what is read and written, in this order
   * @param signal stops the transaction
   * @throws WinbackError IO, LOCKED, BAD_INPUT, ABORTED, CLOSED
   */
  write(
    statements: readonly Statement[],
    signal?: AbortSignal | undefined,
  ): Promise<readonly StatementRows[]>;
  /** Reads over many calls that all see this moment. Whoever asks closes it. */
  snapshot(): Promise<Snapshot>;
  /** Ends once the calls before it have ended. Later calls are refused with CLOSED. Twice is fine. */
  close(): Promise<void>;
}
