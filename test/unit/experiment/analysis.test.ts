// Expected values: numpy and scipy on the same 240 users (test/golden/experiment/make_analysis.py).
import {
  Bool,
  Dictionary,
  Float64,
  Int32,
  Table,
  tableFromArrays,
  Utf8,
  vectorFromArray,
} from 'apache-arrow';
import { describe, expect, test } from 'vitest';

import { analyzeExperiment } from '../../../src/experiment/analyze.js';
import { assigner } from '../../../src/experiment/assignment/assignment.js';
import { experimentConfig } from '../../../src/experiment/config/config.js';
import { dataFromTable } from '../../../src/experiment/data/data.js';
import type { MetricRecord } from '../../../src/experiment/records/records.js';
import { sizeCurves } from '../../../src/experiment/reference/size-curves.js';
import { dataFromArrow } from '../../../src/experiment/sources/arrow-data.js';
import golden from '../../golden/experiment/analysis.json' with { type: 'json' };

const { data } = golden;
const columns = {
  variant: data.arm.map((a) => (a === 1 ? 'treatment' : 'control')),
  stratum: data.stratum.map((s) => `s${s}`),
  x: Float64Array.from(data.x),
  z: Float64Array.from(data.z),
  y: Float64Array.from(data.y),
  sessions: Float64Array.from(data.sessions),
  clicks: Float64Array.from(data.clicks),
  converted: Float64Array.from(data.converted),
};
const table = tableFromArrays(columns);

const y = { name: 'y', kind: 'mean', role: 'primary', column: 'y' };
const base = {
  name: 'golden',
  data: { variant: 'variant' },
  control: 'control',
  treatments: ['treatment'],
  weights: [55, 45],
  metrics: [y],
};

async function primary(config: object): Promise<MetricRecord> {
  const checked = experimentConfig({ ...base, ...config });
  return (await analyzeExperiment(await dataFromTable(table, checked), checked)).metrics[0]!;
}

function near(actual: number, expected: number, relative = 1e-10): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(relative * Math.abs(expected));
}

describe('against numpy and scipy', () => {
  test('Welch', async () => {
    const m = await primary({});
    near(m.difference, golden.welch.difference);
    near(m.p, golden.welch.p, 1e-9);
    near(m.low!, golden.welch.low);
    near(m.high!, golden.welch.high);
    near(m.df!, golden.welch.df);
  });

  test('CUPED within arms is analysis of covariance, with one and two covariates', async () => {
    const one = await primary({ metrics: [{ ...y, covariates: ['x'] }] });
    near(one.difference, golden.ancova1.difference);
    near(one.cuped!.theta[0]!, golden.ancova1.theta[0]!);
    const two = await primary({ metrics: [{ ...y, covariates: ['x', 'z'] }] });
    near(two.difference, golden.ancova2.difference);
    golden.ancova2.theta.forEach((theta, i) => {
      near(two.cuped!.theta[i]!, theta);
    });
    // Least squares assumes one residual variance for both arms, we one each: close, not equal.
    near(one.standardError, golden.ancova1.se, 0.03);
    near(two.standardError, golden.ancova2.se, 0.03);
    expect(two.cuped!.varianceReduction).toBeGreaterThan(one.cuped!.varianceReduction);
  });

  test('CUPED pooled is the textbook form', async () => {
    const m = await primary({ cuped: 'pooled', metrics: [{ ...y, covariates: ['x'] }] });
    near(m.cuped!.theta[0]!, golden.pooledCuped.theta);
    near(m.difference, golden.pooledCuped.difference);
    near(m.p, golden.pooledCuped.p, 1e-9);
    near(m.low!, golden.pooledCuped.low);
    near(m.df!, golden.pooledCuped.df);
  });

  test('a ratio by the delta method', async () => {
    const metrics = [{ name: 'ctr', kind: 'ratio', role: 'primary', column: 'clicks', per: 'sessions' }];
    const m = await primary({ metrics });
    near(m.control, golden.ratio.control);
    near(m.treatment, golden.ratio.treatment);
    near(m.standardError, golden.ratio.se);
  });

  test('post-stratification', async () => {
    const m = await primary({ data: { variant: 'variant', strata: ['stratum'] } });
    near(m.difference, golden.stratified.difference);
    near(m.standardError, golden.stratified.se);
    expect(m.strata).toMatchObject({ by: ['stratum'], count: 3 });
    near(m.strata!.before.difference, golden.welch.difference);
  });

  test.each([
    ['standardised', golden.oecStandardised],
    ['relative', golden.oecRelative],
  ] as const)('an OEC per user, %s', async (scaling, expected) => {
    const oec = {
      scaling,
      terms: [
        { metric: 'converted', weight: 1 },
        { metric: 'y', weight: 0.5 },
      ],
    };
    const converted = { name: 'converted', kind: 'proportion', column: 'converted' };
    const config = experimentConfig({ ...base, oec, metrics: [y, converted] });
    const result = await analyzeExperiment(await dataFromTable(table, config), config);
    const m = result.metrics.find((r) => r.role === 'oec')!;
    near(m.difference, expected.difference);
    near(m.p, expected.p, 1e-9);
    near(m.low!, expected.low);
    expect(result.oec!.terms.reduce((sum, t) => sum + t.share!, 0)).toBeCloseTo(1, 12);
  });

  test('winsorising with a cap from all arms', async () => {
    const m = await primary({ metrics: [{ ...y, winsorise: { upper: 0.9 } }] });
    near(m.winsorised!.upper!, golden.winsorised.cap);
    expect(m.winsorised!.users).toBe(golden.winsorised.changed);
    near(m.difference, golden.winsorised.difference);
    near(m.p, golden.winsorised.p, 1e-9);
  });

  test('a quantile', async () => {
    const m = await primary({ metrics: [{ ...y, kind: 'quantile', quantile: 0.9 }] });
    near(m.control, golden.quantile90.control);
    near(m.treatment, golden.quantile90.treatment);
    near(m.standardError, golden.quantile90.se);
    near(m.p, golden.quantile90.p, 1e-9);
  });
});

