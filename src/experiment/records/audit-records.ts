/** A difference with its interval; null = unbounded. */
export interface AuditedEffect {
  /** Name of the metric. */
  readonly metric: string;
  /** Name of the arm that is compared with the control. */
  readonly variant: string;
  /** Treatment minus control. */
  readonly difference: number;
  /** Lower end of the interval. */
  readonly low: number | null;
  /** Upper end of the interval. */
  readonly high: number | null;
}

/** What leaving programs out changes. */
export interface BotRecord {
  /** Users that the rule found, all arms together. */
  readonly users: number;
  /** Their share of all users, in [0, 1]. */
  readonly share: number;
  /** By arm. */
  readonly arms: readonly {
    /** Name of the arm. */
    readonly variant: string;
    /** Users that the rule found. */
    readonly users: number;
  }[];
  /** p of as many programs in every arm as its size lets expect, in [0, 1]; null without any program. */
  readonly p: number | null;
  /** Effects without programs beside those with them. */
  readonly effects: readonly {
    /** As the analysis has it. */
    readonly without: AuditedEffect;
    /** Had they not been left out. */
    readonly with: AuditedEffect;
  }[];
}

/** How the mix of users by one column moved during the run. */
export interface MixRecord {
  /** The column. */
  readonly column: string;
  /** Days of exposure of the first part, and of the rest. */
  readonly days: {
    /** Days of the first part. */
    readonly early: number;
    /** Days of the rest. */
    readonly late: number;
  };
  /** Shares of the values in both parts, the largest first. Values with few users are one. */
  readonly values: readonly {
    /** The value. */
    readonly value: string;
    /** Share in the first part, in [0, 1]. */
    readonly early: number;
    /** Share in the rest. */
    readonly late: number;
  }[];
  /** Half the sum of the differences of the shares: the share of users that another mix would need. */
  readonly distance: number;
  /** p of one mix in both parts (chi-square), in [0, 1]. */
  readonly p: number;
  /** Whether the mix moved: for certain, and by more than 5 % of the users. */
  readonly moved: boolean;
  /** Effects for users mixed as in the first part; empty where an arm lacks users of a value. */
  readonly oldMix: readonly AuditedEffect[];
}

/** Whether logged conversions lead back to exposures, by a sample. */
export interface ClosureRecord {
  /** Conversions that were sampled. */
  readonly sampled: number;
  /** Of these, conversions that name a variant: each of them must have an exposure. */
  readonly labelled: number;
  /** Labelled conversions whose user was exposed to that variant before. */
  readonly closed: number;
  /** Labelled conversions whose user was never exposed. */
  readonly withoutExposure: number;
  /** Labelled conversions from before the user's first exposure. */
  readonly beforeExposure: number;
  /** Labelled conversions whose user was first exposed to another variant. */
  readonly otherVariant: number;
  /** Users whose outcomes were computed again from their single events. */
  readonly recomputed: number;
  /** Of these, users for whom the query has another value. */
  readonly mismatches: number;
}

/** How the analysis stands to what was registered. */
export type RegistrationState = 'in-time' | 'late' | 'changed' | 'missing';

/** How the analysis stands to the register it was checked against. */
export interface RegistrationStanding {
  /** `in-time`, `late`, another configuration, or none. */
  readonly state: RegistrationState;
  /** When it was registered, ISO 8601 in UTC; null where it was not. */
  readonly registeredAt: string | null;
}
