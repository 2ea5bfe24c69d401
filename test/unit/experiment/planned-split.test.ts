// A planned split that nobody knows, and the shares of the next batch.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dataFromAggregates } from '../../../src/entries/experiment.js';
import { allocationShares } from '../../../src/entries/stats.js';
import { analyzeExperiment, experimentConfig, renderExperimentReport } from '../../../src/index.js';

const conversions = (...successes: readonly number[]) => ({
  metrics: {
    conv: Object.fromEntries(
      successes.map((s, i) => [['c', 't', 'u'][i]!, { users: 1000 + 400 * i, successes: s }]),
    ),
  },
});

function configOf(change: object, treatments = ['t']) {
  return experimentConfig({
    ...{ name: 'x', data: {}, control: 'c', treatments },
    metrics: [{ name: 'conv', kind: 'proportion', role: 'primary', column: 'conv' }],
    ...change,
  });
}

describe('weights: unknown', () => {
  const config = configOf({ weights: 'unknown' });

  test('tests no sample ratio, says so, and decides as otherwise', async () => {
    const result = await analyzeExperiment(dataFromAggregates(conversions(50, 130), config), config);
    expect(result.srm).toMatchObject({ method: 'unknown-split', p: null, passed: null });
    expect(result.srm.arms.map(({ users, expected }) => [users, expected])).toEqual([
      [1000, null],
      [1400, null],
    ]);
    const check = result.checks.find(({ code }) => code === 'srm')!;
    expect(check.status).toBe('warning');
    expect(check.values).toEqual({ method: 'unknown-split' });
    expect(result.decision).toBe('ship');
    // 1,000 against 1,400 users would fail as 50 : 50.
    const equal = configOf({});
    const mismatch = await analyzeExperiment(dataFromAggregates(conversions(50, 130), equal), equal);
    expect(mismatch.decision).toBe('hold');
    for (const language of ['zh', 'en'] as const) {
      const page = (await renderExperimentReport({ result, sampleSize: null }, { language })).get(
        'experiment_report.md',
      );
      expect(String(page)).toContain(language === 'en' ? 'The planned split is unknown' : '计划分流比例未知');
    }
  });

  test('cannot be recomputed from an assignment plan', () => {
    expect(() => configOf({ weights: 'unknown', assignment: { seed: 's' } })).toThrow(
      /weights, which are unknown/,
    );
    expect(() => configOf({ weights: 'unknwon' })).toThrow(/weights must be an array/);
  });
});

describe('shares of the next batch', () => {
  test('are floor + (1 - arms x floor) x P(best)', async () => {
    const config = configOf({ weights: 'unknown', allocationFloor: 0.1 }, ['t', 'u']);
    const { best } = await analyzeExperiment(dataFromAggregates(conversions(50, 90, 130), config), config);
    const { arms } = best[0]!;
    for (const { probability, nextShare } of arms) expect(nextShare).toBeCloseTo(0.1 + 0.7 * probability, 12);
    expect(arms.reduce((sum, { nextShare }) => sum + nextShare!, 0)).toBeCloseTo(1, 12);
  });

  test('also of one variant against control, and only where asked for', async () => {
    const config = configOf({ weights: 'unknown', allocationFloor: 0 });
    const { best } = await analyzeExperiment(dataFromAggregates(conversions(50, 90), config), config);
    for (const { nextShare, probability } of best[0]!.arms) expect(nextShare).toBeCloseTo(probability, 12);
    const without = configOf({ weights: 'unknown' });
    expect((await analyzeExperiment(dataFromAggregates(conversions(50, 90), without), without)).best).toEqual(
      [],
    );
  });

  test('property: they add up to 1, none below the floor, in the order of the weights', () => {
    const raw = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(
        raw.filter((w) => w.some((v) => v > 1e-3)),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (w, part) => {
          const sum = w.reduce((a, b) => a + b, 0);
          const floor = part / w.length;
          const shares = allocationShares(
            w.map((v) => v / sum),
            floor,
          );
          expect(shares.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9);
          shares.forEach((share, i) => {
            expect(share).toBeGreaterThanOrEqual(floor - 1e-12);
            shares.forEach((other, j) => {
              if (w[i]! > w[j]!) expect(share).toBeGreaterThanOrEqual(other - 1e-12);
            });
          });
        },
      ),
    );
  });

  test.each([
    [[0.5, 0.4], 0, /add up to 1/],
    [[0.5, 0.5], 0.6, /floor must be from 0 to 0\.5/],
    [[], 0, /add up to 1/],
  ])('%j with the floor %f is refused', (weights, floor, message) => {
    expect(() => allocationShares(weights, floor)).toThrow(message);
  });

  test('a floor for more than everybody is refused', () => {
    expect(() => configOf({ allocationFloor: 0.4 }, ['t', 'u'])).toThrow(
      /allocationFloor 0\.4 for 3 variants/,
    );
    expect(() => configOf({ power: 0.04 })).toThrow(/power 0\.04 must be above alpha 0\.05/);
  });
});
