import type { StepMemory } from './run-steps.js';

/** A contact of one user, or, `held`, one that the holdout kept from happening. */
export interface Contact {
  readonly user: string;
  /** The day of the plan, YYYY-MM-DD. */
  readonly date: string;
  readonly action: string;
  /** Kept back by the holdout: nobody was contacted. */
  readonly held: boolean;
  /** Expected cost, fen; 0 where held. */
  readonly costFen: number;
  /** Probability that a user with this plan is contacted. */
  readonly probability: number;
}

/** What a daily run remembers from day to day. */
export interface DailyMemory extends StepMemory {
  /** Contacts of the days `from` to `to`, both included, in order of day and user. */
  contacts(from: string, to: string): Promise<readonly Contact[]>;
}
