import { describe, expect, test } from 'vitest';
import { normal } from '../../../src/stats/distributions.js';
import { cohenD } from '../../../src/stats/effects.js';
import { equivalenceTest, nonInferiorityTest } from '../../../src/stats/equivalence.js';
import { fiellerLift } from '../../../src/stats/fieller.js';
import { meanSample, studentTest, welchTest } from '../../../src/stats/means.js';
import { adjustedPValues, sidedHolm, simultaneousIntervals } from '../../../src/stats/multiplicity.js';
import { chooseProportionTest, proportionTest } from '../../../src/stats/proportions/choose.js';
import { barnardTest, boschlooTest } from '../../../src/stats/proportions/exact.js';
import { fisherTest } from '../../../src/stats/proportions/fisher.js';
import { twoProportionTest } from '../../../src/stats/proportions/proportions.js';
import { mannWhitneyTest } from '../../../src/stats/rank.js';
import { bcaInterval, permutationTest } from '../../../src/stats/resampling/resampling.js';
import { readGolden } from '../../support/golden.js';
import { relative } from '../../support/near.js';
import { uniform } from '../../support/random.js';

interface Samples {
  readonly control: readonly number[];
  readonly treatment: readonly number[];
}
interface MeanGolden {
  readonly t: number;
  readonly df: number;
  readonly p: number;
  readonly low: number;
  readonly high: number;
  readonly greater: number;
}
type Counts = readonly [number, number, number, number];
interface Golden {
  readonly welch: readonly (Samples & { readonly welch: MeanGolden; readonly student: MeanGolden })[];
  readonly cohenD: readonly { readonly d: number; readonly low: number; readonly high: number }[];
  readonly fisher: readonly (Record<'p' | 'greater' | 'less' | 'odds' | 'low' | 'high', number> & {
    readonly counts: Counts;
  })[];
  readonly unconditional: readonly (Record<
    'barnardGreater' | 'barnardTwoSided' | 'boschlooGreater',
    number
  > & {
    readonly counts: Counts;
  })[];
  readonly mannWhitney: readonly (Samples &
    Record<'u' | 'two-sided' | 'greater' | 'less' | 'normal', number>)[];
  readonly permutation: readonly (Samples & Record<'greater' | 'less', number>)[];
  readonly multiple: Readonly<
    Record<'p' | 'holm' | 'benjamini-hochberg' | 'benjamini-yekutieli' | 'bonferroni', readonly number[]>
  >;
}
const want = readGolden<Golden>('tests/golden.json');
const array = (values: readonly number[]): Float64Array => Float64Array.from(values);
const groups = ([x1, n1, x2, n2]: Counts) =>
  [
    { successes: x1, trials: n1 },
    { successes: x2, trials: n2 },
  ] as const;

describe('means', () => {
  test.each(want.welch.map((row, i) => [i, row] as const))('case %i equals scipy', (_, row) => {
    const [control, treatment] = [meanSample(row.control), meanSample(row.treatment)];
    for (const [run, expected] of [
      [welchTest, row.welch],
      [studentTest, row.student],
    ] as const) {
      const got = run(control, treatment);
      expect(relative(got.statistic!, expected.t)).toBeLessThan(1e-12);
      expect(relative(got.df!, expected.df)).toBeLessThan(1e-12);
      expect(relative(got.p, expected.p)).toBeLessThan(1e-11);
      expect(relative(got.low, expected.low)).toBeLessThan(1e-10);
      expect(relative(got.high, expected.high)).toBeLessThan(1e-10);
      expect(relative(run(control, treatment, { alternative: 'greater' }).p, expected.greater)).toBeLessThan(
        1e-11,
      );
    }
  });

  test('R sleep data', () => {
    const first = meanSample([0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2]);
    const second = meanSample([1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]);
    const got = welchTest(second, first);
    expect(relative(got.statistic!, -1.86081346748685)).toBeLessThan(1e-13);
    expect(relative(got.df!, 17.7764735161785)).toBeLessThan(1e-13);
    expect(relative(got.p, 0.0793941401873582)).toBeLessThan(1e-12);
    expect(relative(got.low, -3.36548323071)).toBeLessThan(1e-11);
    expect(relative(got.high, 0.205483230712)).toBeLessThan(1e-11);
  });

  test('the interval, the lift and p agree on 100,000 random samples', () => {
    const random = uniform(99);
    for (let i = 0; i < 100_000; i++) {
      const draw = () => ({ n: 2 + Math.floor(random() * 200), mean: 1 + random(), variance: random() ** 2 });
      const { p, low, high, lift } = welchTest(draw(), draw());
      const outside = low > 0 || high < 0;
      const unbounded = lift.low === -Infinity && lift.high === Infinity;
      const liftOutside = lift.low > 0 || lift.high < 0;
      if (p < 0.05 !== outside || (!unbounded && liftOutside !== outside))
        expect.fail(`${p} ${low} ${high} ${JSON.stringify(lift)}`);
    }
  });

  test('Fieller finds where the difference from r times control is on the edge', () => {
    const errors = { control: 0.04, treatment: 0.09, df: 30, covariance: 0.01 };
    const { low, high } = fiellerLift(3, 4, errors, { alpha: 0.05, alternative: 'two-sided' });
    for (const r of [low + 1, high + 1]) {
      const t = (4 - r * 3) / Math.sqrt(0.09 + r * r * 0.04 - 2 * r * 0.01);
      expect(Math.abs(t)).toBeCloseTo(2.0422724563012373, 10); // scipy.stats.t.ppf(.975, 30)
    }
  });

  test('Cohen d with its noncentral t interval', () => {
    want.cohenD.forEach((expected, i) => {
      const got = cohenD(meanSample(want.welch[i]!.control), meanSample(want.welch[i]!.treatment));
      expect(relative(got.estimate, expected.d)).toBeLessThan(1e-12);
      expect(relative(got.low, expected.low)).toBeLessThan(1e-9);
      expect(relative(got.high, expected.high)).toBeLessThan(1e-9);
    });
  });
});

