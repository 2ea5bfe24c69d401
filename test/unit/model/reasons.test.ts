// The parts of a score: LightGBM's own contributions for trees, the written formula for a logistic regression, and for every
// kind the probability that the model itself gives.
import { beforeAll, expect, test } from 'vitest';

import type { ArrowTable } from '../../../src/data/arrow-shape.js';
import { trainLogistic } from '../../../src/model/logistic.js';
import { rawParts, requireSums } from '../../../src/model/reasons/raw-parts.js';
import { trainLightGbm, trainRandomForest } from '../../../src/model/tree-classifier.js';
import { generateChurnTable } from '../../../src/simulate/generate-table.js';

const label = 'label_churn_14d';
const features = ['active_days_30', 'pay_cnt_30', 'last_pay_gap', 'channel'];
let table: ArrowTable;

beforeAll(async () => {
  ({ table } = await generateChurnTable({ users: 600, seed: 5 }));
});

test('the parts of boosted trees are the contributions of LightGBM', async () => {
  const model = await trainLightGbm(table, { label, features, parameters: { numIterations: 30 } });
  const parts = await rawParts(model, table);
  const theirs = await model.booster.predict(table, { output: 'contributions' });
  expect(parts.values.length).toBe(600 * 5);
  expect(Math.max(...theirs.map((value, i) => Math.abs(value - parts.values[i]!)))).toBeLessThan(1e-10);
  requireSums(parts, await model.predict(table));
  model.close();
});

test('the parts of a random forest add up to its log odds, which are the mean of its trees', async () => {
  const model = await trainRandomForest(table, { label, features, trees: 15, seed: 2 });
  const parts = await rawParts(model, table);
  const theirs = await model.booster.predict(table, { output: 'contributions' });
  const mean = (value: number): number => value / 15;
  expect(Math.max(...theirs.map((value, i) => Math.abs(mean(value) - parts.values[i]!)))).toBeLessThan(1e-10);
  requireSums(parts, await model.predict(table));
  model.close();
});

test('the parts of a logistic regression are its terms', async () => {
  const model = await trainLogistic(table, { label, features });
  const parts = await rawParts(model, table);
  requireSums(parts, await model.predict(table));
  const file = JSON.parse(new TextDecoder().decode(model.files().get('model.json'))) as {
    logistic: { means: number[]; scales: number[] };
  };
  const { means, scales } = file.logistic;
  const [slope] = model.coefficients.filter(({ feature }) => feature === 'active_days_30');
  const days = Number(table.getChild('active_days_30')!.get(7));
  const expected = (slope!.value * (days - means[0]!)) / scales[0]!;
  expect(parts.values[7 * parts.width]).toBeCloseTo(expected, 12);
  const category = String(table.getChild('channel')!.get(7));
  const term = model.coefficients.find(
    (one) => one.feature === 'channel' && (one.term as { category?: string }).category === category,
  );
  expect(parts.values[7 * parts.width + 3]).toBe(term!.value);
});

test('parts that do not add up to the score are refused with their row', () => {
  const parts = { rows: 2, width: 2, values: Float64Array.of(1, -1, 0.5, 0.5) };
  expect(() => requireSums(parts, Float64Array.of(0.5, 0.7310585786300049))).not.toThrow();
  expect(() => requireSums(parts, Float64Array.of(0.5, 0.73))).toThrow(/row 2 .* 0\.731.* gives 0\.73/);
});
