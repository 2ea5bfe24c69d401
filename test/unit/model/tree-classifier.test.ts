import { expect, test } from 'vitest';

import { loadClassifier } from '../../../src/model/load-classifier.js';
import { trainLightGbm, trainRandomForest } from '../../../src/model/tree-classifier.js';
import { churnTable, pairwiseAuc } from '../../support/tables.js';

const table = churnTable(4000);
const fresh = churnTable(1500, 77);
const label = fresh.getChild('label')!.toArray() as Int32Array;
const features = ['a', 'b', 'c', 'noise'];

const trainers = {
  lightgbm: () => trainLightGbm(table, { label: 'label', features, parameters: { numIterations: 30 } }),
  forest: () => trainRandomForest(table, { label: 'label', features, trees: 60 }),
};

for (const [kind, train] of Object.entries(trainers)) {
  test(`${kind}: predicts LightGBM's own bits through the compiled forest`, async () => {
    const model = await train();
    expect(model.kind).toBe(kind);
    const probability = await model.predict(fresh);
    expect(probability).toEqual(await model.booster.predict(fresh));
    expect(pairwiseAuc(label, probability)).toBeGreaterThan(0.7);
    model.close();
  });

  test(`${kind}: the stored model predicts the same`, async () => {
    const model = await train();
    const again = await loadClassifier(model.files());
    expect(again.kind).toBe(kind);
    expect(await again.predict(fresh)).toEqual(await model.predict(fresh));
    again.close();
    model.close();
  });
}

test('a closed model says so', async () => {
  const model = await trainers.lightgbm();
  await model.predict(fresh);
  model.close();
  await expect(model.predict(fresh)).rejects.toMatchObject({ code: 'CLOSED' });
});
