import { ensure } from '../../base/errors.js';
import { between, oneOf, positive, shown } from '../../base/options.js';
import { beta, normal } from '../distributions.js';

/** The posterior of one arm's rate or mean, independent of the other arms'. */
export interface ArmPosterior {
  /** Posterior mean of the arm. */
  readonly mean: number;
  /**
   * Logarithm of the density up to a constant; finite inside the range.
   * @param x a value of the arm
   */
  logDensity(x: number): number;
  /**
   * One value per element; a new array.
   * @param measure which function
   * @param x values of the arm
   */
  each(measure: 'cdf' | 'survival' | 'quantile' | 'inverseSurvival', x: Float64Array): Float64Array;
}

/**
 * Beta(a, b) on [0, 1]. With a shape above 1e9 it is the normal of the same mean and variance, or where the other shape is
 * below 1e4 a Beta of 1e8 scaled down: its functions take seconds there, and differ by less than 1e-2 and 1e-4 standard errors.
 * @param a > 0, as `b`
 * @param b second shape, > 0
 * @throws BAD_INPUT
 *
 * @example
 * ```ts
 * import { betaArm } from 'winback/stats';
 *
 * betaArm(3, 5).mean; // 0.375
 * ```
 */
export function betaArm(a: number, b: number): ArmPosterior {
  positive(a, 'the shape a of an arm');
  positive(b, 'the shape b of an arm');
  const mean = a / (a + b);
  if (Math.max(a, b) <= 1e9) return plainBeta(a, b);
  if (Math.min(a, b) >= 1e4) return normalArm(mean, Math.sqrt((mean * (b / (a + b))) / (a + b + 1)));
  return a < b ? rareBeta(a, b) : complement(rareBeta(b, a));
}

function plainBeta(a: number, b: number): ArmPosterior {
  // A node may round to an end, where a power of 0 is 1 and any other power has no finite logarithm.
  const power = (exponent: number, log: number): number => (exponent === 0 ? 0 : exponent * log);
  return {
    mean: a / (a + b),
    logDensity: (x) =>
      power(a - 1, Math.log(Math.max(Number.MIN_VALUE, x))) +
      power(b - 1, Math.log(Math.max(Number.EPSILON / 4, 1 - x))),
    each: (measure, x) => beta.each(measure, x, a, b),
  };
}

function rareBeta(a: number, b: number): ArmPosterior {
  const stored = plainBeta(a, 1e8);
  const scale = (a + 1e8) / (a + b);
  const toStored = (x: number): number => Math.min(1, Math.max(0, x / scale));
  return {
    mean: a / (a + b),
    logDensity: (x) => (x > scale ? -Infinity : stored.logDensity(x / scale)),
    each: (measure, x) =>
      measure === 'cdf' || measure === 'survival'
        ? stored.each(measure, x.map(toStored))
        : stored.each(measure, x).map((at) => scale * at),
  };
}

/** 1 - X. */
function complement(of: ArmPosterior): ArmPosterior {
  const mirrored = {
    cdf: 'survival',
    survival: 'cdf',
    quantile: 'inverseSurvival',
    inverseSurvival: 'quantile',
  } as const;
  return {
    mean: 1 - of.mean,
    logDensity: (x) => of.logDensity(1 - x),
    each: (measure, x) =>
      measure === 'cdf' || measure === 'survival'
        ? of.each(
            mirrored[measure],
            x.map((at) => 1 - at),
          )
        : of.each(mirrored[measure], x).map((at) => 1 - at),
  };
}

/** Some errors more are finite yet. */
const largest = 1e300;

/**
 * Normal around `mean`; error > 0.
 * @param mean of the posterior
 * @param error its standard deviation, > 0
 * @throws BAD_INPUT
 *
 * @example
 * ```ts
 * import { normalArm } from 'winback/stats';
 *
 * normalArm(1, 2).mean; // 1
 * ```
 */
