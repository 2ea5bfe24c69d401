import jstat from 'jstat';
import { describe, expect, test } from 'vitest';
import {
  beta,
  binomial,
  chiSquare,
  type Distribution,
  fisherF,
  gamma,
  hypergeometric,
  noncentralT,
  normal,
  studentT,
} from '../../../src/stats/distributions.js';
import { goldenText } from '../../support/golden.js';

// Golden values: test/golden/distributions/make.py (mpmath, 40 digits, seeded).
type Row = readonly string[];
const table = (name: string): Row[] =>
  goldenText(`distributions/${name}.csv`)
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','));

const families: Readonly<Record<string, Distribution<number[]>>> = {
  normal,
  student: studentT as Distribution<number[]>,
  beta: beta as Distribution<number[]>,
  gamma: gamma as Distribution<number[]>,
  fisher: fisherF as Distribution<number[]>,
  binomial: binomial as Distribution<number[]>,
  hypergeometric: hypergeometric as Distribution<number[]>,
  'noncentral-t': noncentralT as Distribution<number[]>,
};

const parametersOf = (row: Row): number[] =>
  row
    .slice(1, 4)
    .filter((cell) => cell !== '')
    .map(Number);
const relative = (got: number, want: number): number => (got === want ? 0 : Math.abs(got / want - 1));

describe.each(Object.entries(families))('%s', (name, distribution) => {
  const rows = table('grid').filter((row) => row[0] === name);
  const counting = name === 'binomial' || name === 'hypergeometric';

  test('equals mpmath in both tails and both logarithms to 1e-13', () => {
    let worst = 0;
    for (const row of rows) {
      const parameters = parametersOf(row);
      const [x, cdf, survival] = [Number(row[4]), Number(row[5]), Number(row[6])] as const;
      const logCdf = cdf < 0.5 ? Math.log(cdf) : Math.log1p(-survival);
      const logSurvival = survival < 0.5 ? Math.log(survival) : Math.log1p(-cdf);
      worst = Math.max(
        worst,
        relative(distribution.cdf(x, ...parameters), cdf),
        relative(distribution.survival(x, ...parameters), survival),
        relative(distribution.logCdf(x, ...parameters), logCdf),
        relative(distribution.logSurvival(x, ...parameters), logSurvival),
      );
    }
    expect(rows.length).toBeGreaterThanOrEqual(300);
    expect(worst).toBeLessThan(1e-13);
  });

  if (name === 'noncentral-t') return;
  test('inverts the smaller tail to 1e-13', () => {
    let worst = 0;
    for (const row of rows) {
      if (row[7] === '-' && !counting) continue;
      const [x, cdf, survival] = [Number(row[4]), Number(row[5]), Number(row[6])] as const;
      const parameters = parametersOf(row);
      // A count is a step: just inside it, by the accuracy the tails have.
      const inside = counting ? 1e-13 : 0;
      const got =
        cdf < survival
          ? distribution.quantile(cdf * (1 - inside), ...parameters)
          : distribution.inverseSurvival(survival * (1 + inside), ...parameters);
      worst = Math.max(worst, relative(got, row[7] === '' || counting ? x : Number(row[7])));
    }
    expect(worst).toBeLessThan(1e-13);
  });
});

test('the noncentral t inverts its own tails (held against mpmath above) to 1e-12', () => {
  for (const row of table('grid').filter((cells, i) => cells[0] === 'noncentral-t' && i % 4 === 0)) {
    const [p, parameters] = [Number(row[5]), parametersOf(row) as [number, number]] as const;
    if (p > 0.999) continue;
    const x = noncentralT.quantile(p, ...parameters);
    expect(relative(noncentralT.cdf(x, ...parameters), p)).toBeLessThan(1e-12);
  }
});

test('a count quantile is the first whole number that reaches p', () => {
  expect(binomial.quantile(binomial.cdf(3, 10, 0.3), 10, 0.3)).toBe(3);
  expect(binomial.inverseSurvival(0, 10, 0.3)).toBe(10);
  expect(hypergeometric.quantile(0, 10, 8, 5)).toBe(3);
});

test('the grid holds 20,000 points and no probability above 1e-300 is 0', () => {
  const rows = table('grid');
  expect(rows.length).toBeGreaterThanOrEqual(20_000);
  expect(rows.every((row) => Number(row[5]) > 0 && Number(row[6]) > 0)).toBe(true);
});

test('logarithms stay right where the probability underflows', () => {
  const rows = table('extreme');
  expect(rows.length).toBeGreaterThan(400);
  for (const row of rows) {
    const distribution = families[row[0]!]!;
    const [x, parameters] = [Number(row[4]), parametersOf(row)] as const;
    const [logCdf, logSurvival] = [Number(row[5]), Number(row[6])] as const;
    if (logCdf < logSurvival)
      expect(relative(distribution.logCdf(x, ...parameters), logCdf)).toBeLessThan(1e-13);
    else expect(relative(distribution.logSurvival(x, ...parameters), logSurvival)).toBeLessThan(1e-13);
  }
});

test('chi-square tails far out equal the published SRM case (2.40e-149)', () => {
  const users = [4072, 2035] as const;
  const total = users[0] + users[1];
  const expected = [0.8 * total, 0.2 * total] as const;
  const statistic = users.reduce((sum, n, i) => sum + (n - expected[i]!) ** 2 / expected[i]!, 0);
  expect(relative(chiSquare.survival(statistic, 1), 2.402003111153235e-149)).toBeLessThan(1e-11);
});

test('each() equals the scalar calls', () => {
  const x = Float64Array.from({ length: 50 }, (_, i) => -6 + i / 4);
  expect(studentT.each('survival', x, 7)).toEqual(x.map((v) => studentT.survival(v, 7)));
  expect(chiSquare.each('cdf', Float64Array.of(3), 2)[0]).toBe(chiSquare.cdf(3, 2));
});

test('jstat agrees inside its accuracy (the body of the normal and the t)', () => {
  for (const x of [-2, -0.5, 0.1, 1.7]) {
    expect(jstat.normal.cdf(x, 0, 1)).toBeCloseTo(normal.cdf(x), 9);
    expect(jstat.studentt.cdf(x, 11)).toBeCloseTo(studentT.cdf(x, 11), 7);
  }
});

test('wrong input is one clear error', () => {
  expect(() => normal.cdf(Number.NaN)).toThrow(/NaN/);
  expect(() => normal.quantile(1.5)).toThrow(/from 0 to 1/);
  expect(() => studentT.cdf(1, 0)).toThrow(/df must be > 0/);
  expect(() => binomial.cdf(1, 2.5, 0.5)).toThrow(/whole number/);
  expect(() => hypergeometric.cdf(1, 10, 11, 3)).toThrow(/population/);
  expect(normal.quantile(0)).toBe(Number.NEGATIVE_INFINITY);
  expect(beta.quantile(1, 2, 3)).toBe(1);
});
