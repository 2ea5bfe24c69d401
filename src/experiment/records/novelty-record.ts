/** The effect by day of first exposure, and whether it changes with it. Needs three days with ten users in each arm. */
export interface NoveltyRecord {
  /** Name of the metric. */
  readonly metric: string;
  /** The arm compared with the control. */
  readonly variant: string;
  /** The effect on users of each day with ten users or more in each arm. */
  readonly days: readonly {
    /** Day of first exposure, counted from 0 = the first one of the experiment. */
    readonly day: number;
    /** Users of both arms who were first exposed on that day. */
    readonly users: number;
    /** Treatment minus control of these users, in the metric's unit. */
    readonly difference: number;
    /** Lower end of its interval; null where it is unbounded. */
    readonly low: number | null;
    /** Upper end of its interval; null where it is unbounded. */
    readonly high: number | null;
  }[];
  /** Change of the effect per day, in the metric's unit, by an inverse-variance weighted line. */
  readonly slope: number;
  /** p-value of no change over the days, in [0, 1]. */
  readonly slopeP: number;
}
