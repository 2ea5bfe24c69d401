// One valid call of every public function of the statistics.
import { boundaries, welchTest } from '../../../src/entries/stats.js';

export interface Call {
  readonly name: string;
  readonly args: readonly unknown[];
  /** Where the function is a member. */
  readonly run?: (...args: unknown[]) => unknown;
}

const counts = [
  { successes: 8, trials: 40 },
  { successes: 12, trials: 40 },
] as const;
const means = [
  { n: 10, mean: 5, variance: 4 },
  { n: 12, mean: 6, variance: 3 },
] as const;
const column = Float64Array.of(1, 2, 3, 5, 8, 13, 21, 4, 6, 7);
const other = Float64Array.of(2, 4, 3, 6, 9, 14, 20, 5, 5, 8);
const labels = Float64Array.of(0, 1, 0, 1, 1, 0, 1, 0, 1, 0);
const interim = { z: 1, time: 0.5, critical: 1.96 };
const running = { estimate: 0.1, variance: 2, n: 100 };
const plan = boundaries({ times: [0.5, 1] });
const proportionPlan = {
  baseline: 0.05,
  mde: 0.02,
  alpha: 0.05,
  power: 0.8,
  ratio: 1,
  varianceReduction: 0,
  inflation: 1,
};
const meanPlan = {
  effect: 0.5,
  sd: 2,
  treatmentSd: 2,
  alpha: 0.05,
  power: 0.8,
  ratio: 1,
  varianceReduction: 0,
  inflation: 1,
};
const options = { alternative: 'two-sided', alpha: 0.05, null: 0 };
const effects = [
  { estimate: 1, error: 0.3, df: 10 },
  { estimate: -0.5, error: 0.4 },
];
const run = (given: object) => welchTest(means[0], means[1], given);

