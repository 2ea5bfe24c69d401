// Oracles: NannyML and the form over all pairs (test/golden/monitoring/make_cbpe.py).
import { describe, expect, test } from 'vitest';

import { estimatePerformance } from '../../../src/monitor/estimate/estimate.js';
import { readGolden } from '../../support/golden.js';

interface Golden {
  readonly cases: readonly {
    readonly name: string;
    readonly probabilities: readonly number[];
    readonly scores: readonly number[];
    readonly threshold: number;
    readonly auc: number;
    readonly ap: number;
    readonly distinct: boolean;
    readonly nannymlAuc: number;
    readonly nannymlAp: number;
    readonly nannymlPrecision: number;
    readonly nannymlRecall: number;
    readonly brier: number;
  }[];
}

const { cases } = readGolden<Golden>('monitoring/cbpe.json');

describe.each(cases)('expected performance: $name', (given) => {
  test('agrees with the oracles', async () => {
    const got = await estimatePerformance(Float64Array.from(given.probabilities), {
      scores: Float64Array.from(given.scores),
      threshold: given.threshold,
    });
    expect(got.kind).toBe('estimated');
    expect(Math.abs(got.auc!.value - given.auc)).toBeLessThan(1e-12);
    expect(Math.abs(got.auc!.value - given.nannymlAuc)).toBeLessThan(1e-7);
    expect(Math.abs(got.prAuc! - given.ap)).toBeLessThan(1e-12);
    // NannyML's depends on the order of tied rows.
    if (given.distinct) expect(Math.abs(got.prAuc! - given.nannymlAp)).toBeLessThan(1e-7);
    expect(Math.abs(got.precision! - given.nannymlPrecision)).toBeLessThan(1e-12);
    expect(Math.abs(got.recall! - given.nannymlRecall)).toBeLessThan(1e-12);
    expect(got.brier).toBeCloseTo(given.brier, 12);
  });
});

test('the interval holds the AUC of labels drawn from the probabilities, and widens by the last bias', async () => {
  const { probabilities } = cases[0]!;
  const p = Float64Array.from(probabilities);
  const { auc } = await estimatePerformance(p);
  const wider = await estimatePerformance(p, { latestBias: 0.01 });
  expect(wider.auc!.low).toBeCloseTo(auc!.low - 0.01, 12);
  expect(wider.auc!.high).toBeCloseTo(auc!.high + 0.01, 12);
  expect(auc!.high - auc!.low).toBeGreaterThan(0.02);
});

test('where nobody can be ranked nothing is said', async () => {
  const sure = await estimatePerformance(Float64Array.of(1, 1), { threshold: 0.5 });
  expect(sure).toMatchObject({ auc: null, prAuc: null, precision: 1, recall: 1 });
  const never = await estimatePerformance(Float64Array.of(0, 0), { threshold: 0.5 });
  expect(never).toMatchObject({ auc: null, precision: null, recall: null, expectedPositives: 0 });
});

test('misuse is refused', async () => {
  await expect(estimatePerformance(new Float64Array(0))).rejects.toThrow(/one row at least/);
  await expect(estimatePerformance(Float64Array.of(0.5, 1.5))).rejects.toThrow(
    /row 2 must be from 0 to 1, got 1.5/,
  );
  await expect(estimatePerformance(Float64Array.of(0.5), { scores: Float64Array.of(1, 2) })).rejects.toThrow(
    /one entry a row, 1, got 2/,
  );
  await expect(
    estimatePerformance(Float64Array.of(0.5), { scores: Float64Array.of(Number.NaN) }),
  ).rejects.toThrow(/scores\[0\]/);
});
