import type { Client } from 'pg';

import { WinbackError } from '../../base/errors.js';
import type { SecretPlaces } from '../secrets.js';
import { type SqlEndpoint, type StoreAccess, sqlEndpoint } from '../sql/access.js';
import type { Cell } from '../sql/store.js';
import type { CellRow, Snapshot, Statement, StatementRows, Transactions } from '../sql/transactions.js';
import { within } from '../sql/within.js';
import { type Backend, backendSql, endBackend, endPostgres, openPostgres, postgresError } from './client.js';
import { postgresPort } from './postgres.js';

/** Writers of one database follow each other: the number of the lock that each of them takes. */
const writerLock = 7_714_232_851;

const beginRead = 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY';
const beginWrite = `BEGIN; SELECT pg_advisory_xact_lock(${writerLock})`;

/**
 * The database of a URL; nothing is sent yet.
 * @param name option that messages name
 * @throws WinbackError BAD_INPUT for an unusable URL or a password in it; NOT_FOUND for a missing secret or certificate
 */
export async function openPostgresTransactions(
  url: string,
  access: StoreAccess,
  name: string,
  places: SecretPlaces,
): Promise<Transactions> {
  return postgresTransactions(await sqlEndpoint(url, access, name, postgresPort, places));
}

/** PostgreSQL as a database of transactions: connections are made when they are first needed, and again after one broke. */
function postgresTransactions(endpoint: SqlEndpoint): Transactions {
  const reader = new Line(endpoint, beginRead);
  const writer = new Line(endpoint, beginWrite);
  return {
    dialect: 'postgres',
    place: endpoint.place,
    read: (statements, signal) => reader.run(statements, signal),
    write: (statements, signal) => writer.run(statements, signal),
    snapshot: () => snapshotOf(endpoint),
    async close() {
      await Promise.all([reader.close(), writer.close()]);
    },
  };
}

/** One connection, whose transactions follow each other. */
class Line {
  readonly #endpoint: SqlEndpoint;
  readonly #begin: string;
  #open: { readonly client: Client; readonly backend: Backend | undefined } | null = null;
  #last: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(endpoint: SqlEndpoint, begin: string) {
    this.#endpoint = endpoint;
    this.#begin = begin;
  }

  run(statements: readonly Statement[], signal: AbortSignal | undefined): Promise<readonly StatementRows[]> {
    if (this.#closed)
      return Promise.reject(new WinbackError('CLOSED', `the database ${this.#endpoint.place} is closed`));
    const turn = this.#last.then(() => this.#transaction(statements, signal));
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#last;
    this.#end();
  }

  async #transaction(
    statements: readonly Statement[],
    signal: AbortSignal | undefined,
  ): Promise<readonly StatementRows[]> {
    try {
      signal?.throwIfAborted();
      const { client } = await this.#connection(signal);
      const call = callOf(client, this.#endpoint, signal);
      await call(this.#begin, []);
      const results: StatementRows[] = [];
      for (const statement of statements) results.push(await runAll(statement, call));
      await call('COMMIT', []);
      return results;
    } catch (error) {
      await this.#broken();
      throw postgresError(error, this.#endpoint, signal);
    }
  }

  async #connection(signal: AbortSignal | undefined): Promise<{ readonly client: Client }> {
    if (this.#open !== null) return this.#open;
    const client = await openPostgres(this.#endpoint, signal);
    client.once('end', () => {
      if (this.#open?.client === client) this.#open = null;
    });
    const { rows } = await callOf(client, this.#endpoint, signal)(backendSql, []);
    this.#open = { client, backend: rows[0] as Backend | undefined };
    return this.#open;
  }

  // What is not committed is rolled back when the connection ends. A statement that still runs is ended at the server:
  // it would hold the lock of the writers.
  async #broken(): Promise<void> {
    const backend = this.#open?.backend;
    this.#end();
    if (backend !== undefined) await endBackend(this.#endpoint, backend);
  }

  #end(): void {
    if (this.#open !== null) endPostgres(this.#open.client);
    this.#open = null;
  }
}

type Call = (
  sql: string,
  values: readonly unknown[],
) => Promise<{
  readonly rows: readonly unknown[];
  readonly rowCount: number | null;
  readonly command: string;
}>;

function callOf(client: Client, endpoint: SqlEndpoint, signal: AbortSignal | undefined): Call {
  const patience = { ms: endpoint.timeoutMs, who: `PostgreSQL ${endpoint.place}`, signal };
  return (text, values) =>
    within(client.query({ text, values: values as unknown[], types: exact as never }), patience);
}

async function runAll({ sql, rows = [[]] }: Statement, call: Call): Promise<StatementRows> {
  const { text, parameters: wanted } = numbered(sql);
  const found: CellRow[] = [];
  let changes = 0;
  for (const parameters of rows) {
    if (parameters.length !== wanted)
      throw new WinbackError(
        'BAD_INPUT',
        `a statement with ${wanted} parameters was given ${parameters.length}: ${sql}`,
      );
    const result = await call(
      text,
      parameters.map((cell) => (typeof cell === 'bigint' ? String(cell) : cell)),
    );
    found.push(...(result.rows as CellRow[]));
    if (result.command !== 'SELECT') changes += result.rowCount ?? 0;
  }
  return { rows: found, changes };
}

/** Question marks as PostgreSQL writes them: $1, $2. Those inside quotes stay. */
function numbered(sql: string): { readonly text: string; readonly parameters: number } {
  let parameters = 0;
  const text = sql.replaceAll(/'[^']*'|"[^"]*"|\?/g, (part) => (part === '?' ? `$${++parameters}` : part));
  return { text, parameters };
}

// Numbers of pg_type.dat: integers of any size, and sums of them, which are numeric.
const integers = [20, 21, 23, 1700];
const doubles = [700, 701];

/** Integers as numbers, and bigint beyond 2^53. */
const exact = {
  getTypeParser:
    (type: number) =>
    (value: string): Cell => {
      if (doubles.includes(type)) return Number(value);
      if (!integers.includes(type)) return value;
      const number = Number(value);
      return Number.isSafeInteger(number) || /\./.test(value) ? number : BigInt(value);
    },
};

async function snapshotOf(endpoint: SqlEndpoint): Promise<Snapshot> {
  const client = await openPostgres(endpoint, undefined);
  const begin = callOf(client, endpoint, undefined);
  try {
    await begin(beginRead, []);
    await begin('SELECT 1', []);
  } catch (error) {
    endPostgres(client);
    throw postgresError(error, endpoint);
  }
  let closed = false;
  return {
    async read(statement, signal) {
      if (closed) throw new WinbackError('CLOSED', `the reading of ${endpoint.place} is closed`);
      try {
        return await runAll(statement, callOf(client, endpoint, signal));
      } catch (error) {
        throw postgresError(error, endpoint, signal);
      }
    },
    async close() {
      closed = true;
      endPostgres(client);
    },
  };
}
