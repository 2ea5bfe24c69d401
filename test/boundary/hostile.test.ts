// Hostile input: every case must be a typed error with the process alive. The cases are counted.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { Table, Utf8, vectorFromArray } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';

import { WinbackError } from '../../src/base/errors.js';
import { Booster, type TrainingOptions } from '../../src/model/booster.js';
import type { FeatureColumn } from '../../src/model/classifier.js';
import { loadClassifier } from '../../src/model/load-classifier.js';
import { trainLogistic } from '../../src/model/logistic.js';
import { addon } from '../../src/native/load.js';
import { uniform } from '../support/random.js';
import { churnTable, dictionary } from '../support/tables.js';

const rows = 200;
const table = churnTable(rows);
const column = (values: ArrayLike<number>) => vectorFromArray(Float64Array.from(values));
const good = Float64Array.from({ length: rows }, (_, i) => i % 17);
const ones = Float64Array.from({ length: rows }, () => 1);
const halves = Float64Array.from({ length: rows }, (_, i) => i % 2);
const withValue = (value: number) => halves.map((v, i) => (i === 50 ? value : v));

type Case = readonly [name: string, run: () => Promise<unknown> | unknown];
let cases = 0;

function all(title: string, list: readonly Case[]): void {
  describe(title, () => {
    test.each(list)('%s', async (_, run) => {
      cases++;
      const error = await Promise.resolve()
        .then(run)
        .then(
          () => undefined,
          (thrown: unknown) => thrown,
        );
      expect(error).toBeInstanceOf(WinbackError);
      expect((error as WinbackError).code).not.toBe('INTERNAL');
      expect((error as WinbackError).message.length).toBeGreaterThan(10);
    });
  });
}

const trainOn = (t: unknown, options: object) => () =>
  Booster.train(t as Table, { label: 'y', parameters: { numIterations: 2 }, ...options } as TrainingOptions);
const labelled = (y: Float64Array, x: Float64Array = good) => new Table({ x: column(x), y: column(y) });

all('tables', [
  ['null', trainOn(null, {})],
  ['a string', trainOn('table', {})],
  ['an empty object', trainOn({}, {})],
  ['an array', trainOn([], {})],
  ['no rows', trainOn(labelled(new Float64Array(0), new Float64Array(0)), {})],
  ['no feature columns', trainOn(new Table({ y: column(halves) }), {})],
  [
    'text column',
    trainOn(
      new Table({
        s: vectorFromArray(good.length ? [...good].map(String) : [], new Utf8()),
        y: column(halves),
      }),
      {},
    ),
  ],
  [
    'timestamp column',
    trainOn(new Table({ t: vectorFromArray([...good].map((v) => new Date(v))), y: column(halves) }), {}),
  ],
  [
    'list column',
    trainOn(new Table({ l: vectorFromArray([...good].map((v) => [v])), y: column(halves) }), {}),
  ],
  ['a missing feature', trainOn(table, { label: 'label', features: ['a', 'nope'] })],
  ['a feature twice', trainOn(table, { label: 'label', features: ['a', 'a'] })],
  ['no features named', trainOn(table, { label: 'label', features: [] })],
  [
    'values that are no buffer',
    trainOn(
      {
        ...fake(),
        getChild: () => ({
          type: { typeId: 3, precision: 2 },
          length: 3,
          data: [{ values: [1, 2, 3], length: 3, offset: 0, nullCount: 0 }],
        }),
      },
      { features: ['x'] },
    ),
  ],
  [
    'values shorter than the rows',
    trainOn({ ...fake(), getChild: () => short(new Float64Array(2), 3) }, { features: ['x'] }),
  ],
  [
    'values of another type',
    trainOn({ ...fake(), getChild: () => short(new Float32Array(3), 3) }, { features: ['x'] }),
  ],
  [
    'a validity bitmap too short',
    trainOn(
      { ...fake(), getChild: () => short(new Float64Array(3), 3, new Uint8Array(0), 100) },
      { features: ['x'] },
    ),
  ],
  [
    'negative length',
    trainOn({ ...fake(), getChild: () => short(new Float64Array(3), -3) }, { features: ['x'] }),
  ],
  [
    'fractional length',
    trainOn({ ...fake(), getChild: () => short(new Float64Array(3), 1.5) }, { features: ['x'] }),
  ],
  [
    'chunks of different lengths',
    trainOn(
      { ...fake(), getChild: (n: string) => short(new Float64Array(n === 'x' ? 3 : 2), n === 'x' ? 3 : 2) },
      { features: ['x', 'z'] },
    ),
  ],
  [
    'a resizable buffer',
    trainOn({ ...fake(), getChild: () => short(new Float64Array(resizable()), 3) }, { features: ['x'] }),
  ],
  [
    'category codes beyond the limit',
    trainOn(
      new Table({
        c: dictionary(
          Int32Array.from(good, () => 2_000_000_000),
          ['a'],
        ),
        y: column(halves),
      }),
      {},
    ),
  ],
]);

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

