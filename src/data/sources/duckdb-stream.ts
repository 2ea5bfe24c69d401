import type { DuckDBDataChunk, DuckDBResult, DuckDBType } from '@duckdb/node-api';

import { WinbackError } from '../../base/errors.js';
import { quotedName } from '../sql/quote.js';
import { duckDbError } from './duckdb-errors.js';
import type { Lease } from './duckdb-lease.js';

/** Chunks of a result in order, each fetched when it is asked for. */
export interface ChunkStream {
  readonly names: readonly string[];
  readonly types: readonly DuckDBType[];
  /** @throws WinbackError when the result does not reach its end */
  chunks(): AsyncGenerator<DuckDBDataChunk>;
}

/** Column that is true in one row only, the last: see openStream. */
const endColumn = 'winback: end of the result';

const withEnd = (sql: string): string =>
  `SELECT *, false AS ${quotedName(endColumn)} FROM (${sql}\n) UNION ALL BY NAME SELECT true AS ${quotedName(endColumn)}`;

/**
 * Starts `sql` as a stream. DuckDB's JavaScript binding gives no chunk both at the end and after an error, and cannot be
 * asked which it was. So a last row is added to the result: a stream without it has lost rows. Statements that cannot be
 * a subquery (PRAGMA, several statements) are run to their end at once, which reports errors.
 */
export async function openStream(lease: Lease, sql: string, signal?: AbortSignal): Promise<ChunkStream> {
  const prepared = await lease
    .call((connection) => connection.prepare(withEnd(sql)), signal)
    .catch((error) => {
      if (error instanceof WinbackError && error.code !== 'BAD_INPUT' && error.code !== 'NOT_FOUND')
        throw error;
      return undefined;
    });
  if (prepared === undefined) {
    const result = await lease.call(async (connection) => (await connection.start(sql)).getResult(), signal);
    return described(result, 0, () => chunksOf(result, lease, signal));
  }
  try {
    const result = await lease.call(() => prepared.stream(), signal);
    return described(result, 1, () => wholeChunksOf(result, lease, sql, signal));
  } finally {
    prepared.destroySync();
  }
}

/** A result and its connection as native code takes them: objects of @duckdb/node-bindings. */
export interface NativeResult {
  readonly result: object;
  readonly connection: object;
}

/**
 * Runs a SELECT as a stream that `read` takes over: native code reads it to its end, on a thread of its own. The last row,
 * and no other, is true in the last column, which is added; `read` tells whether it came.
 * @throws WinbackError as the query does, also when it fails on the way
 */
export async function readNatively<T extends { readonly ended: boolean }>(
  lease: Lease,
  sql: string,
  read: (open: NativeResult) => Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  const found = await lease.call(async (connection) => {
    const result = await connection.stream(withEnd(sql));
    return read({ result: ownOf(result, 'result'), connection: ownOf(connection, 'connection') });
  }, signal);
  if (found.ended) return found;
  throw await reasonOf(lease, sql, signal);
}

// The binding's object inside of one of its JavaScript wrapper. The addon checks what it is.
function ownOf(wrapper: object, key: 'result' | 'connection'): object {
  const found: unknown = Reflect.get(wrapper, key);
  if (typeof found === 'object' && found !== null) return found;
  throw new WinbackError('INTERNAL', `@duckdb/node-api of another version: its wrapper has no ${key}`);
}

function described(result: DuckDBResult, added: number, chunks: ChunkStream['chunks']): ChunkStream {
  const names = result.deduplicatedColumnNames();
  const own = names.length - added;
  return { names: names.slice(0, own), types: result.columnTypes().slice(0, own), chunks };
}

async function* chunksOf(
  result: DuckDBResult,
  lease: Lease,
  signal: AbortSignal | undefined,
): AsyncGenerator<DuckDBDataChunk> {
  for (;;) {
    const chunk = await lease.call(() => result.fetchChunk(), signal);
    if (chunk === null || chunk.rowCount === 0) return;
    yield chunk;
  }
}

async function* wholeChunksOf(
  result: DuckDBResult,
  lease: Lease,
  sql: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<DuckDBDataChunk> {
  const last = result.columnCount - 1;
  for await (const chunk of chunksOf(result, lease, signal)) {
    const ended = chunk.getColumnVector(last).getItem(chunk.rowCount - 1) === true;
    if (ended) chunk.rowCount -= 1;
    if (chunk.rowCount > 0) yield chunk;
    if (ended) return;
  }
  throw await reasonOf(lease, sql, signal);
}

/** Why a stream ended early: the statement is run once more, without keeping a row. */
async function reasonOf(lease: Lease, sql: string, signal: AbortSignal | undefined): Promise<WinbackError> {
  try {
    await lease.call((connection) => connection.run(`EXPLAIN ANALYZE ${withEnd(sql)}`), signal);
  } catch (error) {
    return duckDbError(error, signal);
  }
  return new WinbackError('IO', 'DuckDB: the result ended before its last row and gave no reason; try again');
}
