import { WinbackError } from '../base/errors.js';
import { suggestion } from '../base/options.js';

/** Where a database is, and as whom it is asked. */
export interface ConnectionUrl {
  /** Such as `clickhouse`. */
  readonly scheme: string;
  /** Name of a machine, or an address; IPv6 without brackets. */
  readonly host: string;
  /** Undefined where the URL names none. */
  readonly port: number | undefined;
  /** Undefined where the URL names none. */
  readonly user: string | undefined;
  /** Undefined where the URL names none. */
  readonly database: string | undefined;
  /** What stands behind the question mark. */
  readonly options: ReadonlyMap<string, string>;
}

/** Whether a source is a URL of one of the schemes rather than a file. */
export function hasScheme(source: string, ...schemes: readonly string[]): boolean {
  return schemes.includes(/^([a-z][a-z0-9+.-]*):\/\//i.exec(source)?.[1]?.toLowerCase() ?? '');
}

/**
 * What a URL such as `clickhouse://reader@host:8443/shop` says. No message shows what stands before its host.
 * @param url the URL
 * @param name option that messages name
 * @param known names of options that may stand behind the question mark
 * @throws WinbackError BAD_INPUT for what is no URL, a password in it, a longer path, or an unknown option
 */
export function connectionUrl(url: string, name: string, known: readonly string[]): ConnectionUrl {
  const parsed = parsedUrl(url, name);
  if (parsed.password !== '') {
    throw new WinbackError(
      'BAD_INPUT',
      `${name}: a URL must not hold a password, since configurations are shared and logged: remove it, and say where it stands as passwordFrom: { env: NAME } or { file: PATH }`,
    );
  }
  const [database, ...more] = parsed.pathname.split('/').slice(1);
  if (more.length > 0)
    throw new WinbackError(
      'BAD_INPUT',
      `${name}: one database follows the host, as in scheme://user@host/database`,
    );
  return {
    scheme: parsed.protocol.slice(0, -1).toLowerCase(),
    host: decoded(parsed.hostname, name).replace(/^\[(.*)\]$/, '$1'),
    port: parsed.port === '' ? undefined : Number(parsed.port),
    user: decoded(parsed.username, name) || undefined,
    database: decoded(database ?? '', name) || undefined,
    options: optionsOf(parsed, name, known),
  };
}

/** `user@host:port/database`, for messages. */
export function placeOf({ user, host, port, database }: Omit<ConnectionUrl, 'scheme' | 'options'>): string {
  const at = host.includes(':') ? `[${host}]` : host;
  return `${user === undefined ? '' : `${user}@`}${at}${port === undefined ? '' : `:${port}`}/${database ?? ''}`;
}

/** Whether a host is this machine, so that nothing that is sent to it leaves it. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

function parsedUrl(url: string, name: string): URL {
  try {
    const parsed = new URL(url);
    if (parsed.hostname !== '') return parsed;
  } catch {
    // The error of URL shows the whole text.
  }
  throw new WinbackError('BAD_INPUT', `${name} is no usable URL: write scheme://user@host:port/database`);
}

function decoded(part: string, name: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new WinbackError('BAD_INPUT', `${name}: a % in a URL is written %25`);
  }
}

function optionsOf(parsed: URL, name: string, known: readonly string[]): ReadonlyMap<string, string> {
  const options = new Map(parsed.searchParams);
  const wrong = [...options.keys()].find((key) => !known.includes(key));
  if (wrong === undefined) return options;
  throw new WinbackError(
    'BAD_INPUT',
    `${name}: unknown option "${wrong}" in the URL${suggestion(wrong, known)}; known: ${known.join(', ') || 'none'}`,
  );
}
