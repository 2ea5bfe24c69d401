// Oracles: causalml 0.18, scikit-uplift 0.5.1, the definitions in numpy, and the leave-one-out jackknife
// (test/golden/uplift/make_metrics.py).
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { effectMetrics, upliftMetrics } from '../../../src/uplift/ranking/metrics.js';
import { packageMetrics } from '../../../src/uplift/ranking/package-metrics.js';
import { readGolden } from '../../support/golden.js';

type Figures = Readonly<Record<'effect' | 'area' | 'aboveRandom' | 'qini', number>>;
interface Golden {
  readonly cases: readonly {
    readonly name: string;
    readonly outcomes: readonly number[];
    readonly treated: readonly number[];
    readonly scores: readonly number[];
    readonly own: Figures & { readonly qiniEnd: number };
    readonly jackknife: Figures;
    readonly isTied: boolean;
    readonly causalml: Readonly<Record<'auuc' | 'auucRaw' | 'qini' | 'qiniRaw', number>>;
    readonly scikitUplift: Readonly<
      Record<'upliftAuc' | 'qiniAuc' | 'qiniAucWithoutNegative' | 'weightedAverage', number | null>
    > & {
      readonly at: readonly { share: number; overall: number | null; byGroup: number | null }[];
    };
  }[];
}

const { cases } = readGolden<Golden>('uplift/metrics.json');
const figures = ['effect', 'area', 'aboveRandom', 'qini'] as const;

/** To 12 digits of the larger of 1 and the value. */
function agree(got: number, want: number, what: string): void {
  expect(Math.abs(got - want) / Math.max(1, Math.abs(want)), `${what}: ${got} for ${want}`).toBeLessThan(
    1e-12,
  );
}

describe.each(cases)('$name', ({ name, scores, treated, outcomes, ...want }) => {
  test('areas are those of the definitions, errors those of the jackknife', async () => {
    const got = await upliftMetrics(scores, treated, outcomes);
    for (const key of figures) agree(got[key].value, want.own[key], key);
    agree(got.qiniEnd, want.own.qiniEnd, 'qiniEnd');
    if (name === 'ten rows') return; // The jackknife of ten rows is itself no measure.
    for (const key of figures)
      expect(got[key].standardError / want.jackknife[key], key).toBeGreaterThan(0.93);
    for (const key of figures) expect(got[key].standardError / want.jackknife[key], key).toBeLessThan(1.03);
  });

  test('the packages give these numbers', async () => {
    const got = await packageMetrics(scores, treated, outcomes, { shares: [0.1, 0.3] });
    expect(got.causalml === null).toBe(want.isTied);
    for (const [key, value] of Object.entries(got.causalml ?? {}))
      agree(value as number, want.causalml[key as 'auuc'], key);
    expect(got.scikitUplift === null).toBe(name === 'money');
    const { at = [], ...rest } = got.scikitUplift ?? {};
    const both = [
      ...Object.entries(rest).map(
        ([key, value]) => [key, value, want.scikitUplift[key as 'qiniAuc']] as const,
      ),
      ...at.flatMap(({ share, overall, byGroup }, i) => [
        [`overall ${share}`, overall, want.scikitUplift.at[i]!.overall] as const,
        [`by group ${share}`, byGroup, want.scikitUplift.at[i]!.byGroup] as const,
      ]),
    ];
    for (const [key, value, theirs] of both) {
      if (theirs === null) expect(value, key).toBeNaN();
      else agree(value, theirs, key);
    }
  });
});

const rows = fc
  .array(
    fc.tuple(fc.integer({ min: -3, max: 3 }), fc.boolean(), fc.double({ min: -1e3, max: 1e3, noNaN: true })),
    {
      minLength: 4,
      maxLength: 60,
    },
  )
  .filter((list) => list.some(([, arm]) => arm) && list.some(([, arm]) => !arm));
