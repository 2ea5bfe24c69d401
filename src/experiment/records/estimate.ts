/** A value and its interval; null = unbounded or not defined. In the unit that the field names. */
export interface Estimate {
  /** Point estimate; null where there is none. */
  readonly value: number | null;
  /** Lower end of the interval; null where it is unbounded or there is none. */
  readonly low: number | null;
  /** Upper end of the interval; null where it is unbounded or there is none. */
  readonly high: number | null;
}

/** A difference with its test. */
export interface TestRecord {
  /** Treatment minus control, in the metric's unit. */
  readonly difference: number;
  /** Standard error of the difference, in the metric's unit. */
  readonly standardError: number;
  /** Lower end of the interval of the difference at level 1 - alpha; null where it is unbounded. */
  readonly low: number | null;
  /** Upper end of the interval of the difference at level 1 - alpha; null where it is unbounded. */
  readonly high: number | null;
  /** p-value of no difference, in [0, 1]. */
  readonly p: number;
}