describe('exact tests', () => {
  test.each(want.fisher)('Fisher $counts', (row) => {
    const [control, treatment] = groups(row.counts);
    const got = fisherTest(control, treatment);
    expect(relative(got.p, row.p)).toBeLessThan(1e-12);
    expect(relative(fisherTest(control, treatment, { alternative: 'greater' }).p, row.greater)).toBeLessThan(
      1e-12,
    );
    expect(relative(fisherTest(control, treatment, { alternative: 'less' }).p, row.less)).toBeLessThan(1e-12);
    // scipy's odds ratio and limits come from root searches.
    expect(relative(got.oddsRatio, row.odds ?? Infinity)).toBeLessThan(1e-8);
    expect(relative(got.low, row.low)).toBeLessThan(1e-8);
    expect(relative(got.high, row.high ?? Infinity)).toBeLessThan(1e-8);
    expect(got.centralP < 0.05).toBe(got.low > 1 || got.high < 1);
  });

  test.each(want.unconditional)('Barnard and Boschloo $counts equal a brute-force supremum', async (row) => {
    const [control, treatment] = groups(row.counts);
    const barnard = await barnardTest(control, treatment, { alternative: 'greater' });
    expect(relative(barnard.p, row.barnardGreater)).toBeLessThan(1e-10);
    expect(relative(barnard.statisticTwoSided, row.barnardTwoSided)).toBeLessThan(1e-10);
    const boschloo = await boschlooTest(control, treatment, { alternative: 'greater' });
    expect(relative(boschloo.p, row.boschlooGreater)).toBeLessThan(1e-10);
    expect(boschloo.p).toBeLessThanOrEqual(
      fisherTest(control, treatment, { alternative: 'greater' }).p + 1e-15,
    );
  });

  test('their intervals agree with their p-values on every table of 4 and 6', async () => {
    for (let x1 = 0; x1 <= 4; x1++) {
      for (let x2 = 0; x2 <= 6; x2++) {
        for (const run of [barnardTest, boschlooTest]) {
          const { p, low, high, estimate } = await run(...groups([x1, 4, x2, 6]), { alpha: 0.2 });
          expect(low <= estimate && estimate <= high).toBe(true);
          expect(p < 0.2).toBe(low > 0 || high < 0);
        }
      }
    }
  });

  test.each([
    [0, 200, 8, 200],
    [25, 100, 75, 100],
    [75, 100, 25, 100],
  ] as const)("Boschloo's far end of %i/%i against %i/%i is Barnard's", async (...counts) => {
    const [got, barnard] = [await boschlooTest(...groups(counts)), await barnardTest(...groups(counts))];
    const up = got.estimate > 0;
    expect(up ? got.high : got.low).toBe(up ? barnard.high : barnard.low);
    expect(got.high - got.low).toBeLessThan(0.36);
    expect(got.p < 0.05 && (got.low > 0 || got.high < 0)).toBe(true);
  });

  test('small tables get the exact test, by totals only', async () => {
    expect(chooseProportionTest(...groups([2, 40, 6, 40])).test).toBe('boschloo');
    expect(chooseProportionTest(...groups([112, 2213, 145, 2213])).test).toBe('pooled-z');
    expect((await proportionTest(...groups([2, 40, 6, 40]))).method).toBe('boschloo');
    expect(chooseProportionTest(...groups([2, 40, 6, 40])).reason).toBe('small-counts');
    expect(chooseProportionTest(...groups([112, 2213, 145, 2213])).reason).toBe('large-counts');
    expect((await proportionTest(...groups([2, 40_000, 6, 40_000]))).choice.reason).toBe('too-many-users');
  });
});

