import { describe, expect, test } from 'vitest';
import { meanMde, meanPower, meanSampleSize } from '../../../src/stats/power/power-means.js';
import {
  type NonInferiorityPlan,
  nonInferiorityPower,
  nonInferioritySize,
} from '../../../src/stats/power/power-non-inferiority.js';
import { daysNeeded } from '../../../src/stats/power/power-options.js';
import {
  proportionMde,
  proportionPower,
  proportionPowerCurve,
  proportionSampleSize,
} from '../../../src/stats/power/power-proportions.js';
import nonInferiority from '../../golden/power/non-inferiority.json' with { type: 'json' };
import { readGolden } from '../../support/golden.js';
import { relative } from '../../support/near.js';

interface Want {
  readonly control: number;
  readonly simulated?: number;
}
interface ArcsineCase {
  readonly baseline: number;
  readonly mde: number;
  readonly power: number;
  readonly ratio: number;
  readonly control: number;
}
interface Golden {
  readonly arcsine: readonly ArcsineCase[];
  readonly t: readonly Record<'effect' | 'power' | 'ratio' | 'control', number>[];
  readonly tPower: readonly Record<'effect' | 'power' | 'control', number>[];
}
const want = readGolden<Golden>('power/golden.json'); // statsmodels

describe('two proportions', () => {
  // R power.prop.test, rpact and Fleiss; statsmodels NormalIndPower and R pwr.
  const published = [
    [{ baseline: 0.05, mde: 0.02 }, 2212.2048, 2209.46, 2198.4916, 2311.123],
    [{ baseline: 0.05, mde: 0.02, power: 0.9 }, 2961.0157, 2957.84, 2943.1627, 3060.199],
    [{ baseline: 0.05, mde: 0.001 }, 752702.463, 752699.718, 752683.953, 754701.138],
    [{ baseline: 0.2, mde: 0.05 }, 1093.739, 1090.994, 1091.896, 1133.386],
  ] as const;

  test.each(published)('%o by every formula', (plan, pooled, unpooled, arcsine, fleiss) => {
    const size = (method: 'pooled' | 'unpooled' | 'arcsine' | 'fleiss'): number =>
      proportionSampleSize({ ...plan, method }).exactControl;
    // The published figures are printed to seven or eight digits.
    expect(relative(size('pooled'), pooled)).toBeLessThan(5e-7);
    expect(relative(size('unpooled'), unpooled)).toBeLessThan(5e-7);
    // These two programs count a significant result in the wrong direction as power.
    expect(relative(size('arcsine'), arcsine)).toBeLessThan(3e-6);
    expect(relative(size('fleiss'), fleiss)).toBeLessThan(5e-7);
  });

  test('the example of the reference script is 2213, and 2962 and 752703 are rounded up', () => {
    expect(proportionSampleSize({ baseline: 0.05, mde: 0.02 })).toMatchObject({
      control: 2213,
      treatment: 2213,
    });
    expect(proportionSampleSize({ baseline: 0.05, mde: 0.02, power: 0.9 }).control).toBe(2962);
    expect(proportionSampleSize({ baseline: 0.05, mde: 0.02, relative: true }).control).toBe(752703);
  });

  test('two to one costs 5078 in all, not 6639 (rpact)', () => {
    const { exactControl, exactTreatment } = proportionSampleSize({ baseline: 0.05, mde: 0.02, ratio: 2 });
    expect(exactControl).toBeCloseTo(1692.415, 3);
    expect(exactTreatment).toBeCloseTo(3384.831, 2);
  });

  test('the arcsine formula equals statsmodels at any ratio', () => {
    for (const { control, ...row } of want.arcsine) {
      const size = proportionSampleSize({ ...row, method: 'arcsine' });
      expect(relative(size.exactControl, control)).toBeLessThan(1e-8);
    }
  });

  test.each(['pooled', 'unpooled', 'arcsine', 'fleiss'] as const)(
    '%s: power and MDE invert the size',
    (method) => {
      for (const ratio of [1, 2, 0.5]) {
        const plan = {
          baseline: 0.1,
          mde: 0.03,
          ratio,
          method,
          power: 0.85,
          varianceReduction: 0.2,
          inflation: 1.03,
        };
        const size = proportionSampleSize(plan);
        expect(proportionPower(plan, size.control)).toBeGreaterThanOrEqual(0.85);
        expect(proportionPower(plan, size.control - 1)).toBeLessThan(0.85);
        expect(proportionMde(plan, size.control)).toBeCloseTo(0.03, 4);
        expect(proportionMde({ ...plan, relative: true }, size.control)).toBeCloseTo(0.3, 3);
      }
      expect(proportionMde({ baseline: 0.1, method }, 3000, 'decrease')).toBeLessThan(0);
    },
  );

  test('CUPED shrinks and a sequential plan grows the size; days follow from traffic', () => {
    const plain = proportionSampleSize({ baseline: 0.05, mde: 0.02 });
    const reduced = proportionSampleSize({ baseline: 0.05, mde: 0.02, varianceReduction: 0.5 });
    expect(reduced.exactControl).toBeCloseTo(plain.exactControl / 2, 8);
    expect(daysNeeded(plain, 1000)).toBe(5);
    const curve = proportionPowerCurve({ baseline: 0.05, mde: 0.02 }, [1000, 2000, 4000]);
    expect(curve[2]!.power).toBeGreaterThan(curve[1]!.power);
  });

  test('impossible plans are one clear error', () => {
    expect(() => proportionSampleSize({ baseline: 0.95, mde: 0.1 })).toThrow(/not between 0 and 1/);
    expect(() => proportionSampleSize({ baseline: 0.5, mde: 0 })).toThrow(/must not be 0/);
    expect(() => proportionMde({ baseline: 0.5 }, 3)).toThrow(/cannot find/);
  });
});

