import { Random } from '../../../src/base/random.js';
import { binomial, normal, studentT } from '../../../src/stats/distributions.js';
import {
  type BootstrapOptions,
  bootstrap,
  replicateInterval,
} from '../../../src/stats/resampling/bootstrap.js';
import { bcaInterval, permutationTest } from '../../../src/stats/resampling/resampling.js';
import { normals } from '../draws.js';
import { byAsyncRun, type Simulation, type Study } from '../study.js';
import { misses } from '../tables.js';

const relabelled: Study = {
  name: 'permutation test, 5 + 5 values, all 252 relabellings',
  // p <= 0.05 for the 12 outermost of 252, in pairs of mirrored ones.
  measures: [{ name: 'p <= 0.05', nominal: 0.05, demand: 'computed', within: [0.003, 0] }],
  prepare: () =>
    byAsyncRun(
      async (random) => [
        (await permutationTest(normals(random, 5), normals(random, 5), { threads: 1 })).p <= 0.05,
      ],
      [12 / 252],
    ),
};

const drawn: Study = {
  name: 'permutation test, 12 + 10 skewed values, 39 drawn relabellings',
  // (far + 1) / 40 takes the values 1/40, 2/40, ... with equal chances.
  measures: [{ name: 'p <= 0.05', nominal: 0.05, demand: 'nominal' }],
  prepare: () =>
    byAsyncRun(async (random) => {
      const values = (n: number): Float64Array =>
        Float64Array.from({ length: n }, () => random.exponential());
      const seed = random.below(2 ** 31);
      const { p } = await permutationTest(values(12), values(10), { threads: 1, relabellings: 39, seed });
      return [p <= 0.05];
    }),
};

/** Users an arm. Both arms together have 2 n - 2 degrees of freedom. */
const n = 60;
/** Pairs of arms in one native call. */
const pairs = 500;

type Judge = (values: Float64Array, control: Float64Array, treatment: Float64Array) => boolean;

/** Many A/A experiments as groups of one call: two groups each. Aligned batches, so run i is always the same. */
function batched(options: BootstrapOptions, judge: Judge, known: number): Simulation {
  const group = Int32Array.from({ length: pairs * 2 * n }, (_, row) => Math.floor(row / n));
  return {
    known: [known],
    async simulate(seed, first, count, tally) {
      for (let start = first; start < first + count; start += pairs) {
        const values = new Float64Array(pairs * 2 * n);
        for (let i = 0; i < pairs; i++) values.set(normals(new Random(seed, start + i), 2 * n), i * 2 * n);
        const own = new Random(seed, 2 ** 40 + start).below(2 ** 32);
        const all = await bootstrap(values, { ...options, group, groups: 2 * pairs, seed: own, threads: 1 });
        for (let i = 0; i < Math.min(pairs, first + count - start); i++) {
          const sample = values.subarray(i * 2 * n, (i + 1) * 2 * n);
          tally.add([judge(sample, all[2 * i]!.replicates, all[2 * i + 1]!.replicates)]);
        }
      }
    },
  };
}

const differences = (control: Float64Array, treatment: Float64Array): Float64Array =>
  treatment.map((value, r) => value - control[r]!);

/**
 * The rate at which an interval from R replicates misses 0. The estimate over its error is t; given the sample a
 * replicate is normal around the estimate with `factor` times that error, so it lies below 0 with chance
 * u = cdf(-t / factor). `chance` is the probability, given u, that the lower end lies above 0. Midpoints of 2,000 equal
 * shares; what is left out (the replicates' own skewness and kurtosis) changes the rate by about 1e-4.
 */
function missRate(factor: number, chance: (u: number) => number): number {
  const shares = 2_000;
  let total = 0;
  for (let k = 0; k < shares; k++) {
    const t = studentT.quantile((k + 0.5) / shares, 2 * n - 2);
    total += 2 * chance(normal.cdf(-t / factor));
  }
  return total / shares;
}

// Rank 5 of 199 is the lower end of a 95 % percentile interval: it lies above 0 when at most 4 lie below.
const percentile = (u: number): number => binomial.cdf(4, 199, u);

function percentileStudy(scheme: 'poisson' | 'multinomial', factor: number): Study {
  return {
    name: `bootstrap percentile interval, ${scheme}, ${n} + ${n} normal values, 199 replicates`,
    measures: [{ name: 'misses 0', nominal: 0.05, demand: 'computed', within: [0.001, 0.005] }],
    prepare: () =>
      batched(
        { scheme, replicates: 199 },
        (_, control, treatment) => misses(replicateInterval(differences(control, treatment)), 0),
        missRate(factor, percentile),
      ),
  };
}

/** BCa's lower end is not at a fixed rank: it moves with the number of replicates below the estimate. */
function bcaChance(replicates: number): (u: number) => number {
  const below = Array.from({ length: replicates + 1 }, (_, k) => {
    const mass = binomial.cdf(k, replicates, 0.5) - (k === 0 ? 0 : binomial.cdf(k - 1, replicates, 0.5));
    const share = Math.min(1 - 0.5 / replicates, Math.max(0.5 / replicates, k / replicates));
    const position = normal.cdf(2 * normal.quantile(share) + normal.quantile(0.025)) * (replicates + 1);
    return { mass, k, position: Math.min(replicates, Math.max(1, position)) };
  }).filter(({ mass }) => mass > 1e-9);
  return (u) => {
    let total = 0;
    for (const { mass, k, position } of below) {
      const rank = Math.floor(position);
      // Given that k of them lie below the estimate (u < 1/2): each of those lies below 0 with chance 2 u.
      const inner = Math.min(1, 2 * u);
      const upTo = (j: number): number => (j < 0 ? 0 : j >= k ? 1 : binomial.cdf(j, k, inner));
      total += mass * (upTo(rank - 1) + (position - rank) * (upTo(rank) - upTo(rank - 1)));
    }
    return u >= 0.5 ? 0 : total;
  };
}

/** The difference of means without each user in turn. */
function jackknife(values: Float64Array): Float64Array {
  const sums = [0, 0];
  values.forEach((value, i) => {
    sums[i < n ? 0 : 1]! += value;
  });
  const without = (sum: number, value: number): number => (sum - value) / (n - 1);
  return values.map((value, i) =>
    i < n ? sums[1]! / n - without(sums[0]!, value) : without(sums[1]!, value) - sums[0]! / n,
  );
}

const bca: Study = {
  name: `bootstrap BCa interval, ${n} + ${n} normal values, 399 replicates`,
  measures: [{ name: 'misses 0', nominal: 0.05, demand: 'computed', within: [0.001, 0.005] }],
  prepare: () =>
    batched(
      { replicates: 399 },
      (values, control, treatment) => {
        const mean = (from: number): number => values.subarray(from, from + n).reduce((a, b) => a + b, 0) / n;
        return misses(bcaInterval(mean(n) - mean(0), differences(control, treatment), jackknife(values)), 0);
      },
      missRate(1, bcaChance(399)),
    ),
};

export const resamplingStudies: readonly Study[] = [
  relabelled,
  drawn,
  percentileStudy('poisson', 1),
  percentileStudy('multinomial', Math.sqrt(1 - 1 / n)),
  bca,
];
