// Oracles: LightGBM's own contributions and scores (Booster), Shapley's definition over all subsets, and
// the naive loop of shuffling, predicting and ranking.
import { beforeAll, describe, expect, test } from 'vitest';
import type { ArrowTable } from '../../../src/data/arrow-shape.js';
import { byteVector, categoryVector, numberVector, tableOf } from '../../../src/data/gather.js';
import { Booster } from '../../../src/model/booster.js';
import { CompiledForest } from '../../../src/model/compiled-forest.js';
import { permutationImportance } from '../../../src/model/importance.js';
import type { LightGbmParameters } from '../../../src/model/lightgbm-parameters.js';
import { trainLogistic } from '../../../src/model/logistic.js';
import { shapContributions } from '../../../src/model/shap.js';
import { TreeClassifier } from '../../../src/model/tree-classifier.js';
import { rankMetrics } from '../../../src/stats/auc.js';

const rows = 1200;
const weyl = (i: number, step: number): number => ((i + 1) * step) % 1;
const categories = Array.from({ length: 40 }, (_, i) => `c${i}`);

/** Numbers with holes and zeros, a category, and a column nobody needs. */
function makeTable(n: number, shift = 0): ArrowTable {
  const column = (step: number, holes: number) =>
    Float64Array.from({ length: n }, (_, i) => {
      const u = weyl(i + shift, step);
      if (holes > 0 && i % holes === 0) return Number.NaN;
      return u < 0.1 ? 0 : Math.round(u * 200) / 20 - 3;
    });
  const a = column(0.754877666, 0);
  const b = column(0.569840291, 7);
  const c = column(0.819172513, 11);
  const d = column(0.6180339887, 0);
  const code = Int32Array.from({ length: n }, (_, i) => Math.floor(weyl(i + shift, 0.4142135) * 41) - 1);
  const y = Uint8Array.from({ length: n }, (_, i) =>
    Number(
      a[i]! * 0.4 + (Number.isNaN(b[i]!) ? 1 : b[i]! * 0.3) + (code[i]! % 3) - 1 + d[i]! * weyl(i, 0.3247) >
        1,
    ),
  );
  const kind = Uint8Array.from({ length: n }, (_, i) => (a[i]! > 2 ? 2 : Number(code[i]! > 12)));
  return tableOf([
    ['a', numberVector(a)],
    ['b', numberVector(b)],
    ['c', numberVector(c)],
    ['d', numberVector(d)],
    ['city', categoryVector(code, categories)],
    ['constant', numberVector(new Float64Array(n).fill(3))],
    ['y', byteVector(y)],
    ['kind', byteVector(kind)],
  ]);
}

const features = ['a', 'b', 'c', 'd', 'city', 'constant'];
const training = makeTable(rows);
const fresh = makeTable(301, 5000);
const base: LightGbmParameters = { objective: 'binary', numIterations: 30, numLeaves: 31, minDataInLeaf: 5 };

const models: [string, LightGbmParameters, string][] = [
  ['binary with categories and NaN', base, 'y'],
  ['zero as missing', { ...base, zeroAsMissing: true }, 'y'],
  ['deep and narrow trees', { ...base, numLeaves: 120, minDataInLeaf: 1 }, 'y'],
  ['stumps', { ...base, numLeaves: 2 }, 'y'],
  ['random forest', { ...base, boosting: 'rf', baggingFraction: 0.7, baggingFreq: 1 }, 'y'],
  ['dart', { ...base, boosting: 'dart' }, 'y'],
  ['regression', { ...base, objective: 'regression' }, 'a'],
  ['multiclass', { ...base, objective: 'multiclass', numClass: 3, numIterations: 8 }, 'kind'],
];

describe.each(models)('Tree SHAP, %s', (_, parameters, label) => {
  let booster: Booster;
  let forest: CompiledForest;
  beforeAll(async () => {
    booster = await Booster.train(training, { label, features, parameters });
    forest = await CompiledForest.fromBooster(booster);
  });

  test("agrees with LightGBM's contributions to 1e-10", async () => {
    const got = await shapContributions(forest, fresh);
    const expected = await booster.predict(fresh, { output: 'contributions' });
    expect(got.values.length).toBe(expected.length);
    expect(Math.max(...got.values.map((value, i) => Math.abs(value - expected[i]!)))).toBeLessThan(1e-10);
  });

  test('adds up to the raw score, for any thread count the same bytes', async () => {
    const got = await shapContributions(forest, fresh, { threads: 1 });
    const raw = await forest.score(fresh, { raw: true });
    const each = got.width / got.outputs;
    raw.forEach((score, i) => {
      const sum = got.values.subarray(i * each, (i + 1) * each).reduce((a, b) => a + b, 0);
      expect(Math.abs(sum - score)).toBeLessThan(1e-10);
    });
    expect((await shapContributions(forest, fresh, { threads: 3 })).values).toEqual(got.values);
  });
});

