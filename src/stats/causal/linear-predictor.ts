import { ensure } from '../../base/errors.js';
import { requireKeys } from '../../base/options.js';
import { requirePart } from '../../base/shape.js';
import { solveSymmetric } from '../linear.js';
import { requireValues, type Values } from './arguments.js';
import {
  addRow,
  designRow,
  emptyGram,
  fullMatrix,
  type ScaledColumn,
  scaledColumn,
} from './least-squares.js';
import { clusterSums, type ScoreOptions } from './mean-score.js';

/** A linear function of columns that comes closest to scores. */
export interface LinearPredictor {
  /** Intercept, then one a column; 0 for a column that the others make up. */
  readonly coefficients: readonly number[];
  /** Robust standard errors in the same order. */
  readonly errors: readonly number[];
}

/**
 * The best linear predictor of scores (Semenova and Chernozhukov, 2021): least squares of the scores on columns, with errors that
 * hold for unequal variances (HC1), or for several rows a user (CR1) where `clusters` are given. Of scores of a difference it says
 * how the effect changes with the columns.
 * @param scores one finite number a row
 * @param columns known before the assignment; an intercept is added
 * @param options clusters
 * @throws WinbackError BAD_INPUT
 *
 * @example
 * ```ts
 * import { bestLinearPredictor } from 'winback/stats';
 *
 * bestLinearPredictor([1, 3, 5, 7.4], [[0, 1, 2, 3]]).coefficients[1]; // 2.12
 * ```
 */
export function bestLinearPredictor(
  scores: Values,
  columns: readonly Values[],
  options: Pick<ScoreOptions, 'clusters'> = {},
): LinearPredictor {
  requireKeys(options, 'options', { clusters: true });
  requireInputs(scores, columns);
  const scaled = columns.map(scaledColumn);
  const size = scaled.length + 1;
  const gram = emptyGram(size);
  const design = new Float64Array(size);
  for (let row = 0; row < scores.length; row++) {
    designRow(scaled, row, design);
    addRow(gram, design, scores[row]!);
  }
  const matrix = fullMatrix(gram);
  const slopes = solveSymmetric(matrix, Array.from(gram.right));
  const meat = meatOf(scores, scaled, slopes, options.clusters);
  const unit = (c: number): number[] => Array.from({ length: size }, (_, i) => Number(i === c));
  const inverse = Array.from({ length: size }, (_, c) => solveSymmetric(matrix, unit(c)));
  const covariance = product(product(inverse, meat), inverse);
  return unscaled(slopes, covariance, scaled);
}

/** Sum over users of the outer products of their scores, with the factor for few rows or users. */
function meatOf(
  scores: Values,
  columns: readonly ScaledColumn[],
  slopes: readonly number[],
  clusters: Values | undefined,
): number[][] {
  const size = slopes.length;
  const rows = scores.length;
  const design = new Float64Array(size);
  const parts = Array.from({ length: size }, () => new Float64Array(rows));
  for (let row = 0; row < rows; row++) {
    designRow(columns, row, design);
    let residual = scores[row]!;
    for (let c = 0; c < size; c++) residual -= slopes[c]! * design[c]!;
    for (let c = 0; c < size; c++) parts[c]![row] = residual * design[c]!;
  }
  const sums = parts.map((part) => clusterSums(part, clusters));
  const users = sums[0]!.length;
  ensure(users >= 2, `a linear predictor needs at least 2 users, got ${users}`);
  const factor = rows / (rows - size);
  const few = clusters === undefined ? factor : (users / (users - 1)) * ((rows - 1) / (rows - size));
  return sums.map((a) => sums.map((b) => few * a.reduce((sum, value, i) => sum + value * b[i]!, 0)));
}

/** Coefficients and errors on the columns' own scale. */
function unscaled(
  slopes: readonly number[],
  covariance: readonly (readonly number[])[],
  columns: readonly ScaledColumn[],
): LinearPredictor {
  const own = slopes.slice(1).map((slope, c) => slope / columns[c]!.scale);
  const back = [1, ...columns.map(({ mean, scale }) => -mean / scale)];
  const intercept = slopes.reduce((sum, slope, c) => sum + slope * back[c]!, 0);
  const variance = (row: readonly number[]): number =>
    row.reduce((sum, a, i) => sum + row.reduce((inner, b, j) => inner + a * b * covariance[i]![j]!, 0), 0);
  const errors = columns.map(({ scale }, c) => Math.sqrt(Math.max(0, covariance[c + 1]![c + 1]!)) / scale);
  return {
    coefficients: [intercept, ...own],
    errors: [Math.sqrt(Math.max(0, variance(back))), ...errors],
  };
}

type Square = readonly (readonly number[])[];

const product = (a: Square, b: Square): number[][] =>
  a.map((line) => b.map((_, j) => line.reduce((sum, value, k) => sum + value * b[k]![j]!, 0)));

function requireInputs(scores: Values, columns: readonly Values[]): void {
  requirePart(scores, 'scores', 'list');
  requirePart(columns, 'columns', 'list');
  requireValues(scores, 'scores', scores.length);
  columns.forEach((values, c) => {
    requireValues(values, `columns[${c}]`, scores.length);
  });
  ensure(
    scores.length > columns.length + 1,
    `a linear predictor with ${columns.length} columns needs more rows than ${scores.length}`,
  );
}
