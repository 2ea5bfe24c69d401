// LightGBM's own predictor is the oracle: every kind of model, every path, bit for bit.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { Booster } from '../../src/model/booster.js';
import type { FeatureColumn } from '../../src/model/classifier.js';
import { CompiledForest } from '../../src/model/compiled-forest.js';
import {
  adversarialColumns,
  columnTable,
  featureNames,
  modelKinds,
  sameBits,
  trainingTable,
} from '../support/forest-models.js';

const numeric: readonly FeatureColumn[] = featureNames.map((name) => ({ name, kind: 'numeric' }));
const rows = 2600;

describe.each(modelKinds)('$name', (kind) => {
  let trained: Booster;
  let oracle: Booster;
  let forest: CompiledForest;
  let columns: readonly Float64Array[];

  beforeAll(async () => {
    trained = await Booster.train(trainingTable(kind, 3000, 11), {
      label: 'label',
      threads: 1,
      parameters: {
        numIterations: 20,
        numLeaves: 31,
        minDataInLeaf: 5,
        minDataPerGroup: 5,
        catSmooth: 1,
        maxCatToOnehot: 1,
        ...kind.parameters,
      },
    });
    oracle = await Booster.load(trained.text, numeric);
    forest = await CompiledForest.fromText(trained.text);
    columns = adversarialColumns(trained.text, rows, 5);
  });
  afterAll(() => {
    for (const model of [trained, oracle, forest]) model?.close();
  });

  test('batch scores equal, transformed and raw, for any number of rows', async () => {
    for (const count of [1, 30, 700, rows]) {
      const table = columnTable(columns.map((column) => column.subarray(0, count)));
      const [scores, raw] = [await forest.score(table), await forest.score(table, { raw: true, threads: 2 })];
      expect(sameBits(scores, await oracle.predict(table))).toBe(true);
      expect(sameBits(raw, await oracle.predict(table, { output: 'raw' }))).toBe(true);
    }
  });

  test('single rows equal', async () => {
    const expected = await oracle.predict(columnTable(columns));
    const row = forest.row();
    for (let i = 0; i < 300; i++) {
      columns.forEach((column, k) => {
        row.values[k] = column[i]!;
      });
      row.score();
      const mine = expected.subarray(i * forest.outputs, (i + 1) * forest.outputs);
      expect(sameBits(row.scores.slice(), mine)).toBe(true);
    }
  });

  test('saved and loaded it scores the same, and the booster reads tables as it does', async () => {
    const table = columnTable(columns);
    const loaded = await CompiledForest.load(await forest.save());
    expect(sameBits(await loaded.score(table), await forest.score(table))).toBe(true);
    const compiled = await CompiledForest.fromBooster(trained);
    const training = trainingTable(kind, 900, 77);
    expect(sameBits(await compiled.score(training), await trained.predict(training))).toBe(true);
    loaded.close();
    compiled.close();
  });
});
