import type { Estimate } from './estimate.js';

/** The Bayesian view of a comparison. */
export interface PosteriorRecord {
  /** Beta-binomial for proportions, else normal. */
  readonly model: 'beta-binomial' | 'normal';
  /** Probability that the variant is better than control, in the metric's direction, in [0, 1]. */
  readonly probabilityBetter: number;
  /** Posterior mean of the control, in the metric's unit. */
  readonly controlMean: number;
  /** Posterior mean of the treatment, in the metric's unit. */
  readonly variantMean: number;
  /** Posterior of treatment minus control, in the metric's unit; central interval of mass `level`. */
  readonly difference: Estimate;
  /** Posterior of the difference as a share of the control; central interval of mass `level`. */
  readonly relative: Estimate;
  /** Level of the credible intervals, in (0, 1). */
  readonly level: number;
  /** What choosing the variant costs on average where it is worse, in the metric's unit, >= 0. */
  readonly lossOfVariant: number;
  /** What keeping the control costs on average where the variant is better, in the metric's unit, >= 0. */
  readonly lossOfControl: number;
  /** Densities on a common grid, for drawing. */
  readonly density: {
    /** Values at which the densities are given, ascending and equally spaced, in the metric's unit. */
    readonly x: readonly number[];
    /** Density of the control at each x, per unit of the metric. */
    readonly control: readonly number[];
    /** Density of the treatment at each x, per unit of the metric. */
    readonly variant: readonly number[];
  };
  /** The reference script's Monte Carlo beside the exact figures; null where not asked for. */
  readonly monteCarlo: {
    /** Draws of each arm. */
    readonly draws: number;
    /** Seed of the draws: the same seed gives the same figures. */
    readonly seed: number;
    /** Share of the draws in which the treatment is better, in the metric's direction. */
    readonly probabilityBetter: number;
    /** Monte Carlo standard error of that share. */
    readonly standardError: number;
    /** Lower end of the central interval of the difference over the draws, in the metric's unit. */
    readonly low: number;
    /** Upper end of the central interval of the difference over the draws, in the metric's unit. */
    readonly high: number;
  } | null;
}
