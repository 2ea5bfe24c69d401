import { proportionTest } from '../../../src/stats/proportions/choose.js';
import { barnardTest, boschlooTest } from '../../../src/stats/proportions/exact.js';
import { fisherTest } from '../../../src/stats/proportions/fisher.js';
import type { Measure, Study } from '../study.js';
import { counts, misses, tableStudy } from '../tables.js';

// Exact tests never exceed their level; how far they stay below is the coarseness of the counts.
const conservative = (name: string): Measure => ({
  name,
  nominal: 0.05,
  demand: 'computed',
  within: [0.05, 0],
});

const sizes: Study = tableStudy({
  name: 'exact tests, A/A, 12 + 15 users at 30 %',
  users: [12, 15],
  rates: [0.3, 0.3],
  measures: [
    conservative('Boschloo p < 0.05'),
    conservative('Barnard p < 0.05'),
    conservative('Barnard p < 0.05, both sides by |z|'),
    conservative('Fisher p < 0.05'),
    conservative('Fisher central p < 0.05'),
  ],
  async outcomes(x1, x2) {
    const [control, treatment] = [counts(x1, 12), counts(x2, 15)];
    const boschloo = await boschlooTest(control, treatment, { interval: false });
    const barnard = await barnardTest(control, treatment, { interval: false });
    const fisher = fisherTest(control, treatment);
    return [boschloo.p, barnard.p, barnard.statisticTwoSided, fisher.p, fisher.centralP].map((p) => p < 0.05);
  },
});

const coverage: Study = tableStudy({
  name: 'exact intervals, 8 users at 30 % + 10 at 60 %',
  users: [8, 10],
  rates: [0.3, 0.6],
  measures: [
    conservative('Boschloo interval misses the difference'),
    conservative('Barnard interval misses the difference'),
    conservative('Fisher interval misses the odds ratio'),
  ],
  async outcomes(x1, x2) {
    const [control, treatment] = [counts(x1, 8), counts(x2, 10)];
    return [
      misses(await boschlooTest(control, treatment), 0.6 - 0.3),
      misses(await barnardTest(control, treatment), 0.6 - 0.3),
      misses(fisherTest(control, treatment), 0.6 / 0.4 / (0.3 / 0.7)),
    ];
  },
});

const chosen: Study = tableStudy({
  name: 'proportionTest by its rule, A/A, 30 + 30 users at 12 %',
  users: [30, 30],
  rates: [0.12, 0.12],
  measures: [{ name: 'p < 0.05', nominal: 0.05, demand: 'computed', within: [0.05, 0.005] }],
  outcomes: async (x1, x2) => [(await proportionTest(counts(x1, 30), counts(x2, 30))).p < 0.05],
});

export const exactStudies: readonly Study[] = [sizes, coverage, chosen];
