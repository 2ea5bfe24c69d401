import type { LeftOutReason } from '../churn/data-records.js';
import type { UncertifiedReason } from '../churn/precision-floor.js';
import type { ColumnWarning } from '../churn/table/column-warnings.js';
import type { Texts } from './texts/index.js';
import { told } from './texts/sentences.js';

/** Why a column is not learnt from. */
export function leftOutSentence(reason: LeftOutReason, { sentences }: Texts): string {
  return told(sentences.leftOut, reason);
}

/** Why no threshold is certified. */
export function uncertifiedSentence(reason: UncertifiedReason, { sentences }: Texts): string {
  return told(sentences.uncertified, reason);
}

/** What was noticed about a column of a prepared table, and what to do. */
export function columnWarningSentence(warning: ColumnWarning, { sentences }: Texts): string {
  return sentences.columns[warning.kind](warning);
}
