// No metric can end an analysis: what cannot be computed says why, everything else is reported, the sample ratio always.
// Right values: closed forms (score interval of 0 against 0: z^2 / (n + z^2); Farrington and Manning's z with no event:
// margin / sqrt(margin (1 - margin) / n)) and scipy 1.17.1 (chisquare of 1000, 0, 1010).
import { tableFromArrays } from 'apache-arrow';
import { expect, test } from 'vitest';
import { analyzeExperiment } from '../../../src/experiment/analyze.js';
import { experimentConfig } from '../../../src/experiment/config/config.js';
import { dataFromTable } from '../../../src/experiment/data/data.js';
import { dataFromAggregates } from '../../../src/experiment/sources/aggregates.js';
import { renderExperimentReport } from '../../../src/report/index.js';
import { normal } from '../../../src/stats/distributions.js';

const z = 1.959963984540054;
const scoreEnd = (n: number) => z ** 2 / (n + z ** 2);

const conv = { name: 'conv', kind: 'proportion', role: 'primary', column: 'conv' };
const spend = { name: 'spend', kind: 'mean', role: 'primary', column: 'spend' };

function fromCounts(users: number, successes: readonly [number, number], change: object = {}) {
  const config = experimentConfig({
    ...{ name: 'zero', data: {}, control: 'c', treatments: ['t'], metrics: [conv], ...change },
  });
  const metrics = {
    conv: { c: { users, successes: successes[0] }, t: { users, successes: successes[1] } },
  };
  return analyzeExperiment(dataFromAggregates({ metrics }, config), config);
}

const sequential = { looks: 5, plannedUsers: 10_000 };

test.each([
  ['without a plan', {}],
  ['at the end of a sequential plan', { sequential }],
  ['at the middle of one', { sequential: { looks: 5, plannedUsers: 40_000 } }],
  ['over its size', { sequential: { looks: 5, plannedUsers: 9000 } }],
  ['with Pocock spending', { sequential: { ...sequential, spending: 'pocock' } }],
])('0 of 5,000 against 0 of 5,000 %s is a result: p 1, score interval, posterior', async (_, change) => {
  const result = await fromCounts(5000, [0, 0], change);
  const [m] = result.metrics;
  expect(result.notComputable).toEqual([]);
  expect(m).toMatchObject({ difference: 0, p: 1, significant: false, effectDirection: null });
  expect(m!.low).toBeCloseTo(-scoreEnd(5000), 10);
  expect(m!.high).toBeCloseTo(scoreEnd(5000), 10);
  expect(m!.posterior!.probabilityBetter).toBeCloseTo(0.5, 10);
  expect(m!.adjustedP).toBe(1);
  expect(m!.simultaneousLow).toBeLessThan(0);
  expect(m!.simultaneousHigh).toBeGreaterThan(0);
  if ('sequential' in change) {
    expect(result.sequential[0]!.looks.at(-1)).toMatchObject({ z: 0, p: 1, crossed: false });
    expect(result.sequential[0]!.alwaysValid).toEqual({ p: 1, low: null, high: null });
  }
  expect(['hold', 'continue']).toContain(result.decision);
});

test('everybody against everybody, and nobody against everybody, under a plan', async () => {
  const same = await fromCounts(500, [500, 500], { sequential: { looks: 3, plannedUsers: 1000 } });
  expect(same.metrics[0]).toMatchObject({ difference: 0, p: 1, adjustedP: 1, significant: false });
  const apart = await fromCounts(500, [0, 500], { sequential: { looks: 3, plannedUsers: 1000 } });
  expect(apart.metrics[0]).toMatchObject({ difference: 1, significant: true, effectDirection: 'increase' });
  // Pooled z of 0 and 500 of 500: 1 / sqrt(.25 x 2 / 500).
  expect(apart.sequential[0]!.looks[0]!.z).toBeCloseTo(Math.sqrt(1000), 8);
  expect(apart.decision).toBe('ship');
  expect(JSON.parse(JSON.stringify(apart))).toEqual(apart);
});

