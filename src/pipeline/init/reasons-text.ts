import type { Texts } from '../../report/texts/index.js';
import type { Candidate, GuessReason, Problem } from './records.js';

/** The sentence of one record, in the language of `sentences`. */
function told<Record extends { readonly code: string; readonly values: unknown }>(
  sentences: Readonly<globalThis.Record<string, (values: never) => string>>,
  { code, values }: Record,
): string {
  return sentences[code]!(values as never);
}

/** Reasons of a guess in one line. */
export function reasonList(reasons: readonly GuessReason[], texts: Texts): string {
  return reasons.map((reason) => told(texts.sentences.guesses, reason)).join(texts.semicolon);
}

/** Columns with their scores, as in `sum (0.62), price (0.48)`. */
export function candidateList(candidates: readonly Candidate[], texts: Texts): string {
  return candidates.map(({ column, score }) => `${column} (${score.toFixed(2)})`).join(texts.comma);
}

/** One problem as a sentence. */
export const problemText = (problem: Problem, texts: Texts): string =>
  told(texts.sentences.findings, problem);
