// The guarantee is checked against the true precision of a population with a known law.
import { describe, expect, test } from 'vitest';

import { certifyPrecision, type ScoredRows } from '../../../src/churn/precision-floor.js';
import { hashOf } from '../../../src/model/folds.js';

const floor = 0.6;
const uniform = (row: number, seed: number): number => (hashOf(row, seed) + 0.5) / 2 ** 32;

/** `rates[k]` = probability of leaving at the score (k + 0.5) / rates.length, all scores equally likely. */
function drawn(rates: readonly number[], users: number, snapshots: number, seed: number): ScoredRows {
  const rows = users * snapshots;
  const scores = new Float64Array(rows);
  const labels = new Uint8Array(rows);
  const names: number[] = [];
  for (let row = 0; row < rows; row++) {
    // Every snapshot of a user repeats him: the strongest dependence there is.
    const user = Math.floor(row / snapshots);
    const level = Math.floor(uniform(user, seed) * rates.length);
    scores[row] = (level + 0.5) / rates.length;
    labels[row] = Number(uniform(user, seed + 500_000) < rates[level]!);
    names.push(user + seed * 1e6);
  }
  return { scores, labels, users: names };
}

function truePrecision(rates: readonly number[], threshold: number): number {
  const selected = rates.filter((_, k) => (k + 0.5) / rates.length >= threshold - 1e-9);
  return selected.reduce((a, b) => a + b, 0) / selected.length;
}

// Precision along the ranking: just above and below the floor, non-monotone, far above, always below.
const laws: readonly (readonly [name: string, rates: readonly number[]])[] = [
  ['rising through the floor', Array.from({ length: 40 }, (_, k) => 0.25 + k / 80)],
  ['exactly at the floor', Array.from({ length: 40 }, () => 0.6)],
  ['not monotone', Array.from({ length: 40 }, (_, k) => (k > 34 ? 0.45 : 0.3 + k / 90))],
  ['never there', Array.from({ length: 40 }, (_, k) => 0.1 + k / 90)],
];

describe.each(laws)('%s', (_, rates) => {
  test.each([1, 3])(
    'with %i snapshots a user, a certified threshold misses the floor in at most one of twenty resamples',
    (snapshots) => {
      let violations = 0;
      const resamples = 1000;
      for (let run = 0; run < resamples; run++) {
        const learn = drawn(rates, 400, snapshots, 2 * run + 1);
        const test = drawn(rates, 400, snapshots, 2 * run + 2);
        const { certified } = certifyPrecision(learn, test, { floor });
        if (certified.some((threshold) => truePrecision(rates, threshold) < floor - 1e-12)) violations++;
      }
      expect(violations).toBeLessThanOrEqual(0.05 * resamples);
    },
  );
});

test('the usual rule, largest list with point precision above the floor, fails far more often', () => {
  const rates = laws[0]![1];
  let violations = 0;
  for (let run = 0; run < 300; run++) {
    const { scores, labels } = drawn(rates, 400, 1, run + 1);
    const passing = [...new Set(scores)].filter((threshold) => {
      const selected = [...labels].filter((_, i) => scores[i]! >= threshold);
      return selected.filter((y) => y === 1).length >= floor * selected.length;
    });
    if (truePrecision(rates, Math.min(...passing)) < floor) violations++;
  }
  expect(violations).toBeGreaterThan(90);
});

test('it has power: a strong model is certified nearly always, and most of its good list with it', () => {
  const rates = Array.from({ length: 40 }, (_, k) => (k >= 20 ? 0.8 : 0.1));
  let certifications = 0;
  for (let run = 0; run < 100; run++) {
    const result = certifyPrecision(drawn(rates, 400, 1, 2 * run + 1), drawn(rates, 400, 1, 2 * run + 2), {
      floor,
    });
    if (result.certified.length > 0 && result.certified[0]! <= 0.55) certifications++;
  }
  expect(certifications).toBeGreaterThan(90);
});

test('a list that cannot be certified says why', () => {
  const never = laws[3]![1];
  const refused = certifyPrecision(drawn(never, 400, 1, 1), drawn(never, 400, 1, 2), { floor: 0.9 });
  expect(refused.certified).toEqual([]);
  expect(refused.reason?.values).toMatchObject({ floor: 0.9 });
  const few = certifyPrecision(drawn([0.9], 5, 1, 1), drawn([0.9], 5, 1, 2), { floor });
  expect(few.certified).toEqual([]);
  expect(few.reason).toEqual({
    code: 'too-little-evidence',
    values: { floor, users: 5, selected: expect.any(Number), left: expect.any(Number) },
  });
  const stayed = {
    scores: new Float64Array(9).fill(0.5),
    labels: new Uint8Array(9),
    users: [...'abcdefghi'],
  };
  expect(certifyPrecision(stayed, stayed, { floor }).reason).toEqual({
    code: 'none-reached',
    values: { floor },
  });
});

test('rows of one user count once, whatever their order', () => {
  const many = drawn(laws[0]![1], 200, 5, 3);
  expect(certifyPrecision(many, many, { floor }).rows).toBe(200);
});
