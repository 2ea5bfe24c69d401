// The commands one after the other, each on what the one before has left: no column is lost on the way.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { readTable } from '../../src/data/tables/read.js';
import { writeTable } from '../../src/data/tables/write.js';
import { type Ended, winback } from './run.js';

let work: string;
const at = (...names: string[]): string => path.join(work, ...names);
const bytes = (...names: string[]): Promise<Buffer> => readFile(at(...names));

async function ok(...args: string[]): Promise<Ended> {
  const ended = await winback(args);
  expect([0, 1], ended.stderr).toContain(ended.code);
  return ended;
}

beforeAll(async () => {
  work = await mkdtemp(path.join(os.tmpdir(), 'winback-joins-'));
  await ok('demo', '--users', '2500', '--quiet', '--out', at('demo'));
});
afterAll(() => rm(work, { recursive: true, force: true }));

/** Plans by the demo's own configuration. @returns the summary without what names its files */
async function planned(scores: string, out: string, ...args: string[]): Promise<unknown> {
  const config = at('demo', 'data', 'winback.yaml');
  await ok('plan', '--scores', scores, '--config', config, '--out', at(out), '--quiet', ...args);
  const { source, digest, ...summary } = JSON.parse(await readFile(at(out, 'plan.json'), 'utf8'));
  return summary;
}

async function expectDemoPlan(out: string, summary: unknown): Promise<void> {
  for (const name of ['churn_users.csv', 'not_contacted.csv'])
    expect((await bytes(out, name)).equals(await bytes('demo', name)), `${out}/${name}`).toBe(true);
  const { source, digest, ...own } = JSON.parse(await readFile(at('demo', 'plan.json'), 'utf8'));
  expect(summary).toEqual(own);
}

test('the scores that churn wrote give its plan again, as CSV, Parquet and Arrow', async () => {
  const scores = await readTable(at('demo', 'scores.csv'), { text: ['user_id'], utf8: ['user_id'] });
  for (const name of ['scores.parquet', 'scores.arrow']) await writeTable(at(name), scores);
  await expectDemoPlan('p1', await planned(at('demo', 'scores.csv'), 'p1'));
  await expectDemoPlan('p2', await planned(at('scores.parquet'), 'p2'));
  await expectDemoPlan('p3', await planned(at('scores.arrow'), 'p3'));
});

test('features, score, plan: the plan that training made for the same day, without --keep', async () => {
  const [config, model] = [at('demo', 'data', 'winback.yaml'), at('demo', 'model')];
  for (const ending of ['csv', 'parquet']) {
    const [features, scores] = [at(`today.${ending}`), at(`today-scores.${ending}`)];
    await ok('features', '--config', config, '--model', model, '--output', features, '--quiet');
    await ok('score', '--model', model, '--input', features, '--output', scores, '--quiet');
    await expectDemoPlan(`today-${ending}`, await planned(scores, `today-${ending}`));
    const verified = await winback(['plan', 'verify', at(`today-${ending}`), '--scores', scores]);
    expect(verified.code, verified.stdout + verified.stderr).toBe(0);
  }
  const [csv, parquet] = [at('today-scores.csv'), at('today-scores.parquet')].map((file) => readTable(file));
  const names = (await csv!).schema.fields.map(({ name }) => name);
  expect(names).toEqual(['user_id', 'churn_prob', 'risk_tier', 'contact', 'pay_amt_30']);
  expect((await parquet!).schema.fields.map(({ name }) => name)).toEqual(names);
});

test('score --config carries over what another plan names', async () => {
  const plan = at('rules.yaml');
  await writeFile(plan, 'eligibility: { windows: [{ column: tenure_days, from: 30 }] }\n');
  const output = at('rules.csv');
  await ok(
    'score',
    '--model',
    at('demo', 'model'),
    '--input',
    at('today.csv'),
    '--output',
    output,
    '--config',
    plan,
  );
  const names = (await readTable(output)).schema.fields.map(({ name }) => name);
  expect(names).toEqual(['user_id', 'churn_prob', 'risk_tier', 'contact', 'pay_amt_30', 'tenure_days']);
  await ok('plan', '--scores', output, '--config', plan, '--budget', '100', '--out', at('rules'));
});

