import { requireShape } from '../../base/shape.js';
import { type UserId, userFolds } from '../folds.js';
import { countPositives, type Labels } from '../metrics.js';
import {
  type Calibration,
  type CalibrationMethod,
  calibrate,
  calibrationMethods,
  fitCalibration,
} from './calibration.js';

/** The chosen calibration and what each method reached. */
export interface CalibrationChoice {
  /** The method of smallest log loss, fitted on all rows. */
  readonly calibration: Calibration;
  /** Cross-validated log loss per method, nats a row. */
  readonly trials: readonly {
    /** The method tried. */
    readonly method: CalibrationMethod;
    /** Log loss in nats on rows that the fit did not see. */
    readonly logLoss: number;
  }[];
}

const folds = 5;
// Below this many rows of either class a fold can hold too few to fit anything.
const fewest = 25;

/**
 * Picks the calibration by five-fold cross-validated log loss, users kept whole, and refits it on all
 * rows. A method replaces `none` only when it is better by more than one standard error of the paired
 * difference: isotonic and Platt degrade strong models when chosen without need (arXiv 2601.19944).
 *
 * @param probabilities of a model that never saw these rows, in (0, 1)
 * @param labels 1 for a user who left, 0 for one who stayed, row by row
 * @param users the user of each row: rows of one user stay in one fold
 * @param seed of the folds
 * @throws WinbackError BAD_INPUT on a length mismatch
 *
 * @example
 * ```ts
 * import { chooseCalibration } from 'winback/model';
 * import { generateChurnTable } from 'winback/simulate';
 *
 * const { table, probability } = await generateChurnTable({ users: 2000 });
 * const labels = Uint8Array.from(table.getChild('label_churn_14d')!);
 * const users = Array.from({ length: table.numRows }, (_, row) => row);
 * const { calibration, trials } = chooseCalibration(probability, labels, users, 42);
 * calibration.method; // none
 * trials.map(({ method }) => method); // [none, platt, beta, isotonic]
 * ```
 */
export function chooseCalibration(
  probabilities: Float64Array,
  labels: Labels,
  users: readonly UserId[],
  seed: number,
): CalibrationChoice {
  requireShape(probabilities, 'probabilities', 'list');
  requireShape(labels, 'labels', 'list');
  requireShape(users, 'users', 'list');
  requireShape(seed, 'seed', 'number');
  const positives = countPositives(labels);
  const none = lossPerRow(probabilities, labels);
  const plain = {
    calibration: { method: 'none' },
    trials: [{ method: 'none', logLoss: mean(none) }],
  } as const;
  if (Math.min(positives, labels.length - positives) < fewest) return plain;
  const fold = userFolds(users, folds, seed);
  const losses = new Map(
    calibrationMethods.map((method) => [
      method,
      method === 'none' ? none : lossPerRow(outOfFold(method, probabilities, labels, fold), labels),
    ]),
  );
  const trials = [...losses].map(([method, loss]) => ({ method, logLoss: mean(loss) }));
  const best = trials.reduce((a, b) => (b.logLoss < a.logLoss ? b : a));
  if (best.method === 'none' || !clearlyLower(losses.get(best.method)!, none)) return { ...plain, trials };
  return { calibration: fitCalibration(best.method, probabilities, labels), trials };
}

function outOfFold(
  method: CalibrationMethod,
  probabilities: Float64Array,
  labels: Labels,
  fold: Uint8Array,
): Float64Array {
  const result = new Float64Array(labels.length);
  for (let held = 0; held < folds; held++) {
    const fitted = fitCalibration(
      method,
      probabilities.filter((_, row) => fold[row] !== held),
      labels.filter((_, row) => fold[row] !== held),
    );
    const rows = [...fold.keys()].filter((row) => fold[row] === held);
    const calibrated = calibrate(
      fitted,
      Float64Array.from(rows, (row) => probabilities[row]!),
    );
    for (const [i, row] of rows.entries()) result[row] = calibrated[i]!;
  }
  return result;
}

/** The terms of the log loss: its standard error needs them one by one. */
function lossPerRow(probabilities: Float64Array, labels: Labels): Float64Array {
  return probabilities.map((p, row) => -Math.log(Math.max(labels[row] === 1 ? p : 1 - p, Number.EPSILON)));
}

function mean(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

function clearlyLower(candidate: Float64Array, reference: Float64Array): boolean {
  const gains = reference.map((loss, row) => loss - candidate[row]!);
  const gain = mean(gains);
  const variance = mean(gains.map((g) => (g - gain) ** 2));
  return gain > Math.sqrt(variance / gains.length);
}
