import { ensure } from '../../base/errors.js';
import { finite, requireKeys, shown } from '../../base/options.js';
import { requireShape } from '../../base/shape.js';
import { solveSymmetric } from '../linear.js';
import { solve } from '../solve.js';
import { requireValues, type Values } from './arguments.js';

/** Estimates that are alike: effects of one action in several tiers, say. */
export interface ShrinkOptions {
  /** The estimates, one a cell. */
  readonly estimates: Values;
  /** Squared standard error of each, > 0. */
  readonly variances: Values;
  /** A column along which the cells may differ on a line, such as the face value of coupons. @default they share one mean */
  readonly along?: Values | undefined;
}

/** One cell, moved towards what its like have in common. */
export interface ShrunkCell {
  /** Posterior mean. */
  readonly value: number;
  /** Posterior variance; it counts that mean and spread were estimated too. */
  readonly variance: number;
  /** What the like of the cell have in common. */
  readonly common: number;
  /** Share of the way to `common` that the estimate was moved, in [0, 1). */
  readonly moved: number;
}

/** The cells with their spread. */
export interface ShrunkCells {
  /** In the order of the estimates. */
  readonly cells: readonly ShrunkCell[];
  /** Variance of the true values around what they have in common (Paule and Mandel, 1982), >= 0. */
  readonly spread: number;
}

/**
 * Empirical Bayes: estimate ~ N(truth, variance), truth ~ N(common, spread). Noisy cells are moved towards the common mean, so that
 * the largest of them is not as a rule too large. With Morris' (1983) factor (k - 3) / (k - 1) for k cells, since the spread is
 * estimated from them: it needs at least 4 cells, 5 along a line.
 * @param given estimates and variances
 * @throws WinbackError BAD_INPUT for fewer cells, or a variance that is not > 0
 *
 * @example
 * ```ts
 * import { shrinkCells } from 'winback/stats';
 *
 * const estimates = [0.02, 0.05, 0.01, 0.08];
 * const variances = [0.0004, 0.0004, 0.0004, 0.0004];
 * shrinkCells({ estimates, variances }).cells[3]!.value; // 0.07467
 * ```
 */
export function shrinkCells(given: ShrinkOptions): ShrunkCells {
  requireShape(given, 'options', { estimates: 'list', variances: 'list' });
  requireKeys(given, 'options', { estimates: true, variances: true, along: true });
  const design = designOf(given);
  const { estimates, variances } = given;
  const [cells, columns] = [estimates.length, design[0]!.length];
  const free = cells - columns;
  const spread = pauleMandel(given, design, free);
  const fitted = commonOf(given, design, spread);
  const weightSum = fitted.weights.reduce((a, b) => a + b, 0);
  const typical = fitted.weights.reduce((sum, w, i) => sum + w * variances[i]!, 0) / weightSum;
  return {
    spread,
    cells: design.map((row, i) => {
      const [estimate, variance] = [estimates[i]!, variances[i]!];
      const total = variance + spread;
      const full = variance / total;
      const moved = (full * (free - 2)) / free;
      const common = fitted.common[i]!;
      const away = estimate - common;
      const ofSpread = (2 / (free - 2)) * moved ** 2 * ((typical + spread) / total) * away ** 2;
      return {
        ...{ value: estimate - moved * away, common, moved },
        variance: variance * (1 - moved) + full * leverage(fitted.matrix, row) + ofSpread,
      };
    }),
  };
}

/** The rows of the design: 1, and the place along the line. @throws WinbackError BAD_INPUT */
function designOf({ estimates, variances, along }: ShrinkOptions): readonly (readonly number[])[] {
  const cells = estimates.length;
  requireValues(estimates, 'options.estimates', cells);
  requireValues(variances, 'options.variances', cells);
  if (along !== undefined) requireValues(along, 'options.along', cells);
  const least = along === undefined ? 4 : 5;
  ensure(cells >= least, `shrinking needs at least ${least} cells, got ${cells}`);
  for (let i = 0; i < cells; i++) {
    const variance = finite(variances[i], `options.variances[${i}]`);
    ensure(variance > 0, `options.variances[${i}] must be a number > 0, got ${shown(variance)}`);
  }
  return Array.from(estimates, (_, i) => (along === undefined ? [1] : [1, along[i]!]));
}

interface Fitted {
  readonly weights: readonly number[];
  readonly matrix: number[][];
  readonly common: readonly number[];
}

/** Weighted least squares of the estimates on the design, with weights 1 / (variance + spread). */
function commonOf(
  { estimates, variances }: ShrinkOptions,
  design: readonly (readonly number[])[],
  spread: number,
): Fitted {
  const weights = Array.from(variances, (variance) => 1 / (variance + spread));
  const size = design[0]!.length;
  const sum = (of: (row: readonly number[], i: number) => number): number =>
    design.reduce((total, row, i) => total + weights[i]! * of(row, i), 0);
  const matrix = Array.from({ length: size }, (_, a) =>
    Array.from({ length: size }, (_, b) => sum((row) => row[a]! * row[b]!)),
  );
  const right = Array.from({ length: size }, (_, a) => sum((row, i) => row[a]! * estimates[i]!));
  const slopes = solveSymmetric(matrix, right);
  return { weights, matrix, common: design.map((row) => row.reduce((s, x, a) => s + x * slopes[a]!, 0)) };
}

/** x' matrix^-1 x: the variance of the common mean at x. */
const leverage = (matrix: number[][], row: readonly number[]): number =>
  solveSymmetric(matrix, row).reduce((sum, value, i) => sum + value * row[i]!, 0);

/** The spread at which the weighted squares around the common mean are what they are expected to be: their degrees of freedom. */
function pauleMandel(given: ShrinkOptions, design: readonly (readonly number[])[], free: number): number {
  const excess = (spread: number): number => {
    const { weights, common } = commonOf(given, design, spread);
    return weights.reduce((sum, w, i) => sum + w * (given.estimates[i]! - common[i]!) ** 2, 0) - free;
  };
  if (excess(0) <= 0) return 0;
  let high = Math.max(...Array.from(given.variances));
  while (excess(high) > 0) high *= 2;
  return solve(excess, 0, high);
}
