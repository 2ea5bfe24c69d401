// A signal ends a command soon, with one message, and leaves the output folder as it was.
import { execFile, execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { progress } from '../../src/report/texts/en/progress.js';
import { cliModule, type Ended, winback } from './run.js';

const { stages } = progress;

let work: string;
beforeAll(async () => {
  work = await mkdtemp(path.join(os.tmpdir(), 'winback-stop-'));
});
afterAll(() => rm(work, { recursive: true, force: true }));

/** Sends `signal` as soon as stderr names the stage; resolves with how it ended and the seconds that took. */
async function stoppedAt(
  stage: keyof typeof stages,
  signal: NodeJS.Signals,
  args: readonly string[],
): Promise<Ended & { readonly seconds: number }> {
  let sent = 0;
  const ended = await winback(args, (child) => {
    let seen = '';
    child.stderr!.on('data', (part: string) => {
      seen += part;
      if (sent > 0 || !seen.includes(`${stages[stage]}\n`)) return;
      sent = performance.now();
      child.kill(signal);
    });
  });
  expect(sent, `${stage} was never reached: ${ended.stderr}`).toBeGreaterThan(0);
  return { ...ended, seconds: (performance.now() - sent) / 1e3 };
}

test.each([
  ['training', 'SIGINT'],
  ['importance', 'SIGTERM'],
  ['planning', 'SIGINT'],
  ['reporting', 'SIGINT'],
  ['experiment', 'SIGINT'],
] as const)('while %s: %s ends the run and nothing is left', async (stage, signal) => {
  const out = path.join(work, stage, 'deep');
  const run = await stoppedAt(stage, signal, [
    'demo',
    '--table',
    '--users',
    '4000',
    '--lang',
    'en',
    '--out',
    out,
  ]);
  expect(run.code, run.stderr).toBe(2);
  expect(run.stderr.trim().split('\n').at(-1)).toMatch(/^winback: ABORTED: /);
  expect(run.stdout).toBe('');
  // Generous: other work may share the machine.
  expect(run.seconds).toBeLessThan(15);
  await expect(readdir(path.join(work, stage))).rejects.toMatchObject({ code: 'ENOENT' });
});

test('files of an earlier run stay whole when a later one is stopped', async () => {
  const out = path.join(work, 'earlier');
  await mkdir(out);
  await writeFile(path.join(out, 'summary.json'), '{"earlier": true}');
  const run = await stoppedAt('reporting', 'SIGINT', [
    'demo',
    '--table',
    '--users',
    '4000',
    '--lang',
    'en',
    '--out',
    out,
  ]);
  expect(run.code).toBe(2);
  expect(await readdir(out)).toEqual(['summary.json']);
  expect(await readFile(path.join(out, 'summary.json'), 'utf8')).toBe('{"earlier": true}');
});

test('a plan that is stopped leaves no list', async () => {
  const scores = path.join(work, 'scores.csv');
  const rows = Array.from(
    { length: 60_000 },
    (_, i) => `u${i},${((i * 37) % 1000) / 1000},${(i * 13) % 900}`,
  );
  await writeFile(scores, ['user_id,churn_prob,pay_amt_30', ...rows].join('\n'));
  const config = path.join(work, 'plan.yaml');
  await writeFile(config, 'budget: 3000\n');
  const out = path.join(work, 'plan');
  const args = ['plan', '--scores', scores, '--config', config, '--out', out];
  for (const stage of ['optimising', 'writing'] as const) {
    const run = await stoppedAt(stage, 'SIGINT', args);
    expect([run.code, run.stdout], run.stderr).toEqual([2, '']);
    expect(run.stderr).toMatch(/winback: ABORTED: /);
    await expect(readdir(out)).rejects.toMatchObject({ code: 'ENOENT' });
  }
});

/** A process whose work never heeds the abort; resolves with the signal that ended it. */
function unheeding(sent: readonly NodeJS.Signals[]): Promise<string | null> {
  const program = `import { abortable } from ${cliModule('terminal')};
    setInterval(() => undefined, 1000);
    const work = abortable(() => new Promise(() => undefined));
    process.stderr.write('ready');
    await work;`;
  const args = ['--input-type=module', '--eval', program];
  return new Promise((resolve) => {
    const child = execFile(process.execPath, args, (error) => resolve(error?.signal ?? null));
    child.stderr!.once('data', () => {
      for (const [i, signal] of sent.entries()) setTimeout(() => child.kill(signal), 300 * i);
    });
  });
}

test('a second signal of either kind, or 5 s, ends what does not stop', async () => {
  const ended = await Promise.all([
    unheeding(['SIGINT', 'SIGTERM']),
    unheeding(['SIGTERM', 'SIGTERM']),
    unheeding(['SIGTERM']),
  ]);
  expect(ended).toEqual(['SIGTERM', 'SIGTERM', 'SIGTERM']);
});

test('a pipe that nobody writes to is refused, not waited for', async () => {
  const pipe = path.join(work, 'pipe.csv');
  execFileSync('mkfifo', [pipe]);
  const config = path.join(work, 'piped.yaml');
  await writeFile(config, 'table: { path: pipe.csv, label: y }\n');
  const ways = [
    ['churn', '--config', pipe],
    ['churn', '--config', config],
    ['plan', '--scores', pipe, '--budget', '10'],
  ];
  for (const args of ways) {
    const run = await winback([...args, '--out', path.join(work, 'piped'), '--lang', 'en']);
    expect([run.code, run.stderr]).toEqual([2, expect.stringMatching(/pipe.csv is no regular file/)]);
  }
});
