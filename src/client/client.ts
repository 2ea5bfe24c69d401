import { ServiceError } from './service-error.js';
import type {
  AssignAnswer,
  BatchAnswer,
  DecideAnswer,
  DecideRequest,
  ExplainAnswer,
  ExposureAnswer,
  ExposureRequest,
  ModelStatus,
  ProblemDocument,
  ReadyAnswer,
  ScoreAnswer,
  ScoreRequest,
} from './wire.js';

/** How a server is asked. */
export interface ClientOptions {
  /** Key or token, sent as `authorization: Bearer ...`. @default none */
  readonly key?: string | undefined;
  /** Most time of a request, ms; the server is told, and does not score what nobody waits for. @default 10,000 */
  readonly timeoutMs?: number | undefined;
  /**
   * The function that sends requests, in place of the global `fetch`.
   * @param url address
   * @param init method, headers, body
   */
  readonly fetch?: ((url: string, init: RequestInit) => Promise<Response>) | undefined;
}

/**
 * Asks `winback serve`. It needs `fetch` and nothing else: it runs in Node.js, browsers and workers.
 *
 * @example
 * ```ts
 * import { WinbackClient } from 'winback/client';
 * import { startServer } from 'winback/server';
 *
 * const server = await startServer({ model: 'out/model', port: 0 });
 * const client = new WinbackClient(server.url);
 * const { probability } = await client.score({ id: 'u1', features: { recency_days: 25 } });
 * probability > 0 && probability < 1; // true
 * const batch = await client.scoreBatch([{ id: 'u1', features: {} }, { id: 'u2', features: {} }]);
 * batch.rows.length; // 2
 * (await client.models())[0]?.name; // production
 * const refused: unknown = await client.decide({ id: 'u1' }).catch((reason: unknown) => reason);
 * (refused as { status: number }).status; // 503
 * (await client.ready()).ready; // true
 * await server.close();
 * ```
 */
export class WinbackClient {
  readonly #url: string;
  readonly #options: ClientOptions;

  /**
   * A client of one server; nothing is asked yet.
   * @param url address of the server, such as `http://127.0.0.1:8080`
   * @param options key, time, another `fetch`
   */
  constructor(url: string, options: ClientOptions = {}) {
    this.#url = url.replace(/\/+$/, '');
    this.#options = options;
  }

  /**
   * The score of one user.
   * @param request the user, and the values that are known
   * @throws ServiceError
   */
  score(request: ScoreRequest): Promise<ScoreAnswer> {
    return this.#send('POST', '/v1/score', request);
  }

  /**
   * The scores of several users.
   * @param rows up to 200 users, none twice
   * @throws ServiceError
   */
  scoreBatch(rows: readonly ScoreRequest[]): Promise<BatchAnswer> {
    return this.#send('POST', '/v1/score/batch', { rows });
  }

  /**
   * What the plan of the night decided about a user.
   * @param request the user, and whether he wants no messages
   * @throws ServiceError NOT_READY where no plan holds, USER_UNKNOWN
   */
  decide(request: DecideRequest): Promise<DecideAnswer> {
    return this.#send('POST', '/v1/decide', request);
  }

  /**
   * The arms of a user in the experiments of the server. Nothing is stored.
   * @param id the user
   * @throws ServiceError
   *
   * @example
   * ```ts
   * import { WinbackClient } from 'winback/client';
   * import { startServer } from 'winback/server';
   *
   * const server = await startServer({ model: 'out/model', port: 0 });
   * const { experiments } = await new WinbackClient(server.url).assign('u1');
   * await server.close();
   * experiments; // []
   * ```
   */
  assign(id: string): Promise<AssignAnswer> {
    return this.#send('POST', '/v1/assign', { id });
  }

  /**
   * Why a user of the feature file has the score. The server must have it on, and a key needs the scope `explain`.
   * @param id the user
   * @param reasons how many features to name, from 1 to those of the model; the strongest come first
   * @throws ServiceError NOT_FOUND where it is off, USER_UNKNOWN, NOT_READY without a feature file
   *
   * @example
   * ```ts
   * import { WinbackClient } from 'winback/client';
   * import { startServer } from 'winback/server';
   *
   * const server = await startServer({ model: 'out/model', port: 0 });
   * const refused: unknown = await new WinbackClient(server.url).explain('u1').catch((reason: unknown) => reason);
   * await server.close();
   * (refused as { status: number }).status; // 404
   * ```
   */
  explain(id: string, reasons?: number): Promise<ExplainAnswer> {
    const query = reasons === undefined ? '' : `?reasons=${reasons}`;
    return this.#send('GET', `/v1/explain/${encodeURIComponent(id)}${query}`);
  }

  /**
   * Tells that users saw their variant. Sending the same exposures again is harmless.
   * @param exposures 1 to 200
   * @throws ServiceError REFUSED where the server has no state, CONFLICT for a decision that was told of another user
   *
   * @example
   * ```ts
   * import { WinbackClient } from 'winback/client';
   * import { startServer } from 'winback/server';
   * import { openState } from 'winback/state';
   *
   * await (await openState('out/exposures.db')).close();
   * const server = await startServer({ model: 'out/model', port: 0, state: 'out/exposures.db' });
   * const client = new WinbackClient(server.url);
   * const seen = { decisionId: 'd1', id: 'u1', experiment: 'coupon', variant: 'on', version: '1' };
   * (await client.exposures([seen])).stored; // 1
   * (await client.exposures([seen])).known; // 1
   * await server.close();
   * ```
   */
  exposures(exposures: readonly ExposureRequest[]): Promise<ExposureAnswer> {
    return this.#send('POST', '/v1/exposures', { exposures });
  }

  /** What the server serves. @throws ServiceError */
  async models(): Promise<readonly ModelStatus[]> {
    return (await this.#send<{ models: readonly ModelStatus[] }>('GET', '/v1/models')).models;
  }

  /** Whether the server may get requests, and why not. */
  ready(): Promise<ReadyAnswer> {
    return this.#send('GET', '/health/ready', undefined, [503]);
  }

  async #send<T>(method: string, path: string, body?: unknown, also: readonly number[] = []): Promise<T> {
    const { key, timeoutMs = 10_000, fetch: send = fetch } = this.#options;
    const headers: Record<string, string> = { 'x-deadline-ms': String(timeoutMs) };
    if (key !== undefined) headers['authorization'] = `Bearer ${key}`;
    if (body !== undefined) headers['content-type'] = 'application/json';
    const signal = AbortSignal.timeout(timeoutMs);
    const text = body === undefined ? null : JSON.stringify(body);
    const answer = await send(`${this.#url}${path}`, { method, headers, body: text, signal });
    const type = answer.headers.get('content-type') ?? '';
    if ((answer.ok || also.includes(answer.status)) && type.startsWith('application/json'))
      return (await answer.json()) as T;
    const wait = Number(answer.headers.get('retry-after') ?? Number.NaN);
    const isProblem = type.startsWith('application/problem+json');
    const problem = isProblem ? ((await answer.json()) as ProblemDocument) : null;
    throw new ServiceError(answer.status, problem, Number.isFinite(wait) ? wait : null);
  }
}
