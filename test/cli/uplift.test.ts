// winback uplift train and score, plan on their columns, and winback evaluate on the decisions of the plan.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { worldUsers } from '../../bench/simulations/uplift-world.js';
import { winback } from './run.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'winback-uplift-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => path.join(folder, name);

const actions = {
  push: {},
  sms: { contact: 0.05 },
  coupon5: { contact: 0.05, face: 5 },
  coupon20: { face: 20 },
};

beforeAll(() => {
  const { table } = worldUsers(4000, 4);
  const names = table.schema.fields.map(({ name }) => name);
  const lines = Array.from({ length: table.numRows }, (_, row) =>
    names.map((name) => String(table.getChild(name)!.get(row))).join(','),
  );
  writeFileSync(at('log.csv'), `${[names.join(','), ...lines].join('\n')}\n`);
  writeFileSync(at('uplift.json'), JSON.stringify({ uplift: { actions, budget: 1 } }));
});

test('trains, scores, plans on the scores, and evaluates what the plan decided', async () => {
  const train = [
    'uplift',
    'train',
    '--log',
    at('log.csv'),
    '--config',
    at('uplift.json'),
    '--out',
    at('model'),
  ];
  const trained = await winback([...train, '--json', '--quiet']);
  const { report, files, digest } = JSON.parse(trained.stdout);
  expect(trained.code, trained.stderr).toBe(report.gate.passed ? 0 : 1);
  expect(report.candidates.map(({ name }: { name: string }) => name)).toEqual([
    's',
    'x',
    'dr',
    'ensemble',
    'rates',
  ]);
  expect(report.frontier).toHaveLength(11);
  expect(files).toContain('uplift.json');
  expect(digest).toMatch(/^[0-9a-f]{64}$/);

  const score = [
    'uplift',
    'score',
    '--model',
    at('model'),
    '--input',
    at('log.csv'),
    '--output',
    at('scored.csv'),
  ];
  const scored = await winback([...score, '--json']);
  expect(scored.code, scored.stderr).toBe(0);
  expect(JSON.parse(scored.stdout).columns).toHaveLength(8);

  const columns = Object.keys(actions).map((name) => [name, { gain: `gain_${name}`, cost: `cost_${name}` }]);
  const plan = {
    actions: Object.fromEntries(columns),
    columns: { probability: 'x6' },
    holdout: { share: 0.1 },
  };
  writeFileSync(at('plan.json'), JSON.stringify(plan));
  const planning = ['plan', '--scores', at('scored.csv'), '--config', at('plan.json'), '--budget', '2000'];
  const planned = await winback([
    ...planning,
    '--out',
    at('plan'),
    '--policy-id',
    'uplift 1',
    '--outcome-days',
    '14',
    '--json',
  ]);
  expect(planned.code, planned.stderr).toBe(0);
  const file = JSON.parse(planned.stdout);
  expect(file.decisions).toEqual({ policy: 'uplift 1', snapshot: null, outcomeDays: 14 });
  expect(file.expectedProfit).toBeGreaterThan(0);

  const decisions = readFileSync(at('plan/decisions.csv'), 'utf8').trim().split('\n');
  const rewarded = decisions.map((line, i) => `${line},${i === 0 ? 'reward' : i % 7}`);
  writeFileSync(at('decisions-log.csv'), `${rewarded.join('\n')}\n`);
  const own = await winback(['evaluate', '--log', at('decisions-log.csv'), '--policy', 'logged', '--json']);
  expect(own.code, own.stderr).toBe(0);
  const mean = rewarded.slice(1).reduce((sum, line) => sum + Number(line.split(',').at(-1)), 0) / 4000;
  expect(JSON.parse(own.stdout).estimates[0].value).toBeCloseTo(mean, 9);

  const other = await winback([
    'evaluate',
    '--log',
    at('decisions-log.csv'),
    '--policy',
    'uniform',
    '--lang',
    'en',
  ]);
  expect(other.code).toBe(1);
  expect(other.stdout).toContain('uniform is not evaluable from this log');
  expect(other.stdout).toContain('it may take actions that the log could not have drawn');
});

test('a random log answers for other policies, from a file too, and compares two on the same users', async () => {
  const [head, ...rows] = readFileSync(at('log.csv'), 'utf8').trim().split('\n');
  const names = head!.split(',');
  const cells = rows.map((row) => row.split(','));
  const place = (name: string): number => names.indexOf(name);
  writeFileSync(
    at('policy.csv'),
    `user_id,action\n${cells.map((row) => `${row[0]},${Number(row[0]) % 2 ? 'sms' : 'none'}`).join('\n')}\n`,
  );
  const flags = ['--log', at('log.csv'), '--reward', 'stayed'];
  const found = await winback([
    'evaluate',
    ...flags,
    '--policy',
    at('policy.csv'),
    '--against',
    'none',
    '--json',
  ]);
  expect(found.code, found.stderr).toBe(0);
  const { chosen, gate, against, estimates } = JSON.parse(found.stdout);
  const taken = cells.filter((row) => row[place('action')] === (Number(row[0]) % 2 ? 'sms' : 'none'));
  const ips = taken.reduce((sum, row) => sum + 5 * Number(row[place('stayed')]), 0) / cells.length;
  expect(estimates[0]).toMatchObject({ kind: 'ips', value: expect.closeTo(ips, 9) });
  expect(gate).toMatchObject({ isEvaluable: true, largestWeight: 5 });
  expect(against.difference.value).toBeCloseTo(chosen.value - against.second.chosen.value, 9);
});

test.each([
  [['--policy', 'smss'], 'policy "smss" is neither a file nor one of logged, uniform, none, push, sms'],
  [['--policy', 'sms', '--reward', 'rewards'], 'has no column "rewards" of rewards'],
  [['--policy', './missing.csv'], 'missing.csv'],
])('%j is refused', async (flags, message) => {
  const { code, stderr } = await winback([
    'evaluate',
    '--log',
    at('log.csv'),
    '--reward',
    'stayed',
    '--lang',
    'en',
    ...flags,
  ]);
  expect(code).toBe(2);
  expect(stderr).toContain(message);
});

test('a model with a changed forest is refused', async () => {
  const file = at('model/effect-0.txt');
  writeFileSync(file, readFileSync(file, 'utf8').replace('leaf_value=', 'leaf_value=9'));
  const score = [
    'uplift',
    'score',
    '--model',
    at('model'),
    '--input',
    at('log.csv'),
    '--output',
    at('again.csv'),
  ];
  const { code, stderr } = await winback([...score, '--lang', 'en']);
  expect(code).toBe(2);
  expect(stderr).toContain('effect-0.txt has another SHA-256 than uplift.json says');
});
