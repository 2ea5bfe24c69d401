import { WinbackError } from '../base/errors.js';

/** Milliseconds that a server may take to confirm that a query is ended: who pressed Ctrl-C waits for it. */
export const killPatience = 3000;

/**
 * Why an attempt to end a query failed, in one line; null where it did not.
 * @param attempt the answer of the server
 * @param password taken out of the reason
 */
export async function whyNot(attempt: Promise<unknown>, password: string): Promise<string | null> {
  try {
    await attempt;
    return null;
  } catch (error) {
    const { message } = (error ?? {}) as { readonly message?: unknown };
    const line = String(typeof message === 'string' && message !== '' ? message : error).split('\n')[0]!;
    return password === '' ? line : line.replaceAll(password, '***');
  }
}

/**
 * A query that was stopped here and may go on at the server.
 * @param who product and place
 * @param statement ends the query
 * @param why reason of the server
 */
export const notKilled = (who: string, statement: string, why: string): WinbackError =>
  new WinbackError(
    'ABORTED',
    `${who}: the query was stopped here, but the server was not told and may go on with it until its own limits: ${statement} (${why})`,
  );
