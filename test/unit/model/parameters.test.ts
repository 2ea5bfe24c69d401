// Whatever the parameters: a training works, or its error names the option and never where LightGBM was built.
import { Float64, Table, vectorFromArray } from 'apache-arrow';
import { expect, test } from 'vitest';

import { Booster } from '../../../src/model/booster.js';
import type { LightGbmParameters } from '../../../src/model/lightgbm-parameters.js';
import { churnTable } from '../../support/tables.js';

// Labels above 0 and, as 0 and 1, for two classes.
const plain = churnTable(200);
const labels = plain.getChild('label')!.toArray() as Int32Array;
const positive = plain.assign(
  new Table({
    label: vectorFromArray(Float64Array.from(labels, (label, i) => 0.1 + label * 0.5 + (i % 7) / 20)),
  }),
);
const binary = new Set<string | undefined>([undefined, 'multiclass', 'multiclassova']);

async function failureOf(
  parameters: LightGbmParameters,
  data = binary.has(parameters.objective) ? plain : positive,
): Promise<{ code: string; message: string } | null> {
  try {
    const booster = await Booster.train(data, {
      label: 'label',
      parameters: { numIterations: 2, numLeaves: 4, ...parameters },
    });
    booster.close();
    return null;
  } catch (error) {
    return error as { code: string; message: string };
  }
}

const everyNumber = [0, 1e-300, 0.5, 1, 1.5, 2, 3, 1000, 1e9, 1e300];
const numbers = [
  ...['learningRate', 'numLeaves', 'maxDepth', 'minDataInLeaf', 'minSumHessianInLeaf', 'baggingFraction'],
  ...['baggingFreq', 'featureFraction', 'featureFractionBynode', 'lambdaL1', 'lambdaL2', 'linearLambda'],
  ...[
    'minGainToSplit',
    'maxDeltaStep',
    'pathSmooth',
    'maxBin',
    'minDataInBin',
    'binConstructSampleCnt',
    'catL2',
  ],
  ...[
    'catSmooth',
    'maxCatThreshold',
    'maxCatToOnehot',
    'minDataPerGroup',
    'topRate',
    'otherRate',
    'dropRate',
  ],
  ...['maxDrop', 'skipDrop', 'scalePosWeight', 'sigmoid', 'alpha', 'fairC', 'poissonMaxDeltaStep'],
  ...['tweedieVariancePower', 'monotonePenalty', 'numClass', 'seed'],
];
const kinds: readonly LightGbmParameters[] = [
  {},
  { boosting: 'dart' },
  { dataSampleStrategy: 'goss' },
  { boosting: 'rf', baggingFreq: 1, baggingFraction: 0.5 },
  ...(['cross_entropy', 'regression', 'regression_l1', 'huber', 'fair', 'poisson'] as const).map(
    (objective) => ({ objective }),
  ),
  ...(['quantile', 'mape', 'gamma', 'tweedie'] as const).map((objective) => ({ objective })),
  { objective: 'multiclass', numClass: 2 },
  { objective: 'multiclassova', numClass: 2 },
];

test('every parameter at every size: no message tells a path of the build', {
  timeout: 120_000,
}, async () => {
  const bad: string[] = [];
  for (const kind of kinds) {
    for (const name of numbers) {
      // The whole grid for the plain kind, two ends for the others.
      for (const value of kind === kinds[0] ? everyNumber : [0, 1, 1e9]) {
        const failure = await failureOf({ ...kind, [name]: value });
        if (failure === null) continue;
        const named =
          failure.code === 'BAD_INPUT' || failure.code === 'TRAINING' || failure.code === 'BAD_MODEL';
        if (!named || / at \/|\.hpp|\.cpp|Check failed/.test(failure.message) || failure.code !== 'BAD_INPUT')
          bad.push(`${JSON.stringify(kind)} ${name}=${value}: ${failure.code} ${failure.message}`);
      }
    }
  }
  expect(bad).toEqual([]);
});

const refused: readonly (readonly [string, LightGbmParameters, RegExp])[] = [
  [
    'monotoneConstraints too few',
    { monotoneConstraints: [1] },
    /monotoneConstraints has 1 values for 4 features/,
  ],
  [
    'monotoneConstraints too many',
    { monotoneConstraints: [1, 0, 0, 0, 0] },
    /monotoneConstraints has 5 values/,
  ],
  ['goss rates', { dataSampleStrategy: 'goss', topRate: 0.7, otherRate: 0.4 }, /topRate \+ otherRate/],
  ['goss, the default of the other', { dataSampleStrategy: 'goss', topRate: 0.95 }, /topRate \+ otherRate/],
];

test.each(refused)('%s: the option is named', async (_, parameters, message) => {
  expect(await failureOf(parameters)).toMatchObject({
    code: 'BAD_INPUT',
    message: expect.stringMatching(message),
  });
});

test.each<[LightGbmParameters['objective'] & string, number, RegExp]>([
  ['gamma', 0, /label label, row 3: this objective takes numbers > 0/],
  ['poisson', -1, /row 3: this objective takes numbers >= 0/],
  ['tweedie', -1, /row 3: this objective takes numbers >= 0/],
  ['cross_entropy', 1.5, /row 3: this objective takes numbers from 0 to 1/],
  ['regression', Number.POSITIVE_INFINITY, /label, row 3: expected a finite number/],
])('%s refuses a label of %d in the third row', async (objective, value, message) => {
  const label = Float64Array.from(labels, (_, i) => (i === 2 ? value : 0.5));
  const data = plain.assign(new Table({ label: vectorFromArray(label) }));
  expect(await failureOf({ objective }, data)).toMatchObject({
    code: 'BAD_INPUT',
    message: expect.stringMatching(message),
  });
});

test('linear trees refuse an infinite feature before they train, and take missing ones', async () => {
  const values = Array.from({ length: 200 }, (_, i) =>
    i === 4 ? Number.POSITIVE_INFINITY : i % 13 === 0 ? null : i,
  );
  const numbers = plain.select(['b', 'label']);
  const parameters = { linearTree: true, objective: 'regression' } as const;
  const spoilt = numbers.assign(new Table({ x: vectorFromArray(values, new Float64()) }));
  expect(await failureOf(parameters, spoilt)).toMatchObject({
    code: 'BAD_INPUT',
    message: expect.stringMatching(/column x, row 5: linearTree takes finite numbers/),
  });
  values[4] = null;
  const whole = numbers.assign(new Table({ x: vectorFromArray(values, new Float64()) }));
  expect(await failureOf(parameters, whole)).toBeNull();
});
