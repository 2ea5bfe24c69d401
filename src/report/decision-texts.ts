import type { ModelDecision } from '../monitor/decide/decide.js';
import type { PromotionDecision } from '../monitor/decide/promotion-records.js';
import { type Bilingual, inBoth } from './bilingual.js';
import type { Texts } from './texts/index.js';
import { told } from './texts/sentences.js';

/** A record beside its sentence. */
type Told<Record> = Record & {
  /** The sentence, in both languages. */
  readonly text: Bilingual;
};

/** A decision about the model in use, with its sentences. */
export interface DecisionWithTexts extends Told<Omit<ModelDecision, 'reasons'>> {
  /** Every reason with its sentence. */
  readonly reasons: readonly Told<ModelDecision['reasons'][number]>[];
}

/** A decision about a challenger, with its sentences. */
export interface PromotionWithTexts extends Told<Omit<PromotionDecision, 'checks'>> {
  /** Every condition with its sentence. */
  readonly checks: readonly Told<PromotionDecision['checks'][number]>[];
}

type Action = ModelDecision['action'] | PromotionDecision['action'];

const actionSentence = (action: Action, { decisions }: Texts): string => decisions.actions[action];

const reasonSentence = (reason: ModelDecision['reasons'][number], { decisions }: Texts): string =>
  told(decisions.reasons, reason);

const checkSentence = (check: PromotionDecision['checks'][number], { decisions }: Texts): string =>
  told(decisions.promotion, check);

/** The decision with the sentences of its action and reasons. */
export function withDecisionTexts({ action, reasons }: ModelDecision): DecisionWithTexts {
  return {
    ...{ action, text: inBoth(actionSentence, action) },
    reasons: reasons.map((reason) => ({ ...reason, text: inBoth(reasonSentence, reason) })),
  };
}

/** The decision with the sentences of its action and conditions. */
export function withPromotionTexts({ action, checks }: PromotionDecision): PromotionWithTexts {
  return {
    ...{ action, text: inBoth(actionSentence, action) },
    checks: checks.map((check) => ({ ...check, text: inBoth(checkSentence, check) })),
  };
}