test('straight from Arrow buffers: the row path to the last digits, several chunks included', async () => {
  const flags = new Table({
    variant: vectorFromArray(columns.variant, new Dictionary(new Utf8(), new Int32())),
    y: vectorFromArray(data.y, new Float64()),
    x: vectorFromArray(data.x, new Float64()),
    converted: vectorFromArray(
      data.converted.map((c) => c === 1),
      new Bool(),
    ),
  });
  const converted = { name: 'converted', kind: 'proportion', column: 'converted' };
  const config = experimentConfig({ ...base, metrics: [{ ...y, covariates: ['x'] }, converted] });
  for (const given of [flags, flags.slice(0, 77).concat(flags.slice(77))]) {
    const fast = (await dataFromArrow(given, config))!;
    const slow = await dataFromTable(given, config);
    expect(fast.columns).toEqual(slow.columns);
    slow.cells.forEach(([cell], arm) => {
      const ours = fast.cells[arm]![0]!;
      expect(ours.n).toBe(cell!.n);
      cell!.mean.forEach((m, i) => {
        near(ours.mean[i]!, m, 1e-13);
      });
      cell!.cross.forEach((c, i) => {
        near(ours.cross[i]!, c, 1e-12);
      });
    });
  }
  expect(await dataFromArrow(table, config)).toBeNull();
});

test('missing covariates: mean and indicator, and no user is lost', async () => {
  const holes = tableFromArrays({
    ...columns,
    x: data.x.map((v, i) => (i % 10 === 0 ? null : v)),
  });
  const config = experimentConfig({ ...base, metrics: [{ ...y, covariates: ['x'] }] });
  const m = (await analyzeExperiment(await dataFromTable(holes, config), config)).metrics[0]!;
  expect(m.cuped).toMatchObject({ covariates: ['x', 'x missing'], missingUsers: 24 });
  expect(m.controlArm.users + m.treatmentArm.users).toBe(240);
  expect(m.cuped!.varianceReduction).toBeGreaterThan(0.3);
});

test('p below alpha exactly when the intervals leave out 0, absolute and relative', async () => {
  for (const alpha of [1e-6, 1e-5, 1e-4, 1e-3, 0.01, 0.05, 0.2]) {
    for (const metric of [
      y,
      { ...y, covariates: ['x'] },
      { name: 'ctr', kind: 'ratio', role: 'primary', column: 'clicks', per: 'sessions' },
      { name: 'c', kind: 'proportion', role: 'primary', column: 'converted' },
    ]) {
      const m = await primary({ alpha, metrics: [metric] });
      expect(m.low! > 0 || m.high! < 0).toBe(m.p < alpha);
      const { low, high } = m.relative;
      if (low !== null && high !== null) expect(low > 0 || high < 0).toBe(m.p < alpha);
      else expect(m.p >= alpha || metric.name !== 'y').toBe(true);
    }
  }
});

test('users in both arms are left out of both and counted', async () => {
  const users = data.arm.map((_, i) => `u${i === 0 ? data.arm.indexOf(1 - data.arm[0]!) : i}`);
  const config = experimentConfig({ ...base, data: { variant: 'variant', user: 'user' } });
  const result = await analyzeExperiment(
    await dataFromTable(tableFromArrays({ ...columns, user: users }), config),
    config,
  );
  expect(result.users).toBe(238);
  expect(result.checks.find((c) => c.code === 'multi-variant')).toMatchObject({
    status: 'warning',
    values: { users: 1 },
  });
});

