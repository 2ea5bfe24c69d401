import type { Random } from '../../../src/base/random.js';
import { type ExperimentConfig, experimentConfig } from '../../../src/experiment/config/config.js';
import { comparisonOf } from '../../../src/experiment/data/comparison.js';
import type { ExperimentData } from '../../../src/experiment/data/data.js';
import { momentsEffect } from '../../../src/experiment/effects/effect.js';
import { oecEffect } from '../../../src/experiment/effects/oec.js';
import { type CupedScope, comparePair } from '../../../src/experiment/moments/adjusted.js';
import type { JointMoments } from '../../../src/experiment/moments/moments.js';
import { nonInferiorityTest } from '../../../src/stats/equivalence.js';
import { cholesky } from '../../../src/stats/linear.js';
import { meanTest } from '../../../src/stats/means.js';
import { binomialMasses, drawer, normalMoments, Population } from '../draws.js';
import { byRun, type Study } from '../study.js';
import { misses } from '../tables.js';

const comparison = (data: ExperimentData, config: ExperimentConfig) =>
  comparisonOf({ data, config, daily: null }, config.metrics[0]!, 1);
const primaryEffect = (data: ExperimentData, config: ExperimentConfig) =>
  momentsEffect(comparison(data, config));

const nominal = (name: string) => ({ name, nominal: 0.05, demand: 'nominal' }) as const;

/** Lower triangle of a correlation in which the metric goes along with independent covariates alike. */
function factorOf(covariates: number, correlation: number): readonly (readonly number[])[] {
  const size = covariates + 1;
  const slope = correlation / Math.sqrt(covariates);
  const entry = (i: number, j: number): number => (i === j ? 1 : Math.min(i, j) === 0 ? slope : 0);
  return cholesky(
    Array.from({ length: size }, (_, i) => Array.from({ length: size }, (__, j) => entry(i, j))),
  ).lower;
}

interface CupedCase {
  readonly scope: CupedScope;
  readonly users: readonly [number, number];
  readonly covariates: number;
  readonly correlation: number;
  /** Treatment over control - 1; the control's mean is 10 standard deviations. */
  readonly lift: number;
}

function cupedStudy({ scope, users: [n1, n2], covariates, correlation, lift }: CupedCase): Study {
  const factor = factorOf(covariates, correlation);
  const means = (metric: number): number[] => [metric, ...new Array<number>(covariates).fill(3)];
  return {
    name: `CUPED ${scope}, ${n1} + ${n2} normal users, ${covariates} covariate(s), correlation ${correlation}, lift ${lift}`,
    measures: [nominal('p < 0.05 at the true difference'), nominal('Fieller interval misses the lift')],
    prepare: () =>
      byRun((random) => {
        const control = normalMoments(random, n1, means(10), factor);
        const treatment = normalMoments(random, n2, means(10 * (1 + lift)), factor);
        const pair = comparePair([control], [treatment], scope);
        const test = meanTest('cuped', pair.control, pair.treatment, pair.errors, { null: 10 * lift });
        return [test.p < 0.05, misses(test.lift, lift)];
      }),
  };
}

/** Strata with other means, spreads and shares; arms of a stratum have whatever sizes chance gives them. */
function strataStudy(covariates: number): Study {
  const strata = [
    { mean: 5, share: 0.5, sd: 1 },
    { mean: 9, share: 0.3, sd: 2 },
    { mean: 20, share: 0.2, sd: 4 },
  ];
  const factor = factorOf(covariates, 0.6);
  const draw = (users: readonly number[], random: Random, effect: number) =>
    strata.map(({ mean, sd }, s): JointMoments => {
      const rows = factor.map((row) => row.map((v) => v * sd));
      return normalMoments(random, users[s]!, [mean + effect, 0].slice(0, covariates + 1), rows);
    });
  return {
    name: `post-stratified${covariates > 0 ? ' with CUPED' : ''}, 3 strata, 600 + 600 normal users`,
    measures: [nominal('p < 0.05 at the true difference'), nominal('Fieller interval misses the lift')],
    prepare() {
      const first = drawer(binomialMasses(600, 0.5));
      const second = Array.from({ length: 601 }, (_, left) => drawer(binomialMasses(left, 0.6)));
      const arm = (random: Random): readonly number[] => {
        const users = first(random);
        const others = second[600 - users]!(random);
        return [users, others, 600 - users - others];
      };
      return byRun((random) => {
        const pair = comparePair(draw(arm(random), random, 0), draw(arm(random), random, 4), 'within');
        const test = meanTest('strata', pair.control, pair.treatment, pair.errors, { null: 4 });
        return [test.p < 0.05, misses(test.lift, 4 / 9.2)];
      });
    },
  };
}

