// The lift of a control below 0: over its absolute value, so that its sign is that of the difference.
// Values: roots of |t - c - L |c|| = t_crit sqrt(v/n (1 + (1 + L sign c)^2)) by scipy 1.17 brentq, df 1998.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { fiellerLift, welchTest } from '../../../src/entries/stats.js';
import { relativeMarginTest } from '../../../src/experiment/effects/relative-margin.js';
import { meanLiftP } from '../../../src/stats/fieller.js';

const sample = (mean: number) => ({ n: 1000, mean, variance: 100 });

test.each([
  [-2, 3, 2.5, 2.0503072349242473, 3.268838339226034],
  [-2, -3, -0.5, -1.268838339226034, -0.050307234924247386],
  [2, 3, 0.5, 0.05030723492424724, 1.2688383392260338],
])('from %f to %f', (control, treatment, estimate, low, high) => {
  const { lift } = welchTest(sample(control), sample(treatment));
  expect(lift.estimate).toBeCloseTo(estimate, 12);
  expect(lift.low).toBeCloseTo(low, 10);
  expect(lift.high).toBeCloseTo(high, 10);
});

test('one-sided: the bound lies on the side of the difference', () => {
  const { lift } = welchTest(sample(-2), sample(3), { alternative: 'greater' });
  expect(lift.low).toBeCloseTo(2.111058647211548, 10);
  expect(lift.high).toBe(Infinity);
});

test('a control of 0 has no lift', () => {
  const { lift } = welchTest(sample(0), sample(3));
  expect(lift).toEqual({ estimate: Number.NaN, low: -Infinity, high: Infinity });
});

test('property: both arms mirrored at 0 mirror the lift', () => {
  const mean = fc.double({ min: -50, max: 50, noNaN: true }).filter((m) => Math.abs(m) > 1e-3);
  fc.assert(
    fc.property(mean, mean, fc.constantFrom('two-sided', 'less', 'greater'), (c, t, alternative) => {
      const errors = { control: 0.04, treatment: 0.09, df: 300, covariance: 0.01 };
      const mirrored = { 'two-sided': 'two-sided', less: 'greater', greater: 'less' } as const;
      const one = fiellerLift(c, t, errors, { alpha: 0.05, alternative });
      const other = fiellerLift(-c, -t, errors, { alpha: 0.05, alternative: mirrored[alternative] });
      expect(one.estimate).toBeCloseTo(-other.estimate, 9);
      expect(Math.sign(one.estimate)).toBe(Math.sign(t - c));
      if (Number.isFinite(one.low)) expect(one.low / -other.high).toBeCloseTo(1, 6);
      if (Number.isFinite(one.high)) expect(one.high / -other.low).toBeCloseTo(1, 6);
    }),
  );
});

test('a relative margin below a control below 0 holds for as much harm as above one', () => {
  const arm = (value: number) => ({ users: 1000, value, successes: null, deviation: 10 });
  const effect = (control: number, treatment: number) => ({
    run: (options: object) => welchTest(sample(control), sample(treatment), options),
    liftP: (lift: number, side: 'greater' | 'less') =>
      meanLiftP(control, treatment, { control: 0.1, treatment: 0.1, df: 1998 }, lift, side),
    control: arm(control),
    difference: treatment - control,
  });
  const up = relativeMarginTest(effect(20, 19.5) as never, 0.1, true, 0.05);
  const down = relativeMarginTest(effect(-20, -19.5) as never, 0.1, false, 0.05);
  expect(down.p).toBeCloseTo(up.p, 12);
  expect(down.bound).toBeCloseTo(-up.bound, 9);
});
