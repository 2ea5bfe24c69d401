// econml 0.17 and statsmodels (test/golden/causal/aipw.py); the truth of randomised and of lopsided assignments.
import fc from 'fast-check';
import { expect, test } from 'vitest';

import { Random } from '../../../../src/base/random.js';
import { aipwScores, scoreDifference } from '../../../../src/stats/causal/aipw.js';
import { crossFit } from '../../../../src/stats/causal/cross-fit.js';
import { userFolds } from '../../../../src/stats/causal/folds.js';
import { bestLinearPredictor } from '../../../../src/stats/causal/linear-predictor.js';
import { meanScore } from '../../../../src/stats/causal/mean-score.js';
import { readGolden } from '../../../support/golden.js';
import { relative } from '../../../support/near.js';

interface Golden {
  readonly x: readonly (readonly number[])[];
  readonly a: readonly number[];
  readonly y: readonly number[];
  readonly e1: readonly number[];
  readonly fold: readonly number[];
  readonly ate: number;
  readonly ate_se: number;
  readonly ate_se_users: number;
  readonly blp: readonly number[];
  readonly blp_se_hc1: readonly number[];
  readonly blp_se_users: readonly number[];
}

const golden = readGolden<Golden>('causal/aipw.json');
const columns = [0, 1].map((c) => golden.x.map((row) => row[c]!));
const users = golden.y.map((_, row) => Math.floor(row / 3));

function goldenScores(): Float64Array {
  const { y: outcome, a: arm, fold, e1 } = golden;
  const expected = crossFit({ outcome, arm, arms: 2, fold, columns });
  const probability = [e1.map((p) => 1 - p), e1];
  const [control, treated] = aipwScores({ outcome, arm, probability, expected });
  return scoreDifference(treated!, control!);
}

const near = (got: readonly number[], want: readonly number[]): void => {
  expect(got.length).toBe(want.length);
  got.forEach((value, i) => {
    expect(relative(value, want[i]!), `${i}: ${value} ${want[i]}`).toBeLessThan(1e-12);
  });
};

test('average effect, its errors and the linear predictor are those of econml and statsmodels', () => {
  const scores = goldenScores();
  const { value, error } = meanScore(scores);
  near([value, error], [golden.ate, golden.ate_se]);
  near([meanScore(scores, { clusters: users }).error], [golden.ate_se_users]);
  const line = bestLinearPredictor(scores, columns);
  near(line.coefficients, golden.blp);
  near(line.errors, golden.blp_se_hc1);
  near(bestLinearPredictor(scores, columns, { clusters: users }).errors, golden.blp_se_users);
});

test('columns far from 0 and on other scales give the same effect', () => {
  const { y: outcome, a: arm, fold } = golden;
  const moved = columns.map((values, c) => values.map((v) => 1e6 + v * 10 ** (3 * c)));
  const one = crossFit({ outcome, arm, arms: 2, fold, columns });
  const other = crossFit({ outcome, arm, arms: 2, fold, columns: moved });
  for (const [code, values] of one.entries())
    for (const [row, v] of values.entries()) expect(other[code]![row]).toBeCloseTo(v, 7);
  const [, slope] = bestLinearPredictor(goldenScores(), moved).coefficients;
  expect(slope).toBeCloseTo(golden.blp[1]!, 7);
});

test('the interval of a world with a known effect covers it as often as it says', () => {
  const [runs, rows] = [400, 300];
  let covered = 0;
  for (let run = 0; run < runs; run++) {
    const random = new Random(11, run);
    const x = Float64Array.from({ length: rows }, () => random.normal());
    const chance = x.map((v) => (v > 0 ? 0.8 : 0.5));
    const arm = x.map((_, row) => Number(random.chance(chance[row]!)));
    const outcome = x.map((v, row) => Math.exp(v) + arm[row]! * (1 + v) + random.normal());
    const fold = userFolds(
      Array.from(x, (_, row) => `${run}-${row}`),
      2,
      3,
    );
    const expected = crossFit({ outcome, arm, arms: 2, fold, columns: [x] });
    const probability = [chance.map((p) => 1 - p), chance];
    const [control, treated] = aipwScores({ outcome, arm, probability, expected });
    const { low, high } = meanScore(scoreDifference(treated!, control!));
    if (low <= 1 && 1 <= high) covered++;
  }
  // Four binomial errors around .95.
  expect(covered / runs).toBeGreaterThan(0.906);
  expect(covered / runs).toBeLessThanOrEqual(0.994);
});

test('property: folds depend on seed and id alone and are about equal', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 9 }), fc.nat(), (folds, seed) => {
      const ids = Array.from({ length: 3000 }, (_, i) => `u${i}`);
      const fold = userFolds(ids, folds, seed % 2 ** 32);
      expect(userFolds(ids.slice(5, 8), folds, seed % 2 ** 32)).toEqual(fold.slice(5, 8));
      for (let own = 0; own < folds; own++) {
        const share = fold.filter((one) => one === own).length / ids.length;
        expect(Math.abs(share - 1 / folds)).toBeLessThan(0.05);
      }
    }),
    { numRuns: 10 },
  );
});

test('what no score can be made of is refused by column and row', () => {
  const rows = {
    outcome: [1, 2],
    arm: [0, 1],
    probability: [
      [1, 0.5],
      [0.5, 0],
    ],
    expected: [
      [0, 0],
      [0, 0],
    ],
  };
  expect(() => aipwScores(rows)).toThrow(/rows\.probability\[1\]\[1\] must be above 0/);
  expect(() => aipwScores({ ...rows, arm: [0, 2] })).toThrow(
    /rows\.arm\[1\] must be a whole number from 0 to 1/,
  );
  expect(() => aipwScores({ ...rows, outcome: [1, Number.NaN] })).toThrow(/rows\.outcome\[1\]/);
  expect(() => aipwScores({ ...rows, expected: [[0, 0]] })).toThrow(/2 arms/);
  const fit = { outcome: [1, 2, 3], arm: [0, 1, 0], arms: 2, fold: [0, 1, 1], columns: [] };
  expect(() => crossFit(fit)).toThrow(/arm 1 has no row outside fold 1/);
  expect(() => crossFit({ ...fit, fold: [0, 0, 0] })).toThrow(/at least 2 folds/);
  expect(() => meanScore([1, 2], { clusters: [0, 0] })).toThrow(/at least 2 users/);
  expect(() => userFolds(['a'], 1, 0)).toThrow(/folds must be a whole number from 2/);
});

test('an arm with fewer rows than columns is fitted by fewer of them', () => {
  const outcome = Float64Array.from({ length: 40 }, (_, i) => i % 7);
  const arm = outcome.map((_, i) => Number(i < 4));
  const fold = outcome.map((_, i) => i % 2);
  const wide = Array.from({ length: 8 }, (_, c) => outcome.map((_, i) => Math.sin(i * (c + 2))));
  const expected = crossFit({ outcome, arm, arms: 2, fold, columns: wide });
  expect(expected[1]!.every((v) => Number.isFinite(v) && Math.abs(v) < 20)).toBe(true);
});
