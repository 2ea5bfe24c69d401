// The commands as a user runs them: one JSON document on stdout, exit codes, complete outputs.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { type Ended, winback as run } from './run.js';

let work: string;
const winback = (...args: readonly string[]): Promise<Ended> => run(args);

let table: Ended;

beforeAll(async () => {
  work = await mkdtemp(path.join(os.tmpdir(), 'winback-cli-'));
  const out = path.join(work, 'table');
  table = await winback('demo', '--table', '--users', '6000', '--lang', 'en', '--json', '--out', out);
});
afterAll(() => rm(work, { recursive: true, force: true }));

test('demo --table: summary.json is what --json prints, with the fixed keys, and every file is there', async () => {
  expect([0, 1], table.stderr).toContain(table.code);
  const summary = JSON.parse(table.stdout) as Record<string, Record<string, unknown>> & { files: string[] };
  const out = path.join(work, 'table');
  expect(summary).toEqual(JSON.parse(await readFile(path.join(out, 'summary.json'), 'utf8')));
  for (const key of ['rows', 'positives', 'auc', 'aucLow', 'aucHigh', 'prAuc', 'brier', 'logLoss'])
    expect((summary['model']!['test'] as Record<string, unknown>)[key]).toEqual(expect.any(Number));
  expect(Object.keys(summary['threshold']!)).toEqual(
    expect.arrayContaining(['value', 'precision', 'recall', 'certified']),
  );
  expect(summary['plan']).toMatchObject({
    budget: 5000,
    spent: expect.any(Number),
    users: expect.any(Number),
  });
  expect(Number(summary['plan']!['spent'])).toBeLessThanOrEqual(5000);
  const written = new Set(await readdir(out));
  for (const file of summary.files) expect(written).toContain(file.replace(/\/$/, ''));
  expect([...written].filter((name) => name.includes('partial'))).toEqual([]);
  for (const name of ['roc_curve.png', 'pr_curve.png', 'confusion_matrix.png', 'feature_importance.png'])
    expect(summary.files).toContain(name);
});

test('the stored model verifies, scores a file, and refuses after a change', async () => {
  const model = path.join(work, 'table', 'model');
  const verified = await winback('model', 'verify', model, '--json');
  expect(verified.code).toBe(0);
  expect(JSON.parse(verified.stdout)).toMatchObject({ ok: true, findings: [] });
  await writeFile(path.join(model, 'threshold.json'), '{}');
  const changed = await winback('model', 'verify', model, '--json');
  expect(changed.code).toBe(1);
  expect(JSON.parse(changed.stdout)).toMatchObject({ ok: false });
  const score = await winback(
    'score',
    '--model',
    model,
    '--input',
    'x.csv',
    '--output',
    path.join(work, 'y.csv'),
  );
  expect(score.code).toBe(2);
  expect(score.stderr).toMatch(/^winback: TAMPERED: .*threshold\.json/m);
  expect(score.stdout).toBe('');
});

test('a wrong configuration is one clear message and exit code 2', async () => {
  const config = path.join(work, 'bad.yaml');
  await writeFile(config, 'table: { path: x.csv, label: churned, drops: [a] }\n');
  const wrong = await winback('churn', '--config', config, '--out', path.join(work, 'bad'), '--lang', 'en');
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toMatch(/BAD_CONFIG: .*unknown option "drops" \(did you mean "drop"\?\)/);
  expect(wrong.stderr).not.toMatch(/ at .*\.ts:/);
  const missing = await winback('churn', '--config', path.join(work, 'none.yaml'));
  expect(missing.code).toBe(2);
  expect(missing.stderr).toMatch(/NOT_FOUND/);
  const both = path.join(work, 'both.yaml');
  await writeFile(both, 'name: x\n');
  expect((await winback('churn', '--config', both, '--lang', 'en')).stderr).toMatch(
    /either `events` or `table`/,
  );
});

const planned = (plan: string): string =>
  `table: { path: law.csv, id: user, label: churned }\nmodels: { candidates: [logistic] }\nplan: ${plan}\n`;

test.each([
  ['a misspelt key', '{ budgt: 100 }', /BAD_CONFIG: .*unknown option "budgt" \(did you mean "budget"\?\)/],
  ['part of a fen', '{ budget: 10.001 }', /BAD_CONFIG: .*plan\.budget/],
  ['no amounts', '{ budget: 100 }', /BAD_INPUT: plan\.columns\.revenue: the data has no column/],
  [
    'a column that is not there',
    '{ budget: 100, columns: { revenue: spend }, eligibility: { optOut: opt_ot } }',
    /BAD_INPUT: plan\.eligibility\.optOut: the data has no column "opt_ot" \(did you mean "opt_out"\?\)/,
  ],
])('a plan section with %s is refused before anything is trained', async (_, plan, message) => {
  const rows = Array.from({ length: 400 }, (_row, i) => {
    const activity = ((i * 37) % 100) / 100;
    return `u${i},${activity},${i % 50},0,${Number((i * 7) % 10 > activity * 10)}`;
  });
  await writeFile(path.join(work, 'law.csv'), ['user,activity,spend,opt_out,churned', ...rows].join('\n'));
  const config = path.join(work, 'planned.yaml');
  await writeFile(config, planned(plan));
  const ended = await winback(
    'churn',
    '--config',
    config,
    '--out',
    path.join(work, 'planned'),
    '--lang',
    'en',
  );
  expect(ended.code, ended.stdout).toBe(2);
  expect(ended.stderr).toMatch(message);
  expect(ended.stderr).not.toMatch(/^training/m);
  expect(await readdir(work)).not.toContain('planned');
});

test('each command writes into a folder of its own unless told otherwise', async () => {
  const folders = new Map<string, string>();
  for (const command of [['demo'], ['churn'], ['plan'], ['experiment', 'analyze']]) {
    const help = (await winback(...command, '--help')).stdout;
    folders.set(command.join(' '), /--out <dir>[^[]*?\(default:\s+"([^"]+)"\)/s.exec(help)?.[1] ?? help);
  }
  expect(Object.fromEntries(folders)).toEqual({
    demo: 'out',
    churn: 'out/churn',
    plan: 'out/plan',
    'experiment analyze': 'out/experiment',
  });
});