export function normalArm(mean: number, error: number): ArmPosterior {
  between(-largest, largest)(mean, 'the mean of an arm');
  positive(between(-largest, largest)(error, 'the error of an arm'), 'the error of an arm');
  return {
    mean,
    logDensity: (x) => -(((x - mean) / error) ** 2) / 2,
    each(measure, x) {
      const asksValue = measure === 'cdf' || measure === 'survival';
      if (asksValue)
        return normal.each(
          measure,
          x.map((at) => (at - mean) / error),
        );
      return normal.each(measure, x).map((z) => mean + error * z);
    },
  };
}

/** How likely an arm is the best, and what choosing it is expected to lose. */
export interface BestArm {
  /** Probability that this arm is the best of all. They add up to 1. */
  readonly probability: number;
  /** What choosing it costs on average against the best one, in the unit of the means; >= 0. */
  readonly expectedLoss: number;
}

/** Probabilities at which the curves of each arm are cut into panels, on both sides of the median. */
const cuts = [1e-15, 1e-12, 1e-9, 1e-6, 1e-4, 1e-3, 0.01, 0.05, 0.2, 0.35, 0.5];

/**
 * P(best) and expected loss of each of several arms: the integral over one arm's posterior of the chance that all others
 * are worse, by Gauss-Legendre on panels cut at every arm's own quantiles; right to about 1e-11 however different the
 * arms' sizes are. Some milliseconds for a few arms, no simulation. An arm narrower than some steps of a double counts as
 * a point; points that tie share their chance evenly.
 * @param arms posteriors, at least two
 * @param direction which way is better.
 * @default increase
 * @throws BAD_INPUT for fewer than two arms
 *
 * @example
 * ```ts
 * import { bestArm, betaArm } from 'winback/stats';
 *
 * const [, second] = await bestArm([betaArm(30, 50), betaArm(35, 50)]);
 * second?.probability; // 0.6868
 * ```
 */
export function bestArm(
  arms: readonly ArmPosterior[],
  direction: 'increase' | 'decrease' = 'increase',
): readonly BestArm[] {
  ensure(
    Array.isArray(arms) && arms.length >= 2,
    `the best of several needs two or more arms, got ${shown(Array.isArray(arms) ? arms.length : arms)}`,
  );
  oneOf('increase', 'decrease')(direction, 'direction');
  const placed = arms.map(place);
  const edges = Float64Array.from(new Set(placed.flatMap(({ quantiles }) => quantiles))).sort();
  const grid = panels(edges);
  const worse = placed.map((arm) => worseThan(arm, grid.nodes, direction));
  const all = grid.nodes.map((_, n) => worse.reduce((product, side) => product * side[n]!, 1));
  const gap = all.reduce((sum, p, n) => sum + grid.weights[n]! * (1 - p), 0);
  // E max = low + integral of 1 - P(all below x); E min likewise.
  const best = direction === 'increase' ? edges[0]! + gap : edges.at(-1)! - gap;
  const chances = placed.map((arm, i) =>
    arm.point
      ? pointBest(placed, i, direction)
      : probabilityBest(
          arm.posterior,
          edges,
          grid,
          worse.filter((_, j) => j !== i),
        ),
  );
  const total = chances.reduce((sum, p) => sum + p, 0);
  return placed.map(({ posterior: { mean } }, i) => ({
    probability: chances[i]! / total,
    expectedLoss: Math.max(0, direction === 'increase' ? best - mean : mean - best),
  }));
}

interface Placed {
  readonly posterior: ArmPosterior;
  readonly quantiles: readonly number[];
  /** Too narrow for panels. */
  readonly point: boolean;
}

function place(posterior: ArmPosterior, i: number): Placed {
  ensure(
    typeof posterior?.each === 'function' && typeof posterior.logDensity === 'function',
    `arms[${i}] must be a posterior (betaArm or normalArm), got ${shown(posterior)}`,
  );
  const tail = Float64Array.from(cuts);
  const quantiles = [...posterior.each('quantile', tail), ...posterior.each('inverseSurvival', tail)];
  const [low, high] = [quantiles[0]!, quantiles[cuts.length]!];
  const point = !(high - low > 64 * Number.EPSILON * Math.max(Math.abs(low), Math.abs(high)));
  return { posterior, point, quantiles: point ? [posterior.mean] : quantiles };
}

