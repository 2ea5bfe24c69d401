// Over random small experiments with zeros, ones, constants, ties and empty arms everywhere, from rows and from
// aggregates: `analyze` always gives a report with the sample ratio, its records are plain JSON without NaN, and both
// languages render it.
import { tableFromArrays } from 'apache-arrow';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { analyzeExperiment } from '../../../src/experiment/analyze.js';
import { type ExperimentConfig, experimentConfig } from '../../../src/experiment/config/config.js';
import { dataFromTable, type ExperimentData } from '../../../src/experiment/data/data.js';
import type { ExperimentResult } from '../../../src/experiment/records/records.js';
import { sizeCurves } from '../../../src/experiment/reference/size-curves.js';
import { dataFromAggregates } from '../../../src/experiment/sources/aggregates.js';
import { notComputableSentence } from '../../../src/report/experiment-sentences.js';
import { renderExperimentReport } from '../../../src/report/index.js';
import { textsFor } from '../../../src/report/texts/index.js';

const arms = ['a', 'b', 'c'];

/** A column of one arm's users by a rule; `i` counts within the arm. */
const shapes: Readonly<Record<string, (i: number, arm: number) => number>> = {
  zeros: () => 0,
  ones: () => 1,
  constant: () => 0.1,
  perArm: (_, arm) => Math.min(1, arm),
  binary: (i) => (i % 3 === 0 ? 1 : 0),
  oneEvent: (i) => (i === 0 ? 1 : 0),
  ties: (i) => Math.min(2, i % 4),
  spread: (i, arm) => ((i * 7919 + arm * 13) % 101) / 10,
  huge: (i) => 1e9 + (i % 5),
};
const isBinary = ['zeros', 'ones', 'perArm', 'binary', 'oneEvent'];

const shape = fc.constantFrom(...Object.keys(shapes));
const binaryShape = fc.constantFrom(...isBinary);
const users = fc.oneof(fc.constantFrom(0, 1, 2, 3), fc.integer({ min: 4, max: 60 }));

const drawn = fc.record({
  users: fc.tuple(users, users, users).filter(([control, first, second]) => control + first + second >= 2),
  converted: fc.tuple(binaryShape, binaryShape, binaryShape),
  spent: fc.tuple(shape, shape, shape),
  orders: fc.tuple(shape, shape, shape),
  before: shape,
  strata: fc.boolean(),
  cuped: fc.constantFrom('within', 'pooled', 'off'),
  correction: fc.constantFrom('holm', 'benjamini-hochberg', 'none'),
  test: fc.constantFrom('auto', 'score', 'exact', 'welch'),
  direction: fc.constantFrom('increase', 'decrease'),
  sequential: fc.option(
    fc.record({
      looks: fc.integer({ min: 1, max: 6 }),
      plannedUsers: fc.integer({ min: 4, max: 200 }),
      spending: fc.constantFrom('obrien-fleming', 'pocock', 'hwang-shih-decani'),
      bayesian: fc.constantFrom(undefined, {}),
    }),
    { nil: undefined },
  ),
  oec: fc.constantFrom(undefined, 'none', 'relative', 'standardised'),
  margin: fc.constantFrom({ margin: 0.05 }, { margin: 2 }, { relativeMargin: 0.1 }),
  primary: fc.constantFrom('won', 'money', 'rate'),
  parts: fc.record({
    monteCarlo: fc.constantFrom(0, 100),
    bootstrapReplicates: fc.constantFrom(0, 10),
    splitCheckRuns: fc.constantFrom(0, 100),
    plannedUsersPerArm: fc.constantFrom(undefined, 20),
    reference: fc.boolean(),
  }),
  quantile: fc.constantFrom(0.1, 0.5, 0.9),
});
type Drawn = typeof drawn extends fc.Arbitrary<infer T> ? T : never;

function configFor(given: Drawn, kind: 'rows' | 'aggregates'): ExperimentConfig {
  const { cuped, correction, sequential, oec, test, direction, parts, primary, margin, quantile } = given;
  const rows = kind === 'rows';
  const covariates = rows && cuped !== 'off' ? ['before'] : [];
  const metrics = [
    { name: 'won', kind: 'proportion', column: 'won', test, covariates, direction },
    { name: 'money', kind: 'mean', column: 'money', covariates },
    { name: 'rate', kind: 'ratio', column: 'money', per: 'orders' },
    { name: 'share guard', kind: 'proportion', role: 'guardrail', column: 'won', direction, ...margin },
    { name: 'mean guard', kind: 'mean', role: 'guardrail', column: 'money', ...margin },
    ...(rows ? [{ name: 'middle', kind: 'quantile', quantile, column: 'money' }] : []),
  ].map((metric) => (metric.name === primary ? { ...metric, role: 'primary' } : metric));
  const terms = [
    { metric: 'won', weight: 1 },
    { metric: 'money', weight: 0.5 },
  ];
  return experimentConfig({
    ...{ name: 'random', control: 'a', treatments: ['b', 'c'], metrics, cuped, correction, sequential },
    ...{ ...parts, oec: rows && oec !== undefined ? { terms, scaling: oec } : undefined },
    data: rows ? { variant: 'v', exposedAt: 'day', strata: given.strata ? ['s'] : [] } : {},
  });
}

