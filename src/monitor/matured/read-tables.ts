import { dayOf } from '../../base/days.js';
import { ensure } from '../../base/errors.js';
import { shown } from '../../base/options.js';
import type { ArrowTable } from '../../data/arrow-shape.js';
import { checkTable } from '../../data/columns.js';
import { badCell, columnOf, isText } from '../../data/read/column.js';
import { strictFlags } from '../../data/read/flags.js';
import { strictNumbers } from '../../data/read/numbers.js';
import { eachStrictText } from '../../data/read/texts.js';
import { readTimes } from '../../data/times.js';

/** Users and days of a table, with a key for both. */
export interface KeyedRows {
  readonly users: readonly string[];
  /** Days since 1970-01-01. */
  readonly days: Int32Array;
  readonly keys: readonly string[];
}

/** @throws WinbackError BAD_INPUT for a user and day that come twice, naming both rows */
export function keysOf(table: ArrowTable, name: string): KeyedRows {
  const { users, days } = usersAndDays(table, name);
  const rowOf = new Map<string, number>();
  const keys = users.map((user, row) => {
    const key = `${days[row]} ${user}`;
    const first = rowOf.get(key);
    ensure(
      first === undefined,
      `${name}: user ${shown(user)} has the day ${dayOf(days[row]!)} in row ${(first ?? 0) + 1} and in row ${row + 1}`,
    );
    rowOf.set(key, row);
    return key;
  });
  return { users, days, keys };
}

/** @throws WinbackError BAD_INPUT for a row without user or day */
export function usersAndDays(table: ArrowTable, name: string): Omit<KeyedRows, 'keys'> {
  checkTable(table);
  const users: string[] = [];
  eachStrictText(table, 'user', (user) => users.push(user));
  const { days } = readTimes(table, 'day');
  const missing = days.findIndex(Number.isNaN);
  ensure(missing < 0, `${name}: the day of row ${missing + 1} is missing`);
  return { users, days: Int32Array.from(days, Math.floor) };
}

/** Whether each user left, by key. */
export function outcomesOf(table: ArrowTable): ReadonlyMap<string, 0 | 1> {
  const { keys } = keysOf(table, 'outcomes');
  const left = strictFlags(table, 'left');
  return new Map(keys.map((key, row) => [key, left[row] === 1 ? 1 : 0]));
}

/** Scores and probabilities of the rows kept. @throws WinbackError BAD_INPUT for a value that is missing or out of range */
export function scoresOf(table: ArrowTable, kept: readonly number[]) {
  const probability = strictNumbers(table, 'probability');
  const score = table.getChild('score') === null ? probability : strictNumbers(table, 'score');
  const probabilities = Float64Array.from(kept, (row) => {
    const value = probability[row]!;
    if (value >= 0 && value <= 1) return value;
    throw badCell('probability', row, 'must be from 0 to 1', value);
  });
  const scores = Float64Array.from(kept, (row) => {
    if (Number.isFinite(score[row])) return score[row]!;
    throw badCell('score', row, 'must be a finite number', score[row]);
  });
  return { probabilities, scores };
}

/** What stands for a missing value of a slice. */
export const missingSlice = 'missing';

/** Values of the columns asked for, as text. */
export function slicesOf(
  table: ArrowTable,
  names: readonly string[],
  kept: readonly number[],
): ReadonlyMap<string, readonly string[]> {
  return new Map(
    names.map((name) => {
      const column = columnOf(table, name);
      ensure(isText(column), `slices: column "${name}" must hold text`);
      return [name, kept.map((row) => String(column.get(row) ?? missingSlice))] as const;
    }),
  );
}
