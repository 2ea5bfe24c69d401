import type { ModelDecision } from '../../../monitor/decide/decide.js';
import type { PromotionDecision } from '../../../monitor/decide/promotion.js';

export const decisionFile = 'decision.json';

/** What `retrain/decision.json` holds. */
export interface DayDecision extends ModelDecision {
  /** The model it is about. */
  readonly model: string;
  /** Why a training that was asked for did not take place; null where it did, or none was asked for. */
  readonly notTrained: 'cool-down' | 'not-enough-data' | null;
  /** What was trained, and whether it took over; null without a training. */
  readonly challenger: Challenger | null;
}

/** A model that was trained to take over. */
export interface Challenger {
  /** SHA-256 of its manifest. */
  readonly digest: string;
  readonly promotion: PromotionDecision;
}