describe('two means', () => {
  test('the t test equals statsmodels', () => {
    for (const { control, ...row } of want.t) {
      expect(relative(meanSampleSize({ ...row, sd: 1 }).exactControl, control)).toBeLessThan(1e-7); // their root search
    }
    for (const { effect, control, power } of want.tPower) {
      expect(relative(meanPower({ effect, sd: 1 }, control), power)).toBeLessThan(1e-10);
    }
  });

  test('the smallest effect inverts the size, also with two spreads', () => {
    const plan = { effect: 3, sd: 20, treatmentSd: 25, ratio: 0.5, varianceReduction: 0.3 };
    const size = meanSampleSize(plan);
    expect(meanPower(plan, size.control)).toBeGreaterThanOrEqual(0.8);
    expect(meanMde(plan, size.control)).toBeCloseTo(3, 2);
    expect(meanSampleSize({ ...plan, method: 'normal' }).control).toBeLessThanOrEqual(size.control);
  });
});

describe('non-inferiority', () => {
  const { rates, means } = nonInferiority;

  test('rates: the formula of an independent implementation, whose simulated power is the one asked for', () => {
    for (const { control, simulated, ...plan } of rates as readonly (NonInferiorityPlan & Want)[]) {
      const size = nonInferioritySize(plan);
      // Their null rates come from a search that stops at about 1e-8.
      expect(relative(size.exactControl, control)).toBeLessThan(1e-6);
      expect(nonInferiorityPower(plan, size.control)).toBeGreaterThanOrEqual(plan.power!);
      expect(nonInferiorityPower(plan, size.control)).toBeCloseTo(plan.power!, 2);
      // 400,000 runs: standard error .0006.
      expect(Math.abs(simulated! - plan.power!)).toBeLessThan(0.003);
    }
  });

  test('means: the noncentral t of statsmodels, whatever the control is', () => {
    for (const { control, ...plan } of means as readonly (Omit<NonInferiorityPlan, 'baseline'> & Want)[]) {
      for (const baseline of [40, -3, 0])
        expect(relative(nonInferioritySize({ ...plan, baseline }).exactControl, control)).toBeLessThan(1e-7);
    }
  });

  test.each([
    { baseline: 0.05, margin: 0.1 },
    { baseline: 0.95, margin: 0.1, harm: 'increase' as const },
    { baseline: 0.5, margin: 1.1, relative: true },
  ])('a margin that no rate can lose is refused: %o', (plan) => {
    expect(() => nonInferioritySize(plan)).toThrow(/harm that cannot happen|must be/);
  });

  test('a relative margin counts the error of the control it is a share of', () => {
    const plan = { baseline: 40, sd: 35, margin: 0.05, relative: true };
    const fixed = nonInferioritySize({ ...plan, margin: 2, relative: false });
    // Variance sd^2 (1 + .95^2) instead of 2 sd^2, and with a harm upwards sd^2 (1 + 1.05^2).
    const share = (harm: 'decrease' | 'increase', baseline = 40): number =>
      nonInferioritySize({ ...plan, harm, baseline }).exactControl / fixed.exactControl;
    expect(share('decrease')).toBeCloseTo((1 + 0.95 ** 2) / 2, 3);
    expect(share('increase')).toBeCloseTo((1 + 1.05 ** 2) / 2, 3);
    expect(share('decrease', -40)).toBeCloseTo(share('increase'), 9);
  });

  test('power at or below alpha is refused everywhere a size or an effect is asked for', () => {
    const low = { alpha: 0.05, power: 0.05 };
    const refused = /plan\.power must be above alpha \(0\.05\), got 0\.05/;
    expect(() => proportionSampleSize({ baseline: 0.1, mde: 0.1, ...low })).toThrow(refused);
    expect(() => proportionMde({ baseline: 0.1, ...low }, 100)).toThrow(refused);
    expect(() => meanSampleSize({ effect: 1, sd: 1, ...low })).toThrow(refused);
    expect(() => meanMde({ sd: 1, ...low }, 100)).toThrow(refused);
    expect(() => nonInferioritySize({ baseline: 0.1, margin: 0.05, ...low })).toThrow(refused);
    expect(proportionPower({ baseline: 0.1, mde: 0.1, alpha: 0.9 }, 100)).toBeGreaterThan(0.9);
  });
});
