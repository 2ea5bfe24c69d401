// A one-sided primary metric. Values by scipy 1.17: norm.sf of the pooled z, t.sf, boschloo_exact, bivariate normal.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dataFromAggregates } from '../../../src/entries/experiment.js';
import { adjustedPValues } from '../../../src/entries/stats.js';
import { analyzeExperiment, experimentConfig, renderExperimentReport } from '../../../src/index.js';

const proportion = { name: 'm', kind: 'proportion', role: 'primary', column: 'm', oneSided: true };
const mean = { ...proportion, kind: 'mean' };

interface Arm {
  readonly users: number;
  readonly successes?: number;
  readonly mean?: number;
  readonly variance?: number;
}

async function analysis(arms: readonly Arm[], metric: object, change: object = {}, more: object = {}) {
  const names = arms.map((_, i) => `arm${i}`);
  const config = experimentConfig({
    ...{ name: 'x', data: {}, control: names[0], treatments: names.slice(1), metrics: [metric] },
    ...change,
  });
  const metrics = { m: Object.fromEntries(arms.map((arm, i) => [names[i]!, arm])) };
  return analyzeExperiment(dataFromAggregates({ metrics, ...more }, config), config);
}

const rates = (control: number, treatment: number, users = 1000): readonly Arm[] => [
  { users, successes: control },
  { users, successes: treatment },
];
const means = (control: number, treatment: number): readonly Arm[] => [
  { users: 1000, mean: control, variance: 100 },
  { users: 1000, mean: treatment, variance: 100 },
];

describe('one look', () => {
  test('a rate has the upper tail of the pooled z, and a lower end only', async () => {
    const [m] = (await analysis(rates(50, 66), proportion)).metrics;
    expect(m).toMatchObject({ alternative: 'greater', method: 'pooled-z', significant: false });
    expect(m!.p).toBeCloseTo(0.06293247285848516, 12);
    expect(m!.high).toBe(1);
  });

  test('a mean is found that two sides would not find', async () => {
    const result = await analysis(means(20, 20.75), mean);
    const [m] = result.metrics;
    expect(m!.p).toBeCloseTo(0.04684446782734955, 12);
    expect(m!.low).toBeCloseTo(0.014057870057387123, 10);
    expect(m!.high).toBeNull();
    expect(m!.relative.low).toBeGreaterThan(0);
    expect(m!.relative.high).toBeNull();
    expect(result.decision).toBe('ship');
    expect((await analysis(means(20, 20.75), { ...mean, oneSided: false })).decision).toBe('hold');
    expect(result.ledger.find((e) => e.code === 'one-sided')?.values.direction).toBe('increase');
  });

  test('a metric that should fall counts decreases', async () => {
    const [m] = (await analysis(means(20.75, 20), { ...mean, direction: 'decrease' })).metrics;
    expect(m).toMatchObject({
      alternative: 'less',
      low: null,
      significant: true,
      effectDirection: 'decrease',
    });
    expect(m!.p).toBeCloseTo(0.04684446782734955, 12);
  });

  test('few conversions: Boschloo one-sided', async () => {
    const [m] = (await analysis(rates(1, 6, 40), proportion)).metrics;
    expect(m!.method).toMatch(/boschloo/);
    expect(m!.p).toBeCloseTo(0.034963696560738416, 6);
    expect(m!.low! > 0).toBe(true);
  });

  test('harm is no finding of a one-sided metric', async () => {
    const result = await analysis(means(20, 15), mean);
    expect(result.metrics[0]).toMatchObject({ significant: false, effectDirection: null });
    expect(result.metrics[0]!.p).toBeGreaterThan(0.999);
    expect(result.decision).toBe('hold');
  });

  test('the report shows an open end in both languages', async () => {
    const result = await analysis(means(20, 20.75), mean);
    for (const language of ['zh', 'en'] as const) {
      const files = await renderExperimentReport({ result, sampleSize: null }, { language });
      expect(String(files.get('experiment_report.md'))).toMatch(/\+0\.01406, ∞/);
    }
  });

  test('only the primary metric may be one-sided', () => {
    const config = { name: 'x', data: {}, control: 'c', treatments: ['t'] };
    expect(() =>
      experimentConfig({ ...config, metrics: [mean, { ...mean, name: 'other', role: 'secondary' }] }),
    ).toThrow(/oneSided is for the primary metric only/);
  });
});

