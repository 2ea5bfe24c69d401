import { WinbackError } from '../../base/errors.js';
import type { ArrowTable } from '../../data/arrow-shape.js';
import type { Classifier, PredictOptions } from '../classifier.js';
import { LogisticModel } from '../logistic.js';
import { shapContributions } from '../shap.js';
import { TreeClassifier } from '../tree-classifier.js';
import { logisticParts } from './logistic-parts.js';

/** What each feature adds to the log odds that a binary model gives a row, before calibration. */
export interface RawParts {
  /** Rows of the table, in whose order `values` are. */
  readonly rows: number;
  /** Numbers per row: one a feature, in the order of the classifier, and the log odds that a row starts from. */
  readonly width: number;
  /** Row-major. The numbers of a row add up to its log odds. */
  readonly values: Float64Array;
}

/**
 * The parts of every row's log odds: exact Tree SHAP of trees, the terms of a logistic regression.
 * @param classifier of loadModel or a training
 * @param table as `conform` gives it
 * @param options threads and stop signal
 * @throws WinbackError BAD_INPUT for a kind of model that has no parts; ABORTED, CLOSED
 */
export async function rawParts(
  classifier: Classifier,
  table: ArrowTable,
  options: PredictOptions = {},
): Promise<RawParts> {
  if (classifier instanceof LogisticModel) return logisticParts(classifier, table);
  if (!(classifier instanceof TreeClassifier))
    throw new WinbackError('BAD_INPUT', `a model of the kind "${classifier.kind}" gives no reasons`);
  const forest = await classifier.compiled();
  const { rows, width, values } = await shapContributions(forest, table, options);
  // The raw score of a random forest is the sum of its trees, its log odds are their mean.
  if (classifier.kind === 'forest')
    for (let i = 0; i < values.length; i++) values[i] = values[i]! / forest.iterations;
  return { rows, width, values };
}

/** Largest difference of the probability of the parts from the model's own: rounding of a sum of a few hundred doubles. */
const tolerance = 1e-9;

/**
 * Compares the parts with what the model itself gives: reasons that do not add up to the score must never be shown.
 * @param probabilities of `Classifier.predict` for the same rows
 * @throws WinbackError INTERNAL naming the row, from 1
 */
export function requireSums({ rows, width, values }: RawParts, probabilities: Float64Array): void {
  for (let row = 0; row < rows; row++) {
    const given = probabilities[row]!;
    const found = probabilityOf(sumOf(values, row * width, width));
    if (Math.abs(found - given) <= tolerance) continue;
    throw new WinbackError(
      'INTERNAL',
      `the reasons of row ${row + 1} add up to the probability ${found}, the model gives ${given}`,
    );
  }
}

/** Sum of `count` numbers from `from` on. */
export function sumOf(values: Float64Array, from: number, count: number): number {
  let sum = 0;
  for (let i = from; i < from + count; i++) sum += values[i]!;
  return sum;
}

/** The probability of log odds. */
export const probabilityOf = (logOdds: number): number => 1 / (1 + Math.exp(-logOdds));
