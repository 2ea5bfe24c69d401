import { WinbackError } from '../../base/errors.js';
import { masked } from '../../base/masked.js';
import type { TableProfile } from '../../data/profile/records.js';
import type { Role } from '../../features/mapping.js';
import { amountFormat } from './amount-format.js';
import { eventBehaviour, type LogSql, type Viewed } from './behaviour.js';
import { type Column, valueSql } from './columns.js';
import type { Decide } from './decide.js';
import type { Scored } from './guess/candidates.js';
import type { Found } from './guess/found.js';
import { type FoundColumns, guessColumns } from './guess/log-columns.js';
import { type LogDays, lengthOf } from './length.js';
import { orderMeaning } from './orders.js';
import { type PresetMapping, presetRole, withPreset } from './preset.js';
import { problemsOf } from './problems.js';
import type { Answers, EventGuess, Guess, Inspection, Meaning, Problem } from './records.js';
import { rolesOf } from './roles.js';
import { orderFormats } from './times.js';
import { fewestDays, usualDays, windowsFor } from './windows.js';
import { zoneOf } from './zone.js';

/** The part of an inspection that a log gives. */
export type InspectedLog = Pick<
  Inspection,
  | 'guesses'
  | 'events'
  | 'from'
  | 'to'
  | 'users'
  | 'timeZone'
  | 'timeFormat'
  | 'numberFormat'
  | 'completeThrough'
  | 'everyRow'
  | 'windows'
  | 'problems'
> & { readonly userColumn: Column };

const mostEvents = 1000;

/** What is known before the rows are looked at. */
export interface Known {
  /** What the caller said. */
  readonly given: Answers;
  /** The same, with what the preset says. */
  readonly answers: Answers;
  /** The vendor whose export it is; null for others. */
  readonly preset: PresetMapping | null;
}

/** What the columns and rows of an event log mean. @throws WinbackError BAD_INPUT where user or time cannot be told */
export async function inspectLog(
  viewed: Viewed,
  profile: TableProfile,
  columns: readonly Column[],
  times: readonly Scored[],
  known: Known,
  decide: Decide,
): Promise<InspectedLog> {
  const answers = await withTimeFormat(viewed, times[0]!.column, known.answers, decide);
  const guessed = completed(await guessColumns(viewed, columns, times, answers, decide), columns, known);
  const log = logSql(guessed);
  const events =
    log.event === null ? [] : eventsOf(await eventBehaviour(viewed, log, mostEvents), known.preset);
  const length = await lengthOf(viewed, log);
  if (length === null) throw noTime(guessed.found.time!);
  const chinese = isChinese(columns, events);
  const time = guessed.found.time!.columns[0]!;
  const zone = await zoneOf(viewed, time, guessed.reader, chinese);
  const ordered =
    known.preset === null
      ? await orderMeaning(viewed, guessed.found, log)
      : { found: guessed.found, problems: [] };
  const windows = windowsFor(length);
  const problems = [
    ...(await problemsOf(viewed, guessed, profile.rows, events)),
    ...ordered.problems,
    ...length.problems,
    ...(answers.timeZone === undefined ? zone.problems : []),
    ...lengthProblems(length, windows),
  ];
  return {
    guesses: guessesOf(ordered.found),
    events,
    from: length.from,
    to: length.to,
    users: length.users,
    timeZone: zoneFor(answers, zone),
    timeFormat: guessed.reader.format,
    numberFormat: await amountFormat(viewed, guessed.found.amount, answers, decide),
    completeThrough: length.completeThrough,
    everyRow: log.event === null ? everyRowOf(ordered.found) : null,
    windows,
    problems,
    userColumn: guessed.found.user!.columns[0]!,
  };
}

/** The guesses, and what the preset says of columns that nobody named. */
function completed(guessed: FoundColumns, columns: readonly Column[], known: Known): FoundColumns {
  if (known.preset === null) return guessed;
  return { ...guessed, found: withPreset(guessed.found, known.preset, columns, known.given) };
}

