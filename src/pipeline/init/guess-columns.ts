import { WinbackError } from '../../base/errors.js';
import { shown, suggestion } from '../../base/options.js';
import type { ColumnSource } from '../../features/mapping.js';
import { determines, type Viewed } from './behaviour.js';
import { candidatesFor, type Scored } from './candidates.js';
import type { Column } from './columns.js';
import type { Decide } from './decide.js';
import {
  type AmountCandidate,
  ambiguousAmounts,
  amountCandidates,
  leastAmountScore,
} from './guess-amount.js';
import { eventCandidates, leastEventScore } from './guess-event.js';
import { withoutUsersTimes } from './guess-time.js';
import { userCandidates } from './guess-user.js';
import type { Answers, Candidate, Guess, GuessReason, Meaning } from './records.js';
import { type TimeReader, timeReader } from './times.js';
import { pageWords } from './words/values.js';

/** A guess with the columns of the view behind it. */
export interface Found {
  readonly guess: Guess;
  readonly columns: readonly Column[];
  /** How SQL gets the number. @default the product of the columns */
  readonly sql?: string | undefined;
}

/** Everything that was guessed of an event log's columns. */
export interface FoundColumns {
  readonly found: Readonly<Partial<Record<Meaning, Found>>>;
  readonly reader: TimeReader;
}

const leastScore = { user: 0.3, time: 0.3, other: 0.5 } as const;
const mostOthers = 3;

/** The column with this name; the caller's choice. @throws WinbackError BAD_INPUT with a suggestion */
export function columnNamed(columns: readonly Column[], name: string, flag: string): Column {
  const found = columns.find((column) => column.name === name);
  if (found !== undefined) return found;
  const known = columns.map((column) => column.name);
  const hint = suggestion(name, known) || `; it has ${known.slice(0, 20).join(', ')}`;
  throw new WinbackError('BAD_INPUT', `${flag}: the file has no column ${shown(name)}${hint}`);
}

/** The time of a log, before the user is known. @throws WinbackError BAD_INPUT where no column holds times */
export function timeCandidates(columns: readonly Column[], answers: Answers): readonly Scored[] {
  if (answers.time !== undefined) return [chosen(columnNamed(columns, answers.time, '--time'), '--time')];
  return candidatesFor('time', columns).filter(({ score }) => score >= leastScore.time);
}

const chosen = (column: Column, flag: string): Scored => ({
  column,
  score: 1,
  reasons: [{ code: 'given', values: { flag } }],
});

/**
 * User, time, event, amount and the rest of an event log.
 * @throws WinbackError BAD_INPUT where no column can be the user
 */
export async function guessColumns(
  viewed: Viewed,
  columns: readonly Column[],
  times: readonly Scored[],
  answers: Answers,
  decide: Decide,
): Promise<FoundColumns> {
  const { engine, view, signal } = viewed;
  const read = (column: Column): Promise<TimeReader> =>
    timeReader(engine, view, column, answers.timeFormat, signal);
  const firstTime = await read(times[0]!.column);
  const users =
    answers.user === undefined
      ? await userCandidates(viewed, columns, firstTime.sql)
      : [chosen(columnNamed(columns, answers.user, '--user'), '--user')];
  const user = users[0];
  if (user === undefined || user.score < leastScore.user) throw noUser(columns);
  const ordered = await withoutUsersTimes(viewed, times, user.column);
  const time = ordered[0]!;
  const reader = time.column === times[0]!.column ? firstTime : await read(time.column);
  const taken = new Set([user.column, time.column]);
  const free = (): readonly Column[] => columns.filter((column) => !taken.has(column));
  const event = await eventOf(viewed, free(), user.column, answers);
  if (event !== null) taken.add(event.columns[0]!);
  const amount = await amountOf(viewed, free(), event?.columns[0] ?? null, answers, decide);
  for (const column of amount?.columns ?? []) taken.add(column);
  const rest = await restOf(viewed, free(), user.column, event);
  const found: Partial<Record<Meaning, Found>> = {
    user: single(users, answers.user !== undefined),
    time: single(ordered, answers.time !== undefined),
    ...(event === null ? {} : { event }),
    ...(amount === null ? {} : { amount }),
    ...rest,
  };
  return { found, reader };
}

/** The `source` of a column as a configuration names it. */
export const sourceOf = ({ name }: Column): string => name;

function single(candidates: readonly Scored[], given: boolean): Found {
  const [best, ...others] = candidates;
  const { column, score, reasons } = best!;
  const guess: Guess = {
    column: column.name,
    source: sourceOf(column),
    score,
    reasons,
    by: given ? 'caller' : 'data',
    others: othersOf(others),
  };
  return { guess, columns: [column] };
}

function othersOf(others: readonly Scored[]): readonly Candidate[] {
  return others
    .slice(0, mostOthers)
    .map(({ column, score, reasons }) => ({ column: column.name, score, reasons }));
}

async function eventOf(
  viewed: Viewed,
  columns: readonly Column[],
  user: Column,
  { event }: Answers,
): Promise<Found | null> {
  if (event === 'none') return null;
  if (event !== undefined) return single([chosen(columnNamed(columns, event, '--event'), '--event')], true);
  const candidates = await eventCandidates(viewed, columns, user);
  return (candidates[0]?.score ?? 0) < leastEventScore ? null : single(candidates, false);
}

async function amountOf(
  viewed: Viewed,
  columns: readonly Column[],
  event: Column | null,
  { amount }: Answers,
  decide: Decide,
): Promise<Found | null> {
  if (amount !== undefined) return givenAmount(columns, amount);
  const candidates = await amountCandidates(viewed, columns, event);
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

const restMeanings = [
  'id',
  'order',
  'couponAmount',
  'currency',
  'duration',
  'feature',
  'quotaUsed',
  'quotaTotal',
] as const;

async function restOf(
  viewed: Viewed,
  columns: readonly Column[],
  user: Column,
  event: Found | null,
): Promise<Partial<Record<Meaning, Found>>> {
  const found: Partial<Record<Meaning, Found>> = {};
  const taken = new Set<Column>();
  for (const meaning of restMeanings) {
    const candidates = candidatesFor(meaning, columns).filter(
      ({ column, score }) => !taken.has(column) && score >= leastScore.other,
    );
    const kept = meaning === 'order' ? await ordersOfOneUser(viewed, candidates, user) : candidates;
    if (kept.length === 0) continue;
    found[meaning] = single(kept, false);
    taken.add(kept[0]!.column);
  }
  // Pages of a site are its functions.
  if (found.feature === undefined && event !== null && pageWords.test(event.columns[0]!.phrase))
    found.feature = { ...event, guess: { ...event.guess, others: [] } };
  return found;
}

/** An order is one user's. */
async function ordersOfOneUser(
  viewed: Viewed,
  candidates: readonly Scored[],
  user: Column,
): Promise<readonly Scored[]> {
  const kept: Scored[] = [];
  for (const scored of candidates.slice(0, 3)) {
    const share = await determines(viewed, scored.column.alias, user.alias);
    if (share < 0.97) continue;
    kept.push({ ...scored, reasons: [...scored.reasons, { code: 'oneUser', values: { share } }] });
  }
  return kept;
}

function noUser(columns: readonly Column[]): WinbackError {
  const names = columns.slice(0, 20).map(({ name }) => name);
  return new WinbackError(
    'BAD_INPUT',
    `no column says who the user of a row is; name it with --user COLUMN; the columns are ${names.join(', ')}`,
  );
}
