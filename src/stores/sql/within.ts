import { WinbackError } from '../../base/errors.js';

/** How long an answer is waited for. */
export interface Patience {
  /** Longest wait, ms. */
  readonly ms: number;
  /** Who has to answer, for the message. */
  readonly who: string;
  /** Ends the wait, which rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * The answer, or an error when it has not come in time.
 * @param answer what is waited for
 * @param patience how long, and what ends it
 * @throws WinbackError IO
 */
export function within<T>(answer: Promise<T>, { ms, who, signal }: Patience): Promise<T> {
  // No Promise.race with a promise that lives on: that would keep every answer until the end.
  return new Promise<T>((resolve, reject) => {
    const late = `${who}: nothing came for ${ms / 1000} s (timeoutSeconds): the server is busy or the connection is cut`;
    const timer = setTimeout(() => reject(new WinbackError('IO', late)), ms);
    const stop = (): void => reject(signal?.reason as Error);
    signal?.addEventListener('abort', stop, { once: true });
    if (signal?.aborted) stop();
    answer.then(resolve, reject).finally(() => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
    });
  });
}
