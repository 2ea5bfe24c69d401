import { ensure } from '../base/errors.js';
import type { Statement, Transactions } from '../stores/sql/transactions.js';
import type { Kind } from './kinds/kind.js';
import { kinds } from './kinds.js';
import { type ListOptions, listStatement, type PutRule, putStatement, recordOf } from './record-sql.js';
import type { StateKind, StateRecords } from './records.js';

/** Records of some kinds, to be written together. */
export type RecordsToPut = { readonly [K in StateKind]?: readonly StateRecords[K][] | undefined };

/**
 * What a running system remembers. `openState` opens it. Every call is one transaction; reads do not wait for writers.
 */
export class State {
  /** The database, for rooms that write statements of their own. */
  readonly database: Transactions;

  /**
   * A state over a database that has its newest form already: `openState` makes one.
   * @param database open, and closed with the state
   */
  constructor(database: Transactions) {
    this.database = database;
  }

  /** The file, or `user@host:port/database`, for messages. */
  get place(): string {
    return this.database.place;
  }

  /**
   * Writes records in one transaction: all or none. A record replaces the one with the same key.
   * @param records by kind
   * @throws WinbackError BAD_INPUT naming the field that is wrong; IO, LOCKED
   */
  async put(records: RecordsToPut): Promise<void> {
    const statements = putStatements(records);
    if (statements.length > 0) await this.database.write(statements);
  }

  /**
   * The records of a kind, in the order of their keys.
   * @param kind which
   * @param options values that fields must have, days from and to, newest day first, at most how many
   * @throws WinbackError BAD_INPUT for a field that the kind does not have
   */
  async list<K extends StateKind>(
    kind: K,
    options: ListOptions<StateRecords[K]> = {},
  ): Promise<readonly StateRecords[K][]> {
    const [found] = await this.database.read([listStatement(kinds[kind], options)]);
    return found!.rows.map((row) => recordOf(kinds[kind], row));
  }

  /** Ends once the calls before it have ended. Twice is fine. */
  close(): Promise<void> {
    return this.database.close();
  }
}

/** @throws WinbackError BAD_INPUT unless `state` is what openState gave */
export function requireState(state: unknown): void {
  ensure(state instanceof State, 'state must be what openState gave');
}

/** The statements that write records. @throws WinbackError BAD_INPUT naming the field that is wrong */
export function putStatements(records: RecordsToPut, rule: PutRule = 'replace'): readonly Statement[] {
  return (Object.keys(records) as StateKind[]).flatMap((kind) => {
    ensure(kind in kinds, `a state has no records of the kind "${kind}"`);
    const list = records[kind] ?? [];
    // Kind and records belong together: the type of RecordsToPut says so.
    const plain = kinds[kind] as unknown as Kind<object>;
    return list.length === 0 ? [] : [putStatement(plain, kind, list, rule)];
  });
}
