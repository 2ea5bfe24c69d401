/** All arms against each other at one metric, control first. */
export interface BestArmRecord {
  /** Name of the metric. */
  readonly metric: string;
  /** Every arm, the control too. */
  readonly arms: readonly {
    /** Name of the arm. */
    readonly variant: string;
    /** Posterior probability to be the best of all, in [0, 1]; they add up to 1. */
    readonly probability: number;
    /** Expected loss of choosing it against the best, in the metric's unit. */
    readonly expectedLoss: number;
    /** Share of the next batch, in [0, 1]: floor + (1 - arms x floor) x probability; null without `allocationFloor`. */
    readonly nextShare: number | null;
  }[];
}
