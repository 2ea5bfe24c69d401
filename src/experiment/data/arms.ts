import { WinbackError } from '../../base/errors.js';
import { shown } from '../../base/options.js';
import type { RepeatedUsersRule } from '../config/config.js';
import { labelHint, labelIndex } from '../config/labels.js';
import type { LabelColumn } from './user-table.js';

/** Rows of users who appear more than once in their arm. */
export interface RepeatedUsers {
  readonly rule: RepeatedUsersRule;
  readonly users: number;
  /** Their rows beyond the one that is kept. */
  readonly rows: number;
  /** For every row the row of its user that is kept; -1 = in no arm. */
  readonly keeper: Int32Array;
}

/**
 * Arm of each row in the order control, treatments; -1 where `kept` is below 0.
 * @throws BAD_INPUT for a variant the experiment does not have, or a row without one
 */
export function armCodes(column: LabelColumn, arms: readonly string[], kept: Int32Array): Int32Array {
  const of = column.labels.map((label) => labelIndex(label, arms));
  return column.codes.map((code, row) => {
    if (kept[row]! < 0) return -1;
    if (code < 0)
      throw new WinbackError(
        'BAD_INPUT',
        `row ${row + 1} has no variant: leave such rows out with exclude: [{column, missing: true, reason}]`,
      );
    const arm = of[code]!;
    if (arm < 0) throw unknownVariant(column.labels[code]!, arms, `row ${row + 1}: `);
    return arm;
  });
}

export function unknownVariant(label: string, arms: readonly string[], where = ''): WinbackError {
  return new WinbackError(
    'BAD_INPUT',
    `${where}unknown variant ${shown(label)}, expected one of ${arms.join(', ').slice(0, 200)}${labelHint(label, arms)}`,
  );
}

/**
 * Takes users of several arms out of all of them: they saw both, so they belong to none. Of several rows in one arm the
 * first or last by `order` (equal or no times: as they stand in the file) is kept; `sum` keeps the first.
 * @throws BAD_INPUT for a row without user, or several rows in one arm without a rule for them
 */
export function oneRowPerUser(
  users: LabelColumn,
  arm: Int32Array,
  rule: RepeatedUsersRule | undefined,
  order: Float64Array | null,
): { readonly multiVariant: number; readonly arm: Int32Array; readonly repeated: RepeatedUsers | null } {
  const first = new Int32Array(users.labels.length).fill(-1);
  const [mixed, several] = [new Set<number>(), new Set<number>()];
  for (let row = 0; row < arm.length; row++) {
    if (arm[row]! < 0) continue;
    const user = users.codes[row]!;
    if (user < 0) throw new WinbackError('BAD_INPUT', `row ${row + 1} has no user identifier`);
    const seen = first[user]!;
    if (seen < 0) first[user] = row;
    else if (arm[seen] !== arm[row]) mixed.add(user);
    else if (rule === undefined && !mixed.has(user)) throw twice(users.labels[user]!, seen, row);
    else several.add(user);
  }
  for (const user of mixed) several.delete(user);
  const single = mixed.size === 0 ? arm : arm.map((a, row) => (mixed.has(users.codes[row]!) ? -1 : a));
  if (rule === undefined || several.size === 0)
    return { multiVariant: mixed.size, arm: single, repeated: null };
  return { multiVariant: mixed.size, ...keepOne(users, single, rule, order, several.size) };
}

function twice(user: string, seen: number, row: number): WinbackError {
  return new WinbackError(
    'BAD_INPUT',
    `user ${shown(user)} has two rows (${seen + 1} and ${row + 1}) in one variant: give one row per user, or say ` +
      'data.repeatedUsers: first, last or sum',
  );
}

function keepOne(
  users: LabelColumn,
  arm: Int32Array,
  rule: RepeatedUsersRule,
  order: Float64Array | null,
  count: number,
) {
  const best = new Int32Array(users.labels.length).fill(-1);
  let rows = 0;
  for (let row = 0; row < arm.length; row++) {
    if (arm[row]! < 0) continue;
    const user = users.codes[row]!;
    if (best[user]! < 0) best[user] = row;
    else {
      rows++;
      if (comesBefore(row, best[user]!, rule, order)) best[user] = row;
    }
  }
  const keeper = arm.map((a, row) => (a < 0 ? -1 : best[users.codes[row]!]!));
  const kept = arm.map((a, row) => (keeper[row] === row ? a : -1));
  return { arm: kept, repeated: { rule, users: count, rows, keeper } };
}

// Whether the later row of the file takes the place of the one kept so far.
function comesBefore(
  row: number,
  kept: number,
  rule: RepeatedUsersRule,
  order: Float64Array | null,
): boolean {
  const [a, b] = order === null ? [0, 0] : [order[row]!, order[kept]!];
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(b) && !Number.isNaN(a);
  return rule === 'last' ? a >= b : a < b;
}

/** Each kept row with the values of all rows of its user added up. */
export function summedRows(values: Float64Array, keeper: Int32Array): Float64Array {
  const sums = values.slice();
  for (let row = 0; row < values.length; row++)
    if (keeper[row]! >= 0 && keeper[row] !== row) sums[keeper[row]!]! += values[row]!;
  return sums;
}
