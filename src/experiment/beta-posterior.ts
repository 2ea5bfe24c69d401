import { WinbackError } from '../base/errors.js';
import { beta } from '../stats/distributions.js';
import { solve } from '../stats/solve.js';
import type { Direction, PosteriorRecord } from './records.js';

export interface BetaArm {
  readonly successes: number;
  readonly users: number;
}

interface Shape {
  readonly a: number;
  readonly b: number;
}

/** Mass left out at each end of the integration range. */
const outside = 1e-19;
const panels = 12;
// Gauss-Legendre nodes and weights of order 20 on [-1, 1], positive half (Abramowitz and Stegun, 25.4.30).
const nodes = [
  0.07652652113349734, 0.2277858511416451, 0.37370608871541955, 0.5108670019508271, 0.636053680726515,
  0.7463319064601508, 0.8391169718222188, 0.912234428251326, 0.9639719272779138, 0.9931285991850949,
];
const nodeWeights = [
  0.15275338713072584, 0.14917298647260374, 0.14209610931838204, 0.13168863844917664, 0.11819453196151841,
  0.10193011981724044, 0.08327674157670475, 0.06267204833410907, 0.04060142980038694, 0.017614007139152118,
];

/**
 * Beta-Bernoulli posteriors of two conversion rates, by quadrature of the exact densities: no random numbers, about
 * 1e-12. Loss and P(better) follow `direction`.
 * @param prior shapes (alpha, beta) of the common prior, e.g. [1, 1]
 * @throws BAD_INPUT for successes above users or priors that are not positive
 */
export function betaPosterior(
  control: BetaArm,
  variant: BetaArm,
  prior: readonly [number, number],
  direction: Direction,
  level = 0.95,
): PosteriorRecord {
  const [c, t] = [shapeOf(control, prior), shapeOf(variant, prior)];
  const base = quadrature(c, t);
  const tail = (1 - level) / 2;
  const weighted = (inner: (x: Float64Array) => Float64Array): number => {
    const values = inner(base.x);
    return base.mass.reduce((sum, m, i) => sum + m * values[i]!, 0);
  };
  // P(variant - control <= d) and P(variant / control <= r), integrated over the control's posterior.
  const below = (d: number): number => weighted((x) => variantCdf(x, t, (v) => v + d));
  const ratioBelow = (r: number): number => weighted((x) => variantCdf(x, t, (v) => v * r));
  const [meanC, meanT] = [c.a / (c.a + c.b), t.a / (t.a + t.b)];
  const gain = lossOf(c, t);
  const reach = differenceRange(c, t);
  const better = 1 - below(0);
  const up = direction === 'increase';
  return {
    model: 'beta-binomial',
    probabilityBetter: up ? better : 1 - better,
    controlMean: meanC,
    variantMean: meanT,
    difference: {
      value: meanT - meanC,
      low: solve((d) => below(d) - tail, ...reach),
      high: solve((d) => below(d) - (1 - tail), ...reach),
    },
    relative: relativeOf(ratioBelow, c, t, tail),
    level,
    lossOfVariant: up ? gain.variant : gain.control,
    lossOfControl: up ? gain.control : gain.variant,
    density: drawn(c, t),
    monteCarlo: null,
  };
}

// Beyond both posteriors' extremes: the quantiles of the difference lie inside.
function differenceRange(c: Shape, t: Shape): readonly [number, number] {
  const end = ({ a, b }: Shape) => [beta.quantile(1e-6, a, b), beta.inverseSurvival(1e-6, a, b)] as const;
  const [control, variant] = [end(c), end(t)];
  return [variant[0] - control[1], variant[1] - control[0]];
}

function shapeOf({ successes, users }: BetaArm, [a, b]: readonly [number, number]): Shape {
  if (!(successes >= 0 && successes <= users))
    throw new WinbackError('BAD_INPUT', `posterior: ${successes} successes of ${users} users`);
  if (!(a > 0 && b > 0))
    throw new WinbackError('BAD_INPUT', `posterior: prior shapes must be > 0, got ${a}, ${b}`);
  return { a: a + successes, b: b + users - successes };
}

function variantCdf(x: Float64Array, { a, b }: Shape, move: (v: number) => number): Float64Array {
  return beta.each(
    'cdf',
    x.map((v) => Math.min(1, Math.max(0, move(v)))),
    a,
    b,
  );
}