function zoneFor(
  { timeZone }: Answers,
  { zone, reason }: Awaited<ReturnType<typeof zoneOf>>,
): Inspection['timeZone'] {
  if (timeZone === undefined) return { zone, reason };
  return { zone: timeZone, reason: { code: 'given', values: { flag: '--time-zone' } } };
}

/** A date such as 03/04/2026 over the whole column is nobody's guess. */
async function withTimeFormat(
  { engine, view, signal }: Viewed,
  time: Column,
  answers: Answers,
  decide: Decide,
): Promise<Answers> {
  if (answers.timeFormat !== undefined) return answers;
  if (time.timeForm === 'mixedOrder')
    throw new WinbackError(
      'BAD_INPUT',
      `column "${time.name}" has days both before and after months, such as 13/04/2026 and 04/13/2026: export its times as 2026-04-13`,
    );
  if (time.timeForm !== 'dayOrMonthFirst') return answers;
  const choices = await orderFormats(engine, view, time, signal);
  const example = masked(time.examples[0] ?? '');
  const question = {
    about: 'timeFormat',
    flag: '--time-format',
    column: time.name,
    example,
    choices,
  } as const;
  return { ...answers, timeFormat: await decide(question) };
}

function logSql({ found, reader }: FoundColumns): LogSql {
  const product = found.amount?.columns.map(valueSql).join(' * ');
  const amount = found.amount?.sql ?? product;
  return {
    user: found.user!.columns[0]!.alias,
    time: reader.sql,
    event: found.event === undefined ? null : found.event.columns[0]!.alias,
    amount: amount ?? null,
  };
}

function eventsOf(
  behaviour: Awaited<ReturnType<typeof eventBehaviour>>,
  preset: PresetMapping | null,
): readonly EventGuess[] {
  const roles = rolesOf(behaviour);
  return behaviour.map(({ name, rows, users, first, last, withAmount }, i) => ({
    name,
    rows,
    users,
    first: first ?? '',
    last: last ?? '',
    withAmount,
    ...(presetRole(preset, name) ?? roles[i]!),
  }));
}

/** A log without event names is one of purchases where most rows have an amount, or it has orders. */
function everyRowOf({ amount, order }: Readonly<Partial<Record<Meaning, Found>>>): Role {
  const paid = amount?.columns.every(({ fill }) => fill >= 0.5) === true;
  return paid || order !== undefined ? 'payment' : 'activity';
}

const meanings: readonly Meaning[] = [
  ...(['user', 'time', 'event', 'amount', 'currency', 'order', 'id'] as const),
  ...(['duration', 'feature', 'couponAmount', 'quotaUsed', 'quotaTotal'] as const),
];

function guessesOf(
  found: Readonly<Partial<Record<Meaning, Found>>>,
): Readonly<Partial<Record<Meaning, Guess | null>>> {
  return Object.fromEntries(meanings.map((meaning) => [meaning, found[meaning]?.guess ?? null]));
}

function isChinese(columns: readonly Column[], events: readonly EventGuess[]): boolean {
  const han = /\p{Script=Han}/u;
  return (
    columns.some(({ phrase }) => han.test(phrase)) ||
    events.some(({ name }) => han.test(name)) ||
    columns.some(({ chinese, filled }) => filled > 0 && chinese > filled / 2)
  );
}

function lengthProblems({ days }: LogDays, windows: Inspection['windows']): readonly Problem[] {
  if (windows === null) return [{ code: 'tooShort', values: { days, needed: fewestDays } }];
  if (windows.horizonDays >= 14) return [];
  const { observationDays: observation, horizonDays: horizon } = windows;
  return [{ code: 'windowsFit', values: { days, observation, horizon, neededFor30: usualDays } }];
}

function noTime({ columns: [time] }: Found): WinbackError {
  const example = time!.examples[0] === undefined ? '' : `, e.g. '${time!.examples[0]}'`;
  return new WinbackError(
    'BAD_INPUT',
    `no value of column "${time!.name}" could be read as a time${example}; give its form with --time-format, e.g. '%d/%m/%Y %H:%M'`,
  );
}
