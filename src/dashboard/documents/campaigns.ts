import type { Estimate, Head, Part } from './common.js';

/** One budget of the newest plan's frontier, money in whole units of the currency. */
export interface FrontierStep {
  readonly budget: number;
  readonly profit: number;
  readonly upperBound: number;
  readonly marginal: number;
}

/** The newest plan. */
export interface NewestPlan {
  readonly date: string;
  /** Money in whole units of the currency. */
  readonly budget: number;
  readonly spent: number | null;
  readonly expectedProfit: number | null;
  readonly upperBound: number;
  readonly shadowPrice: number;
  /** Users who were scored, might be contacted, are contacted; null: hidden. */
  readonly users: number | null;
  readonly eligible: number | null;
  readonly targeted: number | null;
  readonly holdout: number | null;
  /** What the rule of the reference script would bring; null where nobody asked. */
  readonly greedyProfit: number | null;
  /** Users by tier, contacted or not. */
  readonly tiers: readonly Part[];
  readonly frontier: readonly FrontierStep[];
}

/** A part of all days of the scope. */
export interface PartOfDays extends Part {
  /** Days on which the part has 1 to 9 users or makes such a part known, and is left out of the sum. */
  readonly hiddenDays: number;
}

/** What was planned and spent on one day. */
export interface CampaignDay {
  readonly date: string;
  /** null: hidden. */
  readonly users: number | null;
  readonly costMinor: number | null;
}

/** What a week of campaigns brought. */
export interface CampaignWeek {
  readonly date: string;
  /** Contacted and held out; null where there are fewer than 10. */
  readonly treated: number | null;
  readonly held: number | null;
  /** Difference of the shares that stayed. */
  readonly recall: Estimate;
  readonly netGmvMinor: Estimate;
  /** What the plans had promised. */
  readonly claimedMinor: number;
  /** Net revenue of one contact; null where the contacts are hidden. */
  readonly netOfContactMinor: number | null;
}

/** Plans, contacts and what they brought. */
export interface CampaignsDocument extends Head {
  readonly currency: string;
  readonly plan: NewestPlan | null;
  readonly days: readonly CampaignDay[];
  readonly tiers: readonly PartOfDays[];
  readonly actions: readonly PartOfDays[];
  readonly weeks: readonly CampaignWeek[];
}
