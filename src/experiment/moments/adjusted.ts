import type { Complete } from '../../base/complete.js';
import { WinbackError } from '../../base/errors.js';
import { dot, solveSymmetric } from '../../stats/linear.js';
import type { MeanErrors } from '../../stats/mean-errors.js';
import { covariance, emptyMoments, type JointMoments, mergeMoments, packed } from './moments.js';

/** `within`: slopes from the spread inside arms and strata (= ANCOVA). `pooled`: from all users together. */
export type CupedScope = 'within' | 'pooled';

/** What a test needs of two estimates: values, squared standard errors and degrees of freedom. */
export interface AdjustedPair {
  /** The control's and the variant's value after adjustment. */
  readonly control: number;
  readonly treatment: number;
  readonly errors: Complete<MeanErrors>;
  /** One slope per covariate. */
  readonly theta: readonly number[];
}

/**
 * Two arms compared, column 0 being the metric and the others covariates measured before exposure.
 * Strata (same number and order in both arms) are post-stratified by their share of all users.
 *
 * CUPED (Deng, Xu, Kohavi and Walker, 2013): y - theta'(x - mean x). Within scope the residual variance
 * is divided by the degrees of freedom left after theta, and the error carries theta's own uncertainty
 * times the arms' imbalance; pooled scope is the plain textbook form.
 * @throws BAD_INPUT for a stratum with fewer than two users in one arm
 */
export function comparePair(
  control: readonly JointMoments[],
  treatment: readonly JointMoments[],
  scope: CupedScope,
): AdjustedPair {
  checkStrata(control, treatment);
  const cells = [...control, ...treatment];
  const total = cells.reduce((n, cell) => n + cell.n, 0);
  const covariates = cells[0]!.mean.length - 1;
  const theta = covariates === 0 ? [] : slopes(cells, scope);
  const centre = overallMeans(cells, total);
  const spent = scope === 'within' ? covariates : 0;
  const left = (total - cells.length) / Math.max(1, total - cells.length - spent);
  const c = armSummary(control, treatment, theta, centre);
  const t = armSummary(treatment, control, theta, centre);
  const leverage = scope === 'within' && covariates > 0 ? thetaError(control, treatment, cells, theta) : 0;
  const [vc, vt] = [c.variance * left, t.variance * left + leverage];
  const df = (vc + vt) ** 2 / (c.spread * left ** 2 + t.spread * left ** 2);
  const shared = sharedVariance(control, treatment, theta);
  return {
    control: c.value,
    treatment: t.value,
    errors: {
      control: vc + shared,
      treatment: vt + shared,
      covariance: shared,
      df: Math.max(1, Math.min(df, total - cells.length) - spent),
    },
    theta,
  };
}

function checkStrata(control: readonly JointMoments[], treatment: readonly JointMoments[]): void {
  [...control, ...treatment].forEach((cell, i) => {
    if (cell.n >= 2) return;
    const arm = i < control.length ? 'control' : 'variant';
    const where = control.length > 1 ? `stratum ${i % control.length} of the ${arm}` : `the ${arm}`;
    throw new WinbackError('BAD_INPUT', `${where} has ${cell.n} users, at least 2 are needed`);
  });
}

// theta = Sxx^-1 Sxy, from centred products summed over cells (within) or of all users merged (pooled).
function slopes(cells: readonly JointMoments[], scope: CupedScope): number[] {
  const size = cells[0]!.mean.length;
  const cross =
    scope === 'pooled'
      ? cells.reduce(mergeMoments).cross
      : cells.reduce((sum, cell) => sum.map((v, i) => v + cell.cross[i]!), emptyMoments(size).cross.slice());
  return solveSymmetric(
    covariateProducts(cross, size),
    Array.from({ length: size - 1 }, (_, i) => cross[packed(size, 0, i + 1)]!),
  );
}

