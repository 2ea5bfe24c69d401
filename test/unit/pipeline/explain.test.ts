// What winback explain says, from stored files and a state: parts that add up, every rule with the user's value, the record
// of every sentence, the same bytes twice, and words in both languages for every code.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';
import { trainLightGbm } from '../../../src/model/tree-classifier.js';
import { explainPlan } from '../../../src/pipeline/explain/plan.js';
import { explainAlert, explainExperiment } from '../../../src/pipeline/explain/records.js';
import type { Explanation } from '../../../src/pipeline/explain/statement.js';
import { type ExplainUserSources, explainUser } from '../../../src/pipeline/explain/user.js';
import { runPlan } from '../../../src/pipeline/plan/run.js';
import { loadModel, type StoredModel, saveModel } from '../../../src/registry/model-store.js';
import { generateChurnTable } from '../../../src/simulate/generate-table.js';
import { openState } from '../../../src/state/open.js';
import type { AlertRecord } from '../../../src/state/records/system.js';

let work = '';
let model: StoredModel;
const at = (name: string): string => path.join(work, name);
const sources = (more: Partial<ExplainUserSources>): ExplainUserSources => ({
  ...{ model, modelFlag: '--model model', id: 'user_id', reasons: 2 },
  ...more,
});
const features = ['active_days_30', 'pay_cnt_30', 'channel'];
const description = {
  ...{ name: 'test', createdAt: null, gitCommit: null, featureVersion: null, idColumn: 'user_id' },
  ...{ windows: null, training: { from: null, to: null, rows: 500 }, versions: {} },
  metrics: { auc: 0.7, prAuc: 0.5, logLoss: 0.5, brier: 0.2 },
};

beforeAll(async () => {
  work = await mkdtemp(path.join(tmpdir(), 'winback-explain-'));
  const { table } = await generateChurnTable({ users: 500, seed: 3 });
  const parameters = { numIterations: 20, numLeaves: 7 };
  const classifier = await trainLightGbm(table, { label: 'label_churn_14d', features, parameters });
  await saveModel(at('model'), {
    classifier,
    calibration: { method: 'platt', slope: 0.8, intercept: 0.1 },
    threshold: { value: 0.4, certified: true, precisionFloor: 0.6, confidence: 0.95, reason: null },
    description,
    features: {
      features: [{ name: 'active_days_30', unit: 'days', titleZh: '活跃天数', titleEn: 'active days' }],
    },
  });
  classifier.close();
  model = await loadModel(at('model'));
  await writeFile(
    at('today.csv'),
    'user_id,active_days_30,pay_cnt_30,channel\n007,2,1,seo\n8,,0,never-seen\n',
  );
  await writeFile(at('before.csv'), 'user_id,active_days_30,pay_cnt_30,channel\n007,9,1,seo\n');
  await writeFile(
    at('scores.csv'),
    'user_id,churn_prob,pay_amt_30,opt_out,days_since\n007,0.8,120,0,90\n8,0.6,80,1,90\n9,0.7,90,0,3\n10,0.1,1,0,60\n',
  );
});
afterAll(async () => {
  model?.classifier.close();
  await rm(work, { recursive: true, force: true });
});

const codes = ({ statements }: Explanation): readonly string[] => statements.map(({ code }) => code);
const valuesOf = ({ statements }: Explanation, code: string): Record<string, unknown> =>
  statements.find((one) => one.code === code)!.values as Record<string, unknown>;

test('start, reasons and rest add up to the log-odds, which calibration turns into the score', async () => {
  const said = await explainUser('007', sources({ features: at('today.csv') }));
  expect(codes(said)).toEqual(['score', 'start', 'reason', 'reason', 'rest', 'sum', 'calibration']);
  const adds = said.statements.map(({ values }) => (values as { adds?: number }).adds ?? 0);
  const start = valuesOf(said, 'start')['logOdds'] as number;
  const sum = valuesOf(said, 'sum')['logOdds'] as number;
  expect(start + adds.reduce((all, one) => all + one, 0)).toBeCloseTo(sum, 12);
  const { before, after } = valuesOf(said, 'calibration') as { before: number; after: number };
  expect(before).toBeCloseTo(1 / (1 + Math.exp(-sum)), 12);
  expect(after).toBeCloseTo(1 / (1 + Math.exp(-0.8 * sum - 0.1)), 10);
  expect(valuesOf(said, 'score')['probability']).toBe(after);
  for (const { source, text } of said.statements) {
    expect(source).toMatchObject({ record: at('today.csv'), key: 1, digest: model.digest });
    expect(source.command).toContain('winback score --model model');
    expect(Object.keys(text)).toEqual(['zh', 'en']);
  }
});

test('missing values, unseen categories and titles of the model are said in both languages', async () => {
  const said = await explainUser('8', sources({ features: at('today.csv'), reasons: 3 }));
  const lines = said.statements.map(({ text }) => `${text.en} ${text.zh}`).join('\n');
  expect(lines).toMatch(/active days \(active_days_30\) has no value: it (raises|lowers)/);
  expect(lines).toContain('活跃天数（active_days_30）为缺失');
  expect(lines).toContain('“never-seen”, a category that training never saw');
  expect(codes(said)).not.toContain('rest');
});

