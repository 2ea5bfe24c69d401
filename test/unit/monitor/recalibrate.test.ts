// A new calibration alone. Oracle of the line: statsmodels (test/golden/monitoring/make_matured.py), through evaluateMatured.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { Random } from '../../../src/base/random.js';
import { type Calibration, calibrate } from '../../../src/model/calibration/calibration.js';
import { composedCalibration, movedAlong } from '../../../src/model/calibration/calibration-compose.js';
import { recalibrate, representativeRows, valuesOf } from '../../../src/monitor/decide/recalibrate.js';
import { evaluateMatured } from '../../../src/monitor/matured/evaluate.js';
import type { MaturedRows } from '../../../src/monitor/matured/rows.js';

const counts = { immature: 0, withoutOutcome: 0, treated: 0, uncovered: 0, outcomesWithoutScore: 0 };

/** Users whose log odds are `truth` of what is predicted; the riskiest third is treated, but for a holdout of a fifth. */
function campaign(n: number, truth: (logit: number) => number, seed: number): MaturedRows {
  const random = new Random(seed);
  const logits = Float64Array.from({ length: n }, () => random.normal() * 1.2 - 0.8);
  const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
  const probabilities = logits.map(sigmoid);
  const picked = probabilities.map((p) => Number(p > 0.4));
  const treated = Uint8Array.from(picked, (flag) => Number(flag === 1 && random.chance(0.8)));
  const labels = Uint8Array.from(logits, (x, row) =>
    Number(random.chance(sigmoid(truth(x)) * (treated[row] === 1 ? 0.4 : 1))),
  );
  return {
    ...{ users: Array.from(logits, (_, i) => `u${i}`), days: new Int32Array(n).fill(20_000) },
    ...{ scores: probabilities, probabilities, labels, treated, slices: new Map() },
    untreatedProbability: Float64Array.from(picked, (flag) => (flag === 1 ? 0.2 : 1)),
    counts: { ...counts, scored: n },
  };
}

describe('a calibration joined to a line', () => {
  const numbers = fc.double({ min: 0.05, max: 3, noNaN: true });
  const first = fc.oneof(
    fc.constant<Calibration>({ method: 'none' }),
    fc.record({ method: fc.constant('platt' as const), slope: numbers, intercept: numbers }),
    fc.record({ method: fc.constant('beta' as const), a: numbers, b: numbers, c: numbers }),
    fc.constant<Calibration>({
      ...{ method: 'isotonic', x: [0.1, 0.2, 0.5, 0.9], y: [0.001, 0.1, 0.1, 0.8], low: 0.01, high: 0.99 },
    }),
  );

  test('gives what both give one after the other', () => {
    fc.assert(
      fc.property(first, numbers, fc.double({ min: -2, max: 2, noNaN: true }), (one, slope, intercept) => {
        // The corners of the isotonic curve, and places outside of it. Between both the second map meets probabilities within 1e-12 of 1.
        const p = Float64Array.of(0.01, 0.1, 0.2, 0.5, 0.9, 0.999);
        const line = { slope, intercept };
        const both = calibrate(composedCalibration(one, line), p);
        const steps = calibrate({ method: 'platt', ...line }, calibrate(one, p));
        for (const [i, value] of both.entries()) expect(value).toBeCloseTo(steps[i]!, 7);
      }),
    );
  });

  test('a line that turns the order round is refused', () => {
    expect(() => composedCalibration({ method: 'none' }, { slope: 0, intercept: 1 })).toThrow(
      /line\.slope must be .*> 0.*got 0/,
    );
  });
});

describe('a model whose order holds', async () => {
  const rows = campaign(20_000, (x) => 0.7 * x - 0.9, 5);
  const found = recalibrate(rows);
  if (found.state !== 'fitted') throw new Error(found.reason.code);

  test('gets the line that is true for everybody, although a campaign ran', async () => {
    const { slope, intercept } = found.line;
    expect(slope.low < 0.7 && 0.7 < slope.high).toBe(true);
    expect(intercept.low < -0.9 && -0.9 < intercept.high).toBe(true);
    const before = await evaluateMatured(rows);
    expect(before.state === 'evaluated' && before.calibration).toEqual(found.line);
  });

  test('is judged on users that its line did not see, and is better there', async () => {
    const { before, after } = found.figures;
    expect(after.brier.value).toBeLessThan(before.brier.value - 0.005);
    expect(after.logLoss.value).toBeLessThan(before.logLoss.value - 0.02);
    const now = await evaluateMatured({ ...rows, probabilities: found.probabilities });
    if (now.state !== 'evaluated') throw new Error(now.reason.code);
    expect(Math.abs(now.observedOverPredicted.value - 1)).toBeLessThan(0.05);
    // Nearly the line of all users, but not the same.
    const own = rows.probabilities.map((p) => movedAlong(valuesOf(found.line), p));
    const furthest = own.reduce((most, p, i) => Math.max(most, Math.abs(p - found.probabilities[i]!)), 0);
    expect(furthest).toBeGreaterThan(1e-6);
    expect(furthest).toBeLessThan(0.1);
  });

  test('rows that stand for everybody have the mix of everybody', () => {
    const taken = representativeRows(rows, 9);
    const mean = (places: Iterable<number>): number => {
      const all = [...places].map((row) => rows.probabilities[row]!);
      return all.reduce((sum, p) => sum + p, 0) / all.length;
    };
    expect([...taken].every((row) => rows.treated[row] === 0)).toBe(true);
    expect(Math.abs(mean(taken) - mean(rows.users.keys()))).toBeLessThan(0.02);
    expect(taken).toEqual(representativeRows(rows, 9));
  });
});

test('where the order is lost, or one class is missing, there is no new calibration', () => {
  const random = campaign(4000, () => -1, 6);
  expect(recalibrate(random)).toMatchObject({ state: 'not-fitted', reason: { code: 'order-lost' } });
  const nobody = { ...random, labels: new Uint8Array(4000) };
  expect(recalibrate(nobody)).toMatchObject({ state: 'not-fitted', reason: { code: 'no-line' } });
  expect(() => recalibrate(random, { seeds: 1 } as never)).toThrow(/unknown option "seeds"/);
});
