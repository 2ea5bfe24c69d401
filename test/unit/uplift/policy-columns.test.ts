// The files of policies that `winback evaluate` takes.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { afterAll, expect, test } from 'vitest';

import { runEvaluation } from '../../../src/pipeline/uplift/evaluate.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'winback-policy-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, lines: readonly string[]): string {
  const full = path.join(folder, name);
  writeFileSync(full, `${lines.join('\n')}\n`);
  return full;
}

const users = Array.from({ length: 40 }, (_, row) => row);
const log = file('log.csv', [
  'user_id,action,probability_none,probability_sms,reward',
  ...users.map((row) => `u${row},${row % 2 === 0 ? 'none' : 'sms'},0.5,0.5,${row % 7}`),
]);

test('probabilities alone, without a column of actions, are a policy', async () => {
  const policy = file('probabilities.csv', [
    'user_id,probability_none,probability_sms',
    ...users.map((row) => `u${row},0,1`),
  ]);
  const [own, named] = [await runEvaluation(log, policy), await runEvaluation(log, 'sms')];
  expect(own.gate.isEvaluable).toBe(true);
  expect(own.chosen).toEqual(named.chosen);
});

test('a policy with an action that the log has not is refused by its name', async () => {
  const policy = file('foreign.csv', ['user_id,probability_none,probability_fax', 'u0,0,1']);
  await expect(runEvaluation(log, policy)).rejects.toThrow('the log has no action "fax"');
});

test('a log without rows says so', async () => {
  const empty = file('empty.csv', ['user_id,action,probability_none,probability_sms,reward']);
  await expect(runEvaluation(empty, 'sms')).rejects.toThrow(`${empty} has no rows`);
});
