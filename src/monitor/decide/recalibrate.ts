import type { Coded } from '../../base/coded.js';
import { integer, optional, resolveOptions } from '../../base/options.js';
import { requireShape } from '../../base/shape.js';
import { movedAlong } from '../../model/calibration/calibration-compose.js';
import { hashOf, userFolds } from '../../model/folds.js';
import type { Figure } from '../figures/figure.js';
import { type CalibrationLine, calibrationLine } from '../matured/calibration-fit.js';
import type { MaturedRows } from '../matured/rows.js';
import { type UntreatedRows, untreatedRows, weightedMean } from '../matured/weights.js';

/** Why no new calibration can be made, by code. */
export interface NotRecalibratedValues {
  /** No line fits the final labels: one class is missing, or predictions and labels separate. */
  readonly 'no-line': {
    /** Untreated rows with a final label. */
    readonly rows: number;
  };
  /** The order of the predictions does not certainly hold: a line would hide that, a training is needed. */
  readonly 'order-lost': {
    /** Slope of the line. */
    readonly slope: number;
    /** Lower end of its interval. */
    readonly low: number;
  };
}

/** A new calibration of a model whose order holds. */
export interface Recalibration {
  /** Always `fitted`. */
  readonly state: 'fitted';
  /** The line through the log odds of the probabilities so far, with the intervals of its two numbers. */
  readonly line: CalibrationLine;
  /** Untreated rows with final labels that it was fitted on. */
  readonly rows: number;
  /**
   * The probability of every row of the evaluation by a line that was fitted on the other half of the users: what the new
   * calibration is judged by.
   */
  readonly probabilities: Float64Array;
  /** Brier score and log loss (nats) before, and after with `probabilities`, of untreated users. */
  readonly figures: {
    /** With the probabilities so far. */
    readonly before: CalibrationFigures;
    /** With `probabilities`. */
    readonly after: CalibrationFigures;
  };
}

/** How far probabilities are from what happened. */
export interface CalibrationFigures {
  /** Mean squared distance of probability and label. */
  readonly brier: Figure;
  /** Mean of -log of the probability of what happened, nats. */
  readonly logLoss: Figure;
}

/** No new calibration, and why. */
export interface NotRecalibrated {
  /** Always `not-fitted`. */
  readonly state: 'not-fitted';
  /** Why. */
  readonly reason: Coded<NotRecalibratedValues>;
}

/** Probabilities are kept this far from 0 and 1 in a log loss. */
const edge = 1e-12;

/**
 * A new calibration from final labels alone, for a model that still orders users as it did: a line through the log odds, fitted on
 * untreated users, each with weight 1 / P(untreated). `composedCalibration` of winback/model joins it to the calibration so far.
 * @param rows of maturedRows, with the probabilities of the model in use
 * @param options `seed` of the two halves of the users that judge each other @default 42
 * @throws WinbackError BAD_INPUT
 *
 * @example
 * ```ts
 * import { type MaturedRows, recalibrate } from 'winback/monitor';
 *
 * // 60 % were expected to leave, and 20 % did; 30 %, and 6 % did.
 * const n = 2000;
 * const rows: MaturedRows = {
 *   users: Array.from({ length: n }, (_, i) => `u${i}`),
 *   ...{ days: new Int32Array(n).fill(20_000), slices: new Map(), treated: new Uint8Array(n) },
 *   ...{ scores: new Float64Array(n), untreatedProbability: new Float64Array(n).fill(1) },
 *   probabilities: Float64Array.from({ length: n }, (_, i) => (i % 2 ? 0.6 : 0.3)),
 *   labels: Uint8Array.from({ length: n }, (_, i) => Number(i % 100 < (i % 2 ? 20 : 6))),
 *   counts: { scored: n, immature: 0, withoutOutcome: 0, treated: 0, uncovered: 0, outcomesWithoutScore: 0 },
 * };
 * const found = recalibrate(rows);
 * found.state === 'fitted' && found.line.intercept.value < -1; // true
 * ```
 */
export function recalibrate(
  rows: MaturedRows,
  options: { readonly seed?: number | undefined } = {},
): Recalibration | NotRecalibrated {
  requireShape(rows, 'rows', {
    ...{
      users: 'list',
      probabilities: 'list',
      labels: 'list',
      treated: 'list',
      untreatedProbability: 'list',
    },
  });
  const { seed } = resolveOptions<{ readonly seed: number }>('options', options, {
    seed: optional(integer(0, 2 ** 31 - 1), 42),
  });
  const untreated = untreatedRows(rows);
  const line = calibrationLine(untreated);
  const halves = [0, 1].map((half) => calibrationLine(halfOf(rows, half, seed)));
  if (line === null || halves.some((one) => one === null))
    return refused({ code: 'no-line', values: { rows: untreated.labels.length } });
  const { value: slope, low } = line.slope;
  if (low <= 0 || halves.some((one) => one!.slope.value <= 0))
    return refused({ code: 'order-lost', values: { slope, low } });
  const fold = userFolds(rows.users, 2, seed);
  const probabilities = rows.probabilities.map((p, row) => movedAlong(valuesOf(halves[1 - fold[row]!]!), p));
  const after = untreatedRows({ ...rows, probabilities });
  const figures = { before: figuresOf(untreated), after: figuresOf(after) };
  return { state: 'fitted', line, rows: untreated.labels.length, probabilities, figures };
}

const refused = (reason: NotRecalibrated['reason']): NotRecalibrated => ({ state: 'not-fitted', reason });

/** The numbers of a line without their intervals. */
export const valuesOf = ({ slope, intercept }: CalibrationLine) => ({
  slope: slope.value,
  intercept: intercept.value,
});

/** The untreated rows of half of the users. */
function halfOf(rows: MaturedRows, half: number, seed: number): UntreatedRows {
  const fold = userFolds(rows.users, 2, seed);
  // A treated row is left out of every figure, so that the other half is called treated.
  const treated = rows.treated.map((flag, row) => (fold[row] === half ? flag : 1));
  return untreatedRows({ ...rows, treated });
}

function figuresOf(rows: UntreatedRows): CalibrationFigures {
  const { labels, probabilities } = rows;
  const brier = probabilities.map((p, row) => (p - labels[row]!) ** 2);
  const loss = probabilities.map((p, row) => -Math.log(Math.max(labels[row] === 1 ? p : 1 - p, edge)));
  return { brier: weightedMean(rows, brier), logLoss: weightedMean(rows, loss) };
}

/**
 * Rows that stand for all users without weights, each untreated row kept with a probability in proportion to 1 / P(untreated): for
 * what takes no weights, such as the exact certificate of a precision. The choice knows neither score nor label.
 * @param rows of maturedRows
 * @param seed of the choice
 * @returns places of the rows, ascending
 */
export function representativeRows(rows: MaturedRows, seed: number): Uint32Array {
  const weight = (row: number): number => 1 / rows.untreatedProbability[row]!;
  const untreated = [...rows.users.keys()].filter((row) => rows.treated[row] === 0);
  const largest = untreated.reduce((most, row) => Math.max(most, weight(row)), 1);
  const draw = (row: number): number => hashOf(`representative ${rows.users[row]}`, seed) / 2 ** 32;
  return Uint32Array.from(untreated.filter((row) => draw(row) < weight(row) / largest));
}
