// Every command has the same flags and examples, and looks at its options before it opens a file.
import { readFileSync } from 'node:fs';

import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { main } from '../../src/cli/main.js';

let [out, err] = ['', ''];
beforeEach(() => {
  [out, err] = ['', ''];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    err += String(text);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = 0;
});

test.each(['--version', '-V'])('%s prints the version of the package', async (flag) => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  await main([flag]);
  expect(out).toBe(`${version}\n`);
  expect(process.exitCode ?? 0).toBe(0);
});

const commands = [
  ...['demo', 'churn', 'features', 'score', 'plan', 'plan verify', 'model verify'],
  ...['experiment size', 'experiment power', 'experiment boundaries', 'experiment analyze'],
];

test.each(commands)('%s --help has the common flags and examples', async (command) => {
  await main([...command.split(' '), '--help']);
  for (const flag of ['--json', '--quiet', '--verbose', 'Examples:', `winback ${command.split(' ')[0]}`])
    expect(out).toContain(flag);
  expect(out).not.toMatch(/\bspec\b|the task/);
});

test.each(['size', 'power'])('experiment %s takes --quiet and --verbose', async (name) => {
  const users = name === 'power' ? ['--control', '2000'] : [];
  await main(['experiment', name, '--baseline', '0.1', '--mde', '0.02', ...users, '--quiet', '--verbose']);
  expect(err).toBe('');
  expect(out).not.toBe('');
});

test('experiment boundaries takes --quiet and --verbose', async () => {
  await main(['experiment', 'boundaries', '--looks', '3', '--quiet', '--verbose']);
  expect(err).toBe('');
});

const early: readonly (readonly [string, readonly string[], RegExp])[] = [
  ['plan: a budget', ['plan', '--scores', 'none.csv', '--budget', '-1'], /budget.*-1/],
  ['plan: threads', ['plan', '--scores', 'none.csv', '--budget', '1', '--threads', '0'], /--threads/],
  ['score: the output', ['score', '--model', 'none', '--input', 'a.csv', '--output', 'b.txt2'], /b\.txt2/],
  [
    'score: the batch',
    ['score', '--model', 'none', '--input', 'a.csv', '--output', 'b.csv', '--batch-rows', '0'],
    /--batch-rows/,
  ],
  [
    'features: the day',
    ['features', '--config', 'none', '--model', 'none', '--output', 'a.csv', '--as-of', '2026-02-30'],
    /2026-02-30/,
  ],
  ['churn: threads', ['churn', '--config', 'none', '--threads', 'two'], /--threads/],
];

test.each(early)('%s is looked at before a file', async (_, args, message) => {
  await main(args);
  expect(err).toMatch(message);
  expect(err).not.toMatch(/NOT_FOUND|none\b/);
  expect(process.exitCode).toBe(2);
});
