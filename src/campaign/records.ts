/**
 * What a plan says, as plain JSON-safe records: the campaign room makes them, reports and the command
 * line show them. Money is yuan for people; the exact integers behind it are decimal strings in
 * `certificate` (fen for money spent, micro-yuan for profit).
 */

/**
 * Why a user is not contacted, or that he is. Position in this list = code in `PlanAssignment.reason`.
 *
 * @example
 * ```ts
 * import { planCampaign, reasonCodes } from 'winback/campaign';
 * import { readTable } from 'winback/data';
 *
 * const table = await readTable('out/scores.csv');
 * const { assignment } = await planCampaign(table, { budget: 0 });
 * reasonCodes[assignment.reason[0]!]; // selected
 * ```
 */
export const reasonCodes = [
  'selected',
  'not_worth_it',
  'budget_used_elsewhere',
  'holdout',
  'opted_out',
  'blacklisted',
  'no_consent',
  'cooling_down',
  'frequency_cap',
  'outside_window',
  'no_allowed_action',
  'greedy_not_selected',
  'no_profiling',
] as const;

/** Why a user got no action, or not the best one. */
export type ReasonCode = (typeof reasonCodes)[number];

/**
 * `action` code of users who get nothing.
 *
 * @example
 * ```ts
 * import { noAction, planCampaign } from 'winback/campaign';
 * import { readTable } from 'winback/data';
 *
 * const table = await readTable('out/scores.csv');
 * const { assignment, result } = await planCampaign(table, { budget: 100 });
 * assignment.action.filter((code) => code !== noAction).length === result.targeted; // true
 * ```
 */
export const noAction = 255;

/** One action in total. */
export interface ActionSummary {
  /** Name of the action. */
  readonly action: string;
  /** Users who get it. */
  readonly users: number;
  /** Expected spend on the action, yuan. */
  readonly spent: number;
  /** Expected revenue kept by the action less its spend, yuan. */
  readonly expectedProfit: number;
}

/** One risk tier in total, and each action inside it. */
export interface TierSummary {
  /** Name of the tier. */
  readonly tier: string;
  /** Users of the tier in the input, contacted or not. */
  readonly users: number;
  /** Users of the tier who get an action. */
  readonly targeted: number;
  /** Expected spend on users of the tier, yuan. */
  readonly spent: number;
  /** Expected revenue kept in the tier less the spend on it, yuan. */
  readonly expectedProfit: number;
  /** Users of the tier by the action they get, in the order of the actions. */
  readonly byAction: readonly ActionSummary[];
}

/** One budget of the frontier. */
export interface FrontierPoint {
  /** Total budget of this point, yuan. */
  readonly budget: number;
  /** Expected profit of the best fractional plan for it, from below; at most one user's step above what whole users reach. */
  readonly profit: number;
  /** Proven upper bound on the profit of any plan for it, yuan. */
  readonly upperBound: number;
  /** Profit of the next yuan of budget, yuan per yuan. */
  readonly marginal: number;
}

/** One limit besides "at most one action a user". */
export interface ConstraintSummary {
  /** `budget`, or the name of the limit. */
  readonly name: string;
  /** spend: `limit` and `used` are yuan; count: users. */
  readonly measure: 'spend' | 'count';
  /** `max`: the plan uses at most `limit`; `min`: at least. */
  readonly bound: 'max' | 'min';
  /** The limit, in yuan or users. */
  readonly limit: number;
  /** What the plan uses of it, in yuan or users. */
  readonly used: number;
  /** Profit of one more unit (yuan, or user) of the limit, yuan; >= 0. */
  readonly shadowPrice: number;
}

/** A multiplier as an exact fraction: micro-yuan of profit per fen (spend) or per user (count). */
export interface ExactPrice {
  /** Decimal digits of an integer. */
  readonly numerator: string;
  /** Decimal digits of an integer above 0. */
  readonly denominator: string;
}

/** What proves the plan; every number can be recomputed from the inputs (`verifyPlan`). Integers as decimal strings. */
export interface PlanCertificate {
  /** Spend in fen, as decimal digits of an integer. */
  readonly spentFen: string;
  /** Profit in millionths of a yuan, as decimal digits of an integer. */
  readonly profitMicro: string;
  /** Lagrangian bound at `prices`: no plan inside the limits earns more. */
  readonly dualBoundMicro: string;
  /** The least proven bound: `dualBoundMicro`, or lower when a search of the core showed it. */
  readonly upperBoundMicro: string;
  /** One multiplier a constraint, in the order of `constraints`. */
  readonly prices: readonly ExactPrice[];
  /** How the last bit of the gap was closed. */
  readonly method: 'budget-not-binding' | 'core-search' | 'lagrangian' | 'greedy';
  /** Users and search states of the core; 0 without one. */
  readonly coreUsers: number;
  /** States that the exact search looked at. */
  readonly coreStates: number;
}

