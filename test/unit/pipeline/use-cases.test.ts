// The library calls behind the commands: what a program gets without the command line.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import {
  churnConfig,
  experimentConfig,
  generateChurnTable,
  type Progress,
  prepareChurn,
  readConfig,
  runChurnPipeline,
  runExperiment,
  runPlan,
  runPlanVerification,
  writeTable,
} from '../../../src/index.js';

let work = '';
const at = (name: string): string => path.join(work, name);
const now = '2026-01-01T00:00:00.000Z';

beforeAll(async () => {
  work = await mkdtemp(path.join(tmpdir(), 'winback-use-cases-'));
  const { table } = await generateChurnTable({ users: 1500, seed: 3 });
  await writeTable(at('users.csv'), table);
  await writeFile(
    at('winback.yaml'),
    `table: { path: users.csv, id: user_id, label: label_churn_14d, date: snapshot_date }
split: { testDays: 7, calibrationDays: 7, embargoDays: 0 }
models: { candidates: [logistic] }
plan: { budget: 100, columns: { revenue: pay_amt_30 } }
`,
  );
});
afterAll(() => rm(work, { recursive: true, force: true }));

const prepared = async () => {
  const config = await readConfig(at('winback.yaml'), churnConfig);
  return { config, data: await prepareChurn(config, { root: work }) };
};

test('churn in memory: evaluation, scores, plan and model, and no file', async () => {
  const { config, data } = await prepared();
  const steps: Progress[] = [];
  const run = await runChurnPipeline(config, data, { onProgress: (step) => steps.push(step) });
  expect([run.files, run.digest]).toEqual([[], null]);
  expect(run.scores.numRows).toBe(run.evaluation.test.rows);
  expect(run.plan!.result.spent).toBeLessThanOrEqual(100);
  expect(run.model.classifier.kind).toBe('logistic');
  expect(run.summary.model.test.auc).toBe(run.evaluation.test.auc.value);
  expect(new Set(steps.map(({ stage }) => stage))).toEqual(
    new Set(['training', 'testing', 'importance', 'planning']),
  );
  run.close();
  expect(await readdir(work)).toEqual(['users.csv', 'winback.yaml']);
});

test('churn into a folder: the same figures, all files, one run at a time, then plan and verify', async () => {
  const { config, data } = await prepared();
  const output = { folder: at('out'), language: 'en', now } as const;
  const first = runChurnPipeline(config, data, { output });
  await expect(runChurnPipeline(config, data, { output })).rejects.toMatchObject({ code: 'LOCKED' });
  const run = await first;
  run.close();
  const written = await readdir(at('out'));
  expect(run.files.filter((name) => !written.includes(name.replace('/', '')))).toEqual([]);
  expect(JSON.parse(await readFile(at('out/summary.json'), 'utf8'))).toEqual(
    JSON.parse(JSON.stringify(run.summary)),
  );
  expect(run.digest).toMatch(/^[0-9a-f]{64}$/);
  const { plan, file } = await runPlan(
    at('out/scores.csv'),
    { budget: 50 },
    { output: { folder: at('plan') } },
  );
  expect(file!.spent).toBe(plan.result.spent);
  expect((await runPlanVerification(at('plan'), at('out/scores.csv'))).ok).toBe(true);
});

test('options are refused before a file is opened', async () => {
  const misspelt = { budget: 1, polcy: 'greedy' } as never;
  await expect(runPlan(at('none.csv'), misspelt)).rejects.toThrow(/polcy.*did you mean "policy"/);
  await expect(runPlan(at('none.csv'), { budget: 1 })).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('an aborted run leaves nothing', async () => {
  const { config, data } = await prepared();
  const controller = new AbortController();
  const stopped = runChurnPipeline(config, data, {
    signal: controller.signal,
    onProgress: ({ stage }) => stage === 'planning' && controller.abort(),
    output: { folder: at('stopped'), now },
  });
  await expect(stopped).rejects.toMatchObject({ code: 'ABORTED' });
  expect(await readdir(work)).not.toContain('stopped');
});

test('an experiment: result and report, with and without a folder', async () => {
  const rows = Array.from({ length: 400 }, (_, i) => `u${i},${i % 2 ? 'new' : 'old'},${Number(i % 5 === 0)}`);
  await writeFile(at('ab.csv'), ['user,arm,bought', ...rows].join('\n'));
  const config = experimentConfig({
    ...{ name: 'ab', control: 'old', treatments: ['new'] },
    data: { file: 'ab.csv', user: 'user', variant: 'arm' },
    metrics: [{ name: 'bought', kind: 'proportion', role: 'primary', column: 'bought' }],
  });
  const plain = await runExperiment(config, { root: work });
  expect(plain.files).toEqual([]);
  const output = { folder: at('ab'), language: 'en', now } as const;
  const run = await runExperiment(config, { root: work, output });
  expect(run.result).toEqual(plain.result);
  expect((await readdir(at('ab'))).sort()).toEqual([...run.files].sort());
});