function covariateProducts(cross: readonly number[], size: number): number[][] {
  return Array.from({ length: size - 1 }, (_, i) =>
    Array.from({ length: size - 1 }, (_, j) => cross[packed(size, i + 1, j + 1)]!),
  );
}

function overallMeans(cells: readonly JointMoments[], total: number): number[] {
  return cells[0]!.mean.map((_, c) => cells.reduce((sum, cell) => sum + (cell.n * cell.mean[c]!) / total, 0));
}

interface ArmSummary {
  readonly value: number;
  /** Squared standard error of `value`. */
  readonly variance: number;
  /** Satterthwaite's sum of squared variances over their degrees of freedom. */
  readonly spread: number;
}

function armSummary(
  arm: readonly JointMoments[],
  other: readonly JointMoments[],
  theta: readonly number[],
  centre: readonly number[],
): ArmSummary {
  const total = arm.reduce((n, cell, s) => n + cell.n + other[s]!.n, 0);
  let [value, variance, spread] = [0, 0, 0];
  arm.forEach((cell, s) => {
    const weight = (cell.n + other[s]!.n) / total;
    value += weight * (cell.mean[0]! - dot(theta, covariateGap(cell.mean, centre)));
    const part = (weight ** 2 * residualVariance(cell, theta)) / cell.n;
    variance += part;
    spread += part ** 2 / (cell.n - 1);
  });
  return { value, variance, spread };
}

// Both arms' adjusted values move together with the covariate means and stratum shares of all users: the variance of
// what covariates and strata explain, over all users. It cancels in the difference of the arms, not in their ratio.
function sharedVariance(
  control: readonly JointMoments[],
  treatment: readonly JointMoments[],
  theta: readonly number[],
): number {
  const strata = control.map((cell, s) => mergeMoments(cell, treatment[s]!));
  const whole = strata.reduce(mergeMoments);
  const explained = strata.reduce((sum, cell) => {
    const between = (cell.mean[0]! - whole.mean[0]!) ** 2;
    return sum + (cell.n / whole.n) * (between + combinedVariance(cell, [0, ...theta]));
  }, 0);
  return explained / whole.n;
}

function covariateGap(a: readonly number[], b: readonly number[]): number[] {
  return a.slice(1).map((v, i) => v - b[i + 1]!);
}

/** Sample variance of y - theta'x. */
export function residualVariance(cell: JointMoments, theta: readonly number[]): number {
  return combinedVariance(cell, [1, ...theta.map((slope) => -slope)]);
}

function combinedVariance(cell: JointMoments, weights: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) {
    for (let j = 0; j < weights.length; j++) sum += weights[i]! * weights[j]! * covariance(cell, i, j);
  }
  return Math.max(0, sum);
}

// d' Sxx^-1 d sigma^2: what estimating theta adds when the arms differ by d on the covariates.
function thetaError(
  control: readonly JointMoments[],
  treatment: readonly JointMoments[],
  cells: readonly JointMoments[],
  theta: readonly number[],
): number {
  const size = theta.length + 1;
  const total = cells.reduce((n, cell) => n + cell.n, 0);
  const gap = new Array<number>(theta.length).fill(0);
  control.forEach((cell, s) => {
    const weight = (cell.n + treatment[s]!.n) / total;
    covariateGap(treatment[s]!.mean, cell.mean).forEach((g, i) => {
      gap[i]! += weight * g;
    });
  });
  const cross = cells.reduce(
    (sum, cell) => sum.map((v, i) => v + cell.cross[i]!),
    emptyMoments(size).cross.slice(),
  );
  const residual = cells.reduce((sum, cell) => sum + (cell.n - 1) * residualVariance(cell, theta), 0);
  const sigma = residual / Math.max(1, total - cells.length - theta.length);
  return dot(gap, solveSymmetric(covariateProducts(cross, size), gap)) * sigma;
}

/** Standard error of the difference. */
export function errorOf({ errors }: AdjustedPair): number {
  return Math.sqrt(Math.max(0, errors.control + errors.treatment - 2 * errors.covariance));
}