/** The reference script's greedy list on the same users and money, for comparison. */
export interface GreedySummary {
  /** Users to whom the greedy rule gives an action. */
  readonly users: number;
  /** Expected spend in yuan. */
  readonly spent: number;
  /** Expected profit of its paid part, as the reference script reports it, yuan. */
  readonly paidProfit: number;
  /** Expected profit with its free actions, yuan. */
  readonly expectedProfit: number;
  /** Its users and money by action, in the order of the actions. */
  readonly byAction: readonly ActionSummary[];
}

/** How many users got nothing for one reason. */
export interface ExclusionSummary {
  /** Why they got nothing, a code of `reasonCodes`. */
  readonly reason: ReasonCode;
  /** Users for whom it is the first reason that holds. */
  readonly users: number;
}

/** The users kept without an action to measure the plan against. */
export interface HoldoutSummary {
  /** Share of the eligible users that was asked for, in [0, 1). */
  readonly share: number;
  /** Seed of the hash that draws them. */
  readonly seed: number;
  /** Eligible users held back. */
  readonly users: number;
}

/** Everything there is to report of a plan; money in yuan. */
export interface PlanResult {
  /** `optimal`: proved best or within the gap; `greedy`: best return first. */
  readonly policy: 'optimal' | 'greedy';
  /** Rows of the input. */
  readonly users: number;
  /** Users who may get an action: neither excluded by policy nor held back. */
  readonly eligible: number;
  /** Users who get an action. */
  readonly targeted: number;
  /** Total budget that was asked for, yuan. */
  readonly budget: number;
  /** Expected spend of the plan, yuan, <= budget. */
  readonly spent: number;
  /** Expected revenue kept by the plan less its spend, yuan. */
  readonly expectedProfit: number;
  /** Standard deviation of `expectedProfit` by what is not known of the responses, yuan; absent where no action says (`responseSd`). */
  readonly profitSd?: number | undefined;
  /** No plan inside the limits earns more, yuan. */
  readonly upperBound: number;
  /** upperBound - expectedProfit, yuan; 0 = proven optimal. */
  readonly gap: number;
  /** gap / |upperBound|; 0 when both are 0. */
  readonly relativeGap: number;
  /** Profit of the next yuan of total budget, yuan per yuan. */
  readonly shadowPrice: number;
  /** What a second program needs to check the bound. */
  readonly certificate: PlanCertificate;
  /** The budget and every limit, with what is used of it. */
  readonly constraints: readonly ConstraintSummary[];
  /** Users and money by action, in the order of the actions. */
  readonly byAction: readonly ActionSummary[];
  /** Users and money by risk tier, from the highest down. */
  readonly byTier: readonly TierSummary[];
  /** Who got nothing, by the first reason that holds. */
  readonly exclusions: readonly ExclusionSummary[];
  /** Who was kept without an action. */
  readonly holdout: HoldoutSummary;
  /** Ascending budgets; empty when not asked for or when several constraints share the money. */
  readonly frontier: readonly FrontierPoint[];
  /** What the greedy rule of the reference script would bring; null where it was not computed. */
  readonly greedy: GreedySummary | null;
}

/** Per-user columns of a plan, one entry an input row, in its order. */
export interface PlanAssignment {
  /** Names behind the codes of `action`. */
  readonly actions: readonly string[];
  /** Names behind the codes of `tier`, lowest risk first. */
  readonly tiers: readonly string[];
  /** Code into `actions`, or `noAction`. */
  readonly action: Uint8Array;
  /** What a held-back user would have got; equals `action` for everybody else. */
  readonly plannedAction: Uint8Array;
  /** Code into `tiers`. */
  readonly tier: Uint8Array;
  /** Code into `reasonCodes`. */
  readonly reason: Uint8Array;
  /** Probability, over the holdout's draw, that this user was given `plannedAction`; 0 where none was planned. */
  readonly treatmentProbability: Float64Array;
}
