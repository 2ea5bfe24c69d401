/** An experiment as it was registered before its first exposure. Times are whole microseconds since 1970 in UTC. */
export interface ExperimentRecord {
  /** Name of the configuration. */
  readonly project: string;
  /** Its name. */
  readonly name: string;
  /** A changed configuration is a new version. */
  readonly version: string;
  /** Digest of what the configuration asks. */
  readonly configDigest: string;
  /** Where users are exposed. */
  readonly exposure: {
    /** An event of the log, a column with the time, or counts that somebody made. */
    readonly kind: 'event' | 'column' | 'aggregates';
    /** Name of the event or column; empty for counts and for data without times. */
    readonly name: string;
  };
  /** The metric that decides. */
  readonly primaryMetric: string;
  /** Metrics that must not get worse. */
  readonly guardrails: readonly string[];
  /** Digest of the definition of each metric that a dictionary defines, by its name; null for one of the configuration. */
  readonly definitions: Readonly<Record<string, string | null>>;
  /** Fewest days it has to run; null where nobody said so. */
  readonly shortestDays: number | null;
  /** Shares of the planned sample at which it is looked at; none without a plan of looks. */
  readonly plannedLooks: readonly number[];
  /** How the error is spent over the looks; null without a plan of looks. */
  readonly spending: string | null;
  /** Users of two arms it was planned for. */
  readonly plannedUsers: number | null;
  /** When it was registered; null for an experiment that is looked at and was not registered. */
  readonly registeredAt: number | null;
  /** Who registered it. */
  readonly by: string | null;
  /** First exposure that was there when it was registered. */
  readonly firstExposureAt: number | null;
  /** Whether users may have been exposed before it was registered. */
  readonly late: boolean;
  /** Where it stands. */
  readonly state: 'registered' | 'running' | 'decided';
  /** What was decided. */
  readonly decision: string | null;
  /** Why: the code of the reason that weighs most. */
  readonly reason: string | null;
}

/** A user who saw the variant, as the caller that showed it tells. Times are whole microseconds since 1970 in UTC. */
export interface ExposureRecord {
  /** Names the decision that was shown; a decision of an experiment is stored once. */
  readonly decisionId: string;
  /** Name of the experiment. */
  readonly experiment: string;
  /** The user's id, or a pseudonym once the person was forgotten. */
  readonly user: string;
  /** The arm that the user saw. */
  readonly variant: string;
  /** Version of the experiment. */
  readonly expVersion: string;
  /** The feature flag that showed it; null where the caller named none. */
  readonly featureFlagId: string | null;
  /** When the user saw it. */
  readonly at: number;
  /** When it was told. */
  readonly storedAt: number;
}

/** What one metric of an experiment said on a day. */
export interface LookMetric {
  /** Its name. */
  readonly name: string;
  /** `primary`, `secondary` or `guardrail`. */
  readonly role: string;
  /** The arm that is compared with the control. */
  readonly variant: string;
  /** Value of the control. */
  readonly control: number | null;
  /** Value of the variant. */
  readonly treatment: number | null;
  /** Variant minus control. */
  readonly difference: number | null;
  /** Lower end of the interval. */
  readonly low: number | null;
  /** Upper end of the interval. */
  readonly high: number | null;
  /** p-value. */
  readonly p: number | null;
  /** p-value adjusted for the looks and the number of comparisons. */
  readonly pAdjusted: number | null;
  /** Whether the adjusted p-value is below the error of the experiment. */
  readonly significant: boolean;
  /** Probability that the variant is better. */
  readonly pBetter: number | null;
  /** Share of variance that CUPED removed. */
  readonly varianceRemoved: number | null;
  /** Of a guardrail: whether harm beyond its margin is ruled out, shown, or neither; null for other roles. */
  readonly guardrail: 'passed' | 'harmed' | 'undecided' | null;
}

/** What a running experiment said on one day. */
export interface LookRecord {
  /** Name of the configuration. */
  readonly project: string;
  /** Name of the experiment. */
  readonly experiment: string;
  /** Version of the experiment. */
  readonly version: string;
  /** The day, YYYY-MM-DD in the zone of the configuration. */
  readonly date: string;
  /** Number of the planned look that was taken, from 1; 0 between two looks, where nothing is decided. */
  readonly look: number;
  /** When the planned look was taken, microseconds since 1970; null between two looks. */
  readonly takenAt: number | null;
  /** Day up to which the data reached; null where that is not known. */
  readonly lastDay: string | null;
  /** Users by arm. */
  readonly users: Readonly<Record<string, number>>;
  /** Users of the two compared arms; with several variants, of the largest pair. */
  readonly comparedUsers: number;
  /** Users of two arms it was planned for. */
  readonly plannedUsers: number | null;
  /** Chance that a test with these users finds an effect as large as the one seen; null without a plan. */
  readonly power: number | null;
  /** p-value of the check of the arms' sizes. */
  readonly srmP: number | null;
  /** Its figures. */
  readonly metrics: readonly LookMetric[];
  /** Statistic of the primary metric at this look; null without a plan of looks. */
  readonly statistic: number | null;
  /** Critical value of this look; null without a plan of looks, and where this look cannot stop the experiment. */
  readonly boundary: number | null;
  /** What was decided. */
  readonly decision: string;
  /** Why: the code of the reason that weighs most. */
  readonly reason: string | null;
}
