import { between, strictlyBetween } from '../../base/options.js';
import { requireShape } from '../../base/shape.js';
import { fieldsOf, measurable } from '../../stats/arguments.js';
import { normal } from '../../stats/distributions.js';
import type { Direction, PosteriorRecord } from '../records/records.js';

/** Mean of an arm and how sure it is. */
export interface NormalArm {
  /** Mean of the arm, in the metric's unit. */
  readonly mean: number;
  /** Squared standard error of the mean. */
  readonly squaredError: number;
}

/**
 * Two means with a flat prior: the posterior of each is normal around its estimate, which large samples
 * justify whatever the data's own shape.
 * @param control mean of the control and its squared error
 * @param variant mean of the arm compared with it and its squared error
 * @param relative relative difference with its interval; taken over as it is
 * @param direction which way is better: loss and P(better) follow it
 * @param level of the credible intervals, in (0, 1)
 *
 * @example
 * ```ts
 * import { normalPosterior } from 'winback/experiment';
 *
 * const relative = { value: 0.1, low: 0, high: 0.2 };
 * const [control, variant] = [{ mean: 20, squaredError: 0.5 }, { mean: 22, squaredError: 0.5 }] as const;
 * const posterior = normalPosterior(control, variant, relative, 'increase');
 * posterior.probabilityBetter; // 0.9772
 * ```
 */
export function normalPosterior(
  control: NormalArm,
  variant: NormalArm,
  relative: PosteriorRecord['relative'],
  direction: Direction,
  level = 0.95,
): PosteriorRecord {
  requireShape(control, 'control', { mean: 'number', squaredError: 'number' });
  requireShape(variant, 'variant', { mean: 'number', squaredError: 'number' });
  strictlyBetween(0, 1)(level, 'level');
  for (const [name, arm] of [
    ['control', control],
    ['variant', variant],
  ] as const)
    fieldsOf<NormalArm>(arm, name, { mean: measurable, squaredError: between(1e-300, 1e300) });
  const error = Math.sqrt(control.squaredError + variant.squaredError);
  const difference = variant.mean - control.mean;
  const gain = direction === 'increase' ? difference : -difference;
  const reach = normal.inverseSurvival((1 - level) / 2) * error;
  return {
    model: 'normal',
    probabilityBetter: normal.cdf(gain / error),
    controlMean: control.mean,
    variantMean: variant.mean,
    difference: { value: difference, low: difference - reach, high: difference + reach },
    relative,
    level,
    lossOfVariant: expectedLoss(gain, error),
    lossOfControl: expectedLoss(-gain, error),
    density: normalDensities(control, variant),
    monteCarlo: null,
  };
}

/** E max(0, -X) for X normal(gain, error): what choosing the variant costs on average if it is worse. */
export function expectedLoss(gain: number, error: number): number {
  const z = gain / error;
  return error * density(z) - gain * normal.survival(z);
}

function density(z: number): number {
  return Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
}

const gridPoints = 161;

function normalDensities(control: NormalArm, variant: NormalArm): PosteriorRecord['density'] {
  const arms = [control, variant].map((a) => ({ mean: a.mean, error: Math.sqrt(a.squaredError) }));
  const low = Math.min(...arms.map((a) => a.mean - 4 * a.error));
  const high = Math.max(...arms.map((a) => a.mean + 4 * a.error));
  const x = Array.from({ length: gridPoints }, (_, i) => low + ((high - low) * i) / (gridPoints - 1));
  const of = ({ mean, error }: { mean: number; error: number }): number[] =>
    x.map((at) => density((at - mean) / error) / error);
  return { x, control: of(arms[0]!), variant: of(arms[1]!) };
}
