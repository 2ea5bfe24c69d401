import { isErrorCode, WinbackError } from '../base/errors.js';
import type { NativeChunk, NativeTable, StopHandle } from './binding.js';
import { addon } from './load.js';

/**
 * Awaits native work. An error made on a native thread has no JS stack: the caller's is taken before
 * the call, the native error is kept as cause.
 */
export async function crossing<T>(call: () => Promise<T>): Promise<T> {
  const caller = new WinbackError('INTERNAL', 'native call failed');
  try {
    return await call();
  } catch (cause) {
    throw translated(cause, caller);
  }
}

/** The same for a synchronous call. */
export function crossingSync<T>(call: () => T): T {
  try {
    return call();
  } catch (cause) {
    throw translated(cause, new WinbackError('INTERNAL', 'native call failed'));
  }
}

// What is no object was not made by the addon: a callback of the caller's threw it.
function translated(cause: unknown, caller: WinbackError): unknown {
  if (cause instanceof WinbackError || Object(cause) !== cause) return cause;
  const { code, message } = cause as { code?: unknown; message: string };
  const error = new WinbackError(isErrorCode(code) ? code : 'INTERNAL', message, { cause });
  if (caller.stack) error.stack = caller.stack.replace(caller.message, () => message);
  return error;
}

/** Runs `work` with a native stop token that follows `signal`; no listener stays behind. */
export async function withStop<T>(
  signal: AbortSignal | undefined,
  work: (stop: StopHandle | null) => Promise<T>,
): Promise<T> {
  if (signal === undefined) return work(null);
  if (signal.aborted) throw new WinbackError('ABORTED', 'stopped by the caller', { cause: signal.reason });
  const stop = addon().stopNew();
  const listener = (): void => addon().stopRequest(stop);
  signal.addEventListener('abort', listener, { once: true });
  try {
    return await work(stop);
  } finally {
    signal.removeEventListener('abort', listener);
  }
}

/**
 * The same for work that reports to a callback of the caller. What the callback throws, whatever it is, never
 * reaches native code: it stops the work, and `withProgress` rejects with it.
 */
export async function withProgress<A extends readonly unknown[], T>(
  signal: AbortSignal | undefined,
  callback: ((...progress: A) => void) | undefined,
  work: (stop: StopHandle | null, report: ((...progress: A) => void) | null) => Promise<T>,
): Promise<T> {
  if (callback === undefined) return withStop(signal, (stop) => work(stop, null));
  const own = new AbortController();
  const follow = (): void => own.abort(signal?.reason);
  if (signal?.aborted) follow();
  signal?.addEventListener('abort', follow, { once: true });
  let thrown: { readonly value: unknown } | undefined;
  const report = (...progress: A): void => {
    if (thrown !== undefined) return;
    try {
      callback(...progress);
    } catch (value) {
      thrown = { value };
      own.abort();
    }
  };
  try {
    return await withStop(own.signal, (stop) => work(stop, report));
  } finally {
    signal?.removeEventListener('abort', follow);
    // Also where the work ended before it could be stopped.
    throwAgain(thrown);
  }
}

function throwAgain(thrown: { readonly value: unknown } | undefined): void {
  if (thrown !== undefined) throw thrown.value;
}

/**
 * A table whose memory other threads may read in place. The addon holds it while it reads (decision 0014),
 * so a buffer may be transferred, detached or collected meanwhile; only one that can shrink is refused.
 */
export function pinned(table: NativeTable): NativeTable {
  for (const column of table.columns) for (const chunk of column.chunks) pinChunk(chunk, column.name);
  return table;
}

function pinChunk({ values, validity }: NativeChunk, name: string): void {
  for (const array of [values, validity]) {
    if (array === null) continue;
    const buffer = array.buffer as ArrayBuffer & { resizable?: boolean; growable?: boolean };
    if (buffer.resizable === true || buffer.growable === true) {
      throw new WinbackError('BAD_INPUT', `column ${name}: a resizable ArrayBuffer cannot be read in place`);
    }
  }
}
