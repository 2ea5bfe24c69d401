/** A number with the standard error of its sampling. */
export interface UpliftEstimate {
  /** In the unit of the outcome. */
  readonly value: number;
  /** NaN where an arm has one row. */
  readonly standardError: number;
  /** Lower end of the normal interval. */
  readonly low: number;
  /** Upper end of the normal interval. */
  readonly high: number;
}

/** A point of a gain curve: the users with the highest scores are treated, all others are not. */
export interface GainCurvePoint {
  /** The lowest score that is treated. */
  readonly threshold: number;
  /** Share of the users with at least this score, in (0, 1]. */
  readonly share: number;
  /** What treating them gains, per user of all users, in the unit of the outcome. */
  readonly gain: number;
  /** Standard error of `gain`, with the threshold as given. */
  readonly standardError: number;
}

/** How well scores rank users by their effects. Units are those of the outcome, per user of all users. */
export interface EffectRankMetrics {
  /** Mean effect of treating everybody. */
  readonly effect: UpliftEstimate;
  /** Area under the gain curve (AUUC): the mean gain when a share drawn evenly from 0 to 1 is treated by score. */
  readonly area: UpliftEstimate;
  /** `area` less that of a random order, which is half of `effect`: 0 where scores say nothing. */
  readonly aboveRandom: UpliftEstimate;
  /** Points of the gain curve at the ends of runs of equal scores, the highest scores first. */
  readonly curve: readonly GainCurvePoint[];
}

/** How well scores rank users of a randomised experiment by the effect of its treatment. */
export interface UpliftRankMetrics extends EffectRankMetrics {
  /** Rows with treatment. */
  readonly treated: number;
  /** Rows without. */
  readonly untreated: number;
  /** Area between the Qini curve and its straight line, over the square of all users. */
  readonly qini: UpliftEstimate;
  /** End of the Qini curve: the outcome that treatment added among the treated, in all. */
  readonly qiniEnd: number;
  /** Effect among the users with the highest scores, for each share that was asked for. */
  readonly at: readonly UpliftAtShare[];
}

/** The effect among the `share` of users with the highest scores. */
export interface UpliftAtShare extends UpliftEstimate {
  /** Share of all users. */
  readonly share: number;
}

/** Level of the intervals, and which points are given. */
export interface UpliftRankOptions {
  /** Coverage of the intervals, in (0, 1). @default 0.95 */
  readonly level?: number | undefined;
  /** Shares of users, in (0, 1], for which the effect among the highest scores is given. @default none */
  readonly shares?: readonly number[] | undefined;
  /** Largest number of points of the curve, 1..10,000. @default 100 */
  readonly points?: number | undefined;
}
