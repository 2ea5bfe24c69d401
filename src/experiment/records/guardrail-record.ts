import type { NotComputableReason } from './not-computable.js';

/** Non-inferiority of a guardrail: harmful by less than `margin`? */
export interface GuardrailRecord {
  /** Largest tolerated harm, > 0, in the metric's unit; 0 for a relative margin of a control value of 0. */
  readonly margin: number;
  /** The margin as a share of the control; null where it was given in the metric's unit. */
  readonly relativeMargin: number | null;
  /** One-sided p against "worse by the margin or more", in [0, 1]. */
  readonly p: number;
  /**
   * Worst-case end of the one-sided interval at alpha, in the direction of harm and the metric's unit; null where it is
   * unbounded.
   */
  readonly bound: number | null;
  /** Whether harm beyond the margin is ruled out, shown, or neither. */
  readonly status: 'passed' | 'harmed' | 'undecided';
  /** Power to show non-inferiority if the true effect is 0, as one analysis now, in [0, 1]. */
  readonly power: number;
  /** Whether p, bound and status hold at every look of a sequential plan. */
  readonly sequential: boolean;
  /** Why nothing could be tested (`zero-control`); null otherwise. */
  readonly reason: NotComputableReason | null;
}
