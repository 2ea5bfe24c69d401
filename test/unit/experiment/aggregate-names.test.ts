import { expect, test } from 'vitest';

import { analyzeExperiment } from '../../../src/experiment/analyze.js';
import { experimentConfig } from '../../../src/experiment/config/config.js';
import { dataFromAggregates } from '../../../src/experiment/sources/aggregates.js';

const plan = { sequential: { looks: 3, plannedUsers: 4000 } };
const configOf = (change: object = {}) =>
  experimentConfig({
    ...{ name: 'x', control: 'a', treatments: ['b', 'd'], data: {} },
    metrics: [
      { name: 'c', kind: 'proportion', role: 'primary', column: 'c' },
      { name: 'g', kind: 'mean', column: 'g' },
    ],
    ...change,
  });
const counts = (successes: number) => ({ users: 1000, successes });
const amounts = (mean: number) => ({ users: 1000, mean, variance: 4 });
const metrics = {
  c: { a: counts(100), b: counts(130), d: counts(110) },
  g: { a: amounts(5), b: amounts(5.1), d: amounts(5) },
};
const error = (success: number) => Math.sqrt((0.1 * 0.9 + (success / 1000) * (1 - success / 1000)) / 1000);
const last = (success: number) => ({
  ...{ date: '2026-03-09', users: 2000 },
  ...{ difference: success / 1000 - 0.1, standardError: error(success) },
});
const early = { date: '2026-03-04', users: 900, difference: 0.02, standardError: 0.02 };
const looks = { b: [early, last(130)], d: [last(110)] };

test.each([
  ['looks of B', plan, { metrics, looks: { ...looks, B: [early] } }, /looks: unknown treatment "B".*"b"/],
  ['looks of control', plan, { metrics, looks: { ...looks, a: [early] } }, /looks: unknown treatment "a"/],
  ['no looks of d', plan, { metrics, looks: { b: looks.b } }, /looks: no looks for the treatment "d"/],
  ['an empty list', plan, { metrics, looks: { ...looks, d: [] } }, /looks\.d: at least one look/],
  [
    'a metric in capitals',
    plan,
    { metrics, looks, metricLooks: { G: looks } },
    /metricLooks: unknown metric "G".*"g"/,
  ],
  [
    'its variant',
    plan,
    { metrics, looks, metricLooks: { g: { ...looks, B: [] } } },
    /metricLooks\.g: unknown treatment "B"/,
  ],
  [
    'the primary',
    plan,
    { metrics, looks, metricLooks: { c: looks } },
    /metricLooks\.c: the looks at the primary/,
  ],
  ['an OEC that is none', plan, { metrics, looks, metricLooks: { OEC: looks } }, /unknown metric "OEC"/],
  ['no plan', {}, { metrics, looks }, /looks need a sequential plan/],
  [
    'an arm',
    {},
    { metrics: { ...metrics, c: { ...metrics.c, zz: counts(9) } } },
    /metrics\.c: unknown variant "zz"/,
  ],
  [
    'a metric',
    {},
    { metrics: { ...metrics, gg: metrics.g } },
    /metrics: unknown metric "gg".*did you mean "g"/,
  ],
  ['an arm of joint', {}, { joint: { zz: {} } }, /joint: unknown variant "zz"/],
])('aggregates with %s unknown are refused', (_, change, given, message) => {
  expect(() => dataFromAggregates(given, configOf(change))).toThrow(message);
});

test.each([
  [
    'users that shrink',
    { ...early, users: 2000 },
    /"c", variant "b": look 2 has 2000 users after one with 2000/,
  ],
  [
    'a later date',
    { ...early, date: '2026-04-01' },
    /look 2 has the date 2026-03-09 after one of 2026-04-01/,
  ],
  ['a difference of 3', { ...early, difference: 3 }, /look 1 has a difference of 3: two proportions/],
  [
    'an error of 1e-9',
    { ...early, standardError: 1e-9 },
    /look 1 has a standardError of 1e-9: with 900 users/,
  ],
  ['an error of 2', { ...early, standardError: 2 }, /look 1 has a standardError of 2/],
  [
    'no error',
    { ...early, standardError: 0 },
    /look 1 has a difference of 0.02, which needs a standardError > 0/,
  ],
])('a look with %s is wrong input', async (_, first, message) => {
  const config = configOf(plan);
  const data = dataFromAggregates({ metrics, looks: { ...looks, b: [first, last(130)] } }, config);
  await expect(analyzeExperiment(data, config)).rejects.toThrow(message);
  await expect(analyzeExperiment(data, config)).rejects.toMatchObject({ code: 'BAD_INPUT' });
});

test('right looks are judged', async () => {
  const config = configOf(plan);
  const result = await analyzeExperiment(dataFromAggregates({ metrics, looks }, config), config);
  expect(result.sequential.map((s) => s.looks.length)).toEqual([2, 1]);
});
