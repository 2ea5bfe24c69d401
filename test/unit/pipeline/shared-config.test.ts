// One file for churn, plan and experiment: each takes its own sections and the common ones, and a key of none is refused.
import { expect, test } from 'vitest';

import { planConfig } from '../../../src/entries/campaign.js';
import { experimentSection } from '../../../src/entries/experiment.js';
import { churnConfig, experimentConfig } from '../../../src/index.js';

const table = { path: 'users.csv', id: 'customer', label: 'left' };
const plan = { budget: 50, actions: { sms: { contact: 0.05, response: 0.1 } } };
const own = { data: { file: 'ab.csv', variant: 'arm' }, control: 'a', treatments: ['b'] };
const metrics = [{ name: 'paid', kind: 'proportion', column: 'paid', role: 'primary' }];
const experiment = { ...own, metrics };
const output = { formats: ['parquet'], bom: true };
const shared = { name: 'shop', seed: 7, table, plan, output, experiment };

test('each command reads its own sections of one file', () => {
  const churn = churnConfig(shared, 'config');
  expect(churn).toMatchObject({ kind: 'table', name: 'shop', seed: 7, plan, output });
  const made = planConfig()(shared, 'config');
  expect(made.options).toEqual({ ...plan, columns: { user: 'customer' } });
  expect(made.output).toMatchObject(output);
  const read = experimentSection(shared, 'config');
  expect(read).toEqual(experimentConfig({ name: 'shop', seed: 7, ...experiment }));
});

test('what a section says beats what is common', () => {
  const zoned = { ...shared, table: undefined, events: { timeZone: 'Asia/Shanghai' } };
  expect(experimentSection(zoned, 'config').timeZone).toBe('Asia/Shanghai');
  const named = { ...zoned, experiment: { ...experiment, name: 'coupon', seed: 1, timeZone: 'UTC' } };
  expect(experimentSection(named, 'config')).toMatchObject({ name: 'coupon', seed: 1, timeZone: 'UTC' });
  const user = { ...shared, plan: { ...plan, columns: { user: 'id' } } };
  expect(planConfig()(user, 'config').options.columns).toEqual({ user: 'id' });
});

test('a plan with a budget of its own needs no plan section', () => {
  const { plan: _, ...rest } = shared;
  expect(planConfig({ budget: 9 })(rest, 'config').options).toEqual({
    budget: 9,
    columns: { user: 'customer' },
  });
});

test('files of one command are read as before', () => {
  expect(planConfig()({ ...plan, output }, 'config').options).toEqual(plan);
  expect(experimentSection({ name: 'coupon', ...experiment }, 'config').name).toBe('coupon');
});

test('a key that no command knows is refused by every command, with the one that was meant', () => {
  const wrong = { ...shared, outptu: output };
  for (const check of [churnConfig, planConfig(), experimentSection])
    expect(() => check(wrong, 'config')).toThrow(/unknown option "outptu" \(did you mean "output"\?\)/);
  expect(() => planConfig()({ budgt: 5 }, 'config')).toThrow(/did you mean "budget"/);
  expect(() => churnConfig({ ...shared, output: { bomm: true } }, 'config')).toThrow(/did you mean "bom"/);
});

test('a file without the section of an experiment says so', () => {
  const { experiment: _, ...rest } = shared;
  expect(() => experimentSection(rest, 'config')).toThrow(/config has no section `experiment`/);
});
