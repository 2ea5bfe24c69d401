import { tableFromArrays } from 'apache-arrow';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { analyzeExperiment } from '../../../src/experiment/analyze.js';
import { sampleRatioTest } from '../../../src/experiment/assignment/srm.js';
import { experimentConfig } from '../../../src/experiment/config/config.js';
import { runDays } from '../../../src/experiment/config/days.js';
import { dataFromTable } from '../../../src/experiment/data/data.js';
import { dataFromAggregates } from '../../../src/experiment/sources/aggregates.js';

const spanOf = (days: readonly number[]) => runDays(Float64Array.from(days), new Int32Array(days.length));
const spread = (users: number, days: number) =>
  Array.from({ length: users }, (_, i) => 20_000 + (i * days) / users);

test.each([
  ['one day and one 158 years later', [...spread(1000, 0.01), 29_500], 1, 1],
  ['a week and the year 1970', [...spread(1000, 7), 0, 1], 7, 2],
  ['both ends', [...spread(1000, 7), 0, 90_000], 7, 2],
  ['a last exposure within the length of all others', [...spread(1000, 14), 20_020], 21, 0],
  ['a day in two halves of a year', [...spread(500, 1), ...spread(500, 1).map((d) => d + 180)], 181, 0],
  ['six users of six days', [20_000, 20_001, 20_002, 20_003, 20_004, 20_090], 91, 0],
  ['no user', [], Number.NEGATIVE_INFINITY, 0],
])('%s', (_, days, length, far) => {
  const found = spanOf(days);
  expect(found.far).toBe(far);
  expect(found.last - found.first + 1).toBe(length);
});

test('property: every day of an experiment with users on all days counts', () =>
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 2, maxLength: 40 }), (perDay) => {
      const days = perDay.flatMap((users, day) => new Array<number>(users).fill(20_000 + day));
      expect(spanOf(days)).toEqual({ first: 20_000, last: 20_000 + perDay.length - 1, far: 0 });
    }),
  ));

test('a lone far date does not make an experiment of 17 minutes long enough, and is told', async () => {
  const days = [...spread(1000, 0.0118), 29_500];
  const table = tableFromArrays({
    v: days.map((_, i) => 'ab'[i % 2]!),
    day: Float64Array.from(days),
    c: Float64Array.from(days, (_, i) => (i % 7 === 0 ? 1 : 0)),
  });
  const config = experimentConfig({
    ...{
      name: 'x',
      control: 'a',
      treatments: ['b'],
      data: { variant: 'v', exposedAt: 'day' },
      minimumDays: 5,
    },
    metrics: [{ name: 'c', kind: 'proportion', role: 'primary', column: 'c' }],
  });
  const result = await analyzeExperiment(await dataFromTable(table, config), config);
  expect(result.checks.find(({ code }) => code === 'duration')).toMatchObject({
    status: 'warning',
    values: { days: 1, minimumDays: 5 },
  });
  expect(result.ledger).toContainEqual({ code: 'far-exposures', values: { users: 1 } });
});

test('users in an arm of weight 0: the split has failed, everything else is reported', async () => {
  const config = experimentConfig({
    ...{ name: 'x', control: 'a', treatments: ['b'], weights: [1, 0], data: {} },
    metrics: [{ name: 'c', kind: 'proportion', role: 'primary', column: 'c' }],
  });
  const cell = (successes: number) => ({ users: 1000, successes });
  const data = dataFromAggregates({ metrics: { c: { a: cell(100), b: cell(120) } } }, config);
  const result = await analyzeExperiment(data, config);
  expect(result.srm).toMatchObject({ p: 0, passed: false });
  expect(result.srm.arms.map((arm) => arm.expected)).toEqual([2000, 0]);
  expect(result.metrics[0]!.difference).toBeCloseTo(0.02, 12);
  expect(result.decision).not.toBe('ship');
  expect(JSON.parse(JSON.stringify(result.srm))).toEqual(result.srm);
});

test('weights without two open arms and without users in a closed one are still refused', () => {
  const arms = [
    { variant: 'a', users: 10, weight: 1 },
    { variant: 'b', users: 0, weight: 0 },
  ];
  expect(() => sampleRatioTest(arms, 0.001)).toThrow('two or more arms of weight > 0');
});
