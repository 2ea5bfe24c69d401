import {
  between,
  integer,
  nonNegative,
  optional,
  positive,
  resolveOptions,
  strictlyBetween,
} from '../../base/options.js';

/** When a model is trained again, rolled back or promoted. Every share is in [0, 1]; every AUC difference is absolute. */
export interface RetrainPolicy {
  /** Days after which a challenger is trained whatever happened. @default 30 */
  readonly everyDays?: number | undefined;
  /** Share of the stored AUC that may be lost: 0.05 of 0.89 is 0.0445. @default 0.05 */
  readonly aucFall?: number | undefined;
  /** Share of users that drift must move over the threshold before it asks for a training. @default 0.01 */
  readonly driftEffect?: number | undefined;
  /** Least calibration slope that needs no new calibration. @default 0.8 */
  readonly slopeLow?: number | undefined;
  /** Largest calibration slope that needs no new calibration. @default 1.25 */
  readonly slopeHigh?: number | undefined;
  /** Least share of the leavers expected that left and needs no new calibration. @default 0.8 */
  readonly levelLow?: number | undefined;
  /** Largest share of the leavers expected that left and needs no new calibration. @default 1.25 */
  readonly levelHigh?: number | undefined;
  /** AUC that the previous model must be better by on the same rows for a rollback. @default 0.01 */
  readonly rollbackAuc?: number | undefined;
  /** One-sided p below which it is better for certain. @default 0.01 */
  readonly rollbackP?: number | undefined;
  /** AUC that a challenger may certainly lose and still be promoted. @default 0.005 */
  readonly promotionMargin?: number | undefined;
  /** AUC that no slice may certainly lose. @default 0.03 */
  readonly sliceMargin?: number | undefined;
  /** Least AUC of a model in use. @default 0.7 */
  readonly aucFloor?: number | undefined;
  /** Least certified precision of a model in use. @default 0.6 */
  readonly precisionFloor?: number | undefined;
  /** Share by which the size of a tier may change. @default 0.3 */
  readonly tierChange?: number | undefined;
}

export type ResolvedPolicy = { readonly [K in keyof RetrainPolicy]-?: number };

/** Days that scores of the previous model are kept: without them a rollback cannot be told from a training. */
export const shadowDays = 60;

/** The policy with its defaults. @throws WinbackError BAD_INPUT naming the option */
export function resolvedPolicy(policy: RetrainPolicy | undefined): ResolvedPolicy {
  return resolveOptions<ResolvedPolicy>('policy', policy, {
    everyDays: optional(integer(1, 3650), 30),
    aucFall: optional(strictlyBetween(0, 1), 0.05),
    driftEffect: optional(between(0, 1), 0.01),
    slopeLow: optional(positive, 0.8),
    slopeHigh: optional(positive, 1.25),
    levelLow: optional(positive, 0.8),
    levelHigh: optional(positive, 1.25),
    rollbackAuc: optional(nonNegative, 0.01),
    rollbackP: optional(strictlyBetween(0, 1), 0.01),
    promotionMargin: optional(nonNegative, 0.005),
    sliceMargin: optional(nonNegative, 0.03),
    aucFloor: optional(between(0, 1), 0.7),
    precisionFloor: optional(between(0, 1), 0.6),
    tierChange: optional(nonNegative, 0.3),
  });
}
