import type { Estimate } from './test-records.js';

/** How scores become probabilities. */
export type CalibrationMethod = 'none' | 'platt' | 'beta' | 'isotonic';

/** The chosen calibration, what others reached, and how well it holds on the test rows. */
export interface CalibrationResult {
  /** The method that turns scores into probabilities; `none` = they are taken as they are. */
  readonly method: CalibrationMethod;
  /** Cross-validated log loss on the calibration rows, per method. */
  readonly trials: readonly CalibrationTrial[];
  /** Bins of the test rows by calibrated probability, lowest first. */
  readonly reliability: readonly ReliabilityBin[];
  /** Bins of the test rows by the model's own probability, lowest first. */
  readonly reliabilityBefore: readonly ReliabilityBin[];
  /** Mean |observed - predicted| over the bins after calibration, weighted by rows, in [0, 1]. */
  readonly expectedError: number;
}

/** What a method reached. */
export interface CalibrationTrial {
  /** The method that was tried. */
  readonly method: CalibrationMethod;
  /** Its log loss on rows that the fit did not see, nats a row. */
  readonly logLoss: number;
}

/** Rows of similar predicted probability (equal-frequency bins). */
export interface ReliabilityBin {
  /** Test rows of the bin; all bins have as many, up to one row. */
  readonly rows: number;
  /** Mean predicted probability of its rows, in [0, 1]. */
  readonly predicted: number;
  /** Share of its rows whose user left, with Wilson's 95 % interval. */
  readonly observed: Estimate;
}
