// Oracles: Gauss-Legendre quadrature over scipy's incomplete beta function, and mpmath's closed form
// (test/golden/stats/make_beta.py). The simulation is held against both within its own errors.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  compareBetas,
  compareBetasSync,
  posteriorShape,
  simulateBetas,
} from '../../../src/stats/posterior/beta-posterior.js';
import { readGolden } from '../../support/golden.js';

type Pair = [number, number];
interface Compared {
  a: Pair;
  b: Pair;
  probability: number;
  lossA: number;
  lossB: number;
  difference: Pair;
  lift: Pair;
}
const golden = readGolden('stats/beta.json') as {
  cases: Compared[];
  apart: Compared[];
  closedForm: { a: Pair; b: Pair; probability: number }[];
  jeffreys: { a: Pair; b: Pair; probability: number }[];
};
const shape = ([a, b]: Pair) => ({ a, b });

async function expectExact(given: Compared): Promise<void> {
  const got = await compareBetas(shape(given.a), shape(given.b));
  const near = (value: number, expected: number): void => {
    expect(Math.abs(value - expected)).toBeLessThan(1e-10 * Math.max(1, Math.abs(expected)));
  };
  near(got.probability, given.probability);
  near(got.lossA, given.lossA);
  near(got.lossB, given.lossB);
  near(got.difference.low, given.difference[0]);
  near(got.difference.high, given.difference[1]);
  near(got.lift.low, given.lift[0]);
  near(got.lift.high, given.lift[1]);
}

test.each(golden.apart)('Beta $a against Beta $b, far apart, is exact to 1e-10', expectExact);

describe.each(golden.cases)('Beta $a against Beta $b', (given) => {
  test('the exact answer is exact to 1e-10', () => expectExact(given));

  test('the simulation agrees within 4.5 of its standard errors', async () => {
    const got = await simulateBetas(shape(given.a), shape(given.b), { seed: 7 });
    for (const [simulated, expected] of [
      [got.probability, given.probability],
      [got.lossA, given.lossA],
      [got.lossB, given.lossB],
      [got.meanA, given.a[0] / (given.a[0] + given.a[1])],
      [got.meanB, given.b[0] / (given.b[0] + given.b[1])],
      [got.low, given.difference[0]],
      [got.high, given.difference[1]],
    ] as const) {
      expect(simulated.error).toBeGreaterThan(0);
      expect(Math.abs(simulated.value - expected)).toBeLessThan(4.5 * simulated.error);
    }
  });
});

test.each(golden.closedForm)('P(B > A) of $a and $b is the closed sum', async ({ a, b, probability }) => {
  expect(Math.abs((await compareBetas(shape(a), shape(b))).probability - probability)).toBeLessThan(1e-11);
});

test.each(golden.jeffreys)('P(B > A) of $a and $b, shapes from the least on', async (given) => {
  const [a, b] = [shape(given.a), shape(given.b)];
  expect(Math.abs((await compareBetas(a, b)).probability - given.probability)).toBeLessThan(1e-10);
  const { probability } = await simulateBetas(a, b, { seed: 5 });
  expect(Math.abs(probability.value - given.probability)).toBeLessThan(4.5 * probability.error);
});

const anyShape = fc.record({
  a: fc.double({ min: 0.5, max: 3000, noNaN: true }),
  b: fc.double({ min: 0.5, max: 3000, noNaN: true }),
});

test('swapping the arms mirrors every number', async () => {
  await fc.assert(
    fc.asyncProperty(anyShape, anyShape, async (a, b) => {
      const one = await compareBetas(a, b);
      const other = await compareBetas(b, a);
      expect(Math.abs(one.probability + other.probability - 1)).toBeLessThan(1e-10);
      expect(Math.abs(one.lossA - other.lossB)).toBeLessThan(1e-10);
      expect(Math.abs(one.difference.low + other.difference.high)).toBeLessThan(1e-9);
      expect(one.difference.low).toBeLessThan(one.difference.high);
      // E max(B - A, 0) - E max(A - B, 0) = E B - E A
      expect(Math.abs(one.lossA - one.lossB - (one.meanB - one.meanA))).toBeLessThan(1e-10);
    }),
    { numRuns: 60 },
  );
});

test('the seed alone decides the bytes', async () => {
  const a = { a: 112, b: 2103 };
  const b = { a: 156, b: 2059 };
  const one = await simulateBetas(a, b, { seed: 3, threads: 1, draws: 100_001 });
  expect(await simulateBetas(a, b, { seed: 3, threads: 5, draws: 100_001 })).toEqual(one);
  expect(await simulateBetas(a, b, { seed: 4, draws: 100_001 })).not.toEqual(one);
});

test('the synchronous answer is the same, large shapes or small', async () => {
  for (const [a, b] of [
    [
      { a: 112, b: 2103 },
      { a: 156, b: 2059 },
    ],
    [
      { a: 3, b: 40 },
      { a: 5, b: 39 },
    ],
  ] as const) {
    expect(compareBetasSync(a, b, { level: 0.9 })).toEqual(await compareBetas(a, b, { level: 0.9 }));
  }
  expect(() => compareBetasSync({ a: 0, b: 1 }, { a: 1, b: 1 })).toThrow(/a.a must be/);
});

test('posteriorShape adds the evidence to the prior', () => {
  expect(posteriorShape(40, 1000)).toEqual({ a: 41, b: 961 });
  expect(posteriorShape(1, 2, { a: 0.5, b: 0.5 })).toEqual({ a: 1.5, b: 1.5 });
  expect(() => posteriorShape(3, 2)).toThrow(/successes/);
});

test.each([
  ['a shape of 0', () => compareBetas({ a: 0, b: 1 }, { a: 1, b: 1 }), /a.a must be/],
  ['a shape below 0.5', () => compareBetas({ a: 7, b: 0.06 }, { a: 5, b: 1 }), /a.b must be from 0.5 to/],
  ['a simulated one', () => simulateBetas({ a: 7, b: 1 }, { a: 0.49, b: 1 }), /b.a must be from 0.5 to/],
  ['a prior below it', async () => posteriorShape(1, 2, { a: 0.4, b: 1 }), /prior.a must be from 0.5 to/],
  ['a level of 1', () => compareBetas({ a: 1, b: 1 }, { a: 1, b: 1 }, { level: 1 }), /level/],
  ['one draw', () => simulateBetas({ a: 1, b: 1 }, { a: 1, b: 1 }, { draws: 1 }), /draws/],
])('%s is BAD_INPUT', async (_, call, message) => {
  await expect(call()).rejects.toMatchObject({ code: 'BAD_INPUT', message: expect.stringMatching(message) });
});

test.each([
  [5.5, 995.5, 200.5, 800.5],
  [0.5, 2788.5, 157.5, 1417.5],
  [200.5, 800.5, 5.5, 995.5],
])(
  'posteriors far apart, Beta(%f, %f) and Beta(%f, %f): probability and losses stay in range',
  (a, b, c, d) => {
    const { probability, lossA, lossB } = compareBetasSync({ a, b }, { a: c, b: d });
    expect(probability).toBeLessThanOrEqual(1);
    expect(probability).toBeGreaterThanOrEqual(0);
    expect(Math.min(lossA, lossB)).toBeGreaterThanOrEqual(0);
  },
);
