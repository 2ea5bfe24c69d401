import type { PointerEntry, RegisteredVersion } from '../../registry/versions/records.js';
import type { DayModel } from './day.js';
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
  /** Currency of the cost, whose hundredth a fen is here. */
  readonly currency: string;
  /** Probability that a user with this plan is contacted. */
  readonly probability: number;
}

/** The models that a day is run with, by their digests. */
export interface DayModels {
  readonly model: string;
  /** The one before it; null where there is none. */
  readonly shadow: string | null;
}

/** What a daily run remembers from day to day. */
export interface DailyMemory extends StepMemory {
  /** The models of a day's first run, with which it is run again; null before. */
  models(date: string): Promise<DayModels | null>;
  /** Remembers the models of a day's first run. */
  keepModels(date: string, models: DayModels): Promise<void>;
  /** The newest day on which any day was first run with a model; null before the first. */
  newestModels(): Promise<(DayModels & { readonly date: string }) | null>;
  /**
   * The newest day before `date` on which a model was trained or calibrated, or `date` itself where its first model was; null where there is
   * none.
   */
  lastTraining(date: string): Promise<string | null>;
  /** Whether contacts of that day's plan were queued: the plan stands then. */
  isQueued(date: string): Promise<boolean>;
  /** Digest of the plan whose contacts were queued on that day; null where none were. */
  queuedPlan(date: string): Promise<string | null>;
  /** Contacts of the days `from` to `to`, both included, in order of day and user. */
  contacts(from: string, to: string): Promise<readonly Contact[]>;
  /** Contacts that other configurations of the state made from a day on. */
  contactsOfOthers(from: string): Promise<readonly Contact[]>;
  /** Contacts of a few users from a day on, `own`: whether this configuration made them. */
  contactsOfUsers(
    users: readonly string[],
    from: string,
  ): Promise<readonly (Contact & { readonly own: boolean })[]>;
}

/** Why a model took over. */
export interface Promotion {
  readonly digest: string;
  /** The model that was in production when this was decided; the promotion fails where it is another one by now. */
  readonly instead: string | null;
  /** The day on which it was decided, YYYY-MM-DD. */
  readonly date: string;
  /** Code of the reason: `first`, `clock`, `drift`, `auc-fall`, `rollback`, ... */
  readonly reason: string;
}

/** The stored models of a daily run. */
export interface DailyRegistry {
  /** The folder or address, for messages. */
  readonly name: string;
  /** Digest of the model in production; null before the first. */
  production(): Promise<string | null>;
  /** Digest of the model that was in production before; null where there was none. */
  former(): Promise<string | null>;
  /** Every stored model, the newest publication first. */
  versions(): Promise<readonly RegisteredVersion[]>;
  /** Every change of the model in production, the first one first. */
  history(): Promise<readonly PointerEntry[]>;
  /** A stored model as a folder on this machine. @throws WinbackError NOT_FOUND, TAMPERED */
  folder(digest: string): Promise<DayModel>;
  /**
   * Stores the model of a folder; a model that is there already stays.
   * @param reason why it was made @default it was trained on what was known by the end of the day
   * @returns its digest
   */
  publish(folder: string, date: string, reason?: string): Promise<string>;
  /** Puts a stored model in production, or back into it. @throws WinbackError CONFLICT where another one came between */
  promote(promotion: Promotion): Promise<void>;
}
