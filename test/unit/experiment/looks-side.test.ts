// The side of an effect with looks on both sides of 0: that of the look which crosses at the smallest level.

import { tableFromArrays } from 'apache-arrow';
import { expect, test } from 'vitest';
import { Pace } from '../../../src/base/pace.js';
import { analyzeExperiment } from '../../../src/experiment/analyze.js';
import { experimentConfig } from '../../../src/experiment/config/config.js';
import { dataFromTable } from '../../../src/experiment/data/data.js';
import type { Look } from '../../../src/experiment/data/look.js';
import { repeatedTest } from '../../../src/experiment/looks/tested.js';
import { guardrailRecord } from '../../../src/experiment/verdict/guardrail.js';

const configOf = (direction: string) =>
  experimentConfig({
    ...{ name: 's', data: {}, control: 'a', treatments: ['b'] },
    metrics: [
      { name: 'm', kind: 'mean', role: 'primary', column: 'm' },
      { name: 'g', kind: 'mean', role: 'guardrail', column: 'g', margin: 1e-6, direction },
    ],
    sequential: { looks: 2, plannedUsers: 10_000 },
  });

const looks = [
  [3000, -3.2],
  [10_000, 2.6],
].map(([users, z]): Look => {
  const standardError = 0.5 / Math.sqrt(users!);
  return { date: null, users: users!, standardError, difference: z! * standardError };
});

test("an early z of -3.2 inside O'Brien-Fleming's boundary does not turn a final 2.6 around", async () => {
  const tested = await repeatedTest(looks, configOf('increase'), new Pace());
  expect(tested.p).toBeLessThan(0.01);
  expect(tested.positive).toBe(true);
  for (const level of [0.01, 0.02, 0.05, 0.2, 0.5]) {
    const { low, high } = await tested.intervalAt(level);
    expect(low, String(level)).toBeGreaterThan(0);
    expect(high).toBeGreaterThan(low);
  }
});

test.each([
  ['increase', 'undecided'],
  ['decrease', 'harmed'],
])('a guardrail that should %s is %s by the same looks', async (direction, status) => {
  const config = configOf(direction);
  const [control, run] = [{ value: 1 }, () => ({})];
  const effect = { control, run, standardError: 1 };
  const compared = { effect, metric: config.metrics[1]!, config } as never;
  const record = await guardrailRecord(compared, looks, new Pace());
  expect(record.status === 'harmed').toBe(status === 'harmed');
});

test('a quantile as the primary metric of a sequential plan is refused', async () => {
  const config = experimentConfig({
    ...{ name: 's', data: { variant: 'v' }, control: 'a', treatments: ['b'] },
    metrics: [{ name: 'm', kind: 'quantile', quantile: 0.5, role: 'primary', column: 'm' }],
    sequential: { looks: 2, plannedUsers: 1000 },
  });
  const rows = Array.from({ length: 400 }, (_, i) => i);
  const data = await dataFromTable(
    tableFromArrays({ v: rows.map((i) => 'ab'[i % 2]!), m: Float64Array.from(rows, (i) => (i * 37) % 101) }),
    config,
  );
  await expect(analyzeExperiment(data, config)).rejects.toThrow(
    /"m" is a quantile and has no history of looks/,
  );
});

test.each([
  [null, true],
  [[0, 86_400_000, 172_800_000], false],
])('a plan over data without days says that this look counts as the first (%j)', async (days, said) => {
  const data = days === null ? { variant: 'v' } : { variant: 'v', exposedAt: 'at' };
  const config = experimentConfig({
    ...{ name: 's', data, control: 'a', treatments: ['b'] },
    metrics: [{ name: 'm', kind: 'mean', role: 'primary', column: 'm' }],
    sequential: { looks: 2, plannedUsers: 1000 },
  });
  const rows = Array.from({ length: 400 }, (_, i) => i);
  const table = tableFromArrays({
    v: rows.map((i) => (i % 2 ? 'a' : 'b')),
    m: Float64Array.from(rows, (i) => (i * 7919) % 101),
    at: rows.map((i) => new Date(days?.[i % 3] ?? 0)),
  });
  const result = await analyzeExperiment(await dataFromTable(table, config), config);
  expect(result.ledger.some(({ code }) => code === 'sequential-one-look')).toBe(said);
});
