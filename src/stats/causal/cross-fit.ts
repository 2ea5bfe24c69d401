import { ensure } from '../../base/errors.js';
import { requireKeys } from '../../base/options.js';
import { requirePart, requireShape } from '../../base/shape.js';
import { solveSymmetric } from '../linear.js';
import { requireCodes, requireValues, type Values } from './arguments.js';
import {
  addGram,
  addRow,
  designRow,
  emptyGram,
  fullMatrix,
  type Gram,
  type ScaledColumn,
  scaledColumn,
} from './least-squares.js';

/** What outcomes are fitted to. */
export interface CrossFitRows {
  /** The outcome under the arm that the row was given. */
  readonly outcome: Values;
  /** Code of the arm that the row was given, whole numbers from 0. */
  readonly arm: Values;
  /** Number of arms. */
  readonly arms: number;
  /** Fold of each row, whole numbers from 0 (`userFolds`). */
  readonly fold: Values;
  /** Columns that were known before the assignment; an intercept is added. */
  readonly columns: readonly Values[];
}

/**
 * The outcome expected of each row under each arm, by least squares on the rows of the other folds: no row says anything about its
 * own expectation. A column that the others make up is left out. An arm with too few rows in the other folds for all columns takes
 * as many columns as it has rows for, in their order.
 * @param rows outcome, arm, fold and columns; every arm must have rows in at least two folds
 * @returns by arm, one expectation a row
 * @throws WinbackError BAD_INPUT naming the column and the row, counted from 0
 *
 * @example
 * ```ts
 * import { crossFit } from 'winback/stats';
 *
 * const rows = { outcome: [1, 3, 5, 7, 9, 11, 13, 15], arm: new Uint8Array(8), arms: 1 };
 * const [expected] = crossFit({ ...rows, fold: [0, 1, 0, 1, 0, 1, 0, 1], columns: [[0, 1, 2, 3, 4, 5, 6, 7]] });
 * expected![7]!.toFixed(6); // 15.000000
 * ```
 */
export function crossFit(rows: CrossFitRows): readonly Float64Array[] {
  const folds = requireFit(rows);
  const { outcome, fold, arms } = rows;
  const columns = rows.columns.map(scaledColumn);
  const grams = gramsOf(rows, columns, folds);
  const models = Array.from({ length: arms }, (_, arm) =>
    Array.from({ length: folds }, (_, own) => withoutFold(grams[arm]!, own, arm)),
  );
  const expected = models.map(() => new Float64Array(outcome.length));
  const design = new Float64Array(columns.length + 1);
  for (let row = 0; row < outcome.length; row++) {
    designRow(columns, row, design);
    for (let arm = 0; arm < arms; arm++) expected[arm]![row] = predicted(models[arm]![fold[row]!]!, design);
  }
  return expected;
}

/** Sums of products by arm and fold: a model leaves one fold out by adding up the others. */
function gramsOf(
  { outcome, arm, arms, fold }: CrossFitRows,
  columns: readonly ScaledColumn[],
  folds: number,
): readonly (readonly Gram[])[] {
  const size = columns.length + 1;
  const grams = Array.from({ length: arms }, () => Array.from({ length: folds }, () => emptyGram(size)));
  const design = new Float64Array(size);
  for (let row = 0; row < outcome.length; row++) {
    designRow(columns, row, design);
    addRow(grams[arm[row]!]![fold[row]!]!, design, outcome[row]!);
  }
  return grams;
}

function withoutFold(grams: readonly Gram[], own: number, arm: number): readonly number[] {
  const rest = emptyGram(grams[0]!.right.length);
  grams.forEach((gram, fold) => {
    if (fold !== own) addGram(rest, gram);
  });
  ensure(
    rest.rows > 0,
    `arm ${arm} has no row outside fold ${own}: nothing says what to expect of that fold; take fewer folds or more rows`,
  );
  // With fewer rows than coefficients a fit would pass through every row.
  const size = Math.min(rest.right.length, Math.max(1, rest.rows >> 1));
  const matrix = fullMatrix(rest).slice(0, size);
  return solveSymmetric(
    matrix.map((line) => line.slice(0, size)),
    Array.from(rest.right.subarray(0, size)),
  );
}

function predicted(model: readonly number[], design: Float64Array): number {
  let sum = 0;
  for (let c = 0; c < model.length; c++) sum += model[c]! * design[c]!;
  return sum;
}

/** @returns the number of folds */
function requireFit(rows: CrossFitRows): number {
  requireShape(rows, 'rows', { outcome: 'list', arm: 'list', arms: 'number', fold: 'list', columns: 'list' });
  requireKeys(rows, 'rows', { outcome: true, arm: true, arms: true, fold: true, columns: true });
  const { outcome, arm, arms, fold, columns } = rows;
  const count = outcome.length;
  requireValues(outcome, 'rows.outcome', count);
  ensure(Number.isInteger(arms) && arms >= 1, `rows.arms must be a whole number from 1, got ${arms}`);
  requireCodes(arm, 'rows.arm', count, arms);
  requireCodes(fold, 'rows.fold', count, 256);
  columns.forEach((values, c) => {
    requirePart(values, `rows.columns[${c}]`, 'list');
    requireValues(values, `rows.columns[${c}]`, count);
  });
  let folds = 0;
  for (let row = 0; row < count; row++) folds = Math.max(folds, fold[row]! + 1);
  ensure(folds >= 2, `rows.fold must have at least 2 folds, got ${folds}`);
  return folds;
}
