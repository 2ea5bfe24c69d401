// The official Python package is the oracle; test/golden/lightgbm/make.py made the values.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Table, vectorFromArray } from 'apache-arrow';
import { describe, expect, test } from 'vitest';
import { Booster } from '../../src/model/booster.js';
import { readGolden } from '../support/golden.js';
import { sharedFile } from '../support/shared-data.js';

const golden = readGolden('lightgbm/binary.json') as {
  auc: number;
  trees_sha256: string;
  probability: number[];
  contributions: number[][];
};

const trainFile = sharedFile('lightgbm_examples/binary_classification__binary.train');
const testFile = sharedFile('lightgbm_examples/binary_classification__binary.test');

function read(file: string): Table {
  const rows = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split('\t').map(Number));
  const column = (i: number) => vectorFromArray(Float64Array.from(rows, (row) => row[i]!));
  const features = Array.from({ length: rows[0]!.length - 1 }, (_, i) => [`f${i}`, column(i + 1)] as const);
  return new Table({ ...Object.fromEntries(features), label: column(0) });
}

describe.skipIf(trainFile === undefined || testFile === undefined)('LightGBM binary example', () => {
  test('model text, AUC, probabilities and contributions equal the Python package', async () => {
    const validation = read(testFile!);
    const booster = await Booster.train(read(trainFile!), {
      label: 'label',
      validation,
      threads: 1,
      parameters: {
        metric: ['auc'],
        learningRate: 0.1,
        numLeaves: 63,
        featureFraction: 0.8,
        baggingFreq: 5,
        baggingFraction: 0.8,
        minDataInLeaf: 50,
        minSumHessianInLeaf: 5,
        seed: 42,
      },
    });
    const trees = booster.text.slice(booster.text.indexOf('\nTree=0'), booster.text.indexOf('end of trees'));
    expect(createHash('sha256').update(trees).digest('hex')).toBe(golden.trees_sha256);
    expect(booster.log!.history.at(-1)![0]).toBe(golden.auc);
    const probability = await booster.predict(validation);
    expect([...probability.subarray(0, 20)]).toEqual(golden.probability);
    const contributions = await booster.predict(validation, { output: 'contributions' });
    expect([...contributions.subarray(0, 3 * 29)]).toEqual(golden.contributions.flat());
    booster.close();
  });
});
