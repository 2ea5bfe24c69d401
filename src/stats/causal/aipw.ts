import { ensure } from '../../base/errors.js';
import { requireKeys, shown } from '../../base/options.js';
import { requirePart, requireShape } from '../../base/shape.js';
import { requireCodes, requireValues, type Values } from './arguments.js';

/** What is known of each row, for the scores of every arm. */
export interface AipwRows {
  /** The outcome under the arm that the row was given. */
  readonly outcome: Values;
  /** Code of the arm that the row was given, a position in `probability`; by custom 0 is the control. */
  readonly arm: Values;
  /** By arm: the probability with which each row was given it, in (0, 1]. Known of the assignment, never fitted to it. */
  readonly probability: readonly Values[];
  /** By arm: the outcome expected of each row under it, from a model that did not see the row (`crossFit`). */
  readonly expected: readonly Values[];
}

/**
 * Augmented inverse-probability scores (Robins, Rotnitzky and Zhao, 1994), by arm: the mean of the scores of an arm is what the
 * outcome would be had every row been given it. With known probabilities no model of the outcome makes it wrong; a
 * good one makes it precise.
 *   score = expected + (outcome - expected) / probability   where the row was given the arm
 *   score = expected                                        elsewhere
 * @param rows outcome, arm, and by arm probability and expected outcome
 * @throws WinbackError BAD_INPUT naming the column and the row, counted from 0
 *
 * @example
 * ```ts
 * import { aipwScores, meanScore, scoreDifference } from 'winback/stats';
 *
 * const half = [0.5, 0.5, 0.5, 0.5];
 * const rows = { outcome: [1, 4, 2, 5], arm: [0, 1, 0, 1], probability: [half, half] };
 * const expected = [[1, 1, 2, 2], [4, 4, 5, 5]];
 * const [control, treated] = aipwScores({ ...rows, expected });
 * meanScore(scoreDifference(treated!, control!)).value; // 3
 * ```
 */
export function aipwScores(rows: AipwRows): readonly Float64Array[] {
  requireRows(rows);
  const { outcome, arm, probability, expected } = rows;
  return expected.map((own, code) => {
    const scores = Float64Array.from(own);
    const chance = probability[code]!;
    for (let row = 0; row < scores.length; row++)
      if (arm[row] === code) scores[row]! += (outcome[row]! - own[row]!) / chance[row]!;
    return scores;
  });
}

/**
 * Row by row: the scores of one arm less those of another. Their mean is the average effect.
 * @param treatment scores of an arm
 * @param control scores of the arm it is compared with
 *
 * @example
 * ```ts
 * import { scoreDifference } from 'winback/stats';
 *
 * scoreDifference(Float64Array.of(3, 5), Float64Array.of(1, 1)); // [2, 4]
 * ```
 */
export function scoreDifference(treatment: Values, control: Values): Float64Array {
  requirePart(treatment, 'treatment', 'list');
  requireValues(treatment, 'treatment', treatment.length);
  requireValues(control, 'control', treatment.length);
  const difference = new Float64Array(treatment.length);
  for (let row = 0; row < difference.length; row++) difference[row] = treatment[row]! - control[row]!;
  return difference;
}

function requireRows(rows: AipwRows): void {
  requireShape(rows, 'rows', { outcome: 'list', arm: 'list', probability: 'list', expected: 'list' });
  requireKeys(rows, 'rows', { outcome: true, arm: true, probability: true, expected: true });
  const { outcome, arm, probability, expected } = rows;
  const [count, arms] = [outcome.length, expected.length];
  ensure(
    arms === probability.length,
    `rows.probability has ${probability.length} arms, rows.expected has ${arms}`,
  );
  requireValues(outcome, 'rows.outcome', count);
  requireCodes(arm, 'rows.arm', count, arms);
  expected.forEach((values, code) => {
    requireValues(values, `rows.expected[${code}]`, count);
    requireChances(probability[code]!, `rows.probability[${code}]`, count);
  });
}

/** Of an arm that a row could not be given nothing can be said. */
function requireChances(chances: Values, name: string, rows: number): void {
  requireValues(chances, name, rows);
  for (let row = 0; row < rows; row++) {
    const chance = chances[row]!;
    if (chance > 0 && chance <= 1) continue;
    ensure(false, `${name}[${row}] must be above 0 and at most 1, got ${shown(chance)}`);
  }
}