// Panel edges: both posteriors' own ranges and middles, so that neither's steep part falls between nodes.
function edgesOf(...shapes: readonly Shape[]): number[] {
  const marks = shapes.flatMap(({ a, b }) => {
    const [low, high] = [beta.quantile(outside, a, b), beta.inverseSurvival(outside, a, b)];
    return Array.from({ length: panels + 1 }, (_, i) => low + ((high - low) * i) / panels);
  });
  return [...new Set(marks)].sort((p, q) => p - q);
}

function gaussPoints(edges: readonly number[]): { readonly x: Float64Array; readonly w: Float64Array } {
  const x: number[] = [];
  const w: number[] = [];
  for (let i = 1; i < edges.length; i++) {
    const [half, middle] = [(edges[i]! - edges[i - 1]!) / 2, (edges[i]! + edges[i - 1]!) / 2];
    nodes.forEach((node, k) => {
      x.push(middle - half * node, middle + half * node);
      w.push(half * nodeWeights[k]!, half * nodeWeights[k]!);
    });
  }
  return { x: Float64Array.from(x), w: Float64Array.from(w) };
}

/** Points over the control's posterior and the probability each stands for (they sum to 1). */
function quadrature(
  control: Shape,
  variant: Shape,
): { readonly x: Float64Array; readonly mass: Float64Array } {
  const { x, w } = gaussPoints(edgesOf(control, variant));
  const log = logKernel(x, control);
  const peak = log.reduce((p, v) => Math.max(p, v), Number.NEGATIVE_INFINITY);
  const mass = log.map((v, i) => Math.exp(v - peak) * w[i]!);
  const total = mass.reduce((p, v) => p + v, 0);
  const matters = (_: number, i: number): boolean => mass[i]! > 1e-18 * total;
  return { x: x.filter(matters), mass: mass.filter(matters).map((v) => v / total) };
}

function logKernel(x: Float64Array, { a, b }: Shape): Float64Array {
  return x.map((v) => (a - 1) * Math.log(v) + (b - 1) * Math.log1p(-v));
}

// E max(0, C - V) is the integral of P(V <= t) P(C > t): what choosing the variant costs when it is worse.
function lossOf(c: Shape, t: Shape): { readonly variant: number; readonly control: number } {
  const { x, w } = gaussPoints(edgesOf(c, t));
  const [cBelow, cAbove] = [beta.each('cdf', x, c.a, c.b), beta.each('survival', x, c.a, c.b)];
  const [tBelow, tAbove] = [beta.each('cdf', x, t.a, t.b), beta.each('survival', x, t.a, t.b)];
  return {
    variant: x.reduce((sum, _, i) => sum + w[i]! * tBelow[i]! * cAbove[i]!, 0),
    control: x.reduce((sum, _, i) => sum + w[i]! * cBelow[i]! * tAbove[i]!, 0),
  };
}

function relativeOf(ratioBelow: (r: number) => number, c: Shape, t: Shape, tail: number) {
  const widest = beta.inverseSurvival(1e-12, t.a, t.b) / Math.max(1e-300, beta.quantile(1e-12, c.a, c.b));
  const at = (p: number): number | null =>
    Number.isFinite(widest) && widest < 1e12 ? solve((r) => ratioBelow(r) - p, 0, widest) - 1 : null;
  // E(V) E(1 / C) - 1, finite above one (prior plus observed) success.
  const mean = c.a > 1 ? (t.a / (t.a + t.b)) * ((c.a + c.b - 1) / (c.a - 1)) - 1 : null;
  return { value: mean, low: at(tail), high: at(1 - tail) };
}

const gridPoints = 161;

function drawn(c: Shape, t: Shape): PosteriorRecord['density'] {
  const ends = [c, t].map(
    ({ a, b }) => [beta.quantile(1e-4, a, b), beta.inverseSurvival(1e-4, a, b)] as const,
  );
  const low = Math.min(ends[0]![0], ends[1]![0]);
  const high = Math.max(ends[0]![1], ends[1]![1]);
  const x = Float64Array.from({ length: gridPoints }, (_, i) => low + ((high - low) * i) / (gridPoints - 1));
  const step = (high - low) / (gridPoints - 1);
  // Slopes of the exact distribution function over one grid step: no gamma functions needed.
  const of = ({ a, b }: Shape): number[] => {
    const edges = Float64Array.from({ length: gridPoints + 1 }, (_, i) =>
      Math.min(1, Math.max(0, low + (i - 0.5) * step)),
    );
    const cdf = beta.each('cdf', edges, a, b);
    return Array.from(x, (_, i) => (cdf[i + 1]! - cdf[i]!) / step);
  };
  return { x: [...x], control: of(c), variant: of(t) };
}