type Row = readonly [score: number, arm: boolean, outcome: number];
const measure = (list: readonly Row[], scale = 1) =>
  upliftMetrics(
    list.map(([score]) => score),
    list.map(([, arm]) => Number(arm)),
    list.map(([, , outcome]) => scale * outcome),
  );

test('the order of the rows does not change a bit', async () => {
  await fc.assert(
    fc.asyncProperty(rows, fc.array(fc.nat(), { minLength: 60, maxLength: 60 }), async (list, keys) => {
      const shuffled = list
        .map((row, i) => [keys[i]!, row] as const)
        .sort(([a], [b]) => a - b)
        .map(([, row]) => row);
      expect(await measure(shuffled)).toEqual(await measure(list));
    }),
    { numRuns: 60 },
  );
});

test('twice the outcome is twice every figure, and a constant score is worth half the effect', async () => {
  await fc.assert(
    fc.asyncProperty(rows, async (list) => {
      const [once, twice] = [await measure(list), await measure(list, 2)];
      for (const key of figures) agree(twice[key].value, 2 * once[key].value, key);
      const constant = await measure(list.map(([, arm, outcome]) => [0, arm, outcome] as const));
      agree(constant.area.value, once.effect.value / 2, 'constant score');
      expect(constant.curve).toHaveLength(1);
    }),
    { numRuns: 40 },
  );
});

test('effects that are known add up along the curve, and errors are those of the mean', async () => {
  const effects = [3, -1, 2, 0, 4];
  const got = await effectMetrics([5, 4, 3, 2, 1], effects);
  expect(got.curve.map(({ gain }) => gain)).toEqual([3 / 5, 2 / 5, 4 / 5, 4 / 5, 8 / 5]);
  agree(got.area.value, (1.5 + 2.5 + 3 + 4 + 6) / 25, 'area by hand');
  const sd = Math.sqrt(effects.reduce((sum, d) => sum + (d - 1.6) ** 2, 0) / 4);
  agree(got.effect.standardError, sd / Math.sqrt(5), 'error of the mean');
});

test('a share that ends inside of equal scores counts its rows in part', async () => {
  const { at } = await upliftMetrics([1, 1, 1, 1], [1, 1, 0, 0], [1, 0, 1, 1], { shares: [0.5, 1] });
  for (const { value } of at) agree(value, -0.5, 'every share has the same means');
});

test('a curve has at most as many points as asked for, and ends with everybody', async () => {
  const n = 1000;
  const scores = Float64Array.from({ length: n }, (_, i) => (i * 7919) % n);
  const treated = Uint8Array.from({ length: n }, (_, i) => i % 2);
  for (const points of [1, 2, 7, 100, 10_000]) {
    const { curve } = await upliftMetrics(scores, treated, scores, { points });
    expect(curve.length).toBe(Math.min(points, n));
    expect(curve.at(-1)!.share).toBe(1);
    expect(curve.map(({ share }) => share)).toEqual(
      [...curve.map(({ share }) => share)].sort((a, b) => a - b),
    );
  }
});

test.each([
  [
    [1, 2],
    [1, 1],
    [0, 1],
    {},
    'a treatment effect needs rows of both arms, got 2 treated and 0 untreated rows',
  ],
  [[1, Number.NaN], [1, 0], [0, 1], {}, 'column "scores", row 2 is missing'],
  [[1, 2], [1, 2], [0, 1], {}, 'column "treated", row 2: a label must be 0 or 1'],
  [[1, 2, 3], [1, 0], [0, 1], {}, 'column "scores" has 3 rows, column "treated" has 2'],
  [[1, 2], [1, 0], [0, 1], { shares: [0] }, 'options.shares[0] must be a number above 0 and at most 1'],
  [[3, 2, 1], [1, 1, 0], [0, 1, 1], { shares: [0.3] }, 'hold 1 treated and 0 untreated rows'],
])('%j %j %j %j is refused', async (scores, treated, outcomes, options, message) => {
  await expect(upliftMetrics(scores, treated, outcomes, options)).rejects.toThrow(message);
});
