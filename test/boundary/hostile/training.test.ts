// Labels, weights and parameters that nothing can be learnt from or with.
import { Table, vectorFromArray } from 'apache-arrow';

import { trainLogistic } from '../../../src/model/logistic.js';
import { dictionary } from '../../support/tables.js';
import {
  all,
  atLeast,
  type Case,
  column,
  good,
  halves,
  labelled,
  ones,
  trainOn,
  withValue,
} from './cases.js';

atLeast(70);

all('labels and weights', [
  ['missing', trainOn(labelled(halves), { label: 'z' })],
  ['one class of zeros', trainOn(labelled(ones.map(() => 0)), {})],
  ['one class of ones', trainOn(labelled(ones), {})],
  ...[Number.NaN, Infinity, -Infinity, 2, -1, 0.5, 1e300].map(
    (v): Case => [`label ${v}`, trainOn(labelled(withValue(v)), {})],
  ),
  [
    'null label',
    trainOn(
      new Table({ x: column(good), y: vectorFromArray([...halves].map((v, i) => (i === 3 ? null : v))) }),
      {},
    ),
  ],
  [
    'text label',
    trainOn(new Table({ x: column(good), y: dictionary(Int32Array.from(halves), ['a', 'b']) }), {}),
  ],
  [
    'class beyond numClass',
    trainOn(labelled(withValue(3)), { parameters: { objective: 'multiclass', numClass: 3 } }),
  ],
  ['class never seen', trainOn(labelled(halves), { parameters: { objective: 'multiclass', numClass: 3 } })],
  [
    'regression on NaN',
    trainOn(labelled(withValue(Number.NaN)), { parameters: { objective: 'regression' } }),
  ],
  ['poisson on negatives', trainOn(labelled(withValue(-5)), { parameters: { objective: 'poisson' } })],
  ['gamma on zeros', trainOn(labelled(withValue(0)), { parameters: { objective: 'gamma' } })],
  ...[Number.NaN, -1, Infinity].map(
    (v): Case => [
      `weight ${v}`,
      trainOn(new Table({ x: column(good), y: column(halves), w: column(withValue(v)) }), { weight: 'w' }),
    ],
  ),
  [
    'all weights zero',
    trainOn(new Table({ x: column(good), y: column(halves), w: column(ones.map(() => 0)) }), { weight: 'w' }),
  ],
  ['validation of one class', trainOn(labelled(halves), { validation: labelled(ones) })],
  [
    'validation without the column',
    trainOn(labelled(halves), { validation: new Table({ y: column(halves) }) }),
  ],
  ['logistic: label 2', () => trainLogistic(labelled(withValue(2)), { label: 'y', features: ['x'] })],
  ['logistic: one class', () => trainLogistic(labelled(ones), { label: 'y', features: ['x'] })],
  [
    'logistic: infinity',
    () => trainLogistic(labelled(halves, withValue(Infinity)), { label: 'y', features: ['x'] }),
  ],
  ['logistic: l2 0', () => trainLogistic(labelled(halves), { label: 'y', features: ['x'], l2: 0 })],
]);

const parameter = (parameters: object): Case => [
  JSON.stringify(parameters),
  trainOn(labelled(halves), { parameters }),
];
all('parameters', [
  parameter({ numLeafs: 31 }),
  parameter({ num_leaves: 31 }),
  parameter({ learningrate: 0.1 }),
  ...[0, -1, 1.5, Number.NaN, Infinity, '31', null, [], {}, true, 2 ** 40]
    .filter((v) => v !== null)
    .map((numLeaves) => parameter({ numLeaves })),
  ...[0, -0.1, Number.NaN, '0.1'].map((learningRate) => parameter({ learningRate })),
  ...[0, -1, 1e9, 2.5].map((numIterations) => parameter({ numIterations })),
  ...[0, 1.1, -1].map((baggingFraction) => parameter({ baggingFraction })),
  ...['gbm', 'DART', 1].map((boosting) => parameter({ boosting })),
  parameter({ boosting: 'rf' }),
  parameter({ objective: 'binray' }),
  parameter({ objective: 'multiclass' }),
  parameter({ objective: 'binary', numClass: 4 }),
  parameter({ metric: 'auc' }),
  parameter({ metric: ['aucc'] }),
  parameter({ monotoneConstraints: [1, 1, 1] }),
  parameter({ monotoneConstraints: [2] }),
  parameter({ isUnbalance: true, scalePosWeight: 2 }),
  parameter({ maxBin: 1 }),
  parameter({ maxBin: 1_000_000 }),
  parameter({ seed: -1 }),
  parameter({ tweedieVariancePower: 2 }),
  parameter({ objective: 'quantile', alpha: 0 }),
  parameter({ deterministic: 'yes' }),
  parameter({ forceColWise: true, forceRowWise: true }),
  ['threads 0', trainOn(labelled(halves), { threads: 0 })],
  ['threads 1e9', trainOn(labelled(halves), { threads: 1e9 })],
  ['early stopping without validation', trainOn(labelled(halves), { earlyStoppingRounds: 5 })],
]);