test('what changed since an older file is the difference of the parts', async () => {
  const said = await explainUser('007', sources({ features: at('today.csv'), before: at('before.csv') }));
  const change = valuesOf(said, 'reason-change');
  expect(change).toMatchObject({ feature: 'active_days_30', value: 2, valueBefore: 9 });
  const old = await explainUser('007', sources({ features: at('before.csv'), reasons: 3 }));
  const part = old.statements.find(
    ({ code, values }) => code === 'reason' && (values as { feature: string }).feature === 'active_days_30',
  );
  expect(change['addsBefore']).toBe((part!.values as { adds: number }).adds);
  const fresh = await explainUser('8', sources({ features: at('today.csv'), before: at('before.csv') }));
  expect(codes(fresh).at(-1)).toBe('new-user');
});

test('the same files give the same bytes', async () => {
  const once = async (): Promise<string> =>
    JSON.stringify(
      await explainUser('007', sources({ features: at('today.csv'), before: at('before.csv') })),
    );
  expect(await once()).toBe(await once());
});

test('the plan of a user: action with its money, rules with the value, runner-up with its prices', async () => {
  const options = {
    budget: 5,
    eligibility: { optOut: 'opt_out', coolDown: { column: 'days_since', days: 30 } },
  };
  await runPlan(at('scores.csv'), options, { output: { folder: at('plan') } });
  const asked = sources({ model: null, plan: at('plan'), scores: at('scores.csv') });
  const first = await explainUser('007', asked);
  expect(codes(first)).toEqual(['action', 'runner-up']);
  const out = await explainUser('8', asked);
  expect(codes(out)).toEqual(['not-contacted', 'rule']);
  expect(valuesOf(out, 'rule')).toMatchObject({ column: 'opt_out', value: 1 });
  const cooling = await explainUser('9', asked);
  expect(valuesOf(cooling, 'rule')).toEqual({ column: 'days_since', value: 3, least: 30, most: null });
  expect(codes(await explainUser('007', { ...asked, scores: undefined }))).toEqual([
    'action',
    'scores-needed',
  ]);
  expect(codes(await explainUser('nobody', asked))).toEqual(['not-in-plan']);
  await writeFile(at('other.csv'), 'user_id,churn_prob,pay_amt_30,opt_out,days_since\n007,0.9,120,0,90\n');
  await expect(explainUser('007', { ...asked, scores: at('other.csv') })).rejects.toThrow(
    /other\.csv is not the file that the plan was made from/,
  );
  const whole = await explainPlan(at('plan'));
  expect(codes(whole).slice(0, 3)).toEqual(['plan-money', 'plan-proof', 'plan-price']);
  expect(codes(whole)).toContain('plan-left-out');
  await writeFile(at('plan/churn_users.csv'), 'user_id\n');
  await expect(explainPlan(at('plan'))).rejects.toMatchObject({ code: 'TAMPERED' });
});

test('who is in no file, twice in one, or asked for without sources is refused with the remedy', async () => {
  await expect(explainUser('x', sources({ features: at('today.csv') }))).rejects.toThrow(
    /today\.csv has no user "x" in the column "user_id"/,
  );
  await writeFile(at('twice.csv'), 'user_id,active_days_30,pay_cnt_30,channel\na,1,1,seo\na,2,1,seo\n');
  await expect(explainUser('a', sources({ features: at('twice.csv') }))).rejects.toThrow(/rows 1 and 2/);
  await expect(explainUser('a', sources({}))).rejects.toThrow(/needs --features FILE/);
  await expect(explainUser('a', sources({ model: null, features: 'f.csv' }))).rejects.toThrow(
    /needs its model/,
  );
});

const alert: AlertRecord = {
  ...{ project: 'shop', fingerprint: 'ab12', kind: 'drift', severity: 'critical', object: 'channel' },
  ...{ model: null, state: 'firing', firstAt: 0, lastAt: 86_400_000_000, count: 2, recent: [0, 1, 1] },
  ...{ value: 0.31, threshold: 0.1, values: {}, changes: [], flapping: false, inhibitedBy: null },
  ...{ notifiedAt: null, ackBy: 'li', ackAt: null, mutedUntil: null, mutedReason: null },
};

test('alarms, experiments and messages come from the state', async () => {
  const state = await openState(at('state.db'));
  try {
    await state.put({ alert: [alert, { ...alert, fingerprint: 'ab99' }] });
    const said = await explainAlert('ab12', state);
    expect(codes(said)).toEqual(['alert', 'alert-seen', 'alert-told', 'alert-noted']);
    expect(said.statements[0]!.text.en).toContain('the value is 0.3100, the limit 0.1000');
    await expect(explainAlert('ab', state)).rejects.toThrow(/2 alarms/);
    await expect(explainAlert('ff', state)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(explainExperiment('coupon', state)).rejects.toThrow(/has no experiment "coupon"/);
    const none = await explainUser('007', sources({ model: null, state }));
    expect(codes(none)).toEqual(['no-messages']);
  } finally {
    await state.close();
  }
});