const rows = Array.from({ length: 4000 }, (_, i) => i);
const wave = (i: number) => 10 + ((i * 7919) % 1000) / 100 + (i % 2);

function table(columns: Record<string, (i: number) => number>, variants = ['c', 't']) {
  return tableFromArrays({
    v: rows.map((i) => variants[i % 2]!),
    day: Float64Array.from(rows, (i) => 20_500 + Math.floor(i / 500)),
    spend: Float64Array.from(rows, wave),
    ...Object.fromEntries(Object.entries(columns).map(([n, of]) => [n, Float64Array.from(rows, of)])),
  });
}

async function fromRows(
  metrics: readonly object[],
  columns: Record<string, (i: number) => number>,
  change: object = {},
) {
  const config = experimentConfig({
    ...{ name: 'rows', data: { variant: 'v', exposedAt: 'day' }, control: 'c', treatments: ['t'] },
    ...{ metrics: [spend, ...metrics], ...change },
  });
  return analyzeExperiment(await dataFromTable(table(columns), config), config);
}

const crash = {
  name: 'crash',
  kind: 'proportion',
  role: 'guardrail',
  direction: 'decrease',
  column: 'crash',
};

test('a guardrail without a crash passes under a sequential plan, by Farrington and Manning', async () => {
  const p = normal.survival(0.01 / Math.sqrt((0.01 * 0.99) / 2000));
  expect(p).toBeCloseTo(3.5e-6, 7);
  const fixed = await fromRows([{ ...crash, margin: 0.01 }], { crash: () => 0 });
  expect(fixed.metrics[1]!.guardrail).toMatchObject({ status: 'passed', reason: null });
  // Few events take the exact test, ordered by the same statistic: a little above the normal tail.
  expect(fixed.metrics[1]!.guardrail!.p / p).toBeCloseTo(1.03454, 4);
  const one = await fromRows(
    [{ ...crash, margin: 0.01 }],
    { crash: () => 0 },
    { sequential: { looks: 1, plannedUsers: 4000 } },
  );
  expect(one.metrics[1]!.guardrail!.p / p).toBeCloseTo(1, 8);
  const five = await fromRows(
    [{ ...crash, margin: 0.01 }],
    { crash: () => 0 },
    { sequential: { looks: 5, plannedUsers: 4000 } },
  );
  const { status, p: adjusted, bound } = five.metrics[1]!.guardrail!;
  expect(status).toBe('passed');
  expect(adjusted).toBeGreaterThanOrEqual(p * (1 - 1e-8));
  expect(adjusted).toBeLessThan(2 * p);
  expect(bound).toBeGreaterThan(0);
  expect(bound).toBeLessThan(0.01);
});

test('the other way round: nobody does it, more is wanted, and the margin holds', async () => {
  const more = { ...crash, direction: 'increase', margin: 0.01 };
  const result = await fromRows([more], { crash: () => 0 }, { sequential: { looks: 3, plannedUsers: 5000 } });
  expect(result.metrics[1]!.guardrail).toMatchObject({ status: 'passed' });
});

test.each([
  ['refunds 0 for everybody', () => 0, 'no-events', {}],
  ['the same value for everybody', () => 2.5, 'constant', { control: 2.5, treatment: 2.5 }],
  ['one value per arm', (i: number) => i % 2, 'constant', { control: 0, treatment: 1 }],
  ['a value that rounding spreads', () => 0.1, 'constant', {}],
] as const)('a mean that is constant (%s) is told, the rest is reported', async (_, of, code, values) => {
  for (const role of ['secondary', 'guardrail'] as const) {
    const margin = role === 'guardrail' ? { margin: 1 } : {};
    const metric = { name: 'g', kind: 'mean', role, column: 'g', ...margin };
    for (const change of [{}, { sequential: { looks: 2, plannedUsers: 4000 } }]) {
      const result = await fromRows([metric], { g: of }, change);
      expect(result.metrics.map((m) => m.name)).toEqual(['spend']);
      expect(result.notComputable).toMatchObject([
        { name: 'g', role, variant: 't', reason: { code, values } },
      ]);
      expect(result.srm.passed).toBe(true);
      // A guardrail that cannot be judged does not let a win ship.
      expect(result.metrics[0]!.effectDirection).toBe('increase');
      expect(result.decision).toBe(role === 'guardrail' ? 'hold' : 'ship');
    }
  }
});

