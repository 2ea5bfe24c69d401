/** Exact draws of sufficient statistics: one experiment costs a microsecond, not a pass over its users. */
import type { Random } from '../../src/base/random.js';
import type { JointMoments } from '../../src/experiment/moments/moments.js';
import { binomial } from '../../src/stats/distributions.js';
import type { MeanSample } from '../../src/stats/means.js';

/** P(X = k) for k = 0..n of a binomial. */
export function binomialMasses(n: number, p: number): Float64Array {
  const points = Float64Array.from({ length: n + 1 }, (_, k) => k);
  const cdf = binomial.each('cdf', points, n, p);
  const survival = binomial.each('survival', points, n, p);
  return points.map((k) =>
    k === 0 ? cdf[0]! : cdf[k]! < 0.5 ? cdf[k]! - cdf[k - 1]! : survival[k - 1]! - survival[k]!,
  );
}

/** An index drawn with the given chances, by bisection of their running sums. */
export function drawer(masses: ArrayLike<number>): (random: Random) => number {
  const running = Float64Array.from(masses);
  for (let k = 1; k < running.length; k++) running[k]! += running[k - 1]!;
  return (random) => {
    const u = random.uniform();
    let [low, high] = [0, running.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (running[middle]! > u) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}

const chiSquared = (random: Random, df: number): number => 2 * random.gamma(df / 2);

/** Mean and variance of n normal values. */
export function normalSample(random: Random, n: number, mean = 0, sd = 1): MeanSample {
  return {
    n,
    mean: mean + (sd * random.normal()) / Math.sqrt(n),
    variance: (sd * sd * chiSquared(random, n - 1)) / (n - 1),
  };
}

/**
 * Moments of n users with jointly normal columns: the means are normal, the products Wishart, by Bartlett's (1933)
 * triangle.
 * @param factor lower triangle L of the covariance L L', row by row
 */
export function normalMoments(
  random: Random,
  n: number,
  mean: readonly number[],
  factor: readonly (readonly number[])[],
): JointMoments {
  const size = mean.length;
  const z = mean.map(() => random.normal() / Math.sqrt(n));
  const triangle = mean.map((_, i) =>
    mean.map((__, j) => (j > i ? 0 : j < i ? random.normal() : Math.sqrt(chiSquared(random, n - 1 - i)))),
  );
  const scaled = (row: number, column: number): number => {
    let sum = 0;
    for (let k = column; k <= row; k++) sum += factor[row]![k]! * triangle[k]![column]!;
    return sum;
  };
  const root = mean.map((_, i) => mean.map((__, j) => scaled(i, j)));
  const cross: number[] = [];
  for (let i = 0; i < size; i++) {
    for (let j = i; j < size; j++) {
      let sum = 0;
      for (let k = 0; k <= i; k++) sum += root[i]![k]! * root[j]![k]!;
      cross.push(sum);
    }
  }
  const shift = (i: number): number => factor[i]!.reduce((sum, weight, k) => sum + weight * z[k]!, 0);
  return { n, mean: mean.map((m, i) => m + shift(i)), cross };
}

const types = 4096;

/** Users of 4096 equally likely kinds, so that any shape costs the same and the true values are sums. */
export class Population {
  readonly mean: readonly number[];
  readonly #terms: number;
  /** Per kind: centred columns, then their products (0,0) (0,1) ... (1,1) ... */
  readonly #table: Float64Array;

  /** @param kind the columns of the user kind with rank u, in (0, 1) */
  constructor(kind: (u: number) => readonly number[]) {
    const rows = Array.from({ length: types }, (_, t) => kind((t + 0.5) / types));
    const size = rows[0]!.length;
    this.mean = rows[0]!.map((_, c) => rows.reduce((sum, row) => sum + row[c]!, 0) / types);
    this.#terms = size + (size * (size + 1)) / 2;
    this.#table = new Float64Array(types * this.#terms);
    rows.forEach((row, t) => {
      const centred = row.map((value, c) => value - this.mean[c]!);
      const products = centred.flatMap((a, i) => centred.slice(i).map((b) => a * b));
      this.#table.set([...centred, ...products], t * this.#terms);
    });
  }

  /** Moments of n users drawn at random. */
  moments(random: Random, n: number): JointMoments {
    const [terms, table] = [this.#terms, this.#table];
    const sums = new Float64Array(terms);
    for (let user = 0; user < n; ) {
      const word = random.bits();
      // Two kinds of 12 bits from each word of 32.
      for (let half = 0; half < 2 && user < n; half++, user++) {
        const at = ((word >>> (12 * half)) & (types - 1)) * terms;
        for (let k = 0; k < terms; k++) sums[k]! += table[at + k]!;
      }
    }
    const size = this.mean.length;
    const cross: number[] = [];
    for (let i = 0; i < size; i++) {
      for (let j = i; j < size; j++) cross.push(sums[size + cross.length]! - (sums[i]! * sums[j]!) / n);
    }
    return { n, mean: this.mean.map((m, c) => m + sums[c]! / n), cross };
  }
}

export const normals = (random: Random, n: number, mean = 0, sd = 1): Float64Array =>
  Float64Array.from({ length: n }, () => mean + sd * random.normal());
