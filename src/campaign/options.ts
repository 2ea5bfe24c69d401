import type { Complete } from '../base/complete.js';
import type { PaymentOptions } from './payments.js';

/** What one action costs and brings. */
export interface ActionOptions extends PaymentOptions {
  /** Yuan for every user contacted, whole fen; < 0 when a contact earns money. @default 0 */
  readonly contact?: number | undefined;
  /** Yuan of the coupon, whole fen, >= 0. @default 0 */
  readonly face?: number | undefined;
  /** Share of would-be churners whom it brings back, in [0, 1]: one for all, or one a tier name. @default 0 */
  readonly response?: number | Readonly<Record<string, number>> | undefined;
  /** Standard deviation of what is known of `response`, in [0, 1]: one for all, or one a tier name. @default 0 */
  readonly responseSd?: number | Readonly<Record<string, number>> | undefined;
  /** Column with P(stay | action) - P(stay | nothing) in [-1, 1]; replaces probability x response. */
  readonly uplift?: string | null | undefined;
  /** Column with the expected yuan the action recovers, before its cost; replaces the response model. */
  readonly gain?: string | null | undefined;
  /** Column with its cost in yuan, rounded up to whole fen; replaces contact and face. */
  readonly cost?: string | null | undefined;
  /** Column that must be true for a user to get it (consent for SMS, say). */
  readonly consent?: string | null | undefined;
}

/** A tier of users by their probability of leaving. */
export interface TierOptions {
  /** Name of the tier in results and lists. */
  readonly name: string;
  /** Lowest probability of the tier, in [0, 1]. */
  readonly from: number;
}

/** A limit on money or users, over all or a part of them. */
export interface LimitOptions {
  /** Name of the limit in results and messages. */
  readonly name: string;
  /** `spend`: yuan; `count`: users. */
  readonly measure: 'spend' | 'count';
  /** Actions it counts. @default all */
  readonly actions?: readonly string[] | null | undefined;
  /** Only users with this value in this column. @default all users */
  readonly segment?:
    | {
        /** Column that tells the part. */
        readonly column: string;
        /** Value of the users that count. */
        readonly equals: string;
      }
    | null
    | undefined;
  /** Most allowed, in yuan or users. */
  readonly max?: number | null | undefined;
  /** Least wanted, in yuan or users. */
  readonly min?: number | null | undefined;
}

/** Who may get which action; every rule names a column of the scores. */
export interface EligibilityOptions {
  /** Column; true = never contact. */
  readonly optOut?: string | null | undefined;
  /** Column; true = never contact. */
  readonly blacklist?: string | null | undefined;
  /** Ids never to contact. */
  readonly blacklistedUsers?: readonly string[] | undefined;
  /** Column; must be true. */
  readonly consent?: string | null | undefined;
  /** Days since the last contact must be >= `days`; empty = never contacted. */
  readonly coolDown?:
    | {
        /** Days since the user's last action. */
        readonly column: string;
        /** Days that must have passed. */
        readonly days: number;
      }
    | null
    | undefined;
  /** Contacts so far must be < `most`. */
  readonly frequencyCap?:
    | {
        /** Contacts of the user so far. */
        readonly column: string;
        /** Users with this many or more get none. */
        readonly most: number;
      }
    | null
    | undefined;
  /** Numeric columns that must lie in [from, to]. */
  readonly windows?:
    | readonly {
        /** The number that is looked at. */
        readonly column: string;
        /** Least value allowed. @default no least value */
        readonly from?: number | null | undefined;
        /** Largest value allowed. @default no largest value */
        readonly to?: number | null | undefined;
      }[]
    | undefined;
  /** Users who refused profiling get this free action, or nothing, whatever their score. */
  readonly noProfiling?:
    | {
        /** Flag of users who must not be treated by their score. */
        readonly column: string;
        /** The free action that they may get. @default none */
        readonly action?: string | null | undefined;
      }
    | null
    | undefined;
}

/** Budget, actions, and the rules of a plan. */
export interface PlanOptions {
  /** Yuan, whole fen, >= 0. */
  readonly budget: number;
  /** `greedy`: the baseline rule of the reference script instead of the optimum. @default 'optimal' */
  readonly policy?: 'optimal' | 'greedy' | undefined;
  /** Names of the columns of the scores. */
  readonly columns?:
    | {
        /** @default 'user_id' */
        readonly user?: string | undefined;
        /** @default 'churn_prob' */
        readonly probability?: string | undefined;
        /** Revenue of the last 30 days, yuan. @default 'pay_amt_30' */
        readonly revenue?: string | undefined;
      }
    | undefined;
  /** Share of the revenue that a returning user brings, > 0. @default 0.6 */
  readonly alpha?: number | undefined;
  /** Revenue assumed for users without any: the median of all users, or yuan. @default 'median' */
  readonly zeroRevenue?: 'median' | number | undefined;
  /** Ascending; the first from 0. @default low 0, medium 0.4, high 0.7 */
  readonly tiers?: readonly TierOptions[] | undefined;
  /** By name. @default the reference script's push, sms and coupon */
  readonly actions?: Readonly<Record<string, ActionOptions>> | undefined;
  /** Limits beside the budget. @default none */
  readonly limits?: readonly LimitOptions[] | undefined;
  /** Who may get which action. @default everybody */
  readonly eligibility?: EligibilityOptions | undefined;
  /** Share of eligible users held back, in [0, 1), chosen by a hash of seed and id. @default none */
  readonly holdout?:
    | {
        /** Share of the eligible users, in [0, 1). */
        readonly share: number;
        /** Seed of the hash that draws them: the same seed and id give the same draw. */
        readonly seed?: number | undefined;
      }
    | undefined;
  /** Budgets of the frontier, from 0 to `upTo` times the budget. @default 100 points up to 3 times */
  readonly frontier?:
    | {
        /** Number of budgets. @default 100 */
        readonly points?: number | undefined;
        /** The largest one as a multiple of the budget. @default 3 */
        readonly upTo?: number | undefined;
      }
    | undefined;
}

/** An action with every default filled in. */
export type ResolvedAction = Complete<ActionOptions>;
export type ResolvedLimit = Complete<LimitOptions>;

/** Options of a plan with every default filled in. */
export interface ResolvedPlanOptions extends Complete<PlanOptions> {
  /** Names of the columns of the scores. */
  readonly columns: Complete<NonNullable<PlanOptions['columns']>>;
  readonly actions: Readonly<Record<string, ResolvedAction>>;
  /** Limits beside the budget. */
  readonly limits: readonly ResolvedLimit[];
  /** Who may get which action. */
  readonly eligibility: Complete<EligibilityOptions>;
  readonly holdout: {
    /** Share of the eligible users, in [0, 1). */
    readonly share: number;
    /** Seed of the draw. */
    readonly seed: number;
  };
  readonly frontier: {
    /** Number of budgets. @default 100 */
    readonly points: number;
    /** The largest one as a multiple of the budget. @default 3 */
    readonly upTo: number;
  };
}