test('contributions of a range of iterations are those of the models that end where it does, and begins', async () => {
  const parameters: LightGbmParameters = { ...base, objective: 'multiclass', numClass: 3 };
  const trained = (numIterations: number): Promise<Booster> =>
    Booster.train(training, { label: 'kind', features, parameters: { ...parameters, numIterations } });
  const [short, long] = [await trained(4), await trained(9)];
  const forest = await CompiledForest.fromBooster(long);
  const before = await short.predict(fresh, { output: 'contributions' });
  const all = await long.predict(fresh, { output: 'contributions' });
  const head = await shapContributions(forest, fresh, { iterations: 4 });
  const tail = await shapContributions(forest, fresh, { startIteration: 4 });
  const distance = (a: Float64Array, b: Float64Array): number =>
    Math.max(...a.map((value, i) => Math.abs(value - b[i]!)));
  expect(distance(head.values, before)).toBeLessThan(1e-10);
  expect(
    distance(
      tail.values,
      all.map((value, i) => value - before[i]!),
    ),
  ).toBeLessThan(1e-10);
  const raw = await forest.score(fresh, { raw: true, startIteration: 4 });
  expect(tail.values.subarray(0, 7).reduce((a, b) => a + b, 0)).toBeCloseTo(raw[0]!, 10);
});

// LightGBM 4.7.0 refuses them too (src/application/predictor.hpp): its constants alone would not add up.
test('linear leaves are refused', async () => {
  const parameters: LightGbmParameters = { ...base, objective: 'regression', linearTree: true };
  const names = ['b', 'c', 'd'];
  const booster = await Booster.train(training, { label: 'a', features: names, parameters });
  const forest = await CompiledForest.fromBooster(booster);
  await expect(shapContributions(forest, fresh)).rejects.toMatchObject({
    code: 'BAD_INPUT',
    message: expect.stringMatching(/linear leaves/),
  });
  await expect(booster.predict(fresh, { output: 'contributions' })).rejects.toThrow(/linear leaves/);
});

describe('permutation importance', () => {
  let booster: Booster;
  let forest: CompiledForest;
  beforeAll(async () => {
    booster = await Booster.train(training, { label: 'y', features, parameters: base });
    forest = await CompiledForest.fromBooster(booster);
  });

  test("is LightGBM's own naive loop to the last bit, and ranks what the labels were made of first", async () => {
    const options = { label: 'y', repeats: 3, seed: 9 };
    const native = await permutationImportance(forest, fresh, options);
    expect(await permutationImportance(new TreeClassifier('lightgbm', booster), fresh, options)).toEqual(
      native,
    );
    expect(native.groups.slice(0, 2).map(({ name }) => name)).not.toContain('c');
    expect(native.groups.find(({ name }) => name === 'constant')).toMatchObject({ mean: 0, deviation: 0 });
    const scores = await booster.predict(fresh);
    const labels = fresh.getChild('y')!.data[0]!.values as Uint8Array;
    expect(native.baseline).toBe((await rankMetrics(scores, labels)).auc);
  });

  test('groups shuffle together, the seed alone decides, threads change nothing', async () => {
    const groups = { numbers: ['a', 'b', 'c', 'd'], city: ['city'] };
    const options = { label: 'y', groups, repeats: 4 };
    const one = await permutationImportance(forest, fresh, { ...options, threads: 1 });
    expect(await permutationImportance(forest, fresh, { ...options, threads: 4 })).toEqual(one);
    expect(await permutationImportance(forest, fresh, { ...options, seed: 1 })).not.toEqual(one);
    expect(one.groups.map(({ losses }) => losses.length)).toEqual([4, 4]);
    const all = await permutationImportance(forest, fresh, { label: 'y', groups: { all: features } });
    // Every feature shuffled by one permutation is the scores shuffled: no ranking is left.
    expect(Math.abs(all.baseline - all.groups[0]!.mean - 0.5)).toBeLessThan(0.06);
  });

  test('any classifier can be measured', async () => {
    const model = await trainLogistic(training, { label: 'y', features: ['a', 'd'] });
    const got = await permutationImportance(model, fresh, { label: 'y', repeats: 2 });
    expect(got.groups.map(({ name }) => name).sort()).toEqual(['a', 'd']);
    expect(got.groups[0]!.mean).toBeGreaterThan(0);
  });

  test.each([
    ['an unknown feature', { label: 'y', groups: { g: ['nope'] } }, /no feature "nope"/],
    ['an empty group', { label: 'y', groups: { g: [] } }, /groups.g is empty/],
    ['labels that are not 0 or 1', { label: 'kind' }, /a label must be 0 or 1/],
  ])('%s is BAD_INPUT', async (_, options, message) => {
    await expect(permutationImportance(forest, fresh, options)).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringMatching(message),
    });
  });
});
