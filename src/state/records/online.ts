/** An action that the price of a plan decided about a user whom the plan did not have, and what it took of the plan's limits. */
export interface OnlineDecisionRecord {
  /** Digest of the plan. */
  readonly plan: string;
  /** Names the decision: a digest of plan and user. The user does not stand here. */
  readonly decisionId: string;
  /** Name of the action. */
  readonly action: string;
  /** What it costs, fen. */
  readonly costFen: number;
  /** Tells the request that made the decision from others that came at the same moment. */
  readonly attempt: string;
  /** When, microseconds since 1970 in UTC. */
  readonly at: number;
}

/** What such decisions used of one limit of a plan. */
export interface OnlineUseRecord {
  /** Digest of the plan. */
  readonly plan: string;
  /** `budget`, or the name of the limit. */
  readonly limitName: string;
  /** Fen or users. */
  readonly used: number;
}
