import { normal } from '../../stats/distributions.js';
import { level } from './effects.js';
import type { HoldoutWidth } from './records.js';
import type { CloseRows } from './rows.js';

/** Shares that people choose from. */
const shares = [0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5];

/** Variance of an outcome around what is expected of it, by arm. */
export interface ArmVariances {
  readonly contacted: number;
  readonly held: number;
}

/**
 * Half of the interval of the total profit of N planned users of whom a share h is held back: the sum over the contacted has
 * the squared error ((1 - h) N)^2 (s1^2 / (1 - h) + s0^2 / h) / N.
 */
export function halfWidth(users: number, share: number, { contacted, held }: ArmVariances): number {
  const error = Math.sqrt((contacted / (1 - share) + held / share) / users);
  return normal.inverseSurvival((1 - level) / 2) * error * users * (1 - share);
}

/** What every share would give for as many planned users with outcomes that vary as these. @param profit yuan a contacted user */
export function holdoutWidths(
  rows: CloseRows,
  outcome: Float64Array,
  profit: number,
): readonly HoldoutWidth[] {
  const users = rows.users.length;
  const variances = { contacted: spreadOf(rows, outcome, 1), held: spreadOf(rows, outcome, 0) };
  return widthsFor(users, variances, profit);
}

export const widthsFor = (users: number, variances: ArmVariances, profit: number): readonly HoldoutWidth[] =>
  shares.map((share) => ({
    ...{ share, halfWidth: halfWidth(users, share, variances) },
    forgone: Math.max(0, profit) * users * share,
  }));

/** Variance of the outcome that value and risk do not explain: of staying, weighted by the value, around its share by risk. */
function spreadOf({ contacted, value, risk, stayed }: CloseRows, outcome: Float64Array, arm: 0 | 1): number {
  let [rows, kept, expected] = [0, 0, 0];
  for (let row = 0; row < outcome.length; row++) {
    if (contacted[row] !== arm) continue;
    rows++;
    kept += stayed[row]!;
    expected += 1 - risk[row]!;
  }
  const shift = rows === 0 ? 0 : (kept - expected) / rows;
  let squares = 0;
  for (let row = 0; row < outcome.length; row++) {
    if (contacted[row] !== arm) continue;
    const share = Math.min(1, Math.max(0, 1 - risk[row]! + shift));
    squares += (value[row]! * (stayed[row]! - share)) ** 2;
  }
  return rows === 0 ? 0 : squares / rows;
}

/** Variance of the outcome before a first campaign: users stay with 1 - risk, and the contact changes that by little. */
export function plannedVariance(
  planned: readonly { readonly value: number; readonly risk: number }[],
): number {
  const squares = planned.reduce((sum, { value, risk }) => sum + value ** 2 * risk * (1 - risk), 0);
  return squares / Math.max(1, planned.length);
}
