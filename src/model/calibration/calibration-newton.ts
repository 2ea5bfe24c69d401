import { ensure, WinbackError } from '../../base/errors.js';
import { countPositives, type Labels } from '../metrics.js';

const maximumSteps = 100;

/**
 * Maximum likelihood of sigmoid(sum of w_j x_j + c) with Platt's smoothed targets, (N+ + 1)/(N+ + 2) and
 * 1/(N- + 2), by Newton's method with halved steps. For one to three unknowns.
 *
 * @param columns the x_j, each one value a row; may be empty (constant only)
 * @returns w_1 .. w_k, c
 * @throws WinbackError NOT_CONVERGED after 100 steps; BAD_INPUT when one class is missing
 */
export function fitLogLinear(columns: readonly Float64Array[], labels: Labels): readonly number[] {
  const targets = smoothedTargets(labels);
  const design = [...columns, new Float64Array(labels.length).fill(1)];
  let weights = design.map(() => 0);
  let state = evaluated(design, targets, weights);
  for (let step = 0; step < maximumSteps; step++) {
    // Scaled to one row: the criterion then does not depend on the number of rows.
    if (Math.max(...state.gradient.map(Math.abs)) / labels.length < 1e-13) return weights;
    const direction = solved(state.hessian, state.gradient);
    const next = descended(design, targets, weights, direction, state.loss);
    if (next === null) return weights;
    [weights, state] = next;
  }
  throw new WinbackError('NOT_CONVERGED', `calibration did not converge in ${maximumSteps} steps`);
}

function smoothedTargets(labels: Labels): Float64Array {
  const positives = countPositives(labels);
  const negatives = labels.length - positives;
  ensure(positives > 0 && negatives > 0, 'calibration needs rows of both classes');
  const high = (positives + 1) / (positives + 2);
  const low = 1 / (negatives + 2);
  return Float64Array.from(labels, (label) => (label === 1 ? high : low));
}

interface State {
  readonly loss: number;
  readonly gradient: number[];
  readonly hessian: number[][];
}

// The sums live in plain arrays of doubles: this is the loop that all of a calibration's time goes to.
function evaluated(
  design: readonly Float64Array[],
  targets: Float64Array,
  weights: readonly number[],
): State {
  const n = weights.length;
  const [x, gradient, hessian] = [new Float64Array(n), new Float64Array(n), new Float64Array(n * n)];
  let loss = 0;
  for (let row = 0; row < targets.length; row++) {
    const target = targets[row]!;
    let z = 0;
    for (let j = 0; j < n; j++) {
      x[j] = design[j]![row]!;
      z += weights[j]! * x[j]!;
    }
    const odds = Math.exp(-z);
    const p = 1 / (1 + odds);
    // -t ln p - (1 - t) ln(1 - p), without overflow.
    loss += Math.max(z, 0) - target * z + Math.log1p(z >= 0 ? odds : Math.exp(z));
    const variance = p * (1 - p);
    for (let j = 0; j < n; j++) {
      gradient[j]! += (p - target) * x[j]!;
      const scaled = variance * x[j]!;
      for (let k = 0; k <= j; k++) hessian[n * j + k]! += scaled * x[k]!;
    }
  }
  return {
    loss,
    gradient: [...gradient],
    hessian: weights.map((_, j) => [...hessian.subarray(n * j, n * (j + 1))]),
  };
}

// The full Newton step, halved until the loss falls; null when no step lowers it any more.
function descended(
  design: readonly Float64Array[],
  targets: Float64Array,
  weights: readonly number[],
  direction: readonly number[],
  loss: number,
): [number[], State] | null {
  for (let size = 1; size > 1e-10; size /= 2) {
    const next = weights.map((weight, j) => weight - size * direction[j]!);
    const state = evaluated(design, targets, next);
    if (state.loss < loss) return [next, state];
  }
  return null;
}

// Cholesky with a ridge far below rounding of the result: collinear columns stay solvable.
function solved(lower: readonly (readonly number[])[], right: readonly number[]): number[] {
  const n = right.length;
  const factor = lower.map((line) => [...line]);
  for (let j = 0; j < n; j++) {
    for (let k = 0; k < j; k++) {
      let sum = factor[j]![k]!;
      for (let i = 0; i < k; i++) sum -= factor[j]![i]! * factor[k]![i]!;
      factor[j]![k] = sum / factor[k]![k]!;
    }
    let diagonal = factor[j]![j]! * (1 + 1e-12) + 1e-300;
    for (let i = 0; i < j; i++) diagonal -= factor[j]![i]! ** 2;
    factor[j]![j] = Math.sqrt(Math.max(diagonal, 1e-300));
  }
  const x = [...right];
  for (let j = 0; j < n; j++) {
    for (let k = 0; k < j; k++) x[j]! -= factor[j]![k]! * x[k]!;
    x[j]! /= factor[j]![j]!;
  }
  for (let j = n - 1; j >= 0; j--) {
    for (let k = j + 1; k < n; k++) x[j]! -= factor[k]![j]! * x[k]!;
    x[j]! /= factor[j]![j]!;
  }
  return x;
}
