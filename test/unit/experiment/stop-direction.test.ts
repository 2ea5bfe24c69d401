// The decision and its significance come from the same look: a stop counts in the direction of the statistic that crossed.
import { tableFromArrays } from 'apache-arrow';
import { expect, test } from 'vitest';

import { Random } from '../../../src/base/random.js';
import { analyzeExperiment } from '../../../src/experiment/analyze.js';
import { experimentConfig } from '../../../src/experiment/config/config.js';
import { dataFromTable } from '../../../src/experiment/data/data.js';
import { dataFromAggregates } from '../../../src/experiment/sources/aggregates.js';

const conv = { name: 'conv', kind: 'proportion', role: 'primary', column: 'conv' };
const plan = { looks: 5, plannedUsers: 20_000 };

/** 10,000 rows, 500 a day; the treatment converts at `early` among the first 4,000 and at `late` after them. */
async function swing(early: number, late: number, metrics: readonly object[] = [conv]) {
  const random = new Random(11);
  const rows = Array.from({ length: 10_000 }, (_, i) => i);
  const table = tableFromArrays({
    v: rows.map((i) => 'ct'[i % 2]!),
    day: Float64Array.from(rows, (i) => 20_500 + Math.floor(i / 500)),
    conv: Float64Array.from(rows, (i) =>
      random.chance(i % 2 === 0 ? 0.2 : i < 4000 ? early : late) ? 1 : 0,
    ),
    money: Float64Array.from(rows, () => random.normal()),
  });
  const config = experimentConfig({
    ...{ name: 'swing', data: { variant: 'v', exposedAt: 'day' }, control: 'c', treatments: ['t'] },
    ...{ metrics, sequential: plan },
  });
  return analyzeExperiment(await dataFromTable(table, config), config);
}

test('an early harm is no win later: the plan stopped for harm, and the report says both', async () => {
  const result = await swing(0.1, 0.3);
  const [m, sequence] = [result.metrics[0]!, result.sequential[0]!];
  expect(sequence.stoppedAt).toBe(1);
  expect(sequence.looks[0]!.z).toBeLessThan(-sequence.looks[0]!.boundary);
  expect(m.difference).toBeGreaterThan(0);
  expect(m).toMatchObject({ significant: true, effectDirection: 'decrease' });
  expect(m.simultaneousHigh).toBeLessThan(0);
  expect(result.decision).toBe('stop');
  expect(result.reasons.map((r) => r.code).slice(0, 2)).toEqual(['primary-worse', 'primary-reversed']);
});

test('an early win that has turned into harm does not ship', async () => {
  const result = await swing(0.3, 0.1);
  const m = result.metrics[0]!;
  expect(m.difference).toBeLessThan(0);
  expect(m).toMatchObject({ significant: true, effectDirection: 'increase' });
  expect(result.decision).toBe('hold');
  expect(result.reasons.map((r) => r.code).slice(0, 2)).toEqual(['primary-better', 'primary-reversed']);
});

test('a win that stays one ships, where less is wanted as well', async () => {
  expect((await swing(0.3, 0.3)).decision).toBe('ship');
  const less = await swing(0.1, 0.1, [{ ...conv, direction: 'decrease' }]);
  expect(less.metrics[0]!.effectDirection).toBe('decrease');
  expect(less.decision).toBe('ship');
  expect((await swing(0.3, 0.3, [{ ...conv, direction: 'decrease' }])).decision).toBe('stop');
});

test('other metrics: the direction is that of the look the sequential p rests on', async () => {
  const primary = { name: 'money', kind: 'mean', role: 'primary', column: 'money' };
  const result = await swing(0.1, 0.3, [primary, { ...conv, role: 'secondary' }]);
  const m = result.metrics[1]!;
  expect(m.difference).toBeGreaterThan(0);
  expect(m).toMatchObject({ significant: true, effectDirection: 'decrease' });
  expect(m.simultaneousHigh).toBeLessThan(0);
});

test('a guardrail that passed early does not stay passed once the harm reaches its margin', async () => {
  const primary = { name: 'money', kind: 'mean', role: 'primary', column: 'money' };
  const guard = { ...conv, role: 'guardrail', margin: 0.02 };
  const better = await swing(0.3, 0.3, [primary, guard]);
  expect(better.metrics[1]!.guardrail!.status).toBe('passed');
  const turned = await swing(0.3, 0.05, [primary, guard]);
  expect(turned.metrics[1]!.difference).toBeLessThan(-0.02);
  expect(turned.metrics[1]!.guardrail!.status).not.toBe('passed');
});

const config = experimentConfig({
  ...{ name: 'given', data: {}, control: 'c', treatments: ['t'], metrics: [conv], sequential: plan },
});
const counts = { conv: { c: { users: 5000, successes: 500 }, t: { users: 5000, successes: 560 } } };
const error = Math.sqrt((0.1 * 0.9 + 0.112 * 0.888) / 5000);
const given = (last: object, key: 'looks' | 'metricLooks' = 'looks') => {
  const looks = { t: [{ users: 4000, difference: 0.01, standardError: 0.0097 }, last] };
  return { metrics: counts, [key]: key === 'looks' ? looks : { conv: looks } };
};
const now = { users: 10_000, difference: 0.012, standardError: error };

test.each([
  ['the opposite sign', { difference: -0.05, standardError: 0.0062 }, /difference -0.05, the data now 0.012/],
  ['another sign only', { difference: -0.012 }, /difference -0.012, the data now 0.012/],
  ['other users', { users: 13_000 }, /users 13000, the data now 10000/],
  ['another error', { standardError: 0.0088 }, /standardError 0.0088, the data now 0.00615/],
])('given looks that end with %s are refused with both values', async (_, change, message) => {
  const data = dataFromAggregates(given({ ...now, ...change }), config);
  await expect(analyzeExperiment(data, config)).rejects.toThrow(message);
});

test('given looks that end in the present state, rounded as people round, are taken', async () => {
  for (const last of [now, { users: 10_000, difference: 0.0121, standardError: 0.0062 }]) {
    const result = await analyzeExperiment(dataFromAggregates(given(last), config), config);
    expect(result.sequential[0]!.looks).toHaveLength(2);
  }
});

test('the looks of other metrics are held against their own state', async () => {
  const other = experimentConfig({
    ...{ name: 'given', data: {}, control: 'c', treatments: ['t'], sequential: plan },
    metrics: [
      { name: 'm', kind: 'mean', role: 'primary', column: 'm' },
      { ...conv, role: 'secondary' },
    ],
  });
  const m = { users: 5000, mean: 1, variance: 1 };
  const aggregates = (last: object) => ({
    metrics: { ...counts, m: { c: m, t: m } },
    metricLooks: { conv: { t: [last] } },
  });
  const wrong = dataFromAggregates(aggregates({ ...now, difference: -0.012 }), other);
  await expect(analyzeExperiment(wrong, other)).rejects.toThrow(/"conv", variant "t".*-0.012.*0.012/);
  const right = dataFromAggregates(aggregates(now), other);
  expect((await analyzeExperiment(right, other)).metrics[1]!.sequential).toBe(true);
});
