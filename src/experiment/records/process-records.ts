import type { Estimate } from './records.js';

/** Records of the process around the metrics: split, looks, days, A/A splits. As records.ts, JSON-safe. */

export interface SrmRecord {
  /** `unknown-split`: the config says that the planned split is unknown; nothing is tested, and what a test gives is null. */
  readonly method: 'chi-square' | 'exact-multinomial' | 'unknown-split';
  readonly statistic: number | null;
  readonly df: number | null;
  readonly p: number | null;
  readonly threshold: number;
  readonly passed: boolean | null;
  readonly arms: readonly {
    readonly variant: string;
    readonly users: number;
    readonly expected: number | null;
    readonly weight: number | null;
  }[];
}

/** What a sample ratio test gave. */
export interface TestedSplit extends SrmRecord {
  readonly method: 'chi-square' | 'exact-multinomial';
  readonly statistic: number;
  readonly df: number;
  readonly p: number;
  readonly passed: boolean;
  readonly arms: readonly {
    readonly variant: string;
    readonly users: number;
    readonly expected: number;
    readonly weight: number;
  }[];
}

export interface LookRecord {
  /** 1, 2, ... */
  readonly look: number;
  /** ISO date of the look, or null when the plan counts users only. */
  readonly date: string | null;
  readonly users: number;
  /** Information fraction of the plan, in (0, 1] (above 1: overrun). */
  readonly information: number;
  readonly difference: number;
  readonly standardError: number;
  readonly z: number;
  readonly p: number;
  /** Two-sided boundary on z at this look and its nominal p. */
  readonly boundary: number;
  readonly nominalP: number;
  /** Cumulative alpha spent. */
  readonly alphaSpent: number;
  /** Repeated confidence interval at this look. */
  readonly low: number | null;
  readonly high: number | null;
  readonly crossed: boolean;
}

export interface SequentialRecord {
  readonly metric: string;
  readonly variant: string;
  readonly family: string;
  readonly spending: string;
  readonly alpha: number;
  readonly plannedLooks: number;
  readonly looks: readonly LookRecord[];
  /** Look at which the boundary was first crossed; null = not crossed. */
  readonly stoppedAt: number | null;
  /** Stage-wise ordered p, median-unbiased estimate and interval; null before a stop. */
  readonly adjustedP: number | null;
  readonly estimate: Estimate | null;
  /** Valid at any time, whatever the looks: mixture sequential probability ratio test. */
  readonly alwaysValid: { readonly p: number; readonly low: number | null; readonly high: number | null };
  readonly conditionalPower: {
    readonly trend: number;
    readonly none: number;
    readonly design: number | null;
  } | null;
  readonly predictivePower: number | null;
  readonly futile: boolean;
  /** Stopping by the posterior, beside the plan; null where not asked for. It decides nothing. */
  readonly bayesian: BayesianStopRecord | null;
}

/** What stopping at P(better) >= win or <= lose would have done, and does on average over the planned looks. */
export interface BayesianStopRecord {
  readonly win: number;
  readonly lose: number;
  /** P(better) at the last look, normal model with a flat prior. */
  readonly probability: number;
  /** First look at which the rule would have stopped, and how; null = none. */
  readonly stop: { readonly look: number; readonly verdict: 'win' | 'lose' } | null;
  /** Chances over all planned looks without an effect, and with the one the plan is made for. */
  readonly none: { readonly win: number; readonly lose: number };
  readonly design: { readonly win: number; readonly lose: number };
  /** The `win` whose false wins are half of alpha. */
  readonly calibratedWin: number;
}

/** All arms against each other at one metric, control first. */
export interface BestArmRecord {
  readonly metric: string;
  readonly arms: readonly {
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
  readonly metric: string;
  readonly variant: string;
  readonly days: readonly {
    readonly day: number;
    readonly users: number;
    readonly difference: number;
    readonly low: number | null;
    readonly high: number | null;
  }[];
  /** Change of the effect per day (inverse-variance weighted line) and its p. */
  readonly slope: number;
  readonly slopeP: number;
}

export interface SplitCheckRecord {
  readonly metric: string;
  readonly runs: number;
  readonly alpha: number;
  readonly falsePositiveRate: number;
  readonly standardError: number;
  /** Highest false-positive rate that passes: alpha and 3.3 standard errors. */
  readonly limit: number;
  /** Kolmogorov-Smirnov p of the A/A p-values against the uniform. */
  readonly uniformityP: number;
  readonly passed: boolean;
}

export interface OecRecord {
  /** Per-user objective: sum of weight x metric / scale. */
  readonly terms: readonly {
    readonly metric: string;
    readonly weight: number;
    /** The unit one weight is worth: 1, the control's mean or the control's deviation. */
    readonly scale: number;
    /** Share of the variant - control difference of the OEC; null when that is 0. */
    readonly share: number | null;
  }[];
  readonly scaling: 'none' | 'relative' | 'standardised';
}
