import { Table } from 'apache-arrow';
import { afterEach, expect, test } from 'vitest';

import { Booster } from '../../../src/model/booster.js';
import { churnTable, dictionary, pairwiseAuc } from '../../support/tables.js';

const open: Booster[] = [];
afterEach(() => {
  for (const booster of open.splice(0)) booster.close();
});

async function train(...args: Parameters<typeof Booster.train>): Promise<Booster> {
  const booster = await Booster.train(...args);
  open.push(booster);
  return booster;
}

const table = churnTable(3000);
const label = table.getChild('label')!.toArray() as Int32Array;
const small = { numIterations: 20, numLeaves: 7 };

test('a model learns nulls, numbers and categories from Arrow columns', async () => {
  const booster = await train(table, { label: 'label', parameters: small });
  expect(booster.features.map((feature) => feature.kind)).toEqual([
    'numeric',
    'numeric',
    'categorical',
    'numeric',
  ]);
  const fresh = churnTable(2000, 99);
  const auc = pairwiseAuc(fresh.getChild('label')!.toArray(), await booster.predict(fresh));
  expect(auc).toBeGreaterThan(0.7);
});

test('early stopping keeps the best iteration and reports each', async () => {
  const seen: number[] = [];
  const booster = await train(table, {
    label: 'label',
    validation: churnTable(1000, 5),
    earlyStoppingRounds: 5,
    parameters: { numIterations: 500, metric: ['auc', 'binary_logloss'] },
    onIteration: ({ iteration, values }) => {
      seen.push(iteration);
      expect(values).toHaveLength(2);
    },
  });
  const { bestIteration, iterations, history, metrics } = booster.log!;
  expect(metrics).toEqual(['auc', 'binary_logloss']);
  expect(seen).toEqual(Array.from({ length: iterations }, (_, i) => i + 1));
  const aucs = history.map((values) => values[0]!);
  expect(aucs.indexOf(Math.max(...aucs)) + 1).toBe(bestIteration);
  expect(iterations).toBe(bestIteration + 5);
  expect(booster.width('leaf')).toBe(bestIteration);
});

test('the same seed gives the same model, another seed another', async () => {
  const parameters = { ...small, baggingFraction: 0.5, baggingFreq: 1, featureFraction: 0.5 };
  const text = async (seed: number, threads: number) =>
    (await train(table, { label: 'label', threads, parameters: { ...parameters, seed } })).text.split(
      '\nparameters',
    )[0];
  const first = await text(1, 1);
  expect(await text(1, 2)).toBe(first);
  expect(await text(2, 1)).not.toBe(first);
});

test('chunks and slices train the same model as one piece', async () => {
  const whole = await train(table, { label: 'label', parameters: small });
  const cut = table.slice(0, 777).concat(table.slice(777, 1500), table.slice(1500));
  expect(cut.getChild('a')!.data.length).toBeGreaterThan(1);
  const pieces = await train(cut, { label: 'label', parameters: small });
  expect(pieces.text).toBe(whole.text);
});

test('raw, probability and contributions agree with each other', async () => {
  const booster = await train(table, { label: 'label', parameters: small });
  const raw = await booster.predict(table, { output: 'raw' });
  const probability = await booster.predict(table);
  const contributions = await booster.predict(table, { output: 'contributions' });
  for (let row = 0; row < table.numRows; row++) {
    expect(probability[row]).toBeCloseTo(1 / (1 + Math.exp(-raw[row]!)), 12);
    const sum = contributions.subarray(row * 5, row * 5 + 5).reduce((a, b) => a + b, 0);
    expect(sum).toBeCloseTo(raw[row]!, 9);
  }
});

test('categories are matched by name, whatever their codes', async () => {
  const booster = await train(table, { label: 'label', parameters: small });
  const codes = table.getChild('c')!.data[0]!.values as Int32Array;
  const renamed = new Table({
    ...Object.fromEntries(['a', 'b', 'noise'].map((name) => [name, table.getChild(name)!])),
    c: dictionary(
      Int32Array.from(codes, (code) => 2 - code),
      ['z', 'y', 'x'],
    ),
  });
  expect(await booster.predict(renamed)).toEqual(await booster.predict(table));
});

test('importance counts splits and sums gains', async () => {
  const booster = await train(table, { label: 'label', parameters: small });
  const gain = await booster.importance('gain');
  expect(gain.get('a')).toBeGreaterThan(gain.get('noise')!);
  const splits = [...(await booster.importance('split')).values()].reduce((a, b) => a + b, 0);
  expect(splits).toBe(
    booster.text.match(/^num_leaves=(\d+)/gm)!.reduce((sum, line) => sum + Number(line.slice(11)) - 1, 0),
  );
});

test('every objective family trains', async () => {
  const regression = await train(table, {
    label: 'b',
    features: ['a', 'c'],
    parameters: { ...small, objective: 'regression' },
  });
  expect((await regression.predict(table)).every(Number.isFinite)).toBe(true);
  const codes = table.getChild('c')!.data[0]!.values as Int32Array;
  const classes = table
    .assign(new Table({ k: dictionary(codes, ['0', '1', '2']) }))
    .select(['a', 'b', 'label']);
  const multi = await train(classes, {
    label: 'label',
    parameters: { ...small, objective: 'multiclass', numClass: 2 },
  });
  expect(multi.width('probability')).toBe(2);
  expect(label.length).toBe(3000);
});
