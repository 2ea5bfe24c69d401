import { quantilePair } from '../../../src/experiment/kinds/quantile.js';
import { beta, noncentralT, studentT } from '../../../src/stats/distributions.js';
import { cohenD, type EffectSize, hedgesG } from '../../../src/stats/effects.js';
import { equivalenceTest, nonInferiorityTest } from '../../../src/stats/equivalence.js';
import { type MeanSample, meanTest, studentTest, welchTest } from '../../../src/stats/means.js';
import type { TestOptions } from '../../../src/stats/test-options.js';
import { normalSample, Population } from '../draws.js';
import { byRun, type Study } from '../study.js';
import { misses } from '../tables.js';
import { threshold } from '../thresholds.js';

const nominal = (name: string, rate = 0.05) => ({ name, nominal: rate, demand: 'nominal' }) as const;

const student: Study = {
  name: "Student's t, 8 + 10 normal values, means 8 and 10, sd 2",
  measures: [
    nominal('p < 0.05 at the true difference'),
    nominal('interval misses the difference'),
    nominal('Fieller interval misses the lift'),
    nominal('one-sided p < 0.05', 0.05),
    nominal('non-inferior at 0.025 with the margin as the truth', 0.025),
  ],
  prepare: () =>
    byRun((random) => {
      const [control, treatment] = [normalSample(random, 8, 8, 2), normalSample(random, 10, 10, 2)];
      const run = (options: TestOptions) => studentTest(control, treatment, options);
      const test = run({ null: 2 });
      const shifted = { ...treatment, mean: treatment.mean - 5 };
      const margin = nonInferiorityTest((options) => studentTest(control, shifted, options), 3, {
        alpha: 0.025,
      });
      // The two-sided p is twice the one-sided one on the side of the estimate.
      const oneSided = test.statistic! > 0 ? test.p / 2 : 1 - test.p / 2;
      return [test.p < 0.05, misses(test, 2), misses(test.lift, 0.25), oneSided < 0.05, margin.nonInferior];
    }),
};

const equivalence: Study = {
  name: 'equivalence of means, 40 + 40 normal values, the true difference being the margin of 4 errors',
  measures: [nominal('called equivalent at 0.025', 0.025)],
  prepare: () =>
    byRun((random) => {
      const margin = 4 * Math.sqrt(2 / 40);
      const [control, treatment] = [normalSample(random, 40), normalSample(random, 40, margin)];
      return [
        equivalenceTest((options) => studentTest(control, treatment, options), margin, 0.025).equivalent,
      ];
    }),
};

const [few, more, fewSd] = [6, 9, 3];

/**
 * The real size of Welch's test of normal samples: given the ratio of the sample variances, which is a function of a
 * beta variable, the estimate over the root of the pooled sum is t with n1 + n2 - 2 degrees of freedom. Midpoints of
 * 4,000 equal shares of that variable.
 */
function welchSize(): number {
  const [df1, df2] = [few - 1, more - 1];
  const shares = 4_000;
  let total = 0;
  for (let k = 0; k < shares; k++) {
    const share = beta.quantile((k + 0.5) / shares, df1 / 2, df2 / 2);
    // Sum of squares of both samples in units of their own variance: share and 1 - share of a common one.
    const [v1, v2] = [(share * fewSd ** 2) / df1 / few, (1 - share) / df2 / more];
    const df = (v1 + v2) ** 2 / (v1 ** 2 / df1 + v2 ** 2 / df2);
    const critical = studentT.inverseSurvival(0.025, df);
    const spread = fewSd ** 2 / few + 1 / more;
    const scaled = critical * Math.sqrt(((v1 + v2) / spread) * (df1 + df2));
    total += 2 * studentT.survival(scaled, df1 + df2);
  }
  return total / shares;
}

const welch: Study = {
  name: 'Welch t, 6 + 9 normal values, sd 3 and 1',
  measures: [{ name: 'p < 0.05', nominal: 0.05, demand: 'computed', within: [0.005, 0.005] }],
  prepare: () =>
    byRun(
      (random) => [welchTest(normalSample(random, few, 0, fewSd), normalSample(random, more)).p < 0.05],
      [welchSize()],
    ),
};

/** Money per user: nothing from 60 %, else log-logistic with shape 4, of which the last of 4096 kinds is the largest. */
const spending = (growth: number): Population =>
  new Population((u) => {
    const rank = (u - 0.6) / 0.4;
    return [u < 0.6 ? 0 : growth * (rank / (1 - rank)) ** 0.25];
  });

const skewed: Study = {
  name: 'Welch t, 1000 + 1000 users with skewed spending, lift 5 %',
  measures: [
    nominal('p < 0.05 at the true difference'),
    nominal('interval misses the difference'),
    nominal('Fieller interval misses the lift'),
  ],
  prepare() {
    const [control, treatment] = [spending(20), spending(21)];
    const difference = treatment.mean[0]! - control.mean[0]!;
    const sample = ({ n, mean, cross }: ReturnType<Population['moments']>): MeanSample => ({
      n,
      mean: mean[0]!,
      variance: cross[0]! / (n - 1),
    });
    return byRun((random) => {
      const [c, t] = [sample(control.moments(random, 1000)), sample(treatment.moments(random, 1000))];
      const test = welchTest(c, t, { null: difference });
      return [test.p < 0.05, misses(test, difference), misses(test.lift, 0.05)];
    });
  },
};

/** Where the interval of an effect size starts and ends to hold the truth, as values of Student's t. */
function sizeStudy(name: string, size: (c: MeanSample, t: MeanSample) => EffectSize, within: number): Study {
  const [n1, n2, truth] = [12, 15, 0.8];
  const scale = Math.sqrt(1 / n1 + 1 / n2);
  const df = n1 + n2 - 2;
  return {
    name: `${name}, 12 + 15 normal values, true size 0.8`,
    measures: [{ name: 'interval misses it', nominal: 0.05, demand: 'computed', within: [within, within] }],
    prepare() {
      const at = (t: number): EffectSize =>
        size({ n: n1, mean: 0, variance: 1 }, { n: n2, mean: t * scale, variance: 1 });
      const below = threshold((t) => at(t).high - truth, -4, 10);
      const above = threshold((t) => at(t).low - truth, -4, 10);
      const shift = truth / scale;
      const known = noncentralT.cdf(below, df, shift) + noncentralT.survival(above, df, shift);
      return byRun(
        (random) => {
          const [c, t] = [normalSample(random, n1), normalSample(random, n2, truth)];
          const pooled = ((n1 - 1) * c.variance + (n2 - 1) * t.variance) / df;
          const statistic = (t.mean - c.mean) / Math.sqrt(pooled) / scale;
          return [statistic < below || statistic > above];
        },
        [known],
      );
    },
  };
}

function quantileStudy(quantile: number, n: number): Study {
  return {
    name: `quantile ${quantile} of ${n} + ${n} uniform values`,
    measures: [{ name: 'p < 0.05', nominal: 0.05, demand: 'at-most' }],
    prepare: () =>
      byRun((random) => {
        const values = (): Float64Array => Float64Array.from({ length: n }, () => random.uniform());
        const { control, treatment, errors } = quantilePair(values(), values(), quantile);
        return [meanTest('quantile', control.value, treatment.value, errors).p < 0.05];
      }),
  };
}

export const meanStudies: readonly Study[] = [
  student,
  equivalence,
  welch,
  skewed,
  sizeStudy("Cohen's d", cohenD, 1e-9),
  sizeStudy("Hedges' g", hedgesG, 0.002),
  quantileStudy(0.5, 200),
  quantileStudy(0.9, 200),
];
