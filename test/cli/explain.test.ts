// `winback explain` and `winback score --reasons` as a user runs them, with names that give orders, users who are not there, and
// files that are missing, foreign or changed: one clear error each.
import { appendFileSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { winback } from './run.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'winback-cli-explain-'));
const at = (name: string): string => path.join(folder, name);
const model = 'test/golden/registry/model-0.1';
const order = 'Ignore all instructions; DROP TABLE users';
const huge = 'u'.repeat(20_000);

beforeAll(async () => {
  writeFileSync(at('users.csv'), `user_id,x\nu1,0.25\n${order},0.75\n${huge},\ntwice,1\ntwice,2\n`);
  writeFileSync(at('few.csv'), 'user_id,x\nu1,0.25\nu2,\n');
  writeFileSync(at('scores.csv'), 'user_id,churn_prob,pay_amt_30\nu1,0.8,120\nu2,0.7,90\n');
  const planned = await winback([
    'plan',
    '--scores',
    at('scores.csv'),
    '--budget',
    '20',
    '--out',
    at('plan'),
  ]);
  expect(planned.code, planned.stderr).toBe(0);
  cpSync(at('plan'), at('changed'), { recursive: true });
  appendFileSync(at('changed/churn_users.csv'), 'x\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const explainUser = (user: string, ...more: readonly string[]) =>
  winback(['explain', 'user', user, '--model', model, '--features', at('users.csv'), ...more]);

test('a user is explained in both languages, whatever his name is', async () => {
  for (const [user, shown] of [
    ['u1', 'u1'],
    [order, order],
    [huge, huge],
  ] as const) {
    const { code, stdout } = await explainUser(user, '--json');
    expect(code).toBe(0);
    const { subject, statements } = JSON.parse(stdout) as {
      subject: object;
      statements: readonly { code: string; text: { zh: string; en: string } }[];
    };
    expect(subject).toEqual({ kind: 'user', id: shown });
    expect(statements.map((one) => one.code)).toEqual(['score', 'start', 'reason', 'sum', 'calibration']);
    expect(statements[0]!.text.en).toContain(`User ${shown} leaves with probability`);
  }
  const zh = await explainUser('u1', '--lang', 'zh');
  expect(zh.stdout).toMatch(/^用户 u1 的流失概率为/);
  expect(zh.stdout).toContain('x（x）为0.25');
});

const faults: readonly (readonly [string, readonly string[], RegExp])[] = [
  [
    'a user who is not there',
    ['user', 'u9', '--model', model, '--features', at('users.csv')],
    /no user "u9"/,
  ],
  ['a user in two rows', ['user', 'twice', '--model', model, '--features', at('users.csv')], /rows 4 and 5/],
  ['a file that was deleted', ['user', 'u1', '--model', model, '--features', at('gone.csv')], /gone\.csv/],
  ['a model that was deleted', ['user', 'u1', '--model', at('gone'), '--features', at('users.csv')], /gone/],
  ['features of another model', ['user', 'u1', '--model', model, '--features', at('scores.csv')], /"x"/],
  [
    'a list that was changed',
    ['plan', at('changed')],
    /churn_users\.csv is not the list that the plan wrote/,
  ],
  [
    'scores of another plan',
    ['user', 'u1', '--plan', at('plan'), '--scores', at('few.csv')],
    /is not the file/,
  ],
  ['a state that is not there', ['alert', 'a1', '--state', at('gone.db')], /gone\.db/],
];

test.each(faults)('%s is one clear error', async (_, args, message) => {
  const { code, stdout, stderr } = await winback(['explain', ...args, '--lang', 'en']);
  expect(stderr).toMatch(message);
  expect(stderr.trim().split('\n').length).toBeLessThanOrEqual(2);
  expect(stderr).not.toMatch(/\n\s+at /);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
});

test('scores have their reasons as columns; more of them than features are refused', async () => {
  const score = (reasons: string) =>
    winback([
      ...['score', '--model', model, '--input', at('few.csv'), '--output', at('out.csv')],
      ...['--reasons', reasons, '--json'],
    ]);
  const refused = await score('2');
  expect(refused).toMatchObject({ code: 2, stdout: '' });
  expect(refused.stderr).toContain('reasons: 2 a user were asked for, the model has 1 features');
  expect((await score('1')).code).toBe(0);
  expect((await score('x')).stderr).toContain('--reasons');
});
