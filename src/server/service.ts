import type { Registry } from '../entries/registry.js';
import type { Access } from './access/access.js';
import type { InFlight } from './http/in-flight.js';
import type { Lifecycle } from './http/lifecycle.js';
import type { ErrorDetail } from './http/problem.js';
import type { RequestLog } from './log.js';
import type { Metrics } from './metrics.js';
import type { Models } from './models.js';

/** All that the routes of a server share. */
export interface Service {
  readonly models: Models;
  /** Where the models come from; null for a folder. */
  readonly registry: Registry | null;
  readonly inFlight: InFlight;
  readonly lifecycle: Lifecycle;
  readonly access: Access;
  readonly metrics: Metrics;
  readonly log: RequestLog;
  /** How much of a problem callers see. */
  readonly errors: ErrorDetail;
  /** ms since 1970. */
  readonly now: () => number;
  /** ms, of any origin; never goes back. */
  readonly clock: () => number;
}
