import type { Coded } from '../../base/coded.js';

/** A figure with its 95 % interval. */
export interface Interval {
  /** The estimate. */
  readonly value: number;
  /** Lower end. */
  readonly low: number;
  /** Upper end. */
  readonly high: number;
}

/** Claimed over true: all null where the estimate or the claim is not above 0. */
export interface ClaimRatio {
  /** Claimed over the estimate; null where the estimate is not above 0. */
  readonly value: number | null;
  /** Lower end of the interval. */
  readonly low: number | null;
  /** Upper end; null where the truth may be 0. */
  readonly high: number | null;
}

/** What the contacts of one part of a campaign brought. Money is yuan. */
export interface PartEffect {
  /** Users contacted. */
  readonly contacted: number;
  /** Users held back. */
  readonly held: number;
  /** Profit because of the contacts: value of those who stayed because of them, less what the contacts cost. */
  readonly incremental: Interval;
  /** What the plan expected of the contacted users. */
  readonly claimed: number;
  /** Booked for the contacts. */
  readonly spent: number;
  /** Share of the users who stayed because of the contact, contacted less held back. */
  readonly stayed: Interval;
}

/** One part by its name. */
export interface NamedEffect extends PartEffect {
  /** Name of the action, tier or campaign. */
  readonly name: string;
}

/** How often a tier answers to an action, for the next plan. */
export interface CloseRate {
  /** Name of the tier. */
  readonly tier: string;
  /** Name of the action. */
  readonly action: string;
  /** Users contacted. */
  readonly contacted: number;
  /** Users held back. */
  readonly held: number;
  /** Share of would-be leavers brought back, as measured here; null with too few users. */
  readonly measured: number | null;
  /** Standard error of `measured`. */
  readonly measuredSd: number | null;
  /** The share that the next plan should count on, in [0, 1]. */
  readonly response: number;
  /** Standard deviation of what is known of it. */
  readonly responseSd: number;
  /** The share that the plan counted on. */
  readonly assumed: number;
  /**
   * Where `response` comes from: `shrunk`, measured and moved towards its like; `raw`, measured, with too few cells to move it;
   * `alike`, not measured, what its like have in common; `scaled`, not measured, assumed and scaled as its like had to be;
   * `not-shown`, a paid action whose contacts were not shown to keep anybody; `assumed`, nothing is known.
   */
  readonly source: 'shrunk' | 'raw' | 'alike' | 'scaled' | 'not-shown' | 'assumed';
}

/** What a check of a closing found. */
export interface CloseCheckValues {
  /** Files and plan.json are what their digests say. */
  readonly digests: {
    /** Name of the campaign. */
    readonly campaign: string;
    /** Files that are not what their digests say. */
    readonly wrong: readonly string[];
  };
  /** Who was held back follows from seed and id. */
  readonly holdout: {
    /** Name of the campaign. */
    readonly campaign: string;
    /** Users whose place was computed again. */
    readonly checked: number;
    /** Users in another place than computed. */
    readonly wrong: number;
  };
  /** Contacted and held back are as many as the probabilities say. */
  readonly 'sample-ratio': {
    /** Users contacted. */
    readonly contacted: number;
    /** Users whose contact the probabilities let expect. */
    readonly expected: number;
    /** Two-sided p of the difference. */
    readonly p: number;
  };
  /** Every planned user has an outcome. */
  readonly outcomes: {
    /** Contacted users without an outcome. */
    readonly contactedMissing: number;
    /** Held-back users without an outcome. */
    readonly heldMissing: number;
    /** Users of the outcomes whom no plan names. */
    readonly unknown: number;
    /** Users without an outcome who count as having left. */
    readonly countedAsLeft: number;
  };
  /** The window of every outcome has passed; `open` null = nobody said. */
  readonly 'windows-closed': {
    /** Outcomes whose window has not passed. */
    readonly open: number | null;
  };
  /** Enough users were held back for a normal interval. */
  readonly 'enough-held': {
    /** Users held back. */
    readonly held: number;
    /** Least that are needed. */
    readonly least: number;
  };
  /** Contacts that were really made; null = nobody said. `refused` and `unknown` are there where the outbox said it. */
  readonly compliance: {
    /** Users planned to be contacted. */
    readonly contacted: number;
    /** Users whose message went out. */
    readonly delivered: number | null;
    /** Users whose message was refused or kept back. @default nobody said */
    readonly refused?: number | undefined;
    /** Users of whom nobody knows. @default nobody said */
    readonly unknown?: number | undefined;
  };
  /** Held-back users whom another team contacted, and contacted ones; null = nobody said. */
  readonly 'contacted-elsewhere': {
    /** Held-back users whom another team contacted. */
    readonly held: number | null;
    /** Contacted users whom another team contacted too. */
    readonly contacted: number | null;
    /** Two-sided p of the difference of both shares. */
    readonly p: number | null;
  };
  /** Users of several of the campaigns. */
  readonly overlap: {
    /** Users of several campaigns. */
    readonly users: number;
    /** Those of them who were held back by one and contacted by another. */
    readonly heldAndContacted: number;
  };
  /** Refunds after the window, yuan; null = nobody said. */
  readonly refunds: {
    /** Users with a refund. */
    readonly users: number;
    /** What was refunded, yuan. */
    readonly yuan: number | null;
  };
}

/** One check. `noted` = said, and no reason to doubt the numbers; `skipped` = nobody gave what it needs. */
export type CloseCheck = Coded<CloseCheckValues> & {
  /** What the check says of the closing. */
  readonly status: 'passed' | 'failed' | 'noted' | 'skipped';
};

/** Which half-width a share of held-back users gives. */
export interface HoldoutWidth {
  /** Share held back. */
  readonly share: number;
  /** Half of the interval of the incremental profit, yuan, for as many planned users. */
  readonly halfWidth: number;
  /** What holding back costs: the profit that those users would have brought, yuan. */
  readonly forgone: number;
}

/** What a campaign brought. Money is yuan. */
export interface CloseResult extends PartEffect {
  /** Users for whom an action was planned, with an outcome. */
  readonly users: number;
  /** Rows: a user of several campaigns has several. */
  readonly rows: number;
  /** Claimed over true. */
  readonly claimedOverTrue: ClaimRatio;
  /** Incremental profit per yuan spent; null where nothing was spent. */
  readonly perYuan: Interval | null;
  /** Realised revenue less cost because of the contacts; null where nobody gave the revenue. */
  readonly realised: Interval | null;
  /** The same incremental profit by the difference of means alone. */
  readonly differenceOfMeans: Interval;
  /** By action. */
  readonly byAction: readonly NamedEffect[];
  /** By tier. */
  readonly byTier: readonly NamedEffect[];
  /** By campaign; one entry where one was closed. */
  readonly byCampaign: readonly NamedEffect[];
  /** Rates for the next plan. */
  readonly rates: readonly CloseRate[];
  /** Shares that could be held back next time. */
  readonly holdoutWidths: readonly HoldoutWidth[];
}
