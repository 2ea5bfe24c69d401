// What a training reports of an iteration is what the returned model gives on the validation rows.
import { describe, expect, test } from 'vitest';

import { Booster, type TrainingOptions } from '../../../src/model/booster.js';
import { CompiledForest } from '../../../src/model/compiled-forest.js';
import type { LightGbmParameters } from '../../../src/model/lightgbm-parameters.js';
import { churnTable } from '../../support/tables.js';

const table = churnTable(800);
const validation = churnTable(400, 5);
const labels = validation.getChild('label')!.toArray() as Int32Array;

function logLoss(scores: Float64Array): number {
  let sum = 0;
  for (const [row, p] of scores.entries()) sum -= Math.log(labels[row] === 1 ? p : 1 - p);
  return sum / scores.length;
}

const dart: LightGbmParameters = { boosting: 'dart', dropRate: 0.5, skipDrop: 0 };
const boosters: readonly (readonly [string, LightGbmParameters, Partial<TrainingOptions>])[] = [
  ['gbdt, stopped early', {}, { earlyStoppingRounds: 5 }],
  ['gbdt, not stopped', { numIterations: 20 }, {}],
  ['goss', { dataSampleStrategy: 'goss' }, { earlyStoppingRounds: 5 }],
  ['bagging', { baggingFreq: 1, baggingFraction: 0.5 }, { earlyStoppingRounds: 5 }],
  ['rf', { boosting: 'rf', baggingFreq: 1, baggingFraction: 0.5 }, { earlyStoppingRounds: 5 }],
  ['dart, stopped early', dart, { earlyStoppingRounds: 5 }],
  ['dart, drops some', { boosting: 'dart', dropRate: 0.1, skipDrop: 0.5 }, { earlyStoppingRounds: 3 }],
  [
    'dart with bagging',
    { ...dart, baggingFreq: 2, baggingFraction: 0.6, featureFraction: 0.5 },
    { earlyStoppingRounds: 4 },
  ],
  ['dart, uniform', { ...dart, uniformDrop: true }, { earlyStoppingRounds: 5 }],
  ['dart, not stopped', { ...dart, numIterations: 20 }, {}],
  ['dart, runs dry', { ...dart, minGainToSplit: 12, numIterations: 60 }, {}],
  ['extra trees', { extraTrees: true }, { earlyStoppingRounds: 5 }],
  ['linear', { linearTree: true, numIterations: 10 }, { features: ['a', 'b', 'noise'] }],
];

describe.each(boosters)('%s', (_, parameters, options) => {
  test('the model is the one that was measured', async () => {
    const booster = await Booster.train(table, {
      label: 'label',
      validation,
      parameters: { metric: ['binary_logloss'], ...parameters },
      ...options,
    });
    const { history, bestIteration } = booster.log!;
    expect(booster.width('leaf')).toBe(bestIteration);
    const measured = history[bestIteration - 1]![0]!;
    // LightGBM measures linear leaves on features rounded to 32 bits.
    const digits = parameters.linearTree ? 8 : 12;
    expect(logLoss(await booster.predict(validation))).toBeCloseTo(measured, digits);
    if (options.earlyStoppingRounds !== undefined)
      expect(measured).toBe(Math.min(...history.map(([value]) => value!)));
    const forest = await CompiledForest.fromBooster(booster);
    expect(await forest.score(validation)).toEqual(await booster.predict(validation));
    forest.close();
    booster.close();
  });
});

const thrown: readonly (readonly [string, unknown])[] = [
  ['an Error', new Error('mine')],
  ['an object', { mine: true }],
  ['a symbol', Symbol('mine')],
  ['null', null],
  ['undefined', undefined],
  ['a number', 5],
  ['a string', 's'],
];

test.each(thrown)(
  'a progress callback that throws %s stops the training, which rejects with it',
  async (_, value) => {
    let calls = 0;
    const work = Booster.train(table, {
      label: 'label',
      validation,
      parameters: { numIterations: 3000 },
      onIteration: () => {
        calls++;
        throw value;
      },
    });
    const outcome = await work.then(
      () => 'trained',
      (error: unknown) => ({ error }),
    );
    expect(outcome).toEqual({ error: value });
    expect((outcome as { error: unknown }).error).toBe(value);
    expect(calls).toBe(1);
  },
);

test('a throw in the last iteration rejects too, and an aborted signal is ABORTED', async () => {
  const options = { label: 'label', validation, parameters: { numIterations: 1 } };
  const last = Booster.train(table, {
    ...options,
    onIteration: () => {
      throw 'late';
    },
  });
  await expect(last).rejects.toBe('late');
  const aborted = Booster.train(table, {
    ...options,
    signal: AbortSignal.abort(),
    onIteration: () => undefined,
  });
  await expect(aborted).rejects.toMatchObject({ code: 'ABORTED' });
});
