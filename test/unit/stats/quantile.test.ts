// numpy's own outer interval and a bootstrap that resamples users (test/golden/quantile/make.py); coverage by simulation.
import { expect, test } from 'vitest';

import { meanTest } from '../../../src/stats/means.js';
import { quantileInterval } from '../../../src/stats/quantile/quantile.js';
import { readGolden } from '../../support/golden.js';
import { uniform } from '../../support/random.js';

interface Golden {
  readonly arms: readonly {
    readonly user: readonly number[];
    readonly value: readonly number[];
    readonly quantiles: readonly {
      readonly p: number;
      readonly value: number;
      readonly low: number;
      readonly high: number;
      readonly error: number;
      readonly designEffect: number;
      readonly bootstrapError: number;
    }[];
  }[];
}

const { arms } = readGolden<Golden>('quantile/clustered.json');

test('several rows per user: the outer interval, and the error that resampling users gives', async () => {
  for (const { user, value, quantiles } of arms)
    for (const { p, bootstrapError, ...want } of quantiles) {
      const got = await quantileInterval(value, p, { clusters: Int32Array.from(user) });
      expect(got).toMatchObject({ rows: value.length, clusters: 600 });
      expect([got.low, got.high]).toEqual([want.low, want.high]);
      expect(got.value).toBeCloseTo(want.value, 9);
      expect(Math.abs(got.error / want.error - 1)).toBeLessThan(1e-12);
      expect(Math.abs(got.designEffect / want.designEffect - 1)).toBeLessThan(1e-10);
      // Two order statistics give the error to about a tenth.
      expect(Math.abs(got.error / bootstrapError - 1)).toBeLessThan(0.15);
      const naive = await quantileInterval(value, p);
      expect(naive.error).toBeLessThan(0.8 * bootstrapError);
    }
});

test('one row per user: clusters change nothing but the exact ranks', async () => {
  const value = arms[0]!.value.slice(0, 900);
  const alone = await quantileInterval(value, 0.5, { clusters: Int32Array.from(value, (_, i) => i) });
  const plain = await quantileInterval(value, 0.5);
  expect(alone.value).toBe(plain.value);
  expect(alone.designEffect).toBeCloseTo(1, 2);
  expect(Math.abs(alone.error / plain.error - 1)).toBeLessThan(0.05);
});

test('a group takes its own rows only, and order does not matter', async () => {
  const [a, b] = [arms[0]!, arms[1]!];
  const values = Float64Array.from([...a.value, ...b.value].reverse());
  const clusters = Int32Array.from([...a.user, ...b.user].reverse());
  const group = Int32Array.from([...a.value.map(() => 0), ...b.value.map(() => 1)].reverse());
  for (const [wanted, arm] of [a, b].entries()) {
    const whole = await quantileInterval(arm.value, 0.9, { clusters: Int32Array.from(arm.user) });
    expect(await quantileInterval(values, 0.9, { group, wanted, clusters })).toEqual(whole);
  }
});

const users = 300;
const runs = 3000;

/** Two equal arms of users with 1 to 9 sessions; sessions of a user share half of their variance. */
function sessions(draw: () => number) {
  const gauss = (): number => Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw());
  const [values, clusters, group]: [number[], number[], number[]] = [[], [], []];
  for (let user = 0; user < 2 * users; user++) {
    const effect = gauss();
    const size = 1 + Math.floor(9 * draw());
    for (let i = 0; i < size; i++) {
      values.push(effect + gauss());
      clusters.push(user);
      group.push(user < users ? 0 : 1);
    }
  }
  return {
    values: Float64Array.from(values),
    clusters: Int32Array.from(clusters),
    group: Int32Array.from(group),
  };
}

test.each([0.5, 0.9])('A/A of the %d quantile keeps its level with clusters, and not without', async (p) => {
  const draw = uniform(101);
  let [rejected, naive] = [0, 0];
  const isFar = async (s: ReturnType<typeof sessions>, clustered: boolean): Promise<boolean> => {
    const { values, group, clusters } = s;
    const of = (wanted: number) =>
      quantileInterval(values, p, { group, wanted, ...(clustered ? { clusters } : {}) });
    const [a, b] = [await of(0), await of(1)];
    const errors = { control: a.error ** 2, treatment: b.error ** 2, df: Number.POSITIVE_INFINITY };
    return meanTest('quantile-clustered', a.value, b.value, errors).p < 0.05;
  };
  for (let run = 0; run < runs; run++) {
    const sample = sessions(draw);
    if (await isFar(sample, true)) rejected++;
    if (run % 4 === 0 && (await isFar(sample, false))) naive++;
  }
  expect(Math.abs(rejected / runs - 0.05)).toBeLessThan(3.3 * Math.sqrt((0.05 * 0.95) / runs));
  expect(naive / (runs / 4)).toBeGreaterThan(0.12);
});

test('too few rows, one user, wrong codes and infinite values are one clear error', async () => {
  await expect(quantileInterval([1, 2, 3], 0.5)).rejects.toThrow(/needs more than 3 rows/);
  const many = Float64Array.from({ length: 100 }, (_, i) => i);
  const clusters = new Int32Array(100);
  await expect(quantileInterval(many, 0.5, { clusters })).rejects.toThrow(/at least 2 users/);
  await expect(quantileInterval(many, 0.5, { clusters: many.map((v) => v / 2) })).rejects.toThrow(
    /row 2: not a cluster code/,
  );
  await expect(quantileInterval([1, Number.NaN], 0.5)).rejects.toThrow(/row 2 is not a finite number/);
  await expect(quantileInterval(many, 1)).rejects.toThrow(/p must be strictly between 0 and 1/);
});