function worseThan({ posterior, point }: Placed, nodes: Float64Array, direction: Direction): Float64Array {
  if (!point) return posterior.each(direction === 'increase' ? 'cdf' : 'survival', nodes);
  const { mean } = posterior;
  return nodes.map((x) => ((direction === 'increase' ? x > mean : x < mean) ? 1 : 0));
}

type Direction = 'increase' | 'decrease';

/** The chance that everything else is worse than a point. */
function pointBest(arms: readonly Placed[], self: number, direction: Direction): number {
  const { mean } = arms[self]!.posterior;
  const at = Float64Array.of(mean);
  let [chance, ties] = [1, 1];
  arms.forEach((arm, j) => {
    if (j === self) return;
    if (arm.point && arm.posterior.mean === mean) ties++;
    else chance *= worseThan(arm, at, direction)[0]!;
  });
  return chance / ties;
}

/**
 * Panel by panel: the arm's exact mass there, times the average of the others' chance to be worse under its density. The
 * density needs no constant, and one that is unbounded at an end does no harm.
 */
function probabilityBest(
  arm: ArmPosterior,
  edges: Float64Array,
  grid: Grid,
  others: readonly Float64Array[],
): number {
  const legendre = legendreRule16();
  const below = arm.each('cdf', edges);
  let sum = 0;
  for (let panel = 0; panel + 1 < edges.length; panel++) {
    const logs = legendre.map((_, k) => arm.logDensity(grid.nodes[panel * legendre.length + k]!));
    const top = Math.max(...logs);
    let [mass, product] = [0, 0];
    logs.forEach((log, k) => {
      const node = panel * legendre.length + k;
      // Relative to the panel: its width may be next to nothing. A panel out of the arm's reach has no mass.
      const weight = legendre[k]!.w * (top === -Infinity ? 1 : Math.exp(log - top));
      mass += weight;
      product += others.reduce((p, side) => p * side[node]!, weight);
    });
    sum += ((below[panel + 1]! - below[panel]!) * product) / mass;
  }
  return sum;
}

interface Grid {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

/** Gauss-Legendre nodes and weights on every panel between neighbouring edges, which ascend. */
function panels(edges: Float64Array): Grid {
  const legendre = legendreRule16();
  const size = legendre.length;
  const nodes = new Float64Array((edges.length - 1) * size);
  const weights = new Float64Array(nodes.length);
  for (let panel = 0; panel + 1 < edges.length; panel++) {
    const [from, width] = [edges[panel]!, edges[panel + 1]! - edges[panel]!];
    legendre.forEach(({ x, w }, k) => {
      nodes[panel * size + k] = from + (width * (x + 1)) / 2;
      weights[panel * size + k] = (width * w) / 2;
    });
  }
  return { nodes, weights };
}

type Node = { readonly x: number; readonly w: number };
let rule: readonly Node[] | undefined;

/** Nodes and weights of the 16-point Gauss-Legendre rule on [-1, 1], made at first use: an import stays cheap. */
function legendreRule16(): readonly Node[] {
  rule ??= legendreRule(16);
  return rule;
}

// Roots of the Legendre polynomial by Newton's method from Tricomi's first guess.
function legendreRule(n: number): readonly Node[] {
  return Array.from({ length: n }, (_, i) => {
    let x = Math.cos((Math.PI * (i + 0.75)) / (n + 0.5));
    let slope = 1;
    for (let step = 0; step < 20; step++) {
      let [before, value] = [1, x];
      for (let k = 2; k <= n; k++)
        [before, value] = [value, ((2 * k - 1) * x * value - (k - 1) * before) / k];
      slope = (n * (x * value - before)) / (x * x - 1);
      x -= value / slope;
    }
    return { x, w: 2 / ((1 - x * x) * slope * slope) };
  });
}
