// Coefficients against scikit-learn's; test/golden/logistic/make.py made the cases.
import { Dictionary, Float64, Int32, Table, Utf8, vectorFromArray } from 'apache-arrow';
import { expect, test } from 'vitest';
import { LogisticModel, trainLogistic } from '../../../src/model/logistic.js';
import { readModelFiles } from '../../../src/model/model-files.js';
import { readGolden } from '../../support/golden.js';
import { churnTable } from '../../support/tables.js';

interface Golden {
  readonly tolerance: number;
  readonly cases: readonly {
    name: string;
    l2: number;
    a: (number | null)[];
    b: number[];
    c: (number | null)[];
    constant: number;
    label: number[];
    intercept: number;
    coefficients: number[];
    probability: number[];
  }[];
}

const golden = readGolden('logistic/cases.json') as Golden;
const names = ['a', 'b', 'c', 'constant'];

function tableOf(given: Golden['cases'][number]): Table {
  const codes = ['k0', 'k1', 'k2', 'k3', ...given.c.map((code) => (code === null ? null : `k${code}`))];
  return new Table({
    a: vectorFromArray(given.a, new Float64()),
    b: vectorFromArray(given.b, new Float64()),
    // The first four rows fix the order of the dictionary; they are sliced off.
    c: vectorFromArray(codes, new Dictionary(new Utf8(), new Int32())).slice(4),
    constant: vectorFromArray(
      given.b.map(() => given.constant),
      new Float64(),
    ),
    label: vectorFromArray(given.label, new Int32()),
  });
}

for (const given of golden.cases) {
  test(`coefficients equal scikit-learn's: ${given.name}`, async () => {
    const table = tableOf(given);
    const model = await trainLogistic(table, { label: 'label', features: names, l2: given.l2 });
    expect(Math.abs(model.intercept - given.intercept)).toBeLessThan(golden.tolerance);
    expect(model.coefficients).toHaveLength(given.coefficients.length);
    for (const [i, { value }] of model.coefficients.entries()) {
      expect(Math.abs(value - given.coefficients[i]!)).toBeLessThan(golden.tolerance);
    }
    const probability = await model.predict(table);
    for (const [i, p] of given.probability.entries())
      expect(Math.abs(probability[i]! - p)).toBeLessThan(1e-6);
  });
}

test('any thread count gives the same bits', async () => {
  const table = churnTable(20_000);
  const features = ['a', 'b', 'c', 'noise'];
  const one = await trainLogistic(table, { label: 'label', features, threads: 1 });
  const two = await trainLogistic(table, { label: 'label', features, threads: 3 });
  expect(two.coefficients).toEqual(one.coefficients);
});

test('separable data converge thanks to the penalty', async () => {
  const x = Float64Array.from({ length: 100 }, (_, i) => i);
  const table = new Table({
    x: vectorFromArray(x),
    y: vectorFromArray(Int32Array.from(x, (v) => (v < 50 ? 0 : 1))),
  });
  const model = await trainLogistic(table, { label: 'y', features: ['x'], l2: 1e-3 });
  expect(model.coefficients[0]!.value).toBeGreaterThan(5);
});

test('too few steps are an error that says how far it got', async () => {
  await expect(
    trainLogistic(churnTable(500), { label: 'label', features: ['a'], maxIterations: 1 }),
  ).rejects.toMatchObject({
    code: 'NOT_CONVERGED',
    message: expect.stringContaining('after 1 Newton steps'),
  });
});

test('an infinite value names its row', async () => {
  const x = Float64Array.from({ length: 700 }, (_, i) => i % 13);
  x[600] = Number.POSITIVE_INFINITY;
  const table = new Table({ x: vectorFromArray(x), y: vectorFromArray(Int32Array.from(x, (_, i) => i % 2)) });
  await expect(trainLogistic(table, { label: 'y', features: ['x'] })).rejects.toMatchObject({
    code: 'BAD_INPUT',
    message: expect.stringContaining('column x, row 601'),
  });
});

test('the stored model predicts the same', async () => {
  const table = churnTable(500);
  const model = await trainLogistic(table, { label: 'label', features: ['a', 'c'] });
  const { description } = readModelFiles(model.files());
  const { intercept, coefficients, means, scales } = description.logistic!;
  const again = new LogisticModel(
    {
      intercept,
      coefficients: Float64Array.from(coefficients),
      means: Float64Array.from(means),
      scales: Float64Array.from(scales),
    },
    description.features,
  );
  expect(await again.predict(table)).toEqual(await model.predict(table));
});
