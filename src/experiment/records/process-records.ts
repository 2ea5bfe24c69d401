import type { Estimate } from './records.js';

/** Records of the process around the metrics: split, looks, days, A/A splits. As records.ts, JSON-safe. */

export interface SrmRecord {
  /** `unknown-split`: the config says that the planned split is unknown; nothing is tested, and what a test gives is null. */
  readonly method: 'chi-square' | 'exact-multinomial' | 'unknown-split';
  /** Chi-square; null where the split was not tested. */
  readonly statistic: number | null;
  /** Degrees of freedom; null where the split was not tested. */
  readonly df: number | null;
  /** p-value of the planned split; null where it was not tested. */
  readonly p: number | null;
  /** p-value below which the split counts as broken. */
  readonly threshold: number;
  /** Whether the split is as planned; null where it was not tested. */
  readonly passed: boolean | null;
  /** Users of each arm, and how many were expected. */
  readonly arms: readonly {
    /** Name of the arm. */
    readonly variant: string;
    /** Its users. */
    readonly users: number;
    /** Users by the planned split; null without one. */
    readonly expected: number | null;
    /** Its planned share; null without one. */
    readonly weight: number | null;
  }[];
}

/** What a sample ratio test gave. */
export interface TestedSplit extends SrmRecord {
  readonly method: 'chi-square' | 'exact-multinomial';
  /** Chi-square; the largest double where an arm planned without users has some. */
  readonly statistic: number;
  /** Degrees of freedom. */
  readonly df: number;
  /** p-value of the planned split. */
  readonly p: number;
  /** Whether the split is as planned. */
  readonly passed: boolean;
  /** Users of each arm, and how many were expected. */
  readonly arms: readonly {
    /** Name of the arm. */
    readonly variant: string;
    /** Its users. */
    readonly users: number;
    /** Users by the planned split. */
    readonly expected: number;
    /** Its planned share. */
    readonly weight: number;
  }[];
}

/** One look at a running test. */
export interface LookRecord {
  /** 1, 2, ... */
  readonly look: number;
  /** ISO date of the look, or null when the plan counts users only. */
  readonly date: string | null;
  /** Users seen by then. */
  readonly users: number;
  /** Information fraction of the plan, in (0, 1] (above 1: overrun). */
  readonly information: number;
  /** Treatment minus control by then. */
  readonly difference: number;
  /** Its standard error. */
  readonly standardError: number;
  /** The difference over its standard error. */
  readonly z: number;
  /** p-value that does not allow for the looks. */
  readonly p: number;
  /** Two-sided boundary on z at this look and its nominal p. */
  readonly boundary: number;
  /** p-value at which this look stops. */
  readonly nominalP: number;
  /** Cumulative alpha spent. */
  readonly alphaSpent: number;
  /** Repeated confidence interval at this look. */
  readonly low: number | null;
  /** Upper end of the repeated interval; null where it is unbounded. */
  readonly high: number | null;
  /** Whether the boundary was crossed. */
  readonly crossed: boolean;
}

/** The looks at a metric, and what they allow to say. */
export interface SequentialRecord {
  /** Name of the metric. */
  readonly metric: string;
  /** The arm compared with the control. */
  readonly variant: string;
  /** Family of the boundaries. */
  readonly family: string;
  /** How the error is spent. */
  readonly spending: string;
  /** Error over all looks. */
  readonly alpha: number;
  /** Looks that were planned. */
  readonly plannedLooks: number;
  /** The looks so far. */
  readonly looks: readonly LookRecord[];
  /** Look at which the boundary was first crossed; null = not crossed. */
  readonly stoppedAt: number | null;
  /** Stage-wise ordered p, median-unbiased estimate and interval; null before a stop. */
  readonly adjustedP: number | null;
  /** The effect with an interval that allows for the looks; null while none is due. */
  readonly estimate: Estimate | null;
  /** Valid at any time, whatever the looks: mixture sequential probability ratio test. */
  readonly alwaysValid: {
    /** p-value that holds at any time. */
    readonly p: number;
    /** Lower end of the interval that holds at any time; null where it is unbounded. */
    readonly low: number | null;
    /** Upper end of the interval that holds at any time; null where it is unbounded. */
    readonly high: number | null;
  };
  /** Chance to win by the end, given what was seen; null where it cannot be told. */
  readonly conditionalPower: {
    /** If the effect goes on as seen. */
    readonly trend: number;
    /** If there is no effect from now on. */
    readonly none: number;
    /** If the effect is the planned one; null without a plan. */
    readonly design: number | null;
  } | null;
  /** Chance to win by the end, averaged over what the effect may be; null where it cannot be told. */
  readonly predictivePower: number | null;
  /** Whether going on is not worth it by the rule of futility. */
  readonly futile: boolean;
  /** Stopping by the posterior, beside the plan; null where not asked for. It decides nothing. */
  readonly bayesian: BayesianStopRecord | null;
}

