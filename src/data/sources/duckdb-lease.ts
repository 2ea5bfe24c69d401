import type { DuckDBConnection } from '@duckdb/node-api';

import { WinbackError } from '../../base/errors.js';
import { duckDbError } from './duckdb-errors.js';

/** An interrupt that comes before DuckDB has begun the statement is lost, so it is repeated. */
const interruptEveryMs = 10;

/**
 * A connection and the calls in flight on it. DuckDB must not free a connection while one of its calls runs on a thread:
 * close() interrupts them, and the connection is freed when the last one has ended.
 */
export class Lease {
  readonly #connection: DuckDBConnection;
  readonly #onFreed: (lease: Lease) => void;
  #inFlight = 0;
  #ending = false;
  #freed = false;
  #calm: (() => void) | undefined;

  /** @param onFreed called once, after the connection is gone */
  constructor(connection: DuckDBConnection, onFreed: (lease: Lease) => void) {
    this.#connection = connection;
    this.#onFreed = onFreed;
  }

  /** @throws WinbackError CLOSED after close(), also for a call it interrupted; else as duckDbError says */
  async call<T>(work: (connection: DuckDBConnection) => Promise<T>, signal?: AbortSignal): Promise<T> {
    if (this.#ending) throw closedError();
    if (signal?.aborted) throw new WinbackError('ABORTED', 'the query was aborted', { cause: signal.reason });
    let calm: (() => void) | undefined;
    const abort = (): void => {
      calm ??= this.#interrupt();
    };
    signal?.addEventListener('abort', abort, { once: true });
    this.#inFlight++;
    try {
      return await work(this.#connection);
    } catch (error) {
      throw this.#ending ? closedError() : duckDbError(error, signal);
    } finally {
      signal?.removeEventListener('abort', abort);
      calm?.();
      this.#inFlight--;
      if (this.#inFlight === 0) this.#freeWhenEnded();
    }
  }

  /** No further call is taken; the connection is freed once none is in flight. Safe to call twice. */
  close(): void {
    this.#ending = true;
    if (this.#inFlight > 0) this.#calm ??= this.#interrupt();
    else this.#freeWhenEnded();
  }

  #freeWhenEnded(): void {
    if (!this.#ending || this.#freed) return;
    this.#freed = true;
    this.#calm?.();
    this.#connection.closeSync();
    this.#onFreed(this);
  }

  /** Interrupts what runs, again and again, until the function it gives is called. */
  #interrupt(): () => void {
    this.#connection.interrupt();
    const timer = setInterval(() => this.#connection.interrupt(), interruptEveryMs);
    timer.unref();
    return () => clearInterval(timer);
  }
}

export function closedError(): WinbackError {
  return new WinbackError('CLOSED', 'this DuckDB is closed');
}

/**
 * The connection as it is handed to others: its calls are counted by the lease, and so `closeSync` waits for them. The
 * results it gives are DuckDB's own.
 */
export function leased(connection: DuckDBConnection, lease: Lease): DuckDBConnection {
  return new Proxy(connection, {
    get(target, key): unknown {
      if (key === 'closeSync' || key === 'disconnectSync') return () => lease.close();
      const member: unknown = Reflect.get(target, key, target);
      if (typeof member !== 'function') return member;
      const isAsync = member.constructor.name === 'AsyncFunction';
      return isAsync
        ? (...given: unknown[]) => lease.call(() => Reflect.apply(member, target, given) as Promise<unknown>)
        : (...given: unknown[]) => Reflect.apply(member, target, given) as unknown;
    },
  });
}
