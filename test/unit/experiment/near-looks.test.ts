// Looks of an experiment near each other and over the planned size (the cases of real use).
import { tableFromArrays } from 'apache-arrow';
import { expect, test } from 'vitest';
import { Pace } from '../../../src/base/pace.js';
import { Random } from '../../../src/base/random.js';
import { analyzeExperiment } from '../../../src/experiment/analyze.js';
import { experimentConfig } from '../../../src/experiment/config/config.js';
import { dataFromTable } from '../../../src/experiment/data/data.js';
import { sequentialRecord } from '../../../src/experiment/looks/sequential.js';
import { dataFromAggregates } from '../../../src/experiment/sources/aggregates.js';

const conv = { name: 'conv', kind: 'proportion', role: 'primary', column: 'conv' };
const configOf = (sequential: object, data: object = {}) =>
  experimentConfig({
    ...{ name: 'near', data, control: 'c', treatments: ['t'], metrics: [conv], sequential },
  });

const looks = (middle: number) => [
  { date: null, users: 5000, difference: 0.005, standardError: 0.0088 },
  { date: null, users: middle, difference: 0.0115, standardError: 0.0062 },
  { date: null, users: 13_000, difference: 0.012, standardError: 0.006147 },
];

test('a look at 99.9 % of the plan and one after its end: both count, p as at its neighbours', async () => {
  const config = configOf({ looks: 3, plannedUsers: 10_000 });
  const comparison = { config, metric: config.metrics[0]!, variant: 't' };
  const at = async (middle: number) =>
    (await sequentialRecord(comparison, looks(middle), new Pace())).adjustedP!;
  expect(await at(9990)).toBeCloseTo(0.0519, 2);
  // Gaps of .02 % and .2 % of the plan: .0519 to .0530.
  for (const middle of [9980, 9990, 9998, 9999]) {
    const p = await at(middle);
    expect(p).toBeGreaterThan(0.0515);
    expect(p).toBeLessThan(0.0535);
  }
  const record = await sequentialRecord(comparison, looks(9990), new Pace());
  expect(record.looks.map((look) => look.information)).toEqual([0.5, 0.999, 1]);
});

test('given looks of which the last overruns the plan', async () => {
  const users = 6500;
  const counts = { c: { users, successes: 650 }, t: { users, successes: 728 } };
  const config = configOf({ looks: 3, plannedUsers: 10_000 });
  const error = Math.sqrt((0.1 * 0.9 + 0.112 * 0.888) / users);
  const given = [...looks(9990).slice(0, 2), { users: 13_000, difference: 0.012, standardError: error }];
  const data = dataFromAggregates({ metrics: { conv: counts }, looks: { t: given } }, config);
  const result = await analyzeExperiment(data, config);
  expect(result.sequential[0]!.looks).toHaveLength(3);
  expect(result.metrics[0]!.adjustedP).toBeGreaterThan(0);
});

test('rows: 500 users, 499 more, then one', async () => {
  const random = new Random(4);
  const rows = Array.from({ length: 1000 }, (_, i) => i);
  const table = tableFromArrays({
    v: rows.map((i) => 'ct'[i % 2]!),
    day: Float64Array.from(rows, (i) => 20_500 + (i < 500 ? 0 : i < 999 ? 1 : 2)),
    conv: Float64Array.from(rows, () => (random.chance(0.2) ? 1 : 0)),
  });
  const config = configOf({ looks: 4, plannedUsers: 1000 }, { variant: 'v', exposedAt: 'day' });
  const result = await analyzeExperiment(await dataFromTable(table, config), config);
  expect(result.sequential[0]!.looks.map((look) => look.users)).toEqual([500, 999, 1000]);
  expect(result.metrics[0]!.adjustedP).toBeGreaterThan(0.05);
});

test('a day that passes several planned looks is one look, and a day without new users is none', async () => {
  const rows = Array.from({ length: 1000 }, (_, i) => i);
  const table = tableFromArrays({
    v: rows.map((i) => 'ct'[i % 2]!),
    // 900 users on the first day, none on the second, 100 on the third.
    day: Float64Array.from(rows, (i) => 20_500 + (i < 900 ? 0 : 2)),
    conv: Float64Array.from(rows, (i) => (i % 5 === 0 ? 1 : 0)),
  });
  const config = configOf({ looks: 4, plannedUsers: 1000 }, { variant: 'v', exposedAt: 'day' });
  const result = await analyzeExperiment(await dataFromTable(table, config), config);
  expect(result.sequential[0]!.looks.map((look) => look.users)).toEqual([900, 1000]);
});