describe('ranks and permutations', () => {
  test.each(want.mannWhitney.map((row, i) => [i, row] as const))(
    'Mann-Whitney case %i equals scipy',
    (_, row) => {
      const [control, treatment] = [array(row.control), array(row.treatment)];
      for (const alternative of ['two-sided', 'greater', 'less'] as const) {
        const got = mannWhitneyTest(control, treatment, { alternative });
        expect(got.u).toBe(row.u);
        expect(relative(got.p, row[alternative])).toBeLessThan(1e-11);
      }
      expect(relative(mannWhitneyTest(control, treatment, { method: 'normal' }).p, row.normal)).toBeLessThan(
        1e-11,
      );
    },
  );

  test('mtcars mpg by transmission (R wilcox.test)', () => {
    const automatic = array([
      21.4, 18.7, 18.1, 14.3, 24.4, 22.8, 19.2, 17.8, 16.4, 17.3, 15.2, 10.4, 10.4, 14.7, 21.5, 15.5, 15.2,
      13.3, 19.2,
    ]);
    const manual = array([21, 21, 22.8, 32.4, 30.4, 33.9, 27.3, 26, 30.4, 15.8, 19.7, 15, 21.4]);
    expect(relative(mannWhitneyTest(automatic, manual).p, 0.00187139133317856)).toBeLessThan(1e-12);
  });

  test.each(want.permutation.map((row, i) => [i, row] as const))(
    'exact permutation case %i equals scipy',
    async (_, row) => {
      for (const alternative of ['greater', 'less'] as const) {
        const got = await permutationTest(array(row.control), array(row.treatment), { alternative });
        expect(got.exact).toBe(true);
        expect(relative(got.p, row[alternative])).toBeLessThan(1e-12);
      }
    },
  );

  test('drawn permutations agree with all of them and do not depend on threads', async () => {
    const { control, treatment, greater } = want.permutation[1]!;
    const run = (threads: number, relabellings: number) =>
      permutationTest(array(control), array(treatment), {
        alternative: 'greater',
        relabellings,
        threads,
        seed: 5,
      });
    // 1,716 relabellings exist; asking for fewer draws at random.
    const [one, four] = [await run(1, 1700), await run(4, 1700)];
    expect(one).toEqual(four);
    expect(one.exact).toBe(false);
    expect(Math.abs(one.p - greater)).toBeLessThan(4 * one.standardError + 1e-3);
  });

  test('the BCa interval of given replicates', () => {
    const replicates = Float64Array.from({ length: 999 }, (_, i) => (i + 1) / 1000);
    // No bias and no skew: BCa is the percentile interval, ranks 25 and 975 of 999.
    const symmetric = bcaInterval(0.5, replicates, array([1, 2, 3]));
    expect(symmetric.low).toBeCloseTo(0.025, 10);
    expect(symmetric.high).toBeCloseTo(0.975, 10);
    expect(bcaInterval(0.4, replicates).low).toBeLessThan(symmetric.low);
  });
});

