import { WinbackError } from '../../../base/errors.js';
import { isLoopback } from '../../../stores/connection-url.js';

/**
 * An address that a secret holds: no message may show it, since whoever knows it can send.
 * @param url what the secret says
 * @param name option that messages name
 * @throws WinbackError BAD_INPUT for an address that is none, or without TLS
 */
export function secretAddress(url: string, name: string): URL {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    throw new WinbackError('BAD_INPUT', `${name} holds no URL`);
  }
  const safe = parsed.protocol === 'https:' || (parsed.protocol === 'http:' && isLoopback(parsed.hostname));
  if (safe) return parsed;
  throw new WinbackError(
    'BAD_INPUT',
    `${name} must begin with https://, since alarms say what a business is like`,
  );
}

/** Host and last four letters, which tell one address from another and give none away. */
export const shownAddress = (url: URL): string => `${url.host}…${url.href.slice(-4)}`;

/** Why a request to a secret address failed: the error of fetch says nothing, its cause may, and neither shows the address. */
export function requestFault(error: unknown, timeoutSeconds: number): string {
  const { name, cause } = error as Error & { readonly cause?: { readonly code?: unknown } };
  if (name === 'TimeoutError' || name === 'AbortError') return `no answer in ${timeoutSeconds} s`;
  return typeof cause?.code === 'string' ? cause.code : 'the connection failed';
}
