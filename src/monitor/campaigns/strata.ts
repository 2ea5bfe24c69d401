import { ensure } from '../../base/errors.js';
import { shown } from '../../base/options.js';
import type { ArrowTable } from '../../data/arrow-shape.js';
import { checkTable } from '../../data/columns.js';
import { badCell, columnOf, isText } from '../../data/read/column.js';
import { strictFlags } from '../../data/read/flags.js';
import { strictNumbers } from '../../data/read/numbers.js';
import { eachStrictText } from '../../data/read/texts.js';

/** Values of the users of one stratum that were assigned one way; squares are of distances from the means (Welford, 1962). */
export interface ArmValues {
  readonly users: number;
  readonly stayed: number;
  /** Means of the value and of the value before. */
  readonly value: number;
  readonly before: number;
  /** Centred sums of squares and products. */
  readonly valueSquares: number;
  readonly beforeSquares: number;
  readonly products: number;
}

/** One stratum: users whom the plan would have given the same action. */
export interface Stratum {
  readonly name: string;
  readonly treated: ArmValues;
  readonly held: ArmValues;
}

type Running = { -readonly [K in keyof ArmValues]: ArmValues[K] };

const none = (): Running => ({
  ...{ users: 0, stayed: 0, value: 0, before: 0 },
  ...{ valueSquares: 0, beforeSquares: 0, products: 0 },
});

function addUser(arm: Running, stayed: number, value: number, before: number): void {
  arm.users++;
  arm.stayed += stayed;
  const [y, x] = [value - arm.value, before - arm.before];
  arm.value += y / arm.users;
  arm.before += x / arm.users;
  arm.valueSquares += y * (value - arm.value);
  arm.beforeSquares += x * (before - arm.before);
  arm.products += y * (before - arm.before);
}

/** The strata of a campaign's outcomes, by name. @throws WinbackError BAD_INPUT naming column and row */
export function strataOf(table: ArrowTable): {
  readonly strata: readonly Stratum[];
  readonly before: boolean;
} {
  checkTable(table);
  requireUnique(table);
  const column = columnOf(table, 'stratum');
  ensure(isText(column), 'column "stratum" must hold text: tier and action');
  const treated = strictFlags(table, 'treated');
  const stayed = strictFlags(table, 'stayed');
  const values = present(table, 'gmv');
  const before = table.getChild('gmv_before') === null ? null : present(table, 'gmv_before');
  const found = new Map<string, { treated: ReturnType<typeof none>; held: ReturnType<typeof none> }>();
  for (let row = 0; row < table.numRows; row++) {
    const name = column.get(row);
    if (name === null || name === '') throw badCell('stratum', row, 'must not be empty', name);
    const stratum = found.get(String(name)) ?? { treated: none(), held: none() };
    found.set(String(name), stratum);
    const arm = treated[row] === 1 ? stratum.treated : stratum.held;
    addUser(arm, stayed[row]!, values[row]!, before?.[row] ?? 0);
  }
  const strata = [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, arms]) => ({ name, ...arms }));
  return { strata, before: before !== null };
}

function present(table: ArrowTable, name: string): Float64Array {
  const values = strictNumbers(table, name);
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw badCell(name, bad, 'must be a number of minor units; write 0 for none', values[bad]);
  return values;
}

function requireUnique(table: ArrowTable): void {
  const rowOf = new Map<string, number>();
  eachStrictText(table, 'user', (user, row) => {
    const first = rowOf.get(user);
    ensure(
      first === undefined,
      `user ${shown(user)} stands in row ${(first ?? 0) + 1} and in row ${row + 1}: one row a user`,
    );
    rowOf.set(user, row);
  });
}

/** Mean of `value - slope * before` and its squared error. */
export function meanOf(
  { users, value, before, valueSquares, beforeSquares, products }: ArmValues,
  slope: number,
): { readonly mean: number; readonly error: number } {
  const squares = valueSquares - 2 * slope * products + slope * slope * beforeSquares;
  return { mean: value - slope * before, error: Math.max(0, squares) / (users - 1) / users };
}

/** Share that stayed, and its squared error. */
export function stayedOf({ users, stayed }: ArmValues): { readonly mean: number; readonly error: number } {
  const mean = stayed / users;
  return { mean, error: (mean * (1 - mean)) / (users - 1) };
}

/** Slope of the value on the value before, from the spread inside both arms (CUPED); 0 without any spread. */
export function slopeOf({ treated, held }: Stratum): number {
  const squares = treated.beforeSquares + held.beforeSquares;
  return squares > 0 ? (treated.products + held.products) / squares : 0;
}