describe('several tests at once', () => {
  test.each(['holm', 'benjamini-hochberg', 'benjamini-yekutieli', 'bonferroni'] as const)(
    '%s equals statsmodels',
    (method) => {
      adjustedPValues(want.multiple.p, method).forEach((p, i) => {
        expect(relative(p, want.multiple[method][i]!)).toBeLessThan(1e-13);
      });
    },
  );

  test('Holm and Benjamini-Yekutieli on .01 to .05 (published)', () => {
    const p = [0.01, 0.02, 0.03, 0.04, 0.05];
    expect(adjustedPValues(p, 'holm').map((v) => Number(v.toFixed(12)))).toEqual([
      0.05, 0.08, 0.09, 0.09, 0.09,
    ]);
    expect(adjustedPValues(p, 'benjamini-yekutieli')[0]).toBeCloseTo(0.114166666667, 11);
  });

  // All confidence sets of the partition "these effects are not above 0", each with Bonferroni inside, put together.
  function lowerEnds(z: readonly number[], alpha: number): number[] {
    const ends = z.map(() => Infinity);
    for (let set = 0; set < 2 ** z.length; set++) {
      const inside = z.map((_, i) => (set & (1 << i)) !== 0);
      const size = inside.filter(Boolean).length || z.length;
      const reach = z.map((value) => value - normal.inverseSurvival(alpha / size));
      if (inside.some((is, i) => is && reach[i]! > 0)) continue;
      inside.forEach((is, i) => {
        const end = is ? reach[i]! : set === 0 ? Math.max(0, reach[i]!) : 0;
        ends[i] = Math.min(ends[i]!, end);
      });
    }
    return ends;
  }

  test("intervals that agree with Holm's claims equal the partition's projection, in 500 random families", () => {
    const draw = uniform(3);
    for (let k = 0; k < 500; k++) {
      const z = Array.from({ length: 2 + (k % 5) }, () => 1 + 2.5 * normal.quantile(draw()));
      const lows = lowerEnds(z, 0.025);
      const highs = lowerEnds(
        z.map((value) => -value),
        0.025,
      ).map((end) => -end);
      const adjusted = sidedHolm(
        z.map((value) => 2 * normal.survival(Math.abs(value))),
        z.map((value) => value > 0),
      );
      const effects = z.map((estimate) => ({ estimate, error: 1 }));
      simultaneousIntervals(effects, 'holm').forEach((ends, i) => {
        expect(ends!.low).toBeCloseTo(lows[i]!, 12);
        expect(ends!.high).toBeCloseTo(highs[i]!, 12);
        expect(ends!.low >= 0 || ends!.high <= 0).toBe(adjusted[i]! <= 0.05);
      });
    }
  });

  test("simultaneous intervals agree with Holm's decisions", () => {
    const effects = [3.2, 2.4, 2.1, -0.4].map((estimate) => ({ estimate, error: 1 }));
    const holm = simultaneousIntervals(effects, 'holm');
    const p = adjustedPValues([0.0013742758758317, 0.0163950749321, 0.0357288431652, 0.6891565167], 'holm');
    holm.forEach((interval, i) => {
      expect(interval!.low >= 0 || interval!.high <= 0).toBe(p[i]! <= 0.05);
    });
    // scipy norm.isf(.05/4), norm.isf(.05/8): two are left that share alpha below, above 0 it is Bonferroni's end.
    expect(holm[3]!.low).toBeCloseTo(-0.4 - 2.241402727604947, 12);
    expect(holm[3]!.high).toBeCloseTo(-0.4 + 2.497705474412374, 12);
    expect(
      simultaneousIntervals(effects, 'false-coverage').filter((interval) => interval === null),
    ).toHaveLength(1);
    expect(simultaneousIntervals(effects)[0]!.low).toBeCloseTo(3.2 - 2.497705474412374, 12); // scipy norm.isf(.05/8)
  });
});

describe('margins', () => {
  const [control, treatment] = groups([500, 10_000, 505, 10_000]);
  const run = (options: object) => twoProportionTest(control, treatment, options);

  test('equivalence holds exactly when the 1 - 2 alpha interval lies inside the margin', () => {
    for (const margin of [0.002, 0.004, 0.0055, 0.006, 0.01]) {
      const got = equivalenceTest(run, margin);
      expect(got.equivalent).toBe(got.low > -margin && got.high < margin);
    }
    expect(equivalenceTest(run, 0.02).equivalent).toBe(true);
  });

  test('non-inferiority looks at the harmful side', () => {
    expect(nonInferiorityTest(run, 0.01).nonInferior).toBe(true);
    expect(nonInferiorityTest(run, 0.0001, { harm: 'increase' }).nonInferior).toBe(false);
  });
});

test("Fisher's test of as many users as a country", () => {
  // 3 of 12 events: twice the binomial's (1 + 12 + 66 + 220) / 4096.
  expect(fisherTest(...groups([3, 1e9, 9, 1e9])).p).toBeCloseTo(0.14599609375, 8);
  const counts = groups([5e8, 1e9, 5.0003e8, 1e9]);
  const [fisher, z] = [fisherTest(...counts), twoProportionTest(...counts)];
  expect(fisher.p).toBeCloseTo(z.p, 4);
  expect(fisher.centralP).toBeCloseTo(fisher.p, 10);
  expect(() => fisherTest(...groups([1, 2e9, 2, 1e9]))).toThrow(
    /at most 2000000000 users in both groups, got 3000000000/,
  );
});
