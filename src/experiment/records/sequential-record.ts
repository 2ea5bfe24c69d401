import type { Estimate } from './estimate.js';

/** One look at a running test. */
export interface LookRecord {
  /** Number of the look, from 1. */
  readonly look: number;
  /** ISO date of the look, or null when the plan counts users only. */
  readonly date: string | null;
  /** Users of both arms by then. */
  readonly users: number;
  /** Information fraction of the plan, in (0, 1] (above 1: overrun). */
  readonly information: number;
  /** Treatment minus control by then, in the metric's unit. */
  readonly difference: number;
  /** Standard error of the difference, in the metric's unit. */
  readonly standardError: number;
  /** The difference over its standard error. */
  readonly z: number;
  /** p-value of this look alone, in [0, 1]; it does not allow for the other looks. */
  readonly p: number;
  /** z at which this look stops the test, on either side unless the metric is one-sided; the largest double = never. */
  readonly boundary: number;
  /** The same as a p-value of this look alone: it stops at p <= this. */
  readonly nominalP: number;
  /** Error spent up to and with this look, in [0, alpha]. */
  readonly alphaSpent: number;
  /** Lower end of the repeated confidence interval at this look, in the metric's unit; null where it is unbounded. */
  readonly low: number | null;
  /** Upper end of the repeated confidence interval at this look, in the metric's unit; null where it is unbounded. */
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
  /** Family of the boundaries, such as `lan-demets`. */
  readonly family: string;
  /** Function by which the error is spent, such as `obrien-fleming`. */
  readonly spending: string;
  /** Error over all looks, in (0, 1). */
  readonly alpha: number;
  /** Number of looks of the plan. */
  readonly plannedLooks: number;
  /** The looks so far, the earliest first. */
  readonly looks: readonly LookRecord[];
  /** Look at which the boundary was first crossed; null = not crossed. */
  readonly stoppedAt: number | null;
  /** p by the stage-wise ordering, in [0, 1]; null before a stop. */
  readonly adjustedP: number | null;
  /** Median unbiased effect with an interval that allows for the looks, in the metric's unit; null before a stop. */
  readonly estimate: Estimate | null;
  /** Valid at any time, whatever the looks: mixture sequential probability ratio test. */
  readonly alwaysValid: {
    /** p-value that holds at any time, in [0, 1]. */
    readonly p: number;
    /** Lower end of the interval that holds at any time, in the metric's unit; null where it is unbounded. */
    readonly low: number | null;
    /** Upper end of the interval that holds at any time, in the metric's unit; null where it is unbounded. */
    readonly high: number | null;
  };
  /** Chance to cross the final boundary, in [0, 1], given what was seen; null where it cannot be told. */
  readonly conditionalPower: {
    /** If the effect goes on as seen. */
    readonly trend: number;
    /** If there is no effect from now on. */
    readonly none: number;
    /** If the effect is the planned one; null without a plan. */
    readonly design: number | null;
  } | null;
  /** The same chance averaged over what the effect may be, in [0, 1]; null where it cannot be told. */
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