test('a plan needs a budget and nothing else', async () => {
  await ok('plan', '--scores', at('demo', 'scores.csv'), '--budget', '500', '--out', at('bare'), '--quiet');
  expect((await bytes('bare', 'churn_users.csv')).toString()).toContain('u0');
});

test('raw events are no input of score: the message names the command that comes first', async () => {
  const input = at('demo', 'data', 'events.parquet');
  const { code, stderr } = await winback([
    ...['score', '--model', at('demo', 'model'), '--input', input, '--output', at('no.csv')],
  ]);
  expect(code).toBe(2);
  expect(stderr).toMatch(/BAD_INPUT: .*none of the features.*winback features --config CONFIG --model/s);
});

test('demo --table leaves its table and configuration, which give the same figures again', async () => {
  await ok('demo', '--table', '--users', '2000', '--budget', '300', '--quiet', '--out', at('table'));
  const config = at('table', 'data', 'winback.yaml');
  expect(await readFile(config, 'utf8')).toMatch(/^# .*winback churn --config/);
  await ok('churn', '--config', config, '--quiet', '--out', at('again'));
  const summary = async (folder: string) => JSON.parse(await readFile(at(folder, 'summary.json'), 'utf8'));
  const [first, again] = [await summary('table'), await summary('again')];
  const { data, ...figures } = first.evaluation;
  const { data: readData, ...readFigures } = again.evaluation;
  expect(readFigures).toEqual(figures);
  expect({ ...readData, source: 'generated' }).toEqual(data);
  for (const part of ['model', 'threshold', 'plan', 'gates', 'planDetails'])
    expect(again[part], part).toEqual(first[part]);
  for (const name of ['scores.csv', 'churn_users.csv', 'not_contacted.csv'])
    expect((await bytes('again', name)).equals(await bytes('table', name)), name).toBe(true);
  await ok('plan', '--scores', at('again', 'scores.csv'), '--config', config, '--quiet', '--out', at('list'));
  expect((await bytes('list', 'churn_users.csv')).equals(await bytes('table', 'churn_users.csv'))).toBe(true);
});

test('one file serves churn, plan and experiment', async () => {
  const text = await readFile(at('demo', 'data', 'winback.yaml'), 'utf8');
  const rows = Array.from({ length: 400 }, (_, i) => `u${i},${i % 2 ? 'new' : 'old'},${i % 3 === 0 ? 1 : 0}`);
  await writeFile(at('demo', 'data', 'ab.csv'), ['user,arm,paid', ...rows].join('\n'));
  const experiment = {
    data: { file: 'ab.csv', variant: 'arm' },
    ...{ control: 'old', treatments: ['new'] },
    metrics: [{ name: 'paid', kind: 'proportion', column: 'paid', role: 'primary' }],
  };
  const shared = at('demo', 'data', 'shared.yaml');
  const more = { output: { formats: ['parquet'], bom: true }, experiment };
  await writeFile(
    shared,
    `${text}\n${Object.entries(more)
      .map(([key, value]) => `${key}: ${JSON.stringify(value)}`)
      .join('\n')}\n`,
  );
  await ok('churn', '--config', shared, '--quiet', '--out', at('shared'));
  const scores = at('shared', 'scores.parquet');
  await ok('plan', '--scores', scores, '--config', shared, '--quiet', '--out', at('shared-plan'));
  for (const name of ['churn_users.csv', 'churn_users.parquet', 'not_contacted.csv'])
    expect((await bytes('shared-plan', name)).equals(await bytes('shared', name)), name).toBe(true);
  expect((await bytes('shared', 'scores.csv')).subarray(0, 3)).toEqual(Buffer.from('\ufeff'));
  const verified = await winback(['plan', 'verify', at('shared-plan'), '--scores', scores]);
  expect(verified.code, verified.stdout).toBe(0);
  await ok('experiment', 'analyze', '--config', shared, '--quiet', '--out', at('ab'));
});