function config(metrics: readonly object[], rest: object = {}): ExperimentConfig {
  return experimentConfig({ name: 'a', control: 'c', treatments: ['t'], data: {}, metrics, ...rest });
}

function dataOf(columns: readonly string[], control: JointMoments, treatment: JointMoments): ExperimentData {
  return {
    columns,
    cells: [[control], [treatment]],
    strata: ['all'],
    facts: new Map(),
    rows: null,
    counts: { multiVariant: 0, beforeExposure: 0, immature: 0, excluded: [], days: null },
    ledger: [],
  };
}

/** Sessions and orders of a user: both skewed, orders depend on sessions. Treatment multiplies the orders. */
const sessions = (growth: number): Population =>
  new Population((u) => {
    const visits = 1 + Math.floor(-6 * Math.log(1 - ((u * 64) % 1) * 0.999));
    return [growth * visits * (0.1 + 0.4 * u), visits];
  });

const ratio: Study = {
  name: 'ratio of sums clustered by user (delta method), 1000 + 1000 users with skewed sessions, lift 4 %',
  measures: [nominal('p < 0.05 at the true difference'), nominal('Fieller interval misses the lift')],
  prepare() {
    const [control, treatment] = [sessions(1), sessions(1.04)];
    const truth = (p: Population): number => p.mean[0]! / p.mean[1]!;
    const settings = config([{ name: 'y', kind: 'ratio', role: 'primary', column: 'y', per: 'x' }]);
    const difference = truth(treatment) - truth(control);
    return byRun((random) => {
      const data = dataOf(['y', 'y per'], control.moments(random, 1000), treatment.moments(random, 1000));
      const test = primaryEffect(data, settings).run({ null: difference });
      return [test.p < 0.05, misses(test.lift, 0.04)];
    });
  },
};

const oec: Study = {
  name: 'OEC of two correlated metrics in control standard deviations, 300 + 300 normal users, A/A',
  measures: [nominal('p < 0.05')],
  prepare() {
    const metrics = ['y', 'z'].map((name, i) => ({
      name,
      kind: 'mean',
      column: name,
      role: i === 0 ? 'primary' : 'secondary',
    }));
    const terms = [
      { metric: 'y', weight: 1 },
      { metric: 'z', weight: -0.5 },
    ];
    const settings = config(metrics, { oec: { terms } });
    const factor = factorOf(1, 0.5);
    return byRun((random) => {
      const arm = (): JointMoments => normalMoments(random, 300, [5, 3], factor);
      return [oecEffect(comparison(dataOf(['y', 'z'], arm(), arm()), settings)).effect.run({}).p < 0.05];
    });
  },
};

/** A harm of exactly the margin must be ruled out in 5 % of the experiments. */
const guardrail: Study = {
  name: 'guardrail, 200 + 200 normal users, a harm of exactly the margin',
  measures: [
    nominal('absolute margin: non-inferior'),
    nominal('relative margin of 10 %, increase is good: lower bound of the lift above -10 %'),
    nominal('relative margin of 10 %, decrease is good: upper bound of the lift below 10 %'),
  ],
  prepare() {
    const settings = config([{ name: 'g', kind: 'mean', role: 'primary', column: 'g' }]);
    return byRun((random) => {
      const arm = (mean: number): JointMoments => normalMoments(random, 200, [mean], [[1]]);
      const control = arm(4);
      const effect = (treatment: JointMoments) => primaryEffect(dataOf(['g'], control, treatment), settings);
      const [less, more] = [effect(arm(3.6)), effect(arm(4.4))];
      return [
        nonInferiorityTest(less.run, 0.4).nonInferior,
        less.run({ alternative: 'greater' }).lift.low > -0.1,
        more.run({ alternative: 'less' }).lift.high < 0.1,
      ];
    });
  },
};

export const adjustedStudies: readonly Study[] = [
  cupedStudy({ scope: 'within', users: [40, 60], covariates: 1, correlation: 0.7, lift: 0.05 }),
  cupedStudy({ scope: 'within', users: [300, 300], covariates: 3, correlation: 0.8, lift: 0.3 }),
  cupedStudy({ scope: 'pooled', users: [2000, 2000], covariates: 1, correlation: 0.7, lift: 0.002 }),
  strataStudy(0),
  strataStudy(1),
  ratio,
  oec,
  guardrail,
];
