import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

import { WinbackError } from '../../base/errors.js';

/** Who may read the dashboard. */
export interface Access {
  /** Names that a Host header may have, without port. */
  readonly hosts: ReadonlySet<string>;
  /** Digest of the token; null where none is asked for. */
  readonly token: Buffer | null;
}

/** Fewest letters of a token: 128 bits in hexadecimal digits are 32. */
const shortestToken = 16;
const cookie = 'winback_token';
const loopbackNames = ['localhost', '127.0.0.1', '[::1]'];

/** Whether an address can be reached from this machine alone. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/**
 * @param host address that is listened on
 * @param names further names under which the page is opened, such as that of a proxy
 * @param token what readers must know; null for none
 * @throws WinbackError BAD_INPUT for a short token, and for another machine's readers without one
 */
export function accessOf(host: string, names: readonly string[], token: string | null): Access {
  if (token === null && !isLoopback(host))
    throw new WinbackError(
      'BAD_INPUT',
      `--host ${host}: others can reach this address, so a token is needed: --token-file FILE`,
    );
  if (token !== null && token.length < shortestToken)
    throw new WinbackError(
      'BAD_INPUT',
      `the token has ${token.length} letters; it needs at least ${shortestToken}`,
    );
  const own = isIP(host) === 6 ? `[${host}]` : host;
  const hosts = new Set([...loopbackNames, own, ...names].map((name) => name.toLowerCase()));
  return { hosts, token: token === null ? null : digest(token) };
}

/** Whether the request names one of our hosts: another site's name that points here would read the page (DNS rebinding). */
export function isOurHost({ hosts }: Access, { headers: { host } }: IncomingMessage): boolean {
  return host !== undefined && hosts.has(host.toLowerCase().replace(/:\d+$/, ''));
}

/** Whether the request knows the token: as a bearer, or in the cookie that the first visit left. */
export function knowsToken({ token }: Access, { headers }: IncomingMessage): boolean {
  if (token === null) return true;
  const bearer = /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1];
  const cookieText = new RegExp(`(?:^|;\\s*)${cookie}=([^;]+)`).exec(headers.cookie ?? '')?.[1];
  const kept = cookieText === undefined ? undefined : unescaped(cookieText);
  return [bearer, kept].some((given) => given !== undefined && isToken(token, given));
}

/** A cookie that is no escaped text is not ours. */
function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

/** Whether a text is the token; as long for a wrong one as for the right one. */
export const isToken = (token: Buffer, given: string): boolean => timingSafeEqual(digest(given), token);

/** The cookie that stands for a token: scripts and other sites do not see it. */
export const tokenCookie = (token: string): string =>
  `${cookie}=${encodeURIComponent(token)}; HttpOnly; SameSite=Strict; Path=/; Max-Age=2592000`;
