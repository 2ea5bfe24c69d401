import { requireKeys } from '../../base/options.js';
import { requireShape } from '../../base/shape.js';
import { beta } from '../../stats/distributions.js';
import { compareBetas, simulateBetas } from '../../stats/posterior/beta-posterior.js';
import type { Direction, PosteriorRecord } from '../records/records.js';

/** Counts of an arm. */
export interface BetaArm {
  /** Users who converted. */
  readonly successes: number;
  /** All users of the arm. */
  readonly users: number;
}

/** Prior, direction and draws of a comparison. */
export interface BetaRecordOptions {
  /** Shapes (alpha, beta) of the common prior. */
  readonly prior: readonly [number, number];
  /** Whether more or less is better. */
  readonly direction: Direction;
  /** Level of the intervals. @default 0.95 */
  readonly level?: number | undefined;
  /** Draws of the Monte Carlo beside the exact figures; 0 = none. @default 0 */
  readonly draws?: number | undefined;
  /** Seed of the draws: the same seed gives the same figures. @default 42 */
  readonly seed?: number | undefined;
}

interface Shape {
  readonly a: number;
  readonly b: number;
}

/**
 * Beta-Bernoulli posteriors of two conversion rates: exact by quadrature, with the Monte Carlo of the reference
 * script beside it when asked for. Loss and P(better) follow `direction`.
 * @param control counts of the control
 * @param variant counts of the arm compared with it
 * @param options prior, direction, level and draws
 * @throws BAD_INPUT for successes above users or priors outside [0.5, 1e9]
 *
 * @example
 * ```ts
 * import { betaRecord } from 'winback/experiment';
 *
 * const options = { prior: [1, 1], direction: 'increase' } as const;
 * const posterior = await betaRecord({ successes: 80, users: 1000 }, { successes: 120, users: 1000 }, options);
 * posterior.probabilityBetter; // 0.9986
 * ```
 */
export async function betaRecord(
  control: BetaArm,
  variant: BetaArm,
  options: BetaRecordOptions,
): Promise<PosteriorRecord> {
  requireKeys(options, 'options', { prior: true, direction: true, level: true, draws: true, seed: true });
  requireShape(control, 'control', { successes: 'number', users: 'number' });
  requireShape(variant, 'variant', { successes: 'number', users: 'number' });
  requireShape(options, 'options', { prior: 'numbers', direction: 'text' });
  const { prior, direction, level = 0.95, draws = 0, seed = 42 } = options;
  const [c, t] = [shapeOf(control, prior), shapeOf(variant, prior)];
  const exact = await compareBetas(c, t, { level });
  const up = direction === 'increase';
  return {
    model: 'beta-binomial',
    probabilityBetter: up ? exact.probability : 1 - exact.probability,
    controlMean: exact.meanA,
    variantMean: exact.meanB,
    difference: { value: exact.meanB - exact.meanA, ...exact.difference },
    relative: { value: meanLift(c, t), ...finite(exact.lift) },
    level,
    lossOfVariant: up ? exact.lossB : exact.lossA,
    lossOfControl: up ? exact.lossA : exact.lossB,
    density: densities(c, t),
    monteCarlo: draws === 0 ? null : await monteCarlo(c, t, { draws, seed, level, up }),
  };
}

function shapeOf({ successes, users }: BetaArm, [a, b]: readonly [number, number]): Shape {
  return { a: a + successes, b: b + users - successes };
}

// E(V) E(1 / C) - 1, finite above one (prior plus observed) success of the control.
function meanLift(c: Shape, t: Shape): number | null {
  return c.a > 1 ? (t.a / (t.a + t.b)) * ((c.a + c.b - 1) / (c.a - 1)) - 1 : null;
}

function finite({ low, high }: { readonly low: number; readonly high: number }) {
  const end = (value: number): number | null => (Number.isFinite(value) ? value : null);
  return { low: end(low), high: end(high) };
}

async function monteCarlo(
  c: Shape,
  t: Shape,
  { draws, seed, level, up }: { draws: number; seed: number; level: number; up: boolean },
): Promise<PosteriorRecord['monteCarlo']> {
  const { probability, low, high } = await simulateBetas(c, t, { draws, seed, level });
  return {
    draws,
    seed,
    probabilityBetter: up ? probability.value : 1 - probability.value,
    standardError: probability.error,
    low: low.value,
    high: high.value,
  };
}

const gridPoints = 161;

// Slopes of the exact distribution function over one grid step: no gamma functions needed.
function densities(c: Shape, t: Shape): PosteriorRecord['density'] {
  const ends = [c, t].map(
    ({ a, b }) => [beta.quantile(1e-4, a, b), beta.inverseSurvival(1e-4, a, b)] as const,
  );
  const low = Math.min(ends[0]![0], ends[1]![0]);
  const high = Math.max(ends[0]![1], ends[1]![1]);
  const step = (high - low) / (gridPoints - 1);
  const edges = Float64Array.from({ length: gridPoints + 1 }, (_, i) =>
    Math.min(1, Math.max(0, low + (i - 0.5) * step)),
  );
  const of = ({ a, b }: Shape): number[] => {
    const cdf = beta.each('cdf', edges, a, b);
    return Array.from({ length: gridPoints }, (_, i) => (cdf[i + 1]! - cdf[i]!) / step);
  };
  return { x: Array.from({ length: gridPoints }, (_, i) => low + i * step), control: of(c), variant: of(t) };
}
