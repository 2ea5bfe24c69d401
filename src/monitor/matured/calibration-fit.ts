import { normal } from '../../stats/distributions.js';
import { type Figure, level } from '../figures/figure.js';
import type { UntreatedRows } from './weights.js';

/** Line between the log odds that were predicted and those that happened (Cox, 1958): intercept 0 and slope 1 where they agree. */
export interface CalibrationLine {
  /** Log odds that are missing where 50 % were predicted. */
  readonly intercept: Figure;
  /** Below 1: predictions are too extreme. Above 1: too timid. */
  readonly slope: Figure;
}

/** Probabilities are kept this far from 0 and 1, so that their log odds are finite. */
const edge = 1e-9;
const mostSteps = 60;

type Sums = readonly [number, number, number, number, number];

/**
 * Weighted logistic regression of the labels on the predicted log odds by Newton's method, errors clustered by user.
 * Null where it has no finite solution, such as when labels and predictions separate.
 */
export function calibrationLine(rows: UntreatedRows): CalibrationLine | null {
  const x = rows.probabilities.map((p) => {
    const inside = Math.min(Math.max(p, edge), 1 - edge);
    return Math.log(inside / (1 - inside));
  });
  let [a, b] = [0, 1];
  for (let step = 0; step < mostSteps; step++) {
    const [g0, g1, h00, h01, h11] = sumsAt(rows, x, a, b);
    const det = h00 * h11 - h01 * h01;
    if (!(det > 1e-12 * h00 * h11)) return null;
    // Steps are cut so that a flat start cannot throw the line out of range.
    const [da, db] = [(h11 * g0 - h01 * g1) / det, (h00 * g1 - h01 * g0) / det];
    const cut = Math.min(1, 2 / Math.max(Math.abs(da), Math.abs(db), 1e-300));
    [a, b] = [a + cut * da, b + cut * db];
    if (Math.max(Math.abs(da), Math.abs(db)) < 1e-12) return lineOf(rows, x, a, b);
    if (Math.abs(a) > 50 || Math.abs(b) > 50) return null;
  }
  return null;
}

/** Gradient and information of the weighted log likelihood. */
function sumsAt({ weights, labels }: UntreatedRows, x: Float64Array, a: number, b: number): Sums {
  let [g0, g1, h00, h01, h11] = [0, 0, 0, 0, 0];
  for (let row = 0; row < x.length; row++) {
    const p = 1 / (1 + Math.exp(-a - b * x[row]!));
    const residual = weights[row]! * (labels[row]! - p);
    const spread = weights[row]! * p * (1 - p);
    g0 += residual;
    g1 += residual * x[row]!;
    h00 += spread;
    h01 += spread * x[row]!;
    h11 += spread * x[row]! ** 2;
  }
  return [g0, g1, h00, h01, h11];
}

function lineOf(rows: UntreatedRows, x: Float64Array, a: number, b: number): CalibrationLine {
  const [, , h00, h01, h11] = sumsAt(rows, x, a, b);
  const det = h00 * h11 - h01 * h01;
  const [u0, u1] = [new Float64Array(rows.userCount), new Float64Array(rows.userCount)];
  for (let row = 0; row < x.length; row++) {
    const p = 1 / (1 + Math.exp(-a - b * x[row]!));
    const residual = rows.weights[row]! * (rows.labels[row]! - p);
    u0[rows.codes[row]!]! += residual;
    u1[rows.codes[row]!]! += residual * x[row]!;
  }
  let [intercept, slope] = [0, 0];
  for (let user = 0; user < rows.userCount; user++) {
    intercept += ((h11 * u0[user]! - h01 * u1[user]!) / det) ** 2;
    slope += ((h00 * u1[user]! - h01 * u0[user]!) / det) ** 2;
  }
  return { intercept: around(a, intercept), slope: around(b, slope) };
}

function around(value: number, variance: number): Figure {
  const reach = normal.inverseSurvival((1 - level) / 2) * Math.sqrt(variance);
  return { value, low: value - reach, high: value + reach };
}