function columnsOf(given: Drawn) {
  const all = given.users.flatMap((n, arm) => Array.from({ length: n }, (_, i) => ({ arm, i })));
  const order = all.sort((x, y) => x.i - y.i || x.arm - y.arm);
  const column = (names: readonly string[]) =>
    Float64Array.from(order, ({ i, arm }) => shapes[names[arm]!]!(i, arm));
  return { order, column };
}

function fromRows(given: Drawn, config: ExperimentConfig): Promise<ExperimentData> {
  const { order, column } = columnsOf(given);
  const table = tableFromArrays({
    v: order.map(({ arm }) => arms[arm]!),
    day: Float64Array.from(order, ({ i }) => 20_000 + Math.floor(i / 10)),
    s: order.map(({ i }) => 'xy'[i % 2]!),
    won: column(given.converted),
    money: column(given.spent),
    orders: column(given.orders),
    before: column([given.before, given.before, given.before]),
  });
  return dataFromTable(table, config);
}

function fromAggregates(given: Drawn, config: ExperimentConfig): ExperimentData {
  const { order, column } = columnsOf(given);
  const own = (values: Float64Array, arm: number) => [...values].filter((_, k) => order[k]!.arm === arm);
  const mean = (v: readonly number[]) => v.reduce((a, b) => a + b, 0) / Math.max(1, v.length);
  const product = (x: readonly number[], y: readonly number[]) => {
    const [mx, my] = [mean(x), mean(y)];
    return x.reduce((sum, value, k) => sum + (value - mx) * (y[k]! - my), 0) / Math.max(1, x.length - 1);
  };
  const of = (metric: string) =>
    Object.fromEntries(
      arms.map((name, arm) => {
        const [w, m, o] = [given.converted, given.spent, given.orders].map((n) => own(column(n), arm));
        if (/won|share/.test(metric))
          return [name, { users: w!.length, successes: w!.reduce((a, b) => a + b, 0) }];
        const base = { users: m!.length, mean: mean(m!), variance: product(m!, m!) };
        const per = { perMean: mean(o!), perVariance: product(o!, o!), covariance: product(m!, o!) };
        return [name, metric === 'rate' ? { ...base, ...per } : base];
      }),
    );
  return dataFromAggregates(
    { metrics: Object.fromEntries(config.metrics.map(({ name }) => [name, of(name)])) },
    config,
  );
}

const seen = { computed: 0, reasons: new Map<string, number>(), reports: 0 };

/** Paths of numbers that JSON cannot hold. */
function oddNumbers(value: unknown, path: string): string[] {
  if (typeof value === 'number') return Number.isFinite(value) ? [] : [`${path} ${value}`];
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, inner]) => oddNumbers(inner, `${path}.${key}`));
}

async function checked(result: ExperimentResult, config: ExperimentConfig, render: boolean): Promise<void> {
  expect(oddNumbers(result, 'result')).toEqual([]);
  expect(result.srm.arms).toHaveLength(3);
  expect(result.checks.find((c) => c.code === 'srm')).toBeDefined();
  const all = [...result.metrics, ...result.notComputable].map((m) => `${m.name} ${m.variant}`);
  const expected = [...config.metrics.map((m) => m.name), ...(config.oec === undefined ? [] : ['OEC'])];
  expect(all.sort()).toEqual(expected.flatMap((name) => [`${name} b`, `${name} c`]).sort());
  for (const m of result.metrics) {
    seen.computed++;
    expect(m.p).toBeGreaterThanOrEqual(0);
    expect(m.p).toBeLessThanOrEqual(1);
    expect(m.significant).toBe(m.effectDirection !== null);
  }
  for (const { reason } of result.notComputable) {
    seen.reasons.set(reason.code, (seen.reasons.get(reason.code) ?? 0) + 1);
    // Every way to fail has its own code.
    expect(reason).not.toMatchObject({ code: 'failed' });
  }
  if (!render) return;
  for (const language of ['zh', 'en'] as const) {
    const input = { result, sampleSize: sizeCurves(result) };
    const report = String((await renderExperimentReport(input, { language })).get('experiment_report.md'));
    for (const { reason } of result.notComputable)
      expect(report).toContain(notComputableSentence(reason, textsFor(language)).slice(0, 10));
    expect(report).not.toMatch(/NaN|undefined|Infinity/);
    seen.reports++;
  }
}

test.each(['rows', 'aggregates'] as const)(
  'random small experiments from %s',
  async (kind) => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(drawn, async (given) => {
        const config = configFor(given, kind);
        const data = kind === 'rows' ? await fromRows(given, config) : fromAggregates(given, config);
        await checked(await analyzeExperiment(data, config), config, run++ % 20 === 0);
      }),
      { numRuns: kind === 'rows' ? 120 : 80, seed: 20261127, endOnFailure: true },
    );
  },
  120_000,
);

test('the draws met every kind of trouble', () => {
  const met = [...seen.reasons.keys()].sort();
  expect(met).toEqual(
    [
      'constant',
      'constant-unit',
      'explained',
      'no-events',
      'no-users',
      'too-few-rows',
      'too-few-users',
    ].concat('zero-denominator'),
  );
  expect(seen.computed).toBeGreaterThan(500);
  expect(seen.reports).toBeGreaterThanOrEqual(20);
});
