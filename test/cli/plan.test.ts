// winback plan as a user runs it: a list inside the budget, its verification, and refusals that name the value.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, expect, test } from 'vitest';

const bin = fileURLToPath(new URL('../../bin/winback.js', import.meta.url));
let folder = '';

function winback(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

function config(name: string, text: string): string {
  writeFileSync(path.join(folder, name), text);
  return name;
}

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'winback-plan-'));
  const rows = Array.from({ length: 300 }, (_, i) => `u${i},${((i * 37) % 100) / 100},${(i * 13) % 90}`);
  writeFileSync(path.join(folder, 'scores.csv'), ['user_id,churn_prob,pay_amt_30', ...rows].join('\n'));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('plans inside the budget, prints one JSON document and verifies', () => {
  const plan = winback(
    'plan',
    '--scores',
    'scores.csv',
    '--config',
    config('plan.yaml', 'budget: 40\n'),
    '--json',
  );
  expect(plan.status).toBe(0);
  const result = JSON.parse(plan.stdout) as {
    spent: number;
    expectedProfit: number;
    upperBound: number;
    gap: number;
  };
  expect(result.spent).toBeLessThanOrEqual(40);
  expect(result.gap).toBe(0);
  expect(result.upperBound).toBe(result.expectedProfit);
  const list = readFileSync(path.join(folder, 'out/plan/churn_users.csv'), 'utf8').trim().split('\n');
  const column = list[0]!.split(',').indexOf('cost');
  const cost = list
    .slice(1)
    .reduce((sum, line) => sum + Math.round(Number(line.split(',')[column]) * 100), 0);
  expect(cost).toBe(Math.round(result.spent * 100));
  expect(winback('plan', 'verify', '--scores', 'scores.csv', 'out/plan').status).toBe(0);
  const file = path.join(folder, 'out/plan/churn_users.csv');
  writeFileSync(file, readFileSync(file, 'utf8').replace('sms', 'push'));
  expect(winback('plan', 'verify', '--scores', 'scores.csv', 'out/plan').status).toBe(1);
});

const refusals: readonly (readonly [string, string, readonly string[], RegExp])[] = [
  ['an empty budget', 'budget: 40\n', ['--budget', ''], /--budget must be a number, got ""/],
  ['a misspelt key', 'budgt: 40\n', [], /budgt.*did you mean "budget"/],
  [
    'greedy with limits',
    'budget: 40\npolicy: greedy\nlimits: [{ name: sms, actions: [sms], count: 3 }]\n',
    [],
    /greedy|limits/,
  ],
  ['an unquoted id', 'budget: 40\neligibility: { blacklistedUsers: [00017] }\n', [], /quoted id/],
];

test.each(refusals)('%s is one clear message and exit 2', (_, text, flags, message) => {
  const { status, stdout, stderr } = winback(
    'plan',
    '--scores',
    'scores.csv',
    '--config',
    config('bad.yaml', text),
    ...flags,
  );
  expect(status).toBe(2);
  expect(stdout).toBe('');
  expect(stderr.trim().split('\n').at(-1)).toMatch(message);
});
