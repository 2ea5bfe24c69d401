import { describe, expect, test } from 'vitest';
import { cohenH } from '../../../src/stats/effects.js';
import {
  differenceInterval,
  type ProportionIntervalMethod,
  proportionInterval,
  twoProportionTest,
} from '../../../src/stats/proportions/proportions.js';
import { readGolden } from '../../support/golden.js';
import { relative } from '../../support/near.js';
import { uniform } from '../../support/random.js';

type Pair = readonly [number, number];
interface Case {
  readonly counts: readonly [number, number, number, number];
  readonly pooledZ: number;
  readonly pooledP: number;
  readonly [interval: string]: number | readonly number[];
}
const cases = readGolden<{ proportions: readonly Case[] }>('tests/golden.json').proportions;
const near = (got: { low: number; high: number }, want: Pair, tolerance: number): void => {
  expect(Math.abs(got.low - want[0])).toBeLessThan(tolerance * Math.max(1, Math.abs(want[0])));
  expect(Math.abs(got.high - want[1])).toBeLessThan(tolerance * Math.max(1, Math.abs(want[1])));
};
const sample = (successes: number, trials: number) => ({ successes, trials });

describe.each(cases)('$counts equals statsmodels and mpmath', (row) => {
  const [x1, n1, x2, n2] = row.counts;
  const [control, treatment] = [sample(x1, n1), sample(x2, n2)] as const;

  test('pooled z and p', () => {
    const result = twoProportionTest(control, treatment);
    expect(relative(result.statistic!, row.pooledZ)).toBeLessThan(1e-12);
    expect(relative(result.p, row.pooledP)).toBeLessThan(1e-11);
  });

  test('intervals of the difference', () => {
    near(differenceInterval(control, treatment, 'miettinen-nurminen'), row['mn'] as unknown as Pair, 1e-12);
    near(differenceInterval(control, treatment, 'score'), row['score'] as unknown as Pair, 1e-12);
    near(differenceInterval(control, treatment, 'newcombe'), row['newcombe'] as unknown as Pair, 1e-12);
    near(differenceInterval(control, treatment, 'wald'), row['wald'] as unknown as Pair, 1e-12);
    near(
      differenceInterval(control, treatment, 'agresti-caffo'),
      row['agrestiCaffo'] as unknown as Pair,
      1e-12,
    );
  });

  test('score intervals of the ratio, as lift', () => {
    for (const [variance, key] of [
      ['miettinen-nurminen', 'ratioMn'],
      ['pooled', 'ratioScore'],
    ] as const) {
      const { lift } = twoProportionTest(control, treatment, { variance });
      near({ low: lift.low + 1, high: lift.high + 1 }, row[key] as unknown as Pair, 1e-7);
    }
  });

  test('intervals of one proportion', () => {
    const names: Readonly<Record<ProportionIntervalMethod, string>> = {
      wilson: 'wilson',
      'clopper-pearson': 'clopperPearson',
      jeffreys: 'jeffreys',
      wald: 'waldOne',
      'agresti-coull': 'agrestiCoull',
    };
    for (const [method, key] of Object.entries(names)) {
      const got = proportionInterval(control, { method: method as ProportionIntervalMethod });
      near(got, row[key] as unknown as Pair, 1e-12);
    }
  });
});

test('published figures: prop.test without correction, 7/34 against 1/34, 117/2213 and the demo of the reference script', () => {
  expect(
    relative(twoProportionTest(sample(112, 2213), sample(145, 2213)).p, 0.0339232544945008),
  ).toBeLessThan(1e-12);
  const demo = twoProportionTest(sample(117, 2213), sample(150, 2213));
  expect(demo.estimate).toBeCloseTo(0.01491188432, 11);
  expect(relative(demo.statistic!, 2.083385099852)).toBeLessThan(1e-12);
  expect(relative(demo.p, 0.0372161353302692)).toBeLessThan(1e-12);
  near(
    differenceInterval(sample(117, 2213), sample(150, 2213), 'wald'),
    [0.000890270344, 0.028933498296],
    1e-11,
  );
  const [one, seven] = [sample(1, 34), sample(7, 34)] as const;
  near(differenceInterval(one, seven, 'miettinen-nurminen'), [0.0270416, 0.3452912], 5e-8); // R PropCIs diffscoreci
  near(differenceInterval(one, seven, 'newcombe'), [0.018921443885773, 0.3403686870327074], 1e-13);
  near(proportionInterval(sample(117, 2213)), [0.04429694251605169, 0.06299149612006981], 1e-14);
  expect(cohenH(sample(5, 100), sample(7, 100)).estimate).toBeCloseTo(0.08449984251812542, 14);
});

