import type { PlanFile } from '../entries/campaign.js';
import type { Registry } from '../entries/registry.js';
import type { DecidedBeyond, UserBeyond } from '../pipeline/serve/beyond-plan.js';
import type { ServedExperiments } from '../pipeline/serve/experiments.js';
import type { Exposure, StoredExposures } from '../pipeline/serve/exposures.js';
import type { FeatureSlot } from '../pipeline/serve/feature-slot.js';
import type { InboundService } from '../pipeline/serve/inbound.js';
import type { PlanSlot } from '../pipeline/serve/plan-slot.js';
import type { Access } from './access/access.js';
import type { Arriving } from './http/arriving.js';
import type { InFlight } from './http/in-flight.js';
import type { Lifecycle } from './http/lifecycle.js';
import type { ErrorDetail } from './http/problem.js';
import type { RequestLog } from './log.js';
import type { Metrics } from './metrics.js';
import type { Models } from './models.js';

/** The feature file, and what is done with users that it does not have. */
export interface UserFeatures {
  readonly slot: FeatureSlot;
  readonly unknownUser: 'refuse' | 'score';
  /** Age from which it is stale, ms. */
  readonly maxAgeMs: number;
  /** Whether a stale file makes the server not ready. */
  readonly staleFails: boolean;
}

/** All that the routes of a server share. */
export interface Service {
  readonly models: Models;
  /** Where the models come from; null for a folder. */
  readonly registry: Registry | null;
  /** Features by user; null where every request brings its own. */
  readonly table: UserFeatures | null;
  /** The plan that decides; null without one. */
  readonly plan: PlanSlot | null;
  /** Whether a user opted out, as the state knows it now; null without a state. */
  readonly optOuts: ((user: string) => Promise<boolean>) | null;
  /** Decides about users whom the plan does not have, by its prices; null where such users are unknown. */
  readonly beyondPlan: {
    /** Names of the columns that a request must tell. */
    readonly columns: (plan: PlanFile) => readonly string[];
    readonly decide: (plan: PlanFile, user: UserBeyond) => Promise<DecidedBeyond>;
  } | null;
  /** The experiments that it assigns; none where no configuration was given. */
  readonly experiments: ServedExperiments;
  /** Keeps exposures in the state; null without one. */
  readonly exposures: ((given: readonly Exposure[]) => Promise<StoredExposures>) | null;
  /** What is done with receipts and opt-outs; null where the server takes none. */
  readonly inbound: InboundService | null;
  /** Whether it tells why users have their scores. */
  readonly explains: boolean;
  readonly inFlight: InFlight;
  /** Requests whose bodies may still arrive. */
  readonly arriving: Arriving;
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
