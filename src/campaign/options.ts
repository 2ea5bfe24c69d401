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
  /** Column with P(stay | action) - P(stay | nothing) in [-1, 1]; replaces probability x response. */
  readonly uplift?: string | null | undefined;
  /** Column with the expected yuan the action recovers, before its cost; replaces the response model. */
  readonly gain?: string | null | undefined;
  /** Column with its cost in yuan, rounded up to whole fen; replaces contact and face. */
  readonly cost?: string | null | undefined;
  /** Column that must be true for a user to get it (consent for SMS, say). */
  readonly consent?: string | null | undefined;
}

export interface TierOptions {
  readonly name: string;
  /** Lowest probability of the tier. */
  readonly from: number;
}

export interface LimitOptions {
  readonly name: string;
  /** `spend`: yuan; `count`: users. */
  readonly measure: 'spend' | 'count';
  /** Actions it counts. @default all */
  readonly actions?: readonly string[] | null | undefined;
  /** Only users with this value in this column. @default all users */
  readonly segment?: { readonly column: string; readonly equals: string } | null | undefined;
  readonly max?: number | null | undefined;
  readonly min?: number | null | undefined;
}

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
  readonly coolDown?: { readonly column: string; readonly days: number } | null | undefined;
  /** Contacts so far must be < `most`. */
  readonly frequencyCap?: { readonly column: string; readonly most: number } | null | undefined;
  /** Numeric columns that must lie in [from, to]. */
  readonly windows?:
    | readonly {
        readonly column: string;
        readonly from?: number | null | undefined;
        readonly to?: number | null | undefined;
      }[]
    | undefined;
  /** Users who refused profiling get this free action, or nothing, whatever their score. */
  readonly noProfiling?:
    | { readonly column: string; readonly action?: string | null | undefined }
    | null
    | undefined;
}

export interface PlanOptions {
  /** Yuan, whole fen, >= 0. */
  readonly budget: number;
  /** `greedy`: the baseline rule of the reference script instead of the optimum. @default 'optimal' */
  readonly policy?: 'optimal' | 'greedy' | undefined;
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
  readonly limits?: readonly LimitOptions[] | undefined;
  readonly eligibility?: EligibilityOptions | undefined;
  /** Share of eligible users held back, in [0, 1), chosen by a hash of seed and id. @default none */
  readonly holdout?: { readonly share: number; readonly seed?: number | undefined } | undefined;
  /** Budgets of the frontier, from 0 to `upTo` times the budget. @default 100 points up to 3 times */
  readonly frontier?:
    | { readonly points?: number | undefined; readonly upTo?: number | undefined }
    | undefined;
}

export type ResolvedAction = Complete<ActionOptions>;
export type ResolvedLimit = Complete<LimitOptions>;

export interface ResolvedPlanOptions extends Complete<PlanOptions> {
  readonly columns: Complete<NonNullable<PlanOptions['columns']>>;
  readonly actions: Readonly<Record<string, ResolvedAction>>;
  readonly limits: readonly ResolvedLimit[];
  readonly eligibility: Complete<EligibilityOptions>;
  readonly holdout: { readonly share: number; readonly seed: number };
  readonly frontier: { readonly points: number; readonly upTo: number };
}
