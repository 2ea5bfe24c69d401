// Expected values: scikit-learn's IsotonicRegression and scipy's minimiser (test/golden/churn/make_golden.py).
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import {
  calibrate,
  calibrationMethods,
  fitCalibration,
  parseCalibration,
} from '../../../src/model/calibration/calibration.js';
import { chooseCalibration } from '../../../src/model/calibration/calibration-choice.js';
import { hashOf, stratifiedFolds, userFolds } from '../../../src/model/folds.js';
import { golden } from './golden.js';

describe.each(golden.cases)('case %#', (given) => {
  const scores = Float64Array.from(given.scores);
  const labels = Uint8Array.from(given.labels);

  test('Platt equals scipy', () => {
    const fitted = fitCalibration('platt', scores, labels) as { slope: number; intercept: number };
    expect(fitted.slope).toBeCloseTo(given.calibration.platt.slope, 6);
    expect(fitted.intercept).toBeCloseTo(given.calibration.platt.intercept, 6);
  });

  test('beta equals scipy where its slopes are not negative', () => {
    const { a, b, c } = given.calibration.beta;
    const fitted = fitCalibration('beta', scores, labels) as { a: number; b: number; c: number };
    if (a >= 0 && b >= 0) {
      expect(fitted.a).toBeCloseTo(a, 5);
      expect(fitted.b).toBeCloseTo(b, 5);
      expect(fitted.c).toBeCloseTo(c, 5);
    } else {
      expect(Math.min(fitted.a, fitted.b)).toBe(0);
    }
  });

  test('isotonic equals scikit-learn, but for exact 0 and 1', () => {
    const fitted = fitCalibration('isotonic', scores, labels);
    const ours = calibrate(fitted, Float64Array.from(given.grid));
    const edge = 1 / (labels.length + 2);
    for (const [i, expected] of given.calibration.isotonic.entries()) {
      expect(ours[i]!).toBeCloseTo(Math.min(Math.max(expected, edge), 1 - edge), 12);
    }
  });
});

const rows = fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.boolean()), {
  minLength: 4,
  maxLength: 60,
});

test('every method is monotone, stays inside [0, 1] and survives JSON', () => {
  fc.assert(
    fc.property(rows, (given) => {
      const scores = Float64Array.from(given, ([p]) => p);
      const labels = Uint8Array.from(given, ([, y], i) => (i < 2 ? i : Number(y)));
      const grid = Float64Array.from({ length: 101 }, (_, i) => i / 100);
      for (const method of calibrationMethods) {
        const fitted = parseCalibration(JSON.parse(JSON.stringify(fitCalibration(method, scores, labels))));
        const mapped = calibrate(fitted, grid);
        for (let i = 0; i < mapped.length; i++) {
          expect(mapped[i]! >= 0 && mapped[i]! <= 1).toBe(true);
          if (i > 0) expect(mapped[i]!).toBeGreaterThanOrEqual(mapped[i - 1]!);
        }
      }
    }),
    { seed: 7, numRuns: 200 },
  );
});

function simulated(distort: (p: number) => number, count: number): Parameters<typeof chooseCalibration> {
  const truth = Float64Array.from({ length: count }, (_, i) => (hashOf(i, 1) + 0.5) / 2 ** 32);
  const labels = Uint8Array.from(truth, (p, i) => Number(hashOf(i, 2) / 2 ** 32 < p));
  return [truth.map(distort), labels, [...labels.keys()], 3];
}

test('calibrated probabilities are left alone', () => {
  const { calibration, trials } = chooseCalibration(...simulated((p) => p, 4000));
  expect(calibration.method).toBe('none');
  expect(trials.map(({ method }) => method)).toEqual(['none', 'platt', 'beta', 'isotonic']);
});

test('overconfident probabilities are corrected, and the correction lowers the loss', () => {
  const sharpen = (p: number): number => p ** 3 / (p ** 3 + (1 - p) ** 3);
  const { calibration, trials } = chooseCalibration(...simulated(sharpen, 4000));
  expect(calibration.method).not.toBe('none');
  const none = trials.find(({ method }) => method === 'none')!;
  expect(Math.min(...trials.map((t) => t.logLoss))).toBeLessThan(none.logLoss - 0.01);
  expect(calibrate(calibration, Float64Array.of(sharpen(0.3)))[0]).toBeCloseTo(0.3, 1);
});

test('too few rows of a class leave the probabilities alone', () => {
  const labels = new Uint8Array(500).fill(1, 0, 10);
  const chosen = chooseCalibration(new Float64Array(500).fill(0.5), labels, [...labels.keys()], 1);
  expect(chosen.calibration).toEqual({ method: 'none' });
});

test.each([
  [null, /expected an object/],
  [{ method: 'plat' }, /method must be one of .* \(did you mean "platt"\?\)/],
  [{ method: 'platt', slope: -1, intercept: 0 }, /slope must be a number >= 0/],
  [{ method: 'platt', slope: 1, intercept: 0, extra: 1 }, /unknown option "extra"/],
  [{ method: 'beta', a: 1, b: Number.NaN, c: 0 }, /b must be/],
  [{ method: 'isotonic', x: [0.1, 0.05], y: [0, 1], low: 0, high: 1 }, /x must ascend/],
  [{ method: 'isotonic', x: [0.1], y: [0, 1], low: 0, high: 1 }, /as many/],
  [{ method: 'isotonic', x: [], y: [], low: 0, high: 1 }, /non-empty/],
])('a damaged calibration is a BAD_MODEL error: %j', (value, message) => {
  expect(() => parseCalibration(value)).toThrow(message);
  expect(() => parseCalibration(value)).toThrow(expect.objectContaining({ code: 'BAD_MODEL' }));
});

test('folds keep users whole, and stratified folds keep the class balance', () => {
  const users = Array.from({ length: 1000 }, (_, i) => `u${i % 300}`);
  const folds = userFolds(users, 5, 9);
  for (const [i, user] of users.entries()) expect(folds[i]).toBe(folds[users.indexOf(user)]);
  const labels = Uint8Array.from(users, (_, i) => Number(i % 7 === 0));
  const stratified = stratifiedFolds([...users.keys()], labels, 5, 9);
  for (const label of [0, 1]) {
    const sizes = [0, 1, 2, 3, 4].map(
      (k) => stratified.filter((f, i) => f === k && labels[i] === label).length,
    );
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
  }
});