test('a primary metric without spread: no ship, the secondary metric is reported', async () => {
  const second = { name: 'second', kind: 'mean', column: 'second' };
  const config = experimentConfig({
    ...{ name: 'p', data: { variant: 'v' }, control: 'c', treatments: ['t'] },
    metrics: [{ ...spend, column: 'flat' }, second],
  });
  const data = await dataFromTable(table({ flat: () => 1, second: wave }), config);
  const result = await analyzeExperiment(data, config);
  expect(result.metrics.map((m) => m.name)).toEqual(['second']);
  expect(result.decision).toBe('hold');
  expect(result.reasons[0]).toMatchObject({ code: 'primary-not-computable', weighs: 'neutral' });
});

test('a ratio: denominator 0 in one arm, and the same ratio for every user', async () => {
  const ratio = { name: 'r', kind: 'ratio', column: 'top', per: 'bottom' };
  const none = await fromRows([ratio], { top: () => 0, bottom: (i) => (i % 2 === 0 ? 1 + (i % 3) : 0) });
  expect(none.notComputable[0]!.reason).toMatchObject({ code: 'zero-denominator', values: { variant: 't' } });
  const fixed = await fromRows([ratio], { top: (i) => 19.9 * (1 + (i % 7)), bottom: (i) => 1 + (i % 7) });
  expect(fixed.notComputable[0]!.reason.code).toBe('constant');
});

test('a metric that strata explain, and a proportion that nobody shows beside strata and covariates', async () => {
  const change = { data: { variant: 'v', strata: ['s'] } };
  const columns = {
    s: (i: number) => Math.floor(i / 2) % 2,
    y: (i: number) => Math.floor(i / 2) % 2,
    x: wave,
  };
  const explained = await fromRows([{ name: 'y', kind: 'mean', column: 'y' }], columns, change);
  expect(explained.notComputable[0]!.reason.code).toBe('explained');
  const nobody = { name: 'n', kind: 'proportion', column: 'n', covariates: ['x'], test: 'score' };
  const result = await fromRows([nobody], { ...columns, n: () => 0 }, change);
  expect(result.metrics[1]).toMatchObject({ name: 'n', p: 1, cuped: null, strata: null });
  expect(result.metrics[1]!.high).toBeCloseTo(scoreEnd(2000), 10);
});

test('a quantile in a tie has the interval of its order statistics: a point in both arms, difference 0', async () => {
  const at = (quantile: number) => ({ name: 'q', kind: 'quantile', column: 'q', quantile });
  const counts = await fromRows([at(0.5)], { q: (i) => Math.floor(i / 2) % 3 });
  expect(counts.metrics[1]).toMatchObject({
    ...{ control: 1, treatment: 1, difference: 0, low: 0, high: 0, p: 1, significant: false },
    detectableDifference: null,
  });
  const binary = await fromRows([at(0.5)], { q: (i) => (Math.floor(i / 2) % 10 < 2 ? 1 : 0) });
  expect(binary.metrics[1]).toMatchObject({ difference: 0, low: 0, high: 0, p: 1 });
  // Medians 0 and 1, each with 80 % of its rows tied: an interval of the difference at any usual level is [1, 1].
  const apart = await fromRows([at(0.5)], {
    q: (i) => (Math.floor(i / 2) % 10 < 8 ? i % 2 : 1 - (i % 2)),
  });
  expect(apart.metrics[1]).toMatchObject({ difference: 1, low: 1, high: 1, significant: true });
  expect(apart.metrics[1]!.p).toBeLessThan(1e-30);
});

