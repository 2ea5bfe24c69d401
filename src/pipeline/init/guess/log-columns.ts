import { WinbackError } from '../../../base/errors.js';
import type { Viewed } from '../behaviour.js';
import type { Column } from '../columns.js';
import type { Decide } from '../decide.js';
import type { Answers, Meaning } from '../records.js';
import { type TimeReader, timeReader } from '../times.js';
import { pageWords } from '../words/values.js';
import { candidatesFor, type Scored } from './candidates.js';
import { amountOf } from './choose-amount.js';
import { type Coverage, coverageOf } from './coverage.js';
import { eventCandidates, leastEventScore } from './event.js';
import { chosen, columnNamed, type Found, single } from './found.js';
import { restCandidates, restMeanings } from './rest.js';
import { withoutUsersTimes } from './time.js';
import { userCandidates } from './user.js';

/** Everything that was guessed of an event log's columns. */
export interface FoundColumns {
  readonly found: Readonly<Partial<Record<Meaning, Found>>>;
  readonly reader: TimeReader;
}

const leastScore = { user: 0.3, time: 0.3 } as const;

/** The time of a log, before the user is known. @throws WinbackError BAD_INPUT where no column holds times */
export function timeCandidates(columns: readonly Column[], answers: Answers): readonly Scored[] {
  if (answers.time !== undefined) return [chosen(columnNamed(columns, answers.time, '--time'), '--time')];
  return candidatesFor('time', columns).filter(({ score }) => score >= leastScore.time);
}

interface Context {
  readonly event: Found | null;
  readonly coverage: Coverage | null;
  readonly time: Column;
}

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
  const firstTime = await readerOf(viewed, times[0]!.column, answers);
  const users = await usersOf(viewed, columns, firstTime, answers);
  const user = users[0];
  if (user === undefined || user.score < leastScore.user) throw noUser(columns);
  const ordered = times.length === 1 ? times : await withoutUsersTimes(viewed, times, user.column);
  const time = ordered[0]!;
  const reader = time.column === times[0]!.column ? firstTime : await readerOf(viewed, time.column, answers);
  const taken = new Set([user.column, time.column]);
  const free = (): readonly Column[] => columns.filter((column) => !taken.has(column));
  const event = await eventOf(viewed, free(), user.column, answers);
  for (const column of event?.columns ?? []) taken.add(column);
  const named = event?.columns[0];
  const coverage = named === undefined ? null : await coverageOf(viewed, free(), named);
  const amount = await amountOf(viewed, free(), coverage, answers, decide);
  for (const column of amount?.columns ?? []) taken.add(column);
  const priced = amount?.columns.length === 1 ? amount.columns[0] : undefined;
  const known = priced === undefined ? coverage : (coverage?.knowing(priced) ?? null);
  const rest = await restOf(viewed, free(), user.column, { event, coverage: known, time: time.column });
  const found: Partial<Record<Meaning, Found>> = {
    user: single(users, answers.user !== undefined),
    time: single(ordered, answers.time !== undefined),
    ...(event === null ? {} : { event }),
    ...(amount === null ? {} : { amount }),
    ...rest,
  };
  return { found, reader };
}

function readerOf({ engine, view, signal }: Viewed, column: Column, answers: Answers): Promise<TimeReader> {
  return timeReader(engine, view, column, answers.timeFormat, signal);
}

function usersOf(
  viewed: Viewed,
  columns: readonly Column[],
  time: TimeReader,
  { user }: Answers,
): Promise<readonly Scored[]> | readonly Scored[] {
  if (user === undefined) return userCandidates(viewed, columns, time.sql);
  return [chosen(columnNamed(columns, user, '--user'), '--user')];
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

async function restOf(
  viewed: Viewed,
  columns: readonly Column[],
  user: Column,
  { event, coverage, time }: Context,
): Promise<Partial<Record<Meaning, Found>>> {
  const found: Partial<Record<Meaning, Found>> = {};
  const taken = new Set<Column>();
  for (const meaning of restMeanings) {
    const free = columns.filter((column) => !taken.has(column));
    const looked = { viewed, columns: free, user, time, coverage };
    const candidates = await restCandidates(meaning, looked);
    if (candidates.length === 0) continue;
    found[meaning] = single(candidates, false);
    taken.add(candidates[0]!.column);
  }
  // Pages of a site are its functions.
  const isPages = event?.columns.some(({ phrase }) => pageWords.test(phrase)) === true;
  if (found.feature === undefined && event !== null && isPages)
    found.feature = { ...event, guess: { ...event.guess, others: [] } };
  return found;
}

function noUser(columns: readonly Column[]): WinbackError {
  const names = columns.slice(0, 20).map(({ name }) => name);
  return new WinbackError(
    'BAD_INPUT',
    `no column says who the user of a row is; name it with --user COLUMN; the columns are ${names.join(', ')}`,
  );
}