export const calls: readonly Call[] = [
  { name: 'twoProportionTest', args: [...counts, { ...options, variance: 'pooled' }] },
  { name: 'twoProportionTest', args: [...counts, { ...options, variance: 'unpooled' }] },
  { name: 'proportionInterval', args: [counts[0], { alpha: 0.05, method: 'wilson' }] },
  { name: 'differenceInterval', args: [...counts, 'newcombe', 0.05] },
  { name: 'chooseProportionTest', args: counts },
  { name: 'proportionTest', args: [...counts, options] },
  { name: 'barnardTest', args: [...counts, { ...options, interval: true }] },
  { name: 'boschlooTest', args: [...counts, { ...options, interval: true }] },
  { name: 'fisherTest', args: [...counts, { alternative: 'two-sided', alpha: 0.05 }] },
  { name: 'cohenH', args: [...counts, 0.05] },
  { name: 'cohenD', args: [...means, 0.05] },
  { name: 'hedgesG', args: [...means, 0.05] },
  { name: 'meanSample', args: [[1, 2, 4]] },
  { name: 'welchTest', args: [...means, options] },
  { name: 'studentTest', args: [...means, options] },
  {
    name: 'meanTest',
    args: ['z', 5, 6, { control: 0.1, treatment: 0.2, df: 20, covariance: 0.01 }, options],
  },
  {
    name: 'fiellerLift',
    args: [
      5,
      6,
      { control: 0.1, treatment: 0.2, df: 20, covariance: 0.01 },
      { alpha: 0.05, alternative: 'two-sided' },
    ],
  },
  { name: 'equivalenceTest', args: [run, 0.5, 0.05] },
  { name: 'nonInferiorityTest', args: [run, 0.5, { alpha: 0.05, harm: 'decrease' }] },
  { name: 'adjustedPValues', args: [[0.01, 0.04, 0.5], 'holm'] },
  {
    name: 'sidedHolm',
    args: [
      [0.01, 0.04, 0.5],
      [true, false, true],
    ],
  },
  { name: 'sidedEnds', args: [[true, false], [true, false], 0.05] },
  { name: 'simultaneousIntervals', args: [effects, 'holm', 0.05] },
  { name: 'simultaneousIntervals', args: [effects, 'false-coverage', 0.05] },
  { name: 'proportionSampleSize', args: [proportionPlan] },
  { name: 'proportionPower', args: [proportionPlan, 1000] },
  { name: 'proportionPowerCurve', args: [proportionPlan, [100, 1000]] },
  { name: 'proportionMde', args: [{ baseline: 0.05, alpha: 0.05, power: 0.8, ratio: 1 }, 1000, 'increase'] },
  { name: 'meanSampleSize', args: [meanPlan] },
  { name: 'meanPower', args: [meanPlan, 100] },
  { name: 'meanMde', args: [{ sd: 2, alpha: 0.05, power: 0.8, ratio: 1 }, 100] },
  { name: 'daysNeeded', args: [{ control: 100, treatment: 100 }, 10] },
  { name: 'betaArm', args: [3, 5] },
  { name: 'normalArm', args: [1, 2] },
  { name: 'posteriorShape', args: [3, 10, { a: 1, b: 1 }] },
  { name: 'compareBetas', args: [{ a: 50, b: 60 }, { a: 70, b: 60 }, { level: 0.95 }] },
  { name: 'compareBetasSync', args: [{ a: 50, b: 60 }, { a: 70, b: 60 }, { level: 0.95 }] },
  {
    name: 'simulateBetas',
    args: [
      { a: 50, b: 60 },
      { a: 70, b: 60 },
      { level: 0.95, draws: 1000, seed: 1 },
    ],
  },
  {
    name: 'boundaries',
    args: [{ times: [0.5, 1], alpha: 0.05, spending: 'obrien-fleming', oneSided: false }],
  },
  { name: 'exitProbabilities', args: [[0.5, 1], [2.5, 2], [-2.5, -2], 0] },
  { name: 'planCharacteristics', args: [plan, 0.8] },
  { name: 'planPower', args: [plan, 2.8] },
  { name: 'spentAt', args: ['pocock', 0.05, 0.5, -4] },
  {
    name: 'sequentialP',
    args: [{ times: [0.5, 1], z: [1, 2.2], spending: 'obrien-fleming', oneSided: false }],
  },
  { name: 'repeatedInterval', args: [0.1, 0.05, 2] },
  { name: 'conditionalPower', args: [interim, 'trend'] },
  { name: 'predictivePower', args: [interim] },
  { name: 'futilityBound', args: [{ time: 0.5, critical: 1.96 }, 'null', 0.2] },
  { name: 'bayesianStops', args: [{ looks: 3, win: 0.95, lose: 0.05, drift: 0 }] },
  { name: 'calibratedWin', args: [{ looks: 3, lose: 0.05 }, 0.05] },
  { name: 'mixtureRatio', args: [running, 0.1] },
  { name: 'alwaysValidP', args: [[running], 0.1] },
  { name: 'mixtureInterval', args: [running, 0.1, 0.05] },
  { name: 'sequenceRho', args: [0.05, 100] },
  { name: 'sequenceHalfWidth', args: [{ variance: 2, n: 100 }, 0.1, 0.05] },
  { name: 'mannWhitneyTest', args: [column, other, { alternative: 'two-sided' }] },
  { name: 'permutationTest', args: [column, other, { replicates: 100, seed: 1 }] },
  { name: 'replicateInterval', args: [column, 0.05] },
  { name: 'bcaInterval', args: [column, 5, other, 0.05] },
  { name: 'bootstrap', args: [column, { replicates: 50, seed: 1 }] },
  { name: 'quantileInterval', args: [column, 0.5, { level: 0.95 }] },
  { name: 'histogram', args: [column, { bins: 5 }] },
  { name: 'countInBins', args: [column, [0, 5, 10]] },
  { name: 'fitIsotonic', args: [column, labels] },
  { name: 'twoSampleKs', args: [column, other] },
  { name: 'moments', args: [[column, other], {}] },
  { name: 'availableMoments', args: [[column, other], {}] },
  { name: 'rankMetrics', args: [column, labels] },
  { name: 'compareAuc', args: [column, other, labels] },
  { name: 'probabilityMetrics', args: [Float64Array.of(0.2, 0.8, 0.4), Float64Array.of(0, 1, 1)] },
  { name: 'thresholdCounts', args: [column, labels, [5]] },
  {
    name: 'sampleRatioTest',
    args: [
      [
        { variant: 'a', users: 100, weight: 1 },
        { variant: 'b', users: 110, weight: 1 },
      ],
    ],
  },
  {
    name: 'normalPosterior',
    args: [
      { mean: 1, squaredError: 0.1 },
      { mean: 2, squaredError: 0.1 },
      { value: 1, low: 0.5, high: 1.5 },
      'increase',
      0.95,
    ],
  },
  {
    name: 'betaRecord',
    args: [
      { successes: 8, users: 40 },
      { successes: 12, users: 40 },
      { prior: [1, 1], direction: 'increase' },
    ],
  },
];

/** No estimate of a lift over 0; a column without a row; a bootstrap replicate without a denominator. */
export function mayBeNaN(name: string, path: string): boolean {
  if (path.endsWith('lift.estimate') || (name === 'fiellerLift' && path === '.estimate')) return true;
  if (['barnardTest', 'boschlooTest'].includes(name)) return /(low|high)$/.test(path);
  // Both hand on what they were given.
  if (name === 'meanTest' || name === 'normalPosterior') return /^\.(method|relative)/.test(path);
  return ['bootstrap', 'moments', 'availableMoments', 'rankMetrics'].includes(name);
}
