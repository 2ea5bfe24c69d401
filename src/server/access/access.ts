import type { IncomingHttpHeaders } from 'node:http';

import { Problem } from '../http/problem.js';
import { isLoopbackName } from './loopback.js';

/** What a key may be used for. */
export type Scope = 'score' | 'decide' | 'explain' | 'admin';

/** All scopes. */
export const scopes: readonly Scope[] = ['score', 'decide', 'explain', 'admin'];

/** Who a request comes from. */
export interface Caller {
  /** Id of the key, or the subject of a token. */
  readonly id: string;
  readonly scopes: readonly Scope[];
  /** Takes one request out of the allowance. @returns seconds to wait; 0 where there is room */
  readonly take: () => number;
}

/** Where callers are known: keys, tokens. */
export interface CallerSource {
  /** @returns null where the credential is not known here */
  callerOf(credential: string): Caller | null | Promise<Caller | null>;
  /** Reads again what the server was given. What cannot be read changes nothing. @throws WinbackError */
  reload(): Promise<unknown>;
}

/** Decides who may ask for what. Without sources the server is for this machine alone, and every caller is allowed everything. */
export class Access {
  readonly #sources: readonly CallerSource[];

  constructor(sources: readonly CallerSource[]) {
    this.#sources = sources;
  }

  /** Whether callers need a credential. */
  get isGuarded(): boolean {
    return this.#sources.length > 0;
  }

  /** The caller of a request; null where no credential is needed. @throws Problem NO_KEY, WRONG_KEY, NOT_ALLOWED, TOO_MANY, WRONG_HOST */
  callerOf(headers: IncomingHttpHeaders, scope: Scope): Caller | null | Promise<Caller> {
    if (!this.isGuarded) {
      requireLoopbackHost(headers.host);
      return null;
    }
    const credential = credentialOf(headers);
    const [only] = this.#sources;
    const found = this.#sources.length === 1 ? only!.callerOf(credential) : this.#search(credential);
    return found instanceof Promise ? found.then((one) => allowed(one, scope)) : allowed(found, scope);
  }

  /** Reads all sources again. @throws WinbackError of the first that cannot be read */
  async reload(): Promise<void> {
    for (const source of this.#sources) await source.reload();
  }

  async #search(credential: string): Promise<Caller | null> {
    for (const source of this.#sources) {
      const caller = await source.callerOf(credential);
      if (caller !== null) return caller;
    }
    return null;
  }
}

function credentialOf(headers: IncomingHttpHeaders): string {
  const key = headers['x-api-key'];
  if (typeof key === 'string' && key !== '') return key;
  const [scheme = '', credential = ''] = (headers.authorization ?? '').split(' ');
  if (scheme.toLowerCase() === 'bearer' && credential !== '') return credential;
  throw new Problem('NO_KEY', 'send a key as `authorization: Bearer KEY` or `x-api-key: KEY`');
}

function allowed(caller: Caller | null, scope: Scope): Caller {
  if (caller === null) throw new Problem('WRONG_KEY', 'the key or token is not known, or no longer valid');
  if (!caller.scopes.includes(scope))
    throw new Problem('NOT_ALLOWED', `this needs the scope "${scope}", which the key does not have`);
  const wait = caller.take();
  if (wait > 0)
    throw new Problem('TOO_MANY', 'the key has used up its rate', { retryAfter: Math.ceil(wait) });
  return caller;
}

// A page of the web can make a browser ask servers of its own machine under the name of a foreign host.
function requireLoopbackHost(host: string | undefined): void {
  if (host !== undefined && isLoopbackName(host.replace(/:\d+$/, ''))) return;
  throw new Problem('WRONG_HOST', 'without keys the server answers for localhost alone');
}