describe('test and interval agree', () => {
  // A linear congruential stream: 100,000 tables from 1 to 5,000 users a group, rates from 0 to 1.
  const random = uniform(12345);
  const tables = Array.from({ length: 100_000 }, () => {
    const [n1, n2] = [1 + Math.floor(5000 ** random()), 1 + Math.floor(5000 ** random())] as const;
    const rate = random() ** 3;
    const draw = (n: number): number =>
      Math.min(n, Math.floor(n * Math.min(1, rate * (0.5 + random())) + random()));
    return [sample(draw(n1), n1), sample(draw(n2), n2)] as const;
  });

  test.each(['pooled', 'miettinen-nurminen', 'unpooled'] as const)(
    '%s: p < alpha exactly when the interval leaves out 0, absolute and relative',
    (variance) => {
      let rejected = 0;
      for (const [control, treatment] of tables) {
        const certain = ({ successes, trials }: { successes: number; trials: number }): boolean =>
          successes === 0 || successes === trials;
        if (variance === 'unpooled' && certain(control) && certain(treatment)) continue;
        const { p, low, high, lift } = twoProportionTest(control, treatment, { variance });
        const significant = p < 0.05;
        const outside = low > 0 || high < 0;
        const liftOutside = lift.low > 0 || lift.high < 0;
        rejected += significant ? 1 : 0;
        // Unbounded Fieller sets are the one case in which a lift cannot show what the difference does.
        const unbounded = lift.low === -Infinity && lift.high === Infinity;
        if (significant !== outside || (significant !== liftOutside && !unbounded)) {
          expect.fail(JSON.stringify({ control, treatment, p, low, high, lift }));
        }
      }
      expect(rejected).toBeGreaterThan(5000);
    },
  );

  test('one-sided tests with a margin too', () => {
    for (const [control, treatment] of tables.slice(0, 5000)) {
      for (const [alternative, margin] of [
        ['greater', -0.02],
        ['less', 0.03],
      ] as const) {
        const { p, low, high } = twoProportionTest(control, treatment, { alternative, null: margin });
        const outside = alternative === 'greater' ? low > margin : high < margin;
        if (p < 0.05 !== outside && Math.abs(p - 0.05) > 1e-9)
          expect.fail(JSON.stringify({ control, treatment, p, low, high }));
      }
    }
  });
});

test('the trap of mixed standard errors is gone: 35/3000 against 1/300', () => {
  const { p, low, high } = twoProportionTest(sample(35, 3000), sample(1, 300));
  expect(p).toBeCloseTo(0.185, 3);
  expect(low < 0 && high > 0).toBe(true);
});

test('wrong counts are one clear error', () => {
  expect(() => twoProportionTest(sample(1, 0), sample(1, 2))).toThrow(/control: trials/);
  expect(() => twoProportionTest(sample(1, 3), sample(4, 2))).toThrow(/treatment: successes/);
  expect(() => twoProportionTest(sample(0, 3), sample(2, 2), { variance: 'unpooled' })).toThrow(/pooled/);
});

test('an unpooled lift of -100 % has the width of its control', () => {
  const [control, treatment] = [
    { successes: 10, trials: 100 },
    { successes: 0, trials: 100 },
  ];
  const { p, high, lift } = twoProportionTest(control, treatment, { variance: 'unpooled' });
  expect(p).toBeCloseTo(8.58e-4, 6);
  expect(lift.low).toBe(-1);
  // -1 + 1.959963984540054 x 0.03 / 0.1
  expect(lift.high).toBeCloseTo(-0.4120108046379838, 12);
  expect(lift.high).toBeCloseTo(high / 0.1, 12);
});
