import { masked } from '../../base/masked.js';
import { frequentNames, type Viewed } from './behaviour.js';
import type { Column } from './columns.js';
import type { Found } from './guess/found.js';
import type { FoundColumns } from './guess/log-columns.js';
import type { EventGuess, Problem } from './records.js';
import { minorWords, noUser } from './words/values.js';

const mostNames = 5;
/** Share of the values of an amount that may be odd before it is said. */
const someShare = 0.001;

/** What of the rows cannot be used, and why. */
export async function problemsOf(
  viewed: Viewed,
  { found, reader }: FoundColumns,
  rows: number,
  events: readonly EventGuess[],
): Promise<readonly Problem[]> {
  const { engine, view, signal } = viewed;
  const [user, time] = [found.user!.columns[0]!, found.time!.columns[0]!];
  const [counted] = await engine.rows(
    `SELECT count(*) FILTER (${user.alias} IS NULL) AS "noUser", count(*) FILTER (${time.alias} IS NULL) AS "noTime",
       count(*) FILTER (${time.alias} IS NOT NULL AND (${reader.sql}) IS NULL) AS "badTime" FROM ${view}`,
    { signal },
  );
  const count = (key: string): number => Number(counted?.[key] ?? 0);
  const problems: Problem[] = [];
  const add = (code: 'missingUser' | 'missingTime', counts: number): void => {
    if (counts > 0) problems.push({ code, values: { rows: counts, share: counts / rows } });
  };
  add('missingUser', count('noUser'));
  add('missingTime', count('noTime'));
  if (count('badTime') > 0)
    problems.push({
      code: 'unreadableTime',
      values: { rows: count('badTime'), share: count('badTime') / rows, column: time.name },
    });
  problems.push(...(await userProblems(viewed, found.user!)));
  problems.push(...amountProblems(found.amount), ...(await currencyProblems(viewed, found.currency)));
  problems.push(...idProblems(found.id), ...amountsElsewhere(events), ...eventProblems(events));
  return problems;
}

async function userProblems(viewed: Viewed, { columns }: Found): Promise<readonly Problem[]> {
  const [user] = columns;
  const frequent = await frequentNames(viewed, user!, 200);
  const placeholders = frequent.filter(({ name }) => noUser.test(name));
  const rows = placeholders.reduce((sum, one) => sum + one.rows, 0);
  const { shape, name } = user!;
  return [
    ...(rows === 0
      ? []
      : [
          {
            code: 'placeholderUsers',
            values: { names: placeholders.map((one) => one.name).join(', '), rows },
          } as const,
        ]),
    ...(shape === 'email' || shape === 'phone'
      ? [{ code: 'idsLookPersonal', values: { column: name, kind: shape } } as const]
      : []),
    ...(await casesOf(viewed, user!)),
  ];
}

/** Ids that differ only in capital and small letters: winback takes each for a user of its own. */
async function casesOf(
  { engine, view, signal }: Viewed,
  { alias, kind }: Column,
): Promise<readonly Problem[]> {
  if (kind !== 'text') return [];
  const [row] = await engine.rows(
    `SELECT count(*) AS users, min(low) AS "left", arg_min(high, low) AS "right" FROM (
       SELECT min(id) AS low, max(id) AS high FROM (SELECT DISTINCT trim(${alias}::VARCHAR) AS id FROM ${view})
       WHERE id <> '' GROUP BY lower(id) HAVING count(*) > 1)`,
    { signal },
  );
  const users = Number(row?.['users'] ?? 0);
  if (users === 0) return [];
  const [left, right] = [masked(String(row!['left'])), masked(String(row!['right']))];
  return [{ code: 'usersByCase', values: { users, left, right } }];
}

function amountProblems(amount: Found | undefined): readonly Problem[] {
  if (amount === undefined) return [{ code: 'noPayments', values: {} }];
  const problems: Problem[] = [];
  for (const { odd, filled, name, phrase, kind } of amount.columns) {
    if (odd > filled * someShare)
      problems.push({ code: 'unreadableAmount', values: { rows: odd, share: odd / filled, column: name } });
    if (kind === 'whole' && minorWords.test(phrase))
      problems.push({ code: 'minorUnits', values: { column: name } });
  }
  return problems;
}

async function currencyProblems(viewed: Viewed, currency: Found | undefined): Promise<readonly Problem[]> {
  const [column] = currency?.columns ?? [];
  if (column === undefined || column.distinct < 2) return [];
  const names = await frequentNames(viewed, column, mostNames);
  const text = names.map(({ name, rows }) => `${masked(name)} ${rows}`).join(', ');
  return [{ code: 'severalCurrencies', values: { column: column.name, names: text } }];
}

function idProblems(id: Found | undefined): readonly Problem[] {
  const [column] = id?.columns ?? [];
  if (column === undefined || !column.distinctExact || column.distinct >= column.filled) return [];
  return [{ code: 'repeatedId', values: { rows: column.filled - column.distinct, column: column.name } }];
}

/** Share of the rows of an event with an amount from which on it is said that they are no payments. */
const mostAmounts = 0.9;

function amountsElsewhere(events: readonly EventGuess[]): readonly Problem[] {
  const some = events.filter(
    ({ role, withAmount }) => role === 'activity' && (withAmount ?? 0) >= mostAmounts,
  );
  if (some.length === 0) return [];
  const rows = some.reduce((sum, one) => sum + one.rows, 0);
  const names = some.slice(0, mostNames).map(({ name }) => name);
  return [{ code: 'amountsElsewhere', values: { names: names.join(', '), rows } }];
}

function eventProblems(events: readonly EventGuess[]): readonly Problem[] {
  const left = events.filter(({ role }) => role === null);
  if (left.length === 0) return [];
  const rows = left.reduce((sum, one) => sum + one.rows, 0);
  const names = left.slice(0, mostNames).map(({ name }) => name);
  return [{ code: 'unmappedEvents', values: { names: names.join(', '), rows } }];
}
