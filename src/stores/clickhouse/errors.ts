import { type ErrorCode, WinbackError } from '../../base/errors.js';

/** Numbers of ClickHouse's own errors that get a remedy; ErrorCodes.cpp of ClickHouse lists them. */
const known: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  '47': ['BAD_INPUT', 'check the names of columns'],
  '60': ['NOT_FOUND', 'check table and database, and that the user may read the table'],
  '81': ['NOT_FOUND', 'check the database in the URL'],
  '159': ['IO', 'the time limit of the server (max_execution_time) was passed: read fewer days, or raise it'],
  '164': ['BAD_INPUT', 'the user is read-only: give another user for what writes'],
  '192': ['BAD_INPUT', 'check the user in the URL'],
  '194': ['BAD_INPUT', 'check the password that passwordFrom points to'],
  '241': [
    'OUT_OF_MEMORY',
    'the memory limit of the server was passed: read fewer days, or raise max_memory_usage',
  ],
  '497': ['BAD_INPUT', 'the user lacks a right: GRANT SELECT on the table'],
  '516': ['BAD_INPUT', 'check the user in the URL and the password that passwordFrom points to'],
};

interface Raised {
  readonly code?: unknown;
  readonly type?: unknown;
  readonly message?: unknown;
}

const messageOf = (error: Raised): string =>
  typeof error.message === 'string' ? error.message : String(error);

/** Whether the server gave up since a query took more memory than it may. */
export function isMemoryError(error: unknown): boolean {
  return error instanceof WinbackError && error.code === 'OUT_OF_MEMORY';
}

/**
 * What a client threw as an error that names server and remedy.
 * @param error anything thrown
 * @param place `user@host:port/database`
 * @param password taken out of the message
 * @param signal whose abort makes it ABORTED
 */
export function clickHouseError(
  error: unknown,
  place: string,
  password: string,
  signal?: AbortSignal | undefined,
): WinbackError {
  if (error instanceof WinbackError) return error;
  const options = password === '' ? { cause: error } : {};
  if (signal?.aborted === true) return new WinbackError('ABORTED', 'the query was stopped', options);
  const raised = (error ?? {}) as Raised;
  const hidden = (text: string): string => (password === '' ? text : text.replaceAll(password, '***'));
  const [firstLine = ''] = hidden(messageOf(raised)).split('\n');
  const { code, type } = raised;
  if (typeof code === 'string' && /^\d+$/.test(code)) {
    const [ours, remedy] = known[code] ?? (['BAD_INPUT', 'the server refused the query'] as const);
    const what = typeof type === 'string' ? ` ${type}` : '';
    return new WinbackError(
      ours,
      `ClickHouse ${place}: ${remedy}. Error ${code}${what}: ${firstLine}`,
      options,
    );
  }
  const label = typeof code === 'string' ? `${code} ` : '';
  return new WinbackError(
    'IO',
    `ClickHouse ${place}: no complete answer (${label}${firstLine}). Check host, port and protocol (HTTP interface: 8443 with TLS, 8123 without), and limits of time in between`,
    options,
  );
}
