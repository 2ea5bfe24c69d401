import type { Coded } from '../../base/coded.js';
import type { CloseCheckValues } from '../../campaign/closing/records.js';
import type { VerificationValues } from '../../campaign/verify/verification.js';
import type { LeftOutValues } from '../../churn/data-records.js';
import type { UncertifiedValues } from '../../churn/precision-floor.js';
import type { ColumnWarning } from '../../churn/table/column-warnings.js';
import type { CheckCode, CheckValues, RanCheck } from '../../experiment/records/check-record.js';
import type { LedgerValues } from '../../experiment/records/ledger-entry.js';
import type { NotComputableValues } from '../../experiment/records/not-computable.js';
import type { ReasonValues } from '../../experiment/records/reason-record.js';
import type { ReferenceValues } from '../../experiment/records/reference-row.js';
import type { ModelAction } from '../../monitor/decide/decide.js';
import type { PromotionDecision, PromotionValues } from '../../monitor/decide/promotion-records.js';
import type { DecisionValues } from '../../monitor/decide/reasons.js';
import type { NotEvaluableValues } from '../../monitor/matured/evaluate.js';

/** A sentence for every code, from the code's values: a code without a sentence does not compile. */
export type Sentences<Values> = { readonly [Code in keyof Values]: (values: Values[Code]) => string };

/** What each validity check found; `notRun`: why it was not made. */
export type CheckSentences = {
  readonly [Code in CheckCode]: {
    readonly notRun: string;
    readonly ran: (values: CheckValues[Code], status: RanCheck['status']) => string;
  };
};

/** What was adjusted, and why. */
export type LedgerSentences = {
  readonly [Code in keyof LedgerValues]: {
    readonly what: (values: LedgerValues[Code]) => string;
    readonly why: (values: LedgerValues[Code]) => string;
  };
};

/** What a figure of the reference script is called, and why the corrected one differs. */
export type ReferenceSentences = {
  readonly [Code in keyof ReferenceValues]: {
    readonly label: (values: ReferenceValues[Code]) => string;
    readonly why: (values: ReferenceValues[Code]) => string;
  };
};

/** What the verification of a plan looks at, and what it finds. */
export type VerificationSentences = {
  readonly [Code in keyof VerificationValues]: {
    readonly what: (values: VerificationValues[Code]) => string;
    readonly found: (values: VerificationValues[Code]) => string;
  };
};

/** What the checks of a closing look at, and what they found. */
export type CloseCheckSentences = {
  readonly [Code in keyof CloseCheckValues]: {
    readonly what: (values: CloseCheckValues[Code]) => string;
    readonly found: (values: CloseCheckValues[Code]) => string;
  };
};

/** Everything the records of an evaluation say, in one language. */
export interface EvaluationSentences {
  readonly leftOut: Sentences<LeftOutValues>;
  readonly uncertified: Sentences<UncertifiedValues>;
  /** What was noticed about a column, and what to do. */
  readonly columns: Sentences<Readonly<Record<ColumnWarning['kind'], ColumnWarning>>>;
}

/** Everything an experiment's records say, in one language. */
export interface ExperimentSentences {
  readonly checks: CheckSentences;
  readonly reasons: Sentences<ReasonValues>;
  readonly ledger: LedgerSentences;
  readonly notComputable: Sentences<NotComputableValues>;
  readonly reference: ReferenceSentences;
}

/** Everything the records of decisions about models say, in one language. */
export interface DecisionSentences {
  readonly notEvaluable: Sentences<NotEvaluableValues>;
  readonly actions: Readonly<Record<ModelAction | PromotionDecision['action'], string>>;
  readonly reasons: Sentences<DecisionValues>;
  readonly promotion: Sentences<PromotionValues>;
}

/** The sentence of one record. */
export function told<Values, Code extends keyof Values>(
  sentences: Sentences<Values>,
  { code, values }: Coded<Values, Code>,
): string {
  return sentences[code](values);
}
