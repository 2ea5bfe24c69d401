import type { CheckRecord, RanCheck } from '../experiment/records/check-record.js';
import type { LedgerEntry, LedgerValues } from '../experiment/records/ledger-entry.js';
import type { NotComputableReason } from '../experiment/records/not-computable.js';
import type { CheckReason, ReasonRecord } from '../experiment/records/reason-record.js';
import type { ReferenceCode, ReferenceRow } from '../experiment/records/reference-row.js';
import type { Texts } from './texts/index.js';
import { told } from './texts/sentences.js';

/** What a validity check found, or why it was not made. */
export function checkSentence(check: CheckRecord, texts: Texts): string {
  return check.status === 'not-run' ? texts.sentences.checks[check.code].notRun : found(check, texts);
}

function found<Code extends RanCheck['code']>(
  { code, status, values }: RanCheck<Code>,
  { sentences }: Texts,
): string {
  return sentences.checks[code].ran(values, status);
}

/** Why the verdict is what it is, the variant first. */
export function reasonSentence(reason: ReasonRecord, texts: Texts): string {
  if (isCheck(reason)) return checkSentence(reason.values.check, texts);
  return `${reason.variant}${texts.colon}${told(texts.sentences.reasons, reason)}`;
}

function isCheck(reason: ReasonRecord): reason is CheckReason {
  return reason.variant === null;
}

/** Why a metric has no result, or a guardrail no verdict. */
export function notComputableSentence(reason: NotComputableReason, { sentences }: Texts): string {
  return told(sentences.notComputable, reason);
}

/** What was adjusted, and why. */
export function ledgerSentences<Code extends keyof LedgerValues>(
  { code, values }: LedgerEntry<Code>,
  { sentences }: Texts,
): { readonly what: string; readonly why: string } {
  const { what, why } = sentences.ledger[code];
  return { what: what(values), why: why(values) };
}

/** What a figure of the reference script is called, and why the corrected one differs. */
export function referenceSentences<Code extends ReferenceCode>(
  row: ReferenceRow<Code>,
  { colon, sentences }: Texts,
): { readonly label: string; readonly why: string } {
  const { variant, metric, code, values } = row;
  const { label, why } = sentences.reference[code];
  const of = variant === null ? '' : `${variant} / `;
  const about = metric === null ? '' : `${metric}${colon}`;
  return { label: `${of}${about}${label(values)}`, why: why(values) };
}
