import { readFile } from 'node:fs/promises';

import type { JSONWebKeySet, JWTVerifyGetKey } from 'jose';

import { WinbackError } from '../../base/errors.js';
import { type Caller, type CallerSource, type Scope, scopes } from './access.js';

/** Tokens (JWT) that the server takes. */
export interface TokenOptions {
  /** Where the public keys stand: an address (`https://.../jwks.json`) or a file. */
  readonly jwks: string;
  /** The audience that a token must name. */
  readonly audience: string;
  /** Who must have issued it. @default anybody whose keys these are */
  readonly issuer?: string | undefined;
}

/** Keys with a shared secret are refused: whoever can check such a token can make one. */
const algorithms = ['RS256', 'ES256', 'EdDSA'];
const toleranceSeconds = 60;
/** Keys are read again after this time, and a key that is not known makes them be read, at most once in `leastMs`. */
const freshMs = 600_000;
const leastMs = 30_000;
const fetchMs = 5000;

const endless = (): number => 0;

/** Checks tokens with the keys of a JWKS. While these cannot be read the last good ones hold. */
export class Tokens implements CallerSource {
  readonly #options: TokenOptions;
  readonly #now: () => number;
  #keys: JWTVerifyGetKey | null = null;
  #readAt = Number.NEGATIVE_INFINITY;

  constructor(options: TokenOptions, now: () => number) {
    this.#options = options;
    this.#now = now;
  }

  /** Reads the keys. @throws WinbackError NOT_FOUND, BAD_INPUT */
  async reload(): Promise<void> {
    this.#readAt = this.#now();
    const set = await this.#read();
    const { createLocalJWKSet } = await import('jose');
    try {
      this.#keys = createLocalJWKSet(set);
    } catch (cause) {
      throw new WinbackError('BAD_INPUT', `${this.#options.jwks} holds no JWKS`, { cause });
    }
  }

  async callerOf(credential: string): Promise<Caller | null> {
    if (credential.split('.').length !== 3) return null;
    if (this.#now() - this.#readAt > freshMs) await this.reload().catch(() => undefined);
    const found = await this.#verified(credential);
    if (found !== 'unknown-key' || this.#now() - this.#readAt < leastMs)
      return found === 'unknown-key' ? null : found;
    await this.reload().catch(() => undefined);
    const again = await this.#verified(credential);
    return again === 'unknown-key' ? null : again;
  }

  async #verified(credential: string): Promise<Caller | null | 'unknown-key'> {
    if (this.#keys === null) return null;
    const { jwtVerify, errors } = await import('jose');
    const { audience, issuer } = this.#options;
    try {
      const { payload } = await jwtVerify(credential, this.#keys, {
        ...{ algorithms, audience, clockTolerance: toleranceSeconds, requiredClaims: ['exp'] },
        ...{ currentDate: new Date(this.#now()), ...(issuer === undefined ? {} : { issuer }) },
      });
      const given = typeof payload['scope'] === 'string' ? payload['scope'].split(' ') : [];
      const own = given.filter((scope): scope is Scope => (scopes as readonly string[]).includes(scope));
      return { id: payload.sub ?? 'token', scopes: own, take: endless };
    } catch (error) {
      return error instanceof errors.JWKSNoMatchingKey ? 'unknown-key' : null;
    }
  }

  async #read(): Promise<JSONWebKeySet> {
    const { jwks } = this.#options;
    try {
      if (!/^https?:/.test(jwks)) return JSON.parse(await readFile(jwks, 'utf8')) as JSONWebKeySet;
      const answer = await fetch(jwks, { signal: AbortSignal.timeout(fetchMs), redirect: 'error' });
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      return (await answer.json()) as JSONWebKeySet;
    } catch (cause) {
      throw new WinbackError(
        'NOT_FOUND',
        `cannot read the keys of tokens from ${jwks}: ${(cause as Error).message}`,
        {
          cause,
        },
      );
    }
  }
}
