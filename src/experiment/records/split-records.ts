/** Sample ratio: whether the numbers of users in the arms fit the planned split. */
export interface SrmRecord {
  /** `unknown-split`: the config says that the planned split is unknown; nothing is tested, and what a test gives is null. */
  readonly method: 'chi-square' | 'exact-multinomial' | 'unknown-split';
  /** Chi-square statistic, >= 0; null where the split was not tested. */
  readonly statistic: number | null;
  /** Degrees of freedom; null where the split was not tested. */
  readonly df: number | null;
  /** p-value of the planned split, in [0, 1]; null where it was not tested. */
  readonly p: number | null;
  /** p-value below which the split counts as broken. */
  readonly threshold: number;
  /** Whether p is at or above `threshold`; null where the split was not tested. */
  readonly passed: boolean | null;
  /** Users of each arm, and how many were expected. */
  readonly arms: readonly {
    /** Name of the arm. */
    readonly variant: string;
    /** Users seen in the arm. */
    readonly users: number;
    /** Users that the planned split gives it, not rounded; null without one. */
    readonly expected: number | null;
    /** Its planned share of all users, in [0, 1]; null without a plan. */
    readonly weight: number | null;
  }[];
}

/** What a sample ratio test gave. */
export interface TestedSplit extends SrmRecord {
  /** How p was computed: exactly where few users are expected. */
  readonly method: 'chi-square' | 'exact-multinomial';
  /** Chi-square; the largest double where an arm planned without users has some. */
  readonly statistic: number;
  /** Degrees of freedom: arms that take part, less one. */
  readonly df: number;
  /** p-value of the planned split, in [0, 1]. */
  readonly p: number;
  /** Whether p is at or above `threshold`. */
  readonly passed: boolean;
  /** Users of each arm, and how many were expected. */
  readonly arms: readonly {
    /** Name of the arm. */
    readonly variant: string;
    /** Users seen in the arm. */
    readonly users: number;
    /** Users that the planned split gives it, not rounded. */
    readonly expected: number;
    /** Its planned share of all users, in [0, 1]. */
    readonly weight: number;
  }[];
}

/** How often random splits of one arm, which have no effect, test as significant. */
export interface SplitCheckRecord {
  /** Name of the metric. */
  readonly metric: string;
  /** Number of random splits that were tested. */
  readonly runs: number;
  /** Level of each test, in (0, 1). */
  readonly alpha: number;
  /** Share of the splits that tested as significant, in [0, 1]. */
  readonly falsePositiveRate: number;
  /** Standard error of such a share where its expectation is alpha. */
  readonly standardError: number;
  /** Highest false-positive rate that passes: alpha and 3.3 standard errors. */
  readonly limit: number;
  /** Kolmogorov-Smirnov p of the p-values of all splits against the uniform, in [0, 1]. */
  readonly uniformityP: number;
  /** Whether the share is at most `limit`. */
  readonly passed: boolean;
}
