import type { ModelDecision } from '../../../monitor/decide/decide.js';
import type { PromotionDecision } from '../../../monitor/decide/promotion-records.js';
import type { NotRecalibrated, Recalibration } from '../../../monitor/decide/recalibrate.js';

export const decisionFile = 'decision.json';

/** What `retrain/decision.json` holds. */
export interface DayDecision extends ModelDecision {
  /** The model it is about. */
  readonly model: string;
  /** Why a training that was asked for did not take place; null where it did, or none was asked for. */
  readonly notTrained: 'cool-down' | 'not-enough-data' | null;
  /** What was made, and whether it took over; null where nothing was. */
  readonly challenger: Challenger | null;
  /** What came of a new calibration: its line and figures, or why there is none; null where none was asked for. */
  readonly recalibration: Omit<Recalibration, 'probabilities'> | NotRecalibrated | null;
}

/** A model that was made to take over. */
export interface Challenger {
  /** Whether it was trained, or only its calibration is new. */
  readonly made: 'trained' | 'recalibrated';
  /** SHA-256 of its manifest. */
  readonly digest: string;
  readonly promotion: PromotionDecision;
}
