// Expected values: closed form and quadrature with 60 digits in mpmath.
import { expect, test } from 'vitest';
import { Random } from '../../../src/base/random.js';
import { analyzeExperiment } from '../../../src/experiment/analyze.js';
import { experimentConfig } from '../../../src/experiment/config/config.js';
import { betaRecord } from '../../../src/experiment/posterior/beta-posterior.js';
import { expectedLoss, normalPosterior } from '../../../src/experiment/posterior/normal-posterior.js';
import { dataFromAggregates } from '../../../src/experiment/sources/aggregates.js';

const arm = ([successes, users]: readonly [number, number]) => ({ successes, users });

test.each([
  [[40, 1000], [60, 1000], 0.9796772120538255, 7.36134739232e-5],
  [[120, 200], [100, 200], 0.02241363672784998, 0.0994230649438],
  [[500, 10000], [550, 10000], 0.943478155302863, 7.60640557636e-5],
  [[5, 50], [12, 50], 0.966494760456418, 0.00100319702387],
  [[50000, 1e6], [50500, 1e6], 0.9472097507401054, undefined],
  [[0, 10], [0, 10], 0.5, undefined],
] as const)('P(B > A) of %j and %j', async (control, variant, probability, loss) => {
  const posterior = await betaRecord(arm(control), arm(variant), { prior: [1, 1], direction: 'increase' });
  expect(Math.abs(posterior.probabilityBetter - probability)).toBeLessThan(1e-11);
  if (loss !== undefined) expect(Math.abs(posterior.lossOfVariant / loss - 1)).toBeLessThan(1e-10);
});

test("the reference script's demo: 117 and 150 of 2213", async () => {
  const p = await betaRecord(arm([117, 2213]), arm([150, 2213]), { prior: [1, 1], direction: 'increase' });
  expect(p.probabilityBetter).toBeCloseTo(0.9813114440259855, 12);
  expect(p.lossOfVariant).toBeCloseTo(4.88780851506755e-5, 14);
  expect(p.lossOfControl).toBeCloseTo(0.0149472979497105, 13);
  expect(p.controlMean).toBeCloseTo(0.05327313769751693, 15);
  expect(p.variantMean).toBeCloseTo(0.06817155756207675, 15);
  expect(p.difference.low).toBeCloseTo(0.000871758323, 11);
  expect(p.difference.high).toBeCloseTo(0.028998783272, 11);
  expect(p.relative.low).toBeCloseTo(0.014513354005, 10);
  expect(p.relative.high).toBeCloseTo(0.62014005125, 10);
});

test('a metric that should fall turns probability and loss around', async () => {
  const up = await betaRecord(arm([40, 1000]), arm([60, 1000]), { prior: [1, 1], direction: 'increase' });
  const down = await betaRecord(arm([40, 1000]), arm([60, 1000]), { prior: [1, 1], direction: 'decrease' });
  expect(down.probabilityBetter).toBeCloseTo(1 - up.probabilityBetter, 12);
  expect(down.lossOfVariant).toBe(up.lossOfControl);
});

test('the normal model agrees with integration of its definition', () => {
  const [gain, error] = [0.3, 0.8];
  let loss = 0;
  for (let x = -8; x < 0; x += 1e-4) {
    const at = x + 5e-5;
    loss += (-at * Math.exp(-(((at - gain) / error) ** 2) / 2) * 1e-4) / (error * Math.sqrt(2 * Math.PI));
  }
  expect(expectedLoss(gain, error)).toBeCloseTo(loss, 8);
  const nothing = { value: null, low: null, high: null };
  const p = normalPosterior(
    { mean: 1, squaredError: 0.32 },
    { mean: 1.3, squaredError: 0.32 },
    nothing,
    'increase',
  );
  expect(p.probabilityBetter).toBeCloseTo(0.6461697, 6);
  expect(p.lossOfVariant).toBeCloseTo(loss, 8);
});

test('the Monte Carlo beside it lies within four of its standard errors', async () => {
  const options = { prior: [1, 1], direction: 'increase', draws: 200_000, seed: 42 } as const;
  const { monteCarlo, probabilityBetter } = await betaRecord(arm([117, 2213]), arm([150, 2213]), options);
  expect(monteCarlo!.standardError).toBeCloseTo(3.0e-4, 4);
  expect(Math.abs(monteCarlo!.probabilityBetter - probabilityBetter)).toBeLessThan(
    4 * monteCarlo!.standardError,
  );
  expect(monteCarlo!.low).toBeCloseTo(0.00087, 3);
});

test('impossible counts are an error', async () => {
  const options = { prior: [1, 1], direction: 'increase' } as const;
  await expect(betaRecord(arm([11, 10]), arm([1, 10]), options)).rejects.toThrow();
});

test('several arms: the best of all, for rates and for means', async () => {
  const config = experimentConfig({
    ...{ name: 'arms', data: {}, control: 'a', treatments: ['b', 'c'] },
    metrics: [
      { name: 'rate', kind: 'proportion', role: 'primary', column: 'rate' },
      { name: 'mean', kind: 'mean', column: 'mean', direction: 'decrease' },
    ],
  });
  const rate = (users: number, successes: number) => ({ users, successes });
  const mean = (users: number, value: number) => ({ users, mean: value, variance: 25 });
  const given = {
    metrics: {
      rate: { a: rate(400, 40), b: rate(500, 60), c: rate(300, 38) },
      mean: { a: mean(400, 10), b: mean(500, 9.8), c: mean(300, 9.5) },
    },
  };
  const { best } = await analyzeExperiment(dataFromAggregates(given, config), config);
  expect(best.map((b) => b.arms.map((arm) => arm.variant))).toEqual([
    ['a', 'b', 'c'],
    ['a', 'b', 'c'],
  ]);
  const random = new Random(4);
  const draws = 100_000;
  const gammaDraw = (a: number, b: number): number => {
    const [x, y] = [random.gamma(a), random.gamma(b)];
    return x / (x + y);
  };
  const arms = [
    () => [gammaDraw(41, 361), gammaDraw(61, 441), gammaDraw(39, 263)],
    () => [400, 500, 300].map((n, i) => -([10, 9.8, 9.5][i]! + (5 / Math.sqrt(n)) * random.normal())),
  ];
  arms.forEach((draw, k) => {
    const [wins, loss] = [
      [0, 0, 0],
      [0, 0, 0],
    ];
    for (let i = 0; i < draws; i++) {
      const values = draw();
      const top = Math.max(...values);
      values.forEach((value, arm) => {
        if (value === top) wins[arm]!++;
        loss[arm]! += top - value;
      });
    }
    best[k]!.arms.forEach(({ probability, expectedLoss }, arm) => {
      expect(Math.abs(wins[arm]! / draws - probability)).toBeLessThan(4 * Math.sqrt(0.25 / draws));
      expect(Math.abs(loss[arm]! / draws / expectedLoss - 1)).toBeLessThan(0.03);
    });
  });
});

test.each([0, 0.4, 2e9])('a prior shape of %f is BAD_CONFIG', (shape) => {
  const given = {
    ...{ name: 'prior', data: {}, control: 'a', treatments: ['b'], prior: [shape, 1] },
    metrics: [{ name: 'rate', kind: 'proportion', role: 'primary', column: 'rate' }],
  };
  expect(() => experimentConfig(given)).toThrow(/prior.*from 0.5 to 1000000000/);
  expect(experimentConfig({ ...given, prior: [0.5, 0.5] }).prior).toEqual([0.5, 0.5]);
});
