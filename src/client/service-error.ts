import type { ProblemDocument } from './wire.js';

/**
 * A server said no, or something that is no answer of one.
 *
 * @example
 * ```ts
 * import { ServiceError, WinbackClient } from 'winback/client';
 * import { startServer } from 'winback/server';
 *
 * const server = await startServer({ model: 'out/model', port: 0 });
 * const client = new WinbackClient(server.url);
 * const error: unknown = await client.score({ features: { recency: 3 } }).catch((reason: unknown) => reason);
 * error instanceof ServiceError && error.problem?.errors?.[0]?.pointer; // /features/recency
 * await server.close();
 * ```
 */
export class ServiceError extends Error {
  /** Always `ServiceError`. */
  override readonly name = 'ServiceError';
  /** Status of HTTP. */
  readonly status: number;
  /** What the server says about it; null where the answer came from something else, such as a proxy. */
  readonly problem: ProblemDocument | null;
  /** Seconds after which it may be asked again; null where the server does not say. */
  readonly retryAfter: number | null;

  /**
   * An answer that is none.
   * @param status of HTTP
   * @param problem the document of the server
   * @param retryAfter seconds
   */
  constructor(status: number, problem: ProblemDocument | null, retryAfter: number | null) {
    super(problem === null ? `status ${status}` : messageOf(problem));
    this.status = status;
    this.problem = problem;
    this.retryAfter = retryAfter;
  }
}

function messageOf({ title, detail, code, errors = [] }: ProblemDocument): string {
  const values = errors.map(({ pointer, message, code: what }) => `${pointer} ${message ?? what}`.trim());
  const said = [...(detail === undefined ? [] : [detail]), ...values].join('; ');
  return `${code}: ${title}${said === '' ? '' : `: ${said}`}`;
}
