import type { ColumnSource } from '../../../features/mapping.js';
import type { Viewed } from '../behaviour.js';
import type { Column } from '../columns.js';
import type { Decide } from '../decide.js';
import type { Answers, Guess, GuessReason } from '../records.js';
import { type AmountCandidate, ambiguousAmounts, amountCandidates, leastAmountScore } from './amount.js';
import type { Coverage } from './coverage.js';
import { columnNamed, type Found, mostOthers, sourceOf } from './found.js';

/** The amount of a row: the caller's, the only likely one, or the answer to a question. Null without one. */
export async function amountOf(
  viewed: Viewed,
  columns: readonly Column[],
  coverage: Coverage | null,
  { amount }: Answers,
  decide: Decide,
): Promise<Found | null> {
  if (amount !== undefined) return givenAmount(columns, amount);
  const candidates = await amountCandidates(viewed, columns, coverage);
  if ((candidates[0]?.score ?? 0) < leastAmountScore) return null;
  const doubt = await ambiguousAmounts(viewed, candidates);
  if (doubt.length === 0) return foundAmount(candidates);
  const choices = doubt.map((one) => nameOf(one.columns));
  const answer = await decide({
    about: 'amount',
    flag: '--amount',
    column: choices.join(', '),
    example: '',
    choices: [...choices, 'none'],
  });
  return givenAmount(columns, answer);
}

const nameOf = (columns: readonly Column[]): string => columns.map(({ name }) => name).join('*');

function amountSource(columns: readonly Column[]): ColumnSource {
  return columns.length === 1 ? sourceOf(columns[0]!) : { multiply: columns.map(sourceOf) };
}

function foundAmount([best, ...others]: readonly AmountCandidate[]): Found {
  const { columns, score, reasons } = best!;
  const rest = others.slice(0, mostOthers).map((one) => ({
    column: nameOf(one.columns),
    score: one.score,
    reasons: one.reasons,
  }));
  const guess: Guess = {
    column: nameOf(columns),
    source: amountSource(columns),
    score,
    reasons,
    by: 'data',
    others: rest,
  };
  return { guess, columns };
}

function givenAmount(columns: readonly Column[], given: string): Found | null {
  if (given === 'none') return null;
  const whole = columns.find(({ name }) => name === given);
  const parts =
    whole === undefined
      ? given.split('*').map((name) => columnNamed(columns, name.trim(), '--amount'))
      : [whole];
  const reasons: readonly GuessReason[] = [{ code: 'given', values: { flag: '--amount' } }];
  const guess: Guess = {
    column: nameOf(parts),
    source: amountSource(parts),
    score: 1,
    reasons,
    by: 'caller',
    others: [],
  };
  return { guess, columns: parts };
}