let text = '';
let features: readonly FeatureColumn[] = [];
beforeAll(async () => {
  const booster = await Booster.train(table, {
    label: 'label',
    parameters: { numIterations: 3, numLeaves: 5 },
  });
  ({ text, features } = booster);
  booster.close();
});

const load = (edit: (text: string) => string) => () => Booster.load(edit(text), features);
const next = uniform(7);
all('model texts', [
  ['empty', load(() => '')],
  ['garbage', load(() => 'not a model')],
  ['zeros', load(() => '\0'.repeat(1000))],
  ...Array.from(
    { length: 20 },
    (_, i): Case => [`cut at ${i * 5} %`, load((t) => t.slice(0, (t.indexOf('end of trees') * i) / 20))],
  ),
  ['child index out of range', load((t) => t.replace(/left_child=\S+/, 'left_child=99999'))],
  ['child index huge', load((t) => t.replace(/left_child=\S+/, 'left_child=-99999999999'))],
  ['a cycle', load((t) => t.replace(/left_child=\S+/, 'left_child=0'))],
  ['feature out of range', load((t) => t.replace(/split_feature=\S+/, 'split_feature=4000'))],
  ['negative leaves', load((t) => t.replace(/num_leaves=\d+/, 'num_leaves=-5'))],
  ['a million leaves', load((t) => t.replace(/num_leaves=\d+/, 'num_leaves=1000000'))],
  ['category boundaries out of range', load((t) => t.replace(/num_cat=\d+/, 'num_cat=50'))],
  ['NaN leaf', load((t) => t.replace(/leaf_value=\S+/, 'leaf_value=nan'))],
  ['max_feature_idx huge', load((t) => t.replace(/max_feature_idx=\d+/, 'max_feature_idx=2147483647'))],
  ['num_class 0', load((t) => t.replace(/num_class=\d+/, 'num_class=0'))],
  ['no version', load((t) => t.replace(/version=v4/, ''))],
  ['other feature count', () => Booster.load(text, features.slice(1))],
  ['no files', () => loadClassifier(new Map())],
  ['description is no JSON', () => loadClassifier(new Map([['model.json', Buffer.from('{')]]))],
  [
    'description of another kind',
    () => loadClassifier(new Map([['model.json', Buffer.from('{"kind":"svm","features":[]}')]])),
  ],
  [
    'logistic without numbers',
    () => loadClassifier(new Map([['model.json', Buffer.from('{"kind":"logistic","features":[]}')]])),
  ],
  [
    'logistic with too few numbers',
    () =>
      loadClassifier(
        new Map([
          [
            'model.json',
            Buffer.from(
              '{"kind":"logistic","features":[{"name":"x","kind":"numeric"}],"logistic":{"intercept":0,"coefficients":[1],"means":[0],"scales":[1]}}',
            ),
          ],
        ]),
      ),
  ],
  ['invalid UTF-8', () => loadClassifier(new Map([['model.json', Uint8Array.of(0xff, 0xfe)]]))],
]);

test('random damage to a model is an error or still a model, never a crash', async () => {
  let refused = 0;
  const end = text.indexOf('end of trees');
  for (let i = 0; i < 300; i++) {
    const at = Math.floor(next() * end);
    const damaged =
      text.slice(0, at) + String.fromCharCode(32 + Math.floor(next() * 95)) + text.slice(at + 1);
    const booster = await Booster.load(damaged, features).catch((error: unknown) => {
      expect(error).toBeInstanceOf(WinbackError);
      refused++;
    });
    if (booster) {
      expect((await booster.predict(table)).length).toBe(rows);
      booster.close();
    }
  }
  expect(refused).toBeGreaterThan(100);
});

test('wrong handles and arguments at the boundary are errors', () => {
  // Locking the file 'x' is a right call: not in the working tree.
  const before = process.cwd();
  const folder = mkdtempSync(path.join(tmpdir(), 'winback-hostile-'));
  onTestFinished(() => {
    process.chdir(before);
    rmSync(folder, { recursive: true });
  });
  process.chdir(folder);
  const native = addon() as unknown as Record<string, (...args: unknown[]) => unknown>;
  let refused = 0;
  for (const name of Object.keys(native)) {
    for (const args of [[], [null], [{}], ['x', 1], [native['stopNew']!(), null, undefined, 1, {}, []]]) {
      try {
        const result = native[name]!(...args);
        if (result instanceof Promise) result.catch(() => refused++);
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
        refused++;
      }
    }
  }
  expect(refused).toBeGreaterThan(Object.keys(native).length * 2);
});

afterAll(() => {
  expect(cases).toBeGreaterThanOrEqual(100);
});

function fake() {
  return { numRows: 3, schema: { fields: [{ name: 'x' }, { name: 'z' }, { name: 'y' }] } };
}

function short(values: unknown, length: number, nullBitmap?: Uint8Array, nullCount = 0) {
  const type = { typeId: 3, precision: 2 };
  return {
    type,
    length,
    data: [{ type, values, length, offset: 0, nullCount, nullBitmap: nullBitmap ?? null }],
  };
}

function resizable(): ArrayBuffer {
  return new (ArrayBuffer as unknown as new (n: number, o: object) => ArrayBuffer)(24, { maxByteLength: 48 });
}
