import { Random } from '../../src/base/random.js';
import { bootstrap, replicateInterval } from '../../src/stats/bootstrap.js';
import { binomial } from '../../src/stats/distributions.js';
import { boschlooTest } from '../../src/stats/exact.js';
import { meanSample, meanTest, studentTest, welchTest } from '../../src/stats/means.js';
import { twoProportionTest } from '../../src/stats/proportions.js';
import { mannWhitneyTest } from '../../src/stats/rank.js';
import { permutationTest } from '../../src/stats/resampling.js';
import { mixtureRatio, sequenceHalfWidth, sequenceRho } from '../../src/stats/sequential/always-valid.js';
import { boundaries } from '../../src/stats/sequential/boundaries.js';

/** One simulated A/A (or, for coverage, A/B) experiment; true = rejected, or the interval missed the truth. */
export type Trial = (random: Random) => boolean | Promise<boolean>;

export interface CalibrationCase {
  readonly name: string;
  /** The rate of true that theory demands. */
  readonly expected: number;
  /** 'exactly' within 3.3 standard errors either way; 'at-most' from above only. */
  readonly demand: 'exactly' | 'at-most';
  /** Slow cases run this share of the runs. */
  readonly share?: number;
  /** Made once for all runs. */
  make(): Trial;
}

const normals = (random: Random, n: number, mean = 0, sd = 1): Float64Array =>
  Float64Array.from({ length: n }, () => mean + sd * random.normal());