test('logged variants are recomputed from the assignment plan', async () => {
  const assign = assigner({ seed: 'golden', variants: ['control', 'treatment'] });
  const user = data.arm.map((_, i) => `user-${i}`);
  const logged = user.map((u, i) => (i === 7 ? 'control' : assign(u).variant!));
  const wrong = assign('user-7').variant === 'control' ? 0 : 1;
  const rows = tableFromArrays({ ...columns, user, variant: logged });
  const config = experimentConfig({
    ...base,
    weights: [1, 1],
    data: { variant: 'variant', user: 'user' },
    assignment: { seed: 'golden' },
  });
  const check = async (given: object) =>
    (await analyzeExperiment(await dataFromTable(rows, config), { ...config, ...given })).checks.find(
      (c) => c.code === 'assignment',
    )!;
  expect((await check({})).values['wrongVariant']).toBe(wrong);
  const other = await check({ assignment: { ...config.assignment, seed: 'another' } });
  expect(other.status).toBe('failed');
});

test('size curves pass through the experiment itself and through the textbook number', async () => {
  const config = experimentConfig(base);
  const result = await analyzeExperiment(await dataFromTable(table, config), config);
  const curves = sizeCurves(result)!;
  expect(curves.chosen.effect).toBeCloseTo(result.metrics[0]!.detectableDifference!, 10);
  const point = curves.curves[0]!.points[12]!;
  // R power.t.test without its small-sample t: n = 2 sd^2 (1.959964 + .8416212)^2 / d^2.
  const { standardError, controlArm, treatmentArm } = result.metrics[0]!;
  const variance = standardError ** 2 / (1 / controlArm.users + 1 / treatmentArm.users);
  expect(point.users).toBe(
    Math.ceil((2 * variance * (1.9599639845400545 + 0.8416212335729143) ** 2) / point.effect ** 2),
  );
});

test('the bootstrap stands beside the t interval, seeded', async () => {
  const m = await primary({ bootstrapReplicates: 4000 });
  const { low, high } = m.bootstrap!;
  // Normal theory on these light-tailed data: both ends within a tenth of the interval's width.
  expect(Math.abs(low - golden.welch.low)).toBeLessThan(0.8);
  expect(Math.abs(high - golden.welch.high)).toBeLessThan(0.8);
  expect((await primary({ bootstrapReplicates: 4000 })).bootstrap).toEqual(m.bootstrap);
});

test('a mismatched split fails the experiment whatever the metric says', async () => {
  const config = experimentConfig({ ...base, weights: [9, 1] });
  const result = await analyzeExperiment(await dataFromTable(table, config), config);
  expect(result.srm.passed).toBe(false);
  expect(result.checks[0]).toMatchObject({ code: 'srm', status: 'failed' });
  expect(result.decision).toBe('hold');
  expect(result.reasons[0]!.code).toBe('check-srm');
});

test('guardrails: not inferior, undecided, harmed', async () => {
  const run = async (direction: string, margin: number) => {
    const guard = { name: 'g', kind: 'mean', role: 'guardrail', column: 'y', direction, margin };
    const config = experimentConfig({ ...base, metrics: [y, guard] });
    const result = await analyzeExperiment(await dataFromTable(table, config), config);
    return [result.metrics[1]!.guardrail!.status, result.decision];
  };
  expect(await run('increase', 1)).toEqual(['passed', 'ship']);
  expect(await run('decrease', 1)).toEqual(['harmed', 'stop']);
  expect(await run('decrease', 20)).toEqual(['passed', 'ship']);
});

test.each([
  [{ metrics: [{ ...y, kind: 'proportion' }] }, /needs 0 or 1/],
  [{ control: 'controll' }, /unknown variant "control", expected one of controll/],
  [{ metrics: [{ ...y, column: 'yy' }] }, /no column "yy"/],
  [{ metrics: [{ ...y, rolle: 1 }] }, /unknown option "rolle" \(did you mean "role"\?\)/],
  [{ metrics: [{ ...y, kind: 'ratio' }] }, /a ratio needs per/],
  [{ spec: true }, /unknown option "spec": it is called "reference" now/],
  [{ metrics: [{ ...y, role: 'secondary' }] }, /exactly one metric must have role: primary/],
])('bad input %j is one clear error', async (config, message) => {
  await expect(primary(config)).rejects.toThrow(message);
});

test('one user twice in one variant, and a missing value', async () => {
  const twice = experimentConfig({ ...base, data: { variant: 'variant', user: 'user' } });
  const users = data.arm.map((_, i) => (i === 3 ? `u${data.arm.lastIndexOf(data.arm[3]!)}` : `u${i}`));
  const doubled = tableFromArrays({ ...columns, user: users });
  await expect(dataFromTable(doubled, twice)).rejects.toThrow(/has two rows/);
  const config = experimentConfig(base);
  const hole = tableFromArrays({
    ...columns,
    y: data.y.map((v, i) => (i === 5 ? null : v)),
  });
  await expect(dataFromTable(hole, config)).rejects.toThrow(/row 6: the value is missing or NaN.*Fill 0/);
});
