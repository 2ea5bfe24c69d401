import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

import { WinbackError } from '../../base/errors.js';
import { type Check, listOf, object, oneOf, optional, positive, shown, text } from '../../base/options.js';
import { type Caller, type CallerSource, type Scope, scopes } from './access.js';

/** A key of the file of keys. The file has digests alone: nobody who reads it learns a key. */
interface StoredKey {
  /** Who has the key; two keys of one id are valid at a time while one takes the other's place. */
  readonly id: string;
  /** SHA-256 of the key, in hexadecimal. */
  readonly sha256: string;
  readonly scopes: readonly Scope[];
  /** Requests a second; null for any number. */
  readonly perSecond: number | null;
  /** ISO 8601; null for no end. */
  readonly until: number | null;
}

const digest: Check<string> = (value, name) => {
  const given = text(value, name);
  if (/^[0-9a-f]{64}$/.test(given)) return given;
  throw new WinbackError('BAD_INPUT', `${name} must be the SHA-256 of a key in hexadecimal`);
};

const moment: Check<number> = (value, name) => {
  const at = Date.parse(text(value, name));
  if (Number.isFinite(at)) return at;
  throw new WinbackError(
    'BAD_INPUT',
    `${name} must be a time such as 2026-12-01T00:00:00Z, got ${shown(value)}`,
  );
};

const keyFile = object<{ readonly keys: readonly StoredKey[] }>({
  keys: listOf(
    object<StoredKey>({
      ...{ id: text, sha256: digest, scopes: listOf(oneOf(...scopes)) },
      ...{ perSecond: optional<number, null>(positive, null), until: optional<number, null>(moment, null) },
    }),
  ),
});

/** Requests that a key may make at once after a pause, in seconds of its rate. */
const burstSeconds = 1;

interface Known {
  readonly key: StoredKey;
  readonly caller: Caller;
}

/** The keys of a file. The file is read again when the server looks for models; one that cannot be read changes nothing. */
export class KeyFile implements CallerSource {
  readonly #file: string;
  readonly #now: () => number;
  readonly #share: number;
  #text = '';
  #byDigest: ReadonlyMap<string, Known> = new Map();
  /** Keys that were sent and are known: a digest a request costs as much as the scoring of a row. */
  readonly #bySent = new Map<string, Known>();

  /** @param share of the rates that this process grants: each of n workers grants an n-th */
  constructor(file: string, now: () => number, share: number) {
    this.#file = file;
    this.#now = now;
    this.#share = share;
  }

  /** Reads the file again. @returns whether it has changed. @throws WinbackError BAD_INPUT naming what is wrong, NOT_FOUND */
  async reload(): Promise<boolean> {
    const found = await readFile(this.#file, 'utf8').catch((cause: unknown) => {
      throw new WinbackError('NOT_FOUND', `cannot read the keys: ${(cause as Error).message}`, { cause });
    });
    if (found === this.#text) return false;
    const { keys } = keyFile(parsed(found, this.#file), this.#file);
    if (keys.length === 0) throw new WinbackError('BAD_INPUT', `${this.#file} has no key: nobody could ask`);
    const former = this.#byDigest;
    this.#byDigest = new Map(keys.map((key) => [key.sha256, this.#known(key, former.get(key.sha256))]));
    this.#bySent.clear();
    this.#text = found;
    return true;
  }

  callerOf(credential: string): Caller | null {
    const known = this.#bySent.get(credential) ?? this.#search(credential);
    if (known === undefined) return null;
    return known.key.until !== null && this.#now() >= known.key.until ? null : known.caller;
  }

  /** Keys that are not known are never kept, so that there are at most as many as in the file. */
  #search(credential: string): Known | undefined {
    // Who measures how long this takes learns about the digest, and nothing about the key.
    const known = this.#byDigest.get(createHash('sha256').update(credential).digest('hex'));
    if (known !== undefined) this.#bySent.set(credential, known);
    return known;
  }

  #known(key: StoredKey, former: Known | undefined): Known {
    // A key whose rate is the same goes on with what it has used.
    if (former !== undefined && former.key.perSecond === key.perSecond)
      return { key, caller: { id: key.id, scopes: key.scopes, take: former.caller.take } };
    const take = key.perSecond === null ? () => 0 : bucket(key.perSecond * this.#share, this.#now);
    return { key, caller: { id: key.id, scopes: key.scopes, take } };
  }
}

function parsed(content: string, file: string): unknown {
  try {
    return JSON.parse(content);
  } catch (cause) {
    throw new WinbackError('BAD_INPUT', `${file} is not JSON`, { cause });
  }
}

/** A bucket of tokens that fills at `rate` a second. @returns seconds until there is a token; 0 where one was taken */
function bucket(rate: number, now: () => number): () => number {
  const most = Math.max(1, rate * burstSeconds);
  let tokens = most;
  let at = now();
  return () => {
    const moment = now();
    // A clock that was set back fills nothing.
    tokens = Math.min(most, tokens + (Math.max(0, moment - at) / 1e3) * rate);
    at = moment;
    if (tokens < 1) return (1 - tokens) / rate;
    tokens--;
    return 0;
  };
}
