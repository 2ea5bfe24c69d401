/** A figure with its two-sided 95 % interval. */
export interface Figure {
  /** The estimate. */
  readonly value: number;
  /** Lower end of the interval. */
  readonly low: number;
  /** Upper end of the interval. */
  readonly high: number;
}

/** A share of rows with weights, in [0, 1], with its interval. */
export interface Rate extends Figure {
  /** Rows that the share is taken of. */
  readonly rows: number;
  /** Rows that would be as informative without weights, with the rows of one user as one. */
  readonly effectiveRows: number;
}

/** Coverage of every interval of this room. */
export const level = 0.95;
