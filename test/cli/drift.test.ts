// winback drift as a user runs it: a model with its profile, a day like the training, one that moved, and a model of version 0.1.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { writeTable } from '../../src/data/tables/write.js';
import { churnConfig } from '../../src/pipeline/churn/config.js';
import { prepareChurn } from '../../src/pipeline/churn/prepare.js';
import { runChurnPipeline } from '../../src/pipeline/churn/run.js';
import { loadModel, saveModel } from '../../src/registry/model-store.js';
import { generateChurnTable } from '../../src/simulate/generate-table.js';
import { winback } from './run.js';

interface Printed {
  readonly state: string;
  readonly columns: readonly {
    readonly name: string;
    readonly state: string;
    readonly reasons: readonly string[];
    readonly unseen: { readonly names: readonly { readonly name: string }[] } | null;
  }[];
  readonly score: { readonly state: string; readonly deltaMean: number };
  readonly evidence: { readonly evidence: { readonly updatedOn: string } } | null;
  readonly peer: readonly { readonly values: object }[] | null;
}

let work: string;
let model: string;

beforeAll(async () => {
  work = await mkdtemp(path.join(os.tmpdir(), 'winback-drift-'));
  const { table } = await generateChurnTable({ users: 3000, seed: 5 });
  await writeTable(path.join(work, 'users.csv'), table);
  const source = { path: 'users.csv', id: 'user_id', label: 'label_churn_14d', date: 'snapshot_date' };
  const config = churnConfig(
    { table: source, split: { embargoDays: 0 }, models: { candidates: ['logistic'] } },
    'config',
  );
  const data = await prepareChurn(config, { root: work });
  const output = { folder: path.join(work, 'churn'), now: '2026-01-01T00:00:00Z' };
  (await runChurnPipeline(config, data, { output })).close();
  model = path.join(work, 'churn', 'model');
});
afterAll(() => rm(work, { recursive: true, force: true }));

const drift = (input: string, ...more: readonly string[]) =>
  winback(['drift', '--model', model, '--input', path.join(work, input), '--lang', 'en', '--json', ...more]);

test('a day like the training is stable, and another tool’s numbers stand beside ours', async () => {
  const ended = await drift('users.csv', '--definition', 'nannyml');
  expect(ended.code, ended.stderr).toBe(0);
  const printed = JSON.parse(ended.stdout) as Printed;
  expect(['stable', 'too-few-rows']).toContain(printed.state);
  expect(printed.columns.every(({ state }) => state !== 'certain')).toBe(true);
  expect(Object.keys(printed.peer![0]!.values).length).toBeGreaterThan(3);
});

test('a day that moved ends with 1, and its report and evidence are written', async () => {
  const text = await readFile(path.join(work, 'users.csv'), 'utf8');
  const [head, ...lines] = text.trimEnd().split('\n');
  const names = head!.split(',');
  const [days, channel] = [names.indexOf('active_days_30'), names.indexOf('channel')];
  const moved = lines.map((line) => {
    const cells = line.split(',');
    cells[days] = String(Number(cells[days]) / 4);
    cells[channel] = 'a new channel';
    return cells.join(',');
  });
  await writeFile(path.join(work, 'moved.csv'), [head, ...moved].join('\n'));
  const evidence = path.join(work, 'evidence.json');
  const [out, given] = [path.join(work, 'report'), ['--day', '2026-03-02', '--evidence', evidence]];
  const ended = await drift('moved.csv', '--out', out, ...given);
  expect(ended.code, ended.stderr).toBe(1);
  const { state, columns, score, evidence: step } = JSON.parse(ended.stdout) as Printed;
  expect(state).toBe('certain');
  const of = (name: string) => columns.find((column) => column.name === name)!;
  expect(of('active_days_30')).toMatchObject({ state: 'certain', reasons: ['distribution', 'evidence'] });
  expect(of('channel').unseen!.names[0]!.name).toBe('a new channel');
  expect(score.deltaMean).not.toBe(0);
  expect(step!.evidence.updatedOn).toBe('2026-03-02');
  expect(JSON.parse(await readFile(evidence, 'utf8'))).toEqual(step!.evidence);
  const html = await readFile(path.join(out, 'drift_report.html'), 'utf8');
  expect(html).toContain('a new channel');
  expect(html.length).toBeLessThan(300_000);
  expect(await readdir(out)).toEqual(
    expect.arrayContaining(['drift.json', 'drift_report.md', 'drift_distances.png']),
  );
});

test('a model without a profile loads, and drift says what to do', async () => {
  const stored = await loadModel(model);
  model = path.join(work, 'old');
  await saveModel(model, { ...stored, description: stored.manifest, profile: null });
  stored.classifier.close();
  const ended = await drift('users.csv');
  expect(ended.code).toBe(2);
  expect(ended.stderr).toContain('train it again with this version of winback');
  expect(ended.stdout).toBe('');
});
