import { normal } from '../../stats/distributions.js';

/** What a policy earns per user over doing nothing, on held-out users. */
export interface HeldOutValue {
  /** Yuan a user. */
  readonly value: number;
  /** Standard error of `value`. */
  readonly standardError: number;
  /** Lower end of the interval. */
  readonly low: number;
  /** Upper end of the interval. */
  readonly high: number;
}

/** One-sided lower bound of a value. */
export const lowerBound = ({ value, standardError }: HeldOutValue, level: number): number =>
  value - normal.inverseSurvival(1 - level) * standardError;

/** Doubly robust profits of every action on the judged rows: column 0 is that of the control. */
export type ProfitScores = readonly Float64Array[];

/** Value of choosing `action` over doing nothing. */
export function policyValue(
  profits: ProfitScores,
  rows: Int32Array,
  action: Uint8Array,
  level: number,
): HeldOutValue {
  return estimate(rows, (row) => profits[action[row]!]![row]! - profits[0]![row]!, level);
}

/** Value of choosing `first` over choosing `second`, on the same rows. */
export function differenceOf(
  profits: ProfitScores,
  rows: Int32Array,
  first: Uint8Array,
  second: Uint8Array,
  level: number,
): HeldOutValue {
  return estimate(rows, (row) => profits[first[row]!]![row]! - profits[second[row]!]![row]!, level);
}

function estimate(rows: Int32Array, of: (row: number) => number, level: number): HeldOutValue {
  const n = rows.length;
  let value = 0;
  for (const row of rows) value += of(row) / n;
  let squares = 0;
  for (const row of rows) squares += (of(row) - value) ** 2;
  const standardError = Math.sqrt(squares / (n - 1) / n);
  const reach = normal.inverseSurvival((1 - level) / 2) * standardError;
  return { value, standardError, low: value - reach, high: value + reach };
}