/** Draws of a binomial by inversion of its table. */
function binomialDraws(n: number, p: number): (random: Random) => number {
  const cdf = binomial.each(
    'cdf',
    Float64Array.from({ length: n + 1 }, (_, k) => k),
    n,
    p,
  );
  return (random) => {
    const u = random.uniform();
    let [low, high] = [0, n];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (cdf[middle]! > u) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}

/** Trials that depend on two counts only: each table is tested once. */
function tableTrial(
  n1: number,
  n2: number,
  p: number,
  rejects: (x1: number, x2: number) => boolean | Promise<boolean>,
): Trial {
  const known = new Map<number, boolean>();
  const [first, second] = [binomialDraws(n1, p), binomialDraws(n2, p)];
  return async (random) => {
    const [x1, x2] = [first(random), second(random)];
    const key = x1 * (n2 + 1) + x2;
    const found = known.get(key);
    if (found !== undefined) return found;
    const rejected = await rejects(x1, x2);
    known.set(key, rejected);
    return rejected;
  };
}

const sample = (successes: number, trials: number) => ({ successes, trials });

/** A score path with independent normal increments, watched at equally spaced looks. */
function path(looks: number, watch: (z: number, look: number) => boolean): Trial {
  return (random) => {
    let score = 0;
    for (let look = 1; look <= looks; look++) {
      score += random.normal();
      if (watch(score / Math.sqrt(look), look)) return true;
    }
    return false;
  };
}

function proportionCase(variance: 'pooled' | 'miettinen-nurminen' | 'unpooled'): CalibrationCase {
  return {
    name: `${variance} z, 2000 + 2000 users at 20 %`,
    expected: 0.05,
    demand: 'exactly',
    make: () =>
      tableTrial(
        2_000,
        2_000,
        0.2,
        (x1, x2) => twoProportionTest(sample(x1, 2_000), sample(x2, 2_000), { variance }).p < 0.05,
      ),
  };
}

function sequentialCase(looks: number, spending: 'obrien-fleming' | 'pocock'): CalibrationCase {
  return {
    name: `${spending} spending, ${looks} looks`,
    expected: 0.05,
    demand: 'exactly',
    make: () => {
      const { z } = boundaries({ looks, spending });
      return path(looks, (value, look) => Math.abs(value) >= z[look - 1]!);
    },
  };
}

/** A ratio of two correlated per-user sums, linearised: R = sum y / sum x. */
function ratioMoments(random: Random, n: number) {
  const x = normals(random, n, 10, 2);
  const y = x.map((value) => 0.5 * value + random.normal());
  const [meanX, meanY] = [meanSample(x).mean, meanSample(y).mean];
  const ratio = meanY / meanX;
  const linear = meanSample(y.map((value, i) => (value - ratio * x[i]!) / meanX));
  return { ratio, square: linear.variance / n };
}

export const calibrationCases: readonly CalibrationCase[] = [
  proportionCase('pooled'),
  proportionCase('miettinen-nurminen'),
  proportionCase('unpooled'),
  {
    name: 'Boschloo, 12 + 15 users at 30 %',
    expected: 0.05,
    demand: 'at-most',
    make: () =>
      tableTrial(
        12,
        15,
        0.3,
        async (x1, x2) => (await boschlooTest(sample(x1, 12), sample(x2, 15))).p < 0.05,
      ),
  },
  {
    name: 'Welch t, 30 + 50 normal values of different spread',
    expected: 0.05,
    demand: 'exactly',
    make: () => (random) =>
      welchTest(meanSample(normals(random, 30, 0, 2)), meanSample(normals(random, 50))).p < 0.05,
  },
  {
    name: 'Student t, 8 + 10 normal values',
    expected: 0.05,
    demand: 'exactly',
    make: () => (random) =>
      studentTest(meanSample(normals(random, 8)), meanSample(normals(random, 10))).p < 0.05,
  },
  {
    name: 'Fieller interval of a lift of 25 % misses it',
    expected: 0.05,
    demand: 'exactly',
    make: () => (random) => {
      const { lift } = studentTest(
        meanSample(normals(random, 40, 8, 2)),
        meanSample(normals(random, 40, 10, 2)),
      );
      return lift.low > 0.25 || lift.high < 0.25;
    },
  },
  {
    name: 'ratio metric by the delta method, 60 + 60 users',
    expected: 0.05,
    demand: 'exactly',
    make: () => (random) => {
      const [a, b] = [ratioMoments(random, 60), ratioMoments(random, 60)];
      const errors = { control: a.square, treatment: b.square, df: 118 };
      return meanTest('ratio', a.ratio, b.ratio, errors).p < 0.05;
    },
  },
  {
    name: 'Mann-Whitney, 40 + 30 values, normal form',
    expected: 0.05,
    demand: 'at-most',
    make: () => (random) =>
      mannWhitneyTest(normals(random, 40), normals(random, 30), { method: 'normal' }).p < 0.05,
  },
  {
    // 252 relabellings in pairs of equal size: p < 0.05 for the 12 outermost.
    name: 'permutation test, 5 + 5 values, all relabellings',
    expected: 12 / 252,
    demand: 'exactly',
    share: 0.25,
    make: () => async (random) => {
      const { p } = await permutationTest(normals(random, 5), normals(random, 5), { threads: 1 });
      return p < 0.05;
    },
  },
  {
    name: 'bootstrap percentile interval, 200 + 200 skewed values, 499 replicates',
    expected: 0.05,
    demand: 'exactly',
    share: 0.02,
    make: () => async (random) => {
      const values = Float64Array.from({ length: 400 }, () => random.exponential());
      const group = Int32Array.from({ length: 400 }, (_, i) => (i < 200 ? 0 : 1));
      const seed = random.below(2 ** 31);
      const [control, treatment] = await bootstrap(values, {
        group,
        groups: 2,
        replicates: 499,
        seed,
        threads: 1,
      });
      const { low, high } = replicateInterval(
        treatment!.replicates.map((v, i) => v - control!.replicates[i]!),
      );
      return low > 0 || high < 0;
    },
  },
  sequentialCase(5, 'obrien-fleming'),
  sequentialCase(14, 'pocock'),
  sequentialCase(28, 'obrien-fleming'),
  {
    name: 'mixture SPRT, 40 looks',
    expected: 0.05,
    demand: 'at-most',
    make: () =>
      path(40, (z, look) => mixtureRatio({ estimate: z / Math.sqrt(look), variance: 1, n: look }, 0.1) >= 20),
  },
  {
    name: 'asymptotic confidence sequence, 100 looks',
    expected: 0.05,
    demand: 'at-most',
    make: () => {
      const rho = sequenceRho(0.05, 50);
      const widths = Array.from({ length: 100 }, (_, i) => sequenceHalfWidth({ variance: 1, n: i + 1 }, rho));
      return path(100, (z, look) => Math.abs(z) / Math.sqrt(look) > widths[look - 1]!);
    },
  },
];

export interface CalibrationOutcome {
  readonly name: string;
  readonly rate: number;
  readonly expected: number;
  readonly standardError: number;
  readonly runs: number;
  readonly passed: boolean;
}

/** Runs one case. Trial i uses stream i of the seed. */
export async function calibrate(
  one: CalibrationCase,
  runs: number,
  seed: number,
): Promise<CalibrationOutcome> {
  const trial = one.make();
  const count = Math.round(runs * (one.share ?? 1));
  let hits = 0;
  for (let run = 0; run < count; run++) {
    const hit = trial(new Random(seed, run));
    if (typeof hit === 'boolean' ? hit : await hit) hits++;
  }
  const rate = hits / count;
  const standardError = Math.sqrt((one.expected * (1 - one.expected)) / count);
  const above = rate <= one.expected + 3.3 * standardError;
  const below = one.demand === 'at-most' || rate >= one.expected - 3.3 * standardError;
  return { name: one.name, rate, expected: one.expected, standardError, runs: count, passed: above && below };
}
