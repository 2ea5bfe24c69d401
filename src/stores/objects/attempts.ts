import { randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

import { WinbackError } from '../../base/errors.js';
import { wholeBytes } from '../whole-stream.js';
import type { BucketEndpoint } from './endpoint.js';
import { type Fault, faultOf, networkFault, objectError } from './errors.js';
import { type Connections, type HttpAnswer, send } from './http.js';
import { type BucketRequest, type SigningCache, signed } from './sign.js';

/** An attempt that failed and is made again. */
export interface ObjectRetry {
  /** `s3://bucket/key`. */
  readonly place: string;
  /** The attempt that failed, from 1. */
  readonly attempt: number;
  /** Attempts there are at most. */
  readonly of: number;
  /** Why it failed. */
  readonly why: string;
}

/** How long and how often a store is asked. */
export interface Persistence {
  /** Longest silence of the store, seconds. @default 60 */
  readonly silenceSeconds?: number | undefined;
  /** Attempts of one request. @default 5 */
  readonly attempts?: number | undefined;
  /** Pause before the second attempt, ms; each later one is twice as long, up to 20 s. @default 200 */
  readonly pauseMs?: number | undefined;
  /** Takes every attempt that is made again. */
  readonly onRetry?: ((retry: ObjectRetry) => void) | undefined;
}

/** Most bytes of an answer that is no object. */
const longestAnswer = 1 << 24;

/** A fault that no further attempt follows. */
export class ObjectFault extends Error {
  readonly fault: Fault;
  readonly attempts: number;
  constructor(fault: Fault, attempts: number) {
    super(fault.code);
    this.fault = fault;
    this.attempts = attempts;
  }
}

/** An answer whose content is read. */
export interface WholeAnswer {
  readonly headers: HttpAnswer['headers'];
  readonly text: string;
  /** How often the request was sent. */
  readonly attempts: number;
}

/** The connection to one bucket: signs, sends, and sends again what may succeed later. */
export class BucketClient {
  readonly endpoint: BucketEndpoint;
  readonly #connections: Connections;
  readonly #persistence: Persistence;
  readonly #cache: SigningCache = new Map();

  constructor(endpoint: BucketEndpoint, connections: Connections, persistence: Persistence) {
    this.endpoint = endpoint;
    this.#connections = connections;
    this.#persistence = persistence;
  }

  get attempts(): number {
    return this.#persistence.attempts ?? 5;
  }

  /** The whole answer to a small question. @throws ObjectFault for an error; WinbackError ABORTED */
  async ask(request: BucketRequest, signal: AbortSignal | undefined): Promise<WholeAnswer> {
    for (let attempt = 1; ; attempt++) {
      try {
        const answer = await this.open(request, signal);
        return { headers: answer.headers, text: await textOf(answer), attempts: attempt };
      } catch (error) {
        await this.again(error, attempt, request.key, signal);
      }
    }
  }

  /** One attempt, up to the head of an answer that is no error. @throws ObjectFault, or what the network throws */
  async open(request: BucketRequest, signal: AbortSignal | undefined): Promise<HttpAnswer> {
    const answer = await send(await signed(request, this.endpoint, this.#cache), this.#connections, signal);
    if (answer.status < 300) return answer;
    const region = answer.headers['x-amz-bucket-region'];
    throw new ObjectFault(faultOf(answer.status, await textOf(answer), region as string | undefined), 1);
  }

  /**
   * Waits until the next attempt after `error`.
   * @throws ObjectFault where no attempt is left or none would help; WinbackError ABORTED
   */
  async again(error: unknown, attempt: number, key: string, signal: AbortSignal | undefined): Promise<void> {
    if (error instanceof WinbackError) throw error;
    if (signal?.aborted === true) throw this.aborted(key);
    const fault = error instanceof ObjectFault ? error.fault : networkFault(error);
    if (!fault.passes || attempt >= this.attempts) throw new ObjectFault(fault, attempt);
    const why = fault.code || fault.said || `status ${fault.status}`;
    this.#persistence.onRetry?.({ place: `${this.endpoint.place}/${key}`, attempt, of: this.attempts, why });
    const { pauseMs = 200 } = this.#persistence;
    const longest = Math.min(20_000, pauseMs * 2 ** (attempt - 1));
    // Writers that were refused together must not come back together.
    await pause(longest / 2 + randomInt(Math.ceil(longest / 2) + 1), undefined, { signal }).catch(() => {
      throw this.aborted(key);
    });
  }

  aborted(key: string): WinbackError {
    return new WinbackError('ABORTED', `the transfer of ${this.endpoint.place}/${key} was stopped`);
  }

  /** What was thrown as an error for users. */
  error(error: unknown, key: string): WinbackError {
    if (error instanceof WinbackError) return error;
    if (error instanceof ObjectFault) return objectError(error.fault, this.endpoint, key, error.attempts);
    return objectError(networkFault(error), this.endpoint, key, 1);
  }
}

async function textOf({ body, headers }: HttpAnswer): Promise<string> {
  if (Number(headers['content-length'] ?? 0) > longestAnswer) {
    body.destroy();
    throw new Error('the answer is larger than any that was asked for');
  }
  return Buffer.from(await wholeBytes(body)).toString('utf8');
}
