import { positive } from '../../base/options.js';
import { requireShape } from '../../base/shape.js';
import type { Calibration } from './calibration.js';

/** A line through log odds: a probability p becomes sigmoid(slope * logit p + intercept). */
export interface LogOddsLine {
  /** Above 0: the order of the probabilities is kept. */
  readonly slope: number;
  /** What is added to the log odds. */
  readonly intercept: number;
}

/**
 * The calibration that does what `first` does, and then moves the log odds along a line: a new calibration of a model whose old one
 * has become wrong. It gives the same probabilities as both one after the other. Of an isotonic curve that is so at its corners;
 * between two of them it is linear, as such a curve is.
 * @param first the calibration so far
 * @param line fitted on the probabilities that `first` gives
 * @throws WinbackError BAD_INPUT for a slope that is not above 0
 *
 * @example
 * ```ts
 * import { calibrate, composedCalibration } from 'winback/model';
 *
 * const first = { method: 'platt', slope: 2, intercept: 0 } as const;
 * const both = composedCalibration(first, { slope: 0.5, intercept: -1 });
 * calibrate(both, Float64Array.of(0.5, 0.9)); // [0.2689, 0.768]
 * ```
 */
export function composedCalibration(first: Calibration, line: LogOddsLine): Calibration {
  requireShape(first, 'first', { method: 'text' });
  requireShape(line, 'line', { slope: 'number', intercept: 'number' });
  const { slope, intercept } = line;
  positive(slope, 'line.slope');
  switch (first.method) {
    case 'none':
      return { method: 'platt', slope, intercept };
    case 'platt':
      return {
        ...{ method: 'platt', slope: slope * first.slope },
        intercept: slope * first.intercept + intercept,
      };
    case 'beta':
      return {
        ...{ method: 'beta', a: slope * first.a, b: slope * first.b },
        c: slope * first.c + intercept,
      };
    case 'isotonic':
      return {
        ...{ method: 'isotonic', x: first.x, y: first.y.map((p) => movedAlong(line, p)) },
        ...{ low: movedAlong(line, first.low), high: movedAlong(line, first.high) },
      };
  }
}

/** A probability moved along a line of log odds; 0 and 1 stay. */
export function movedAlong({ slope, intercept }: LogOddsLine, p: number): number {
  return 1 / (1 + Math.exp(-intercept - slope * (Math.log(p) - Math.log1p(-p))));
}
