import { ensure } from '../../base/errors.js';
import { type ArrowTable, arrowType } from '../../data/arrow-shape.js';
import { checkTable } from '../../data/columns.js';
import { badCell } from '../../data/read/column.js';
import { strictNumbers } from '../../data/read/numbers.js';
import { eachStrictText } from '../../data/read/texts.js';
import { hashOf } from '../../model/folds.js';
import type { ResolvedUpliftOptions } from './options.js';

/** A log of randomised actions, read and checked. Code 0 is the control. */
export interface UpliftLog {
  readonly names: readonly string[];
  readonly action: Uint8Array;
  readonly outcome: Float64Array;
  readonly value: Float64Array;
  /** 1 where a coupon was redeemed; all 0 where no action has a face value. */
  readonly redeemed: Float64Array;
  readonly chance: readonly Float64Array[];
  readonly hash: Uint32Array;
  readonly features: readonly string[];
}

/** Fewest users of an action, of whom a model is learnt in each fold. */
const leastUsers = 50;

/** @throws WinbackError BAD_INPUT naming column and row */
export function readUpliftLog(table: ArrowTable, options: ResolvedUpliftOptions): UpliftLog {
  checkTable(table);
  const { columns, control, actions } = options;
  const names = [control, ...Object.keys(actions)];
  const action = actionCodes(table, columns.action, names);
  requireUsers(action, names);
  const pays = Object.values(actions).some(({ face }) => face > 0);
  const rows = table.numRows;
  return {
    names,
    action,
    outcome: inRange(table, columns.outcome, 0, 1),
    value: inRange(table, columns.value, 0, 1e12),
    redeemed: pays ? inRange(table, columns.redeemed, 0, 1) : new Float64Array(rows),
    chance: chances(table, columns.probability, names, action),
    hash: hashes(table, columns.user, options.seed),
    features: options.features ?? defaultFeatures(table, options),
  };
}

function actionCodes(table: ArrowTable, column: string, names: readonly string[]): Uint8Array {
  const codes = new Map(names.map((name, code) => [name, code]));
  const action = new Uint8Array(table.numRows);
  eachStrictText(table, column, (name, row) => {
    const code = codes.get(name);
    if (code === undefined) throw badCell(column, row, `must be one of ${names.join(', ')}`, name);
    action[row] = code;
  });
  return action;
}

function requireUsers(action: Uint8Array, names: readonly string[]): void {
  const users = names.map(() => 0);
  for (const code of action) users[code]!++;
  const few = users.findIndex((count) => count < leastUsers);
  ensure(
    few < 0,
    `action "${names[few]}" has ${users[few]} users in the log: effects need at least ${leastUsers} of each action`,
  );
}

function inRange(table: ArrowTable, column: string, low: number, high: number): Float64Array {
  const values = strictNumbers(table, column);
  const bad = values.findIndex((value) => !(value >= low && value <= high));
  if (bad >= 0) throw badCell(column, bad, `must be from ${low} to ${high}`, values[bad]);
  return values;
}

// Probabilities are those of the log and never estimated: an estimate hides that a user could not have got an action.
function chances(
  table: ArrowTable,
  prefix: string,
  names: readonly string[],
  action: Uint8Array,
): readonly Float64Array[] {
  const columns = names.map((name) => inRange(table, `${prefix}${name}`, 0, 1));
  for (let row = 0; row < action.length; row++) {
    const sum = columns.reduce((all, column) => all + column[row]!, 0);
    ensure(Math.abs(sum - 1) <= 1e-5, `row ${row + 1}: the logged probabilities add up to ${sum}, not 1`);
    const least = columns.findIndex((column) => column[row]! === 0);
    ensure(
      least < 0,
      `row ${row + 1}: column "${prefix}${names[least]}" is 0: effects are learnt from users who could have got every action`,
    );
  }
  return columns;
}

function hashes(table: ArrowTable, column: string, seed: number): Uint32Array {
  const hash = new Uint32Array(table.numRows);
  const seen = new Set<string>();
  eachStrictText(table, column, (user, row) => {
    if (seen.has(user)) throw badCell(column, row, 'must name each user once', user);
    seen.add(user);
    hash[row] = hashOf(user, seed);
  });
  return hash;
}

const learnable: ReadonlySet<number> = new Set([
  ...[arrowType.int, arrowType.float, arrowType.bool, arrowType.dictionary],
]);

/** What was known before the action and can be learnt from. */
function defaultFeatures(table: ArrowTable, { columns, control, actions }: ResolvedUpliftOptions): string[] {
  const { probability, value: _, ...own } = columns;
  const known = [
    ...Object.values(own),
    ...[control, ...Object.keys(actions)].map((name) => probability + name),
  ];
  const names = table.schema.fields.flatMap(({ name, type }) =>
    known.includes(name) || !learnable.has(type.typeId) ? [] : [name],
  );
  ensure(names.length > 0, 'the log has no column to learn from');
  return names;
}