describe('several arms', () => {
  const arm = fc.record({ users: fc.constant(1000), successes: fc.integer({ min: 60, max: 140 }) });
  const experiment = fc.tuple(
    fc.array(arm, { minLength: 3, maxLength: 5 }),
    fc.constantFrom('holm', 'benjamini-hochberg', 'none'),
    fc.constantFrom('increase', 'decrease'),
  );

  test('property: corrected as the one-sided p are, and the interval leaves out 0 exactly when that is below alpha', () =>
    fc.assert(
      fc.asyncProperty(experiment, async ([arms, correction, direction]) => {
        const { metrics } = await analysis(arms, { ...proportion, direction }, { correction });
        const adjusted = adjustedPValues(
          metrics.map((m) => m.p),
          correction,
        );
        metrics.forEach((m, i) => {
          expect(m.adjustedP).toBeCloseTo(adjusted[i]!, 12);
          const [low, high] = [m.simultaneousLow ?? -Infinity, m.simultaneousHigh ?? Infinity];
          // An end at 0 is open.
          const leavesOut = direction === 'increase' ? low >= 0 : high <= 0;
          expect(leavesOut).toBe(m.adjustedP < 0.05);
          expect(m.effectDirection).toBe(m.significant ? direction : null);
        });
      }),
      { numRuns: 60 },
    ));
});

describe('a sequential plan', () => {
  const change = { sequential: { looks: 2, plannedUsers: 4000 } };
  const look = (users: number, difference: number, standardError: number) => ({
    users,
    difference,
    standardError,
  });
  const now = { difference: 0.75, standardError: Math.sqrt(0.2) };
  const planned = (first: number, direction = 'increase') => {
    const sign = direction === 'increase' ? 1 : -1;
    const looks = {
      arm1: [look(1000, sign * first * 0.6, 0.6), look(2000, sign * now.difference, now.standardError)],
    };
    const arms = means(20, 20 + sign * now.difference);
    return analysis(
      arms,
      { ...mean, direction },
      { sequential: { looks: 2, plannedUsers: 2000 } },
      { looks },
    );
  };

  test('has the one-sided boundaries and stops in one direction only', async () => {
    for (const direction of ['increase', 'decrease']) {
      const won = (await planned(3, direction)).sequential[0]!;
      expect(won.looks.map((l) => l.boundary)).toEqual([
        expect.closeTo(2.53798760344279, 8),
        expect.closeTo(1.6621065818232865, 7),
      ]);
      expect(won.stoppedAt).toBe(1);
      // norm.sf(3): at the first look the stage-wise p is that of the look.
      expect(won.adjustedP).toBeCloseTo(0.0013498980316300933, 10);
      expect(won.estimate![direction === 'increase' ? 'high' : 'low']).toBeNull();
      const lost = (await planned(-4, direction)).sequential[0]!;
      expect(lost.looks[0]!.crossed).toBe(false);
      // z = 1.677 at the end is beyond 1.662.
      expect(lost.stoppedAt).toBe(2);
    }
  });

  test('a strong harm stops nothing, and ships nothing', async () => {
    const looks = { arm1: [look(1000, -3, 0.6), look(2000, -5, now.standardError)] };
    const result = await analysis(means(20, 15), mean, change, { looks });
    expect(result.sequential[0]!.stoppedAt).toBeNull();
    expect(result.decision).not.toBe('ship');
    expect(JSON.stringify(result)).not.toMatch(/NaN|Infinity/);
  });
});
