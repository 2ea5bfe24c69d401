import type { Random } from '../../../src/base/random.js';
import { normal } from '../../../src/stats/distributions.js';
import { type Adjustment, adjustedPValues, simultaneousIntervals } from '../../../src/stats/multiplicity.js';
import { byRun, type Measure, type Study } from '../study.js';
import { misses } from '../tables.js';

const methods = ['bonferroni', 'holm', 'benjamini-hochberg', 'benjamini-yekutieli'] as const;

/** Normal estimates with error 1; `common` is the correlation of any two. */
function estimates(random: Random, effects: readonly number[], common: number): readonly number[] {
  const shared = Math.sqrt(common) * random.normal();
  return effects.map((effect) => effect + shared + Math.sqrt(1 - common) * random.normal());
}

const pOf = (z: number): number => Math.min(1, 2 * normal.survival(Math.abs(z)));

/** False claims of one family: whether there is any, and their share of all claims. */
function claims(p: readonly number[], method: Adjustment, nulls: number) {
  const rejected = adjustedPValues(p, method).map((value) => value <= 0.05);
  const wrong = rejected.slice(0, nulls).filter(Boolean).length;
  const all = rejected.filter(Boolean).length;
  return { any: wrong > 0, share: all === 0 ? 0 : wrong / all };
}

const nothing: Study = {
  name: 'eight independent tests, none with an effect',
  // Bonferroni and Holm reject something when the smallest p is below alpha / 8; Benjamini-Hochberg with chance alpha.
  measures: methods.map((method): Measure => {
    const name = `${method}: any false claim`;
    if (method === 'benjamini-hochberg') return { name, nominal: 0.05, demand: 'nominal' };
    if (method === 'benjamini-yekutieli') return { name, nominal: 0.05, demand: 'at-most' };
    return { name, nominal: 0.05, demand: 'computed', within: [0.002, 0] };
  }),
  prepare() {
    const any = 1 - (1 - 0.05 / 8) ** 8;
    return byRun(
      (random) => {
        const p = estimates(random, new Array(8).fill(0), 0).map(pOf);
        return methods.map((method) => claims(p, method, 8).any);
      },
      [any, any, Number.NaN, Number.NaN],
    );
  },
};

const mixed: Study = {
  name: 'eight correlated tests (0.5), three of them with an effect',
  measures: [
    { name: 'bonferroni: any false claim', nominal: 0.05, demand: 'at-most' },
    { name: 'holm: any false claim', nominal: 0.05, demand: 'at-most' },
    { name: 'benjamini-hochberg: share of false claims', nominal: 0.05, demand: 'at-most' },
    { name: 'benjamini-yekutieli: share of false claims', nominal: 0.05, demand: 'at-most' },
  ],
  prepare: () =>
    byRun((random) => {
      const p = estimates(random, [0, 0, 0, 0, 0, 2, 3, 4], 0.5).map(pOf);
      return [
        claims(p, 'bonferroni', 5).any,
        claims(p, 'holm', 5).any,
        claims(p, 'benjamini-hochberg', 5).share,
        claims(p, 'benjamini-yekutieli', 5).share,
      ];
    }),
};

const independent: Study = {
  name: 'eight independent tests, three of them with an effect',
  // Exactly alpha x nulls / tests whatever the effects are (Benjamini and Yekutieli 2001).
  measures: [
    {
      name: 'benjamini-hochberg: share of false claims',
      nominal: (0.05 * 5) / 8,
      demand: 'nominal',
    },
    { name: 'holm: any false claim', nominal: 0.05, demand: 'at-most' },
  ],
  prepare: () =>
    byRun((random) => {
      const p = estimates(random, [0, 0, 0, 0, 0, 2, 3, 4], 0).map(pOf);
      return [claims(p, 'benjamini-hochberg', 5).share, claims(p, 'holm', 5).any];
    }),
};

const intervals: Study = {
  name: 'simultaneous intervals of six independent effects',
  measures: [
    { name: 'bonferroni: any misses', nominal: 0.05, demand: 'computed', within: [0.002, 0] },
    { name: 'holm: any misses', nominal: 0.05, demand: 'at-most' },
    { name: 'false coverage: share of the selected that miss', nominal: 0.05, demand: 'at-most' },
  ],
  prepare() {
    const truth = [0, 0, 0.5, 1, 2, 4];
    return byRun(
      (random) => {
        const effects = estimates(random, truth, 0).map((estimate) => ({ estimate, error: 1 }));
        const missed = (method: 'bonferroni' | 'holm' | 'false-coverage') => {
          const all = simultaneousIntervals(effects, method);
          return { all, wrong: all.filter((end, i) => end !== null && misses(end, truth[i]!)).length };
        };
        const selected = missed('false-coverage');
        const claimed = selected.all.filter((end) => end !== null).length;
        return [
          missed('bonferroni').wrong > 0,
          missed('holm').wrong > 0,
          claimed === 0 ? 0 : selected.wrong / claimed,
        ];
      },
      [1 - (1 - 0.05 / 6) ** 6, Number.NaN, Number.NaN],
    );
  },
};

/** Vectors that intervals compatible with plain two-sided Holm miss in 6 to 14 % of runs. */
const hard = [
  [4, 4, 4, 4, 4, 4],
  [3.9, 20],
  [0, 4.48],
  [0, 4, -4, 20, -20],
];

const compatible: Study = {
  name: "intervals that agree with Holm's claims, at effects hard for them",
  measures: hard.map((truth) => ({ name: truth.join(', '), nominal: 0.05, demand: 'at-most' })),
  prepare: () =>
    byRun((random) =>
      hard.map((truth) => {
        const effects = estimates(random, truth, 0).map((estimate) => ({ estimate, error: 1 }));
        return simultaneousIntervals(effects, 'holm').some((ends, i) => {
          const effect = truth[i]!;
          const open = effect === 0 && (ends!.low === 0 || ends!.high === 0);
          return open || misses(ends!, effect);
        });
      }),
    ),
};

export const severalStudies: readonly Study[] = [nothing, independent, mixed, intervals, compatible];