test('a relative margin of a control value of 0 cannot be judged: undecided with the reason', async () => {
  for (const change of [{}, { sequential: { looks: 4, plannedUsers: 4000 } }]) {
    const result = await fromRows([{ ...crash, relativeMargin: 0.1 }], { crash: () => 0 }, change);
    expect(result.notComputable).toEqual([]);
    expect(result.metrics[1]!.guardrail).toMatchObject({
      ...{ status: 'undecided', margin: 0, relativeMargin: 0.1, reason: { code: 'zero-control' } },
    });
    expect(result.decision).toBe('hold');
  }
});

const three = {
  ...{ name: 'srm', data: { variant: 'v' }, control: 'c', treatments: ['t', 'u'], metrics: [conv] },
};

test('an arm without users: the sample ratio fails first, the other arm is reported (aggregates)', async () => {
  const config = experimentConfig({ ...three, data: {} });
  for (const empty of [{ users: 0 }, { users: 0, successes: 0 }]) {
    const metrics = {
      conv: { c: { users: 1000, successes: 100 }, t: empty, u: { users: 1010, successes: 120 } },
    };
    const result = await analyzeExperiment(dataFromAggregates({ metrics }, config), config);
    expect(result.srm.p! / 5.6e-219).toBeCloseTo(1, 1);
    expect(result.checks[0]).toMatchObject({ code: 'srm', status: 'failed' });
    expect(result.decision).toBe('hold');
    expect(result.metrics.map((m) => m.variant)).toEqual(['u']);
    expect(result.notComputable[0]).toMatchObject({
      ...{ variant: 't', reason: { code: 'no-users', values: { variant: 't' } } },
    });
  }
});

test('an arm without users in rows, with every part of an analysis; both reports say so', async () => {
  const config = experimentConfig({
    ...three,
    ...{ data: { variant: 'v', exposedAt: 'day', strata: ['s'] }, reference: true, bootstrapReplicates: 20 },
    ...{ splitCheckRuns: 100, plannedUsersPerArm: 3000, sequential: { looks: 3, plannedUsers: 4000 } },
    metrics: [conv, { name: 'spend', kind: 'mean', column: 'spend', covariates: ['before'] }],
    oec: { terms: [{ metric: 'conv', weight: 1 }] },
  });
  const columns = {
    conv: (i: number) => (i % 7 === 0 ? 1 : 0),
    s: (i: number) => i % 3,
    before: (i: number) => (i * 31) % 17,
  };
  const data = await dataFromTable(table(columns, ['c', 'u']), config);
  const result = await analyzeExperiment(data, config);
  expect(result.checks[0]).toMatchObject({ code: 'srm', status: 'failed' });
  expect(result.notComputable.map((m) => `${m.name} ${m.variant} ${m.reason.code}`)).toEqual([
    ...['conv t no-users', 'spend t no-users', 'OEC t no-users'],
  ]);
  expect(result.metrics.map((m) => `${m.name} ${m.variant}`)).toEqual(['conv u', 'spend u', 'OEC u']);
  for (const [language, text] of [
    ['en', 'variant "t" has no users'],
    ['zh', 't 组没有用户'],
  ] as const) {
    const report = await renderExperimentReport({ result, sampleSize: null }, { language });
    expect(String(report.get('experiment_report.md'))).toContain(text);
  }
});

test('without any arm but control the report still has the sample ratio', async () => {
  const config = experimentConfig({ ...three, treatments: ['t'], data: {} });
  const metrics = { conv: { c: { users: 1000, successes: 100 }, t: { users: 0 } } };
  const result = await analyzeExperiment(dataFromAggregates({ metrics }, config), config);
  expect(result.metrics).toEqual([]);
  expect(result.srm.passed).toBe(false);
  const report = await renderExperimentReport({ result, sampleSize: null }, { language: 'en' });
  expect(String(report.get('experiment_report.md'))).toContain('sample ratio mismatch');
});