/** What stopping at P(better) >= win or <= lose would have done, and does on average over the planned looks. */
export interface BayesianStopRecord {
  /** Probability of being better from which a look stops as won. */
  readonly win: number;
  /** Probability of being better below which a look stops as lost. */
  readonly lose: number;
  /** P(better) at the last look, normal model with a flat prior. */
  readonly probability: number;
  /** First look at which the rule would have stopped, and how; null = none. */
  readonly stop: {
    /** The look that stops, counted from 1. */
    readonly look: number;
    /** How it stops. */
    readonly verdict: 'win' | 'lose';
  } | null;
  /** Chances over all planned looks without an effect, and with the one the plan is made for. */
  readonly none: {
    /** Chance of stopping as won without an effect. */
    readonly win: number;
    /** Chance of stopping as lost without an effect. */
    readonly lose: number;
  };
  /** Chances under the planned effect. */
  readonly design: {
    /** Chance of stopping as won. */
    readonly win: number;
    /** Chance of stopping as lost. */
    readonly lose: number;
  };
  /** The `win` whose false wins are half of alpha. */
  readonly calibratedWin: number;
}

/** All arms against each other at one metric, control first. */
export interface BestArmRecord {
  /** Name of the metric. */
  readonly metric: string;
  /** Every arm, the control too. */
  readonly arms: readonly {
    /** Name of the arm. */
    readonly variant: string;
    /** Posterior probability to be the best of all; they add up to 1. */
    readonly probability: number;
    /** Expected loss of choosing it against the best, in the metric's unit. */
    readonly expectedLoss: number;
    /** Share of the next batch: floor + (1 - arms x floor) x probability; null without `allocationFloor`. */
    readonly nextShare: number | null;
  }[];
}

/** The effect day by day since exposure or since start, and whether it fades. */
export interface NoveltyRecord {
  /** Name of the metric. */
  readonly metric: string;
  /** The arm compared with the control. */
  readonly variant: string;
  /** The effect by days since a user came in. */
  readonly days: readonly {
    /** Days since a user came in. */
    readonly day: number;
    /** Users with that day. */
    readonly users: number;
    /** Treatment minus control on that day. */
    readonly difference: number;
    /** Lower end of its interval; null where it is unbounded. */
    readonly low: number | null;
    /** Upper end of its interval; null where it is unbounded. */
    readonly high: number | null;
  }[];
  /** Change of the effect per day (inverse-variance weighted line) and its p. */
  readonly slope: number;
  /** p-value of no trend over the days. */
  readonly slopeP: number;
}

/** How often random splits of one arm, which have no effect, test as significant. */
export interface SplitCheckRecord {
  /** Name of the metric. */
  readonly metric: string;
  /** How many splits. */
  readonly runs: number;
  /** Error of each test. */
  readonly alpha: number;
  /** Share that tested as significant. */
  readonly falsePositiveRate: number;
  /** Its standard error. */
  readonly standardError: number;
  /** Highest false-positive rate that passes: alpha and 3.3 standard errors. */
  readonly limit: number;
  /** Kolmogorov-Smirnov p of the A/A p-values against the uniform. */
  readonly uniformityP: number;
  /** Whether that share fits `alpha`. */
  readonly passed: boolean;
}

/** The overall criterion and how it was made. */
export interface OecRecord {
  /** Per-user objective: sum of weight x metric / scale. */
  readonly terms: readonly {
    /** Name of the metric. */
    readonly metric: string;
    /** Its weight. */
    readonly weight: number;
    /** The unit one weight is worth: 1, the control's mean or the control's deviation. */
    readonly scale: number;
    /** Share of the variant - control difference of the OEC; null when that is 0. */
    readonly share: number | null;
  }[];
  /** What a metric is divided by before it is weighed. */
  readonly scaling: 'none' | 'relative' | 'standardised';
}
