import { cohenH } from '../../../src/stats/effects.js';
import { equivalenceTest, nonInferiorityTest } from '../../../src/stats/equivalence.js';
import {
  differenceInterval,
  type ProportionIntervalMethod,
  proportionInterval,
  twoProportionTest,
} from '../../../src/stats/proportions/proportions.js';
import type { Measure, Study } from '../study.js';
import { counts, misses, tableStudy } from '../tables.js';

const variances = ['pooled', 'miettinen-nurminen', 'unpooled'] as const;
const computed = (name: string, within: readonly [number, number], nominal = 0.05): Measure => ({
  name,
  nominal,
  demand: 'computed',
  within,
});

const sizes: Study = tableStudy({
  name: 'z tests, A/A, 500 + 500 users at 20 %',
  users: [500, 500],
  rates: [0.2, 0.2],
  measures: [
    ...variances.map((v) => computed(`${v} p < 0.05`, [0.003, 0.003])),
    ...variances.map((v) => computed(`${v} one-sided p < 0.05`, [0.003, 0.003])),
  ],
  outcomes(x1, x2) {
    const [control, treatment] = [counts(x1, 500), counts(x2, 500)];
    return [
      ...variances.map((variance) => twoProportionTest(control, treatment, { variance }).p < 0.05),
      ...variances.map(
        (variance) => twoProportionTest(control, treatment, { variance, alternative: 'greater' }).p < 0.05,
      ),
    ];
  },
});

const displays = ['newcombe', 'agresti-caffo'] as const;

const coverage: Study = tableStudy({
  name: 'proportion intervals, 400 users at 10 % + 600 at 13 %',
  users: [400, 600],
  rates: [0.1, 0.13],
  measures: [
    ...variances.map((v) => computed(`${v} interval misses the difference`, [0.004, 0.004])),
    ...variances.map((v) => computed(`${v} interval misses the lift`, [0.004, 0.004])),
    ...displays.map((d) => computed(`${d} interval misses the difference`, [0.004, 0.004])),
    computed("Cohen's h interval misses h", [0.004, 0.004]),
  ],
  outcomes(x1, x2) {
    const [control, treatment] = [counts(x1, 400), counts(x2, 600)];
    const tests = variances.map((variance) => twoProportionTest(control, treatment, { variance }));
    const h = 2 * Math.asin(Math.sqrt(0.13)) - 2 * Math.asin(Math.sqrt(0.1));
    return [
      ...tests.map((test) => misses(test, 0.03)),
      ...tests.map((test) => misses(test.lift, 0.3)),
      ...displays.map((method) => misses(differenceInterval(control, treatment, method), 0.03)),
      misses(cohenH(control, treatment), h),
    ];
  },
});

const margins: Study = tableStudy({
  name: 'margins of proportions, 500 + 500 users at 30 % and 20 %, the true difference being the margin',
  users: [500, 500],
  rates: [0.3, 0.2],
  measures: [
    computed('Farrington-Manning calls it non-inferior', [0.003, 0.003]),
    computed('Wald calls it non-inferior', [0.003, 0.004]),
    computed('two one-sided tests call it equivalent', [0.003, 0.003]),
  ],
  outcomes(x1, x2) {
    const by = (variance: (typeof variances)[number]) => (options: object) =>
      twoProportionTest(counts(x1, 500), counts(x2, 500), { ...options, variance });
    return [
      nonInferiorityTest(by('pooled'), 0.1).nonInferior,
      nonInferiorityTest(by('unpooled'), 0.1).nonInferior,
      equivalenceTest(by('pooled'), 0.1).equivalent,
    ];
  },
});

const single = ['wilson', 'jeffreys', 'agresti-coull', 'clopper-pearson', 'wald'] as const;
// One rate and 200 users: what coarse counts leave is 0.01; Clopper-Pearson never falls below its confidence.
const allowed: Record<ProportionIntervalMethod, readonly [number, number]> = {
  wilson: [0.01, 0.01],
  jeffreys: [0.01, 0.01],
  'agresti-coull': [0.02, 0.005],
  'clopper-pearson': [0.03, 0],
  wald: [0.01, 0.03],
};

const one: Study = tableStudy({
  name: 'intervals of one proportion, 200 users at 10 %',
  users: [200, 1],
  rates: [0.1, 0.5],
  measures: single.map((method) => computed(`${method} misses the rate`, allowed[method])),
  outcomes: (x1) => single.map((method) => misses(proportionInterval(counts(x1, 200), { method }), 0.1)),
});

export const proportionStudies: readonly Study[] = [sizes, coverage, margins, one];
